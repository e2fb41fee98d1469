from django.db import migrations

import coopcouncil.foundation.fields


class Migration(migrations.Migration):
    """By whom and by what power something was told names people, so it is sealed; nothing was kept there before."""

    dependencies = [("sharing", "0005_officer_named_by_software")]

    operations = [
        migrations.RemoveField(model_name="notice", name="acting"),
        migrations.AddField(
            model_name="notice", name="acting", field=coopcouncil.foundation.fields.SealedJSONField(null=True)
        ),
    ]
