from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0006_searches_are_counted'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='unconfirmed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        # Feeds name one organisation under several ids.
        migrations.RemoveConstraint(
            model_name='sourcerecord',
            name='directory_source_of_one',
        ),
    ]
