from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0008_access_entry")]

    operations = [
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(
                condition=models.Q(leased_until__isnull=False),
                fields=["leased_until"],
                name="outbox_entry_moving",
            ),
        ),
    ]
