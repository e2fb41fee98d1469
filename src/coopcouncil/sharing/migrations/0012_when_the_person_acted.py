"""Since when what an officer wrote down is the person's own: before, nobody can say, so it stays empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0011_help_asked_safely")]

    operations = [migrations.AddField("submission", "person_acted_at", models.DateTimeField(null=True))]
