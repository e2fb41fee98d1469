"""What is asked of a service in safe mode says how the person may be reached."""

from django.db import migrations

from coopcouncil.foundation.fields import SealedJSONField


class Migration(migrations.Migration):
    dependencies = [("sharing", "0010_needs_are_sealed")]

    operations = [migrations.AddField("helprequest", "safe_contact", SealedJSONField(null=True))]
