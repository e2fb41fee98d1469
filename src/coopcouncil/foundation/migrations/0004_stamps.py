from django.db import migrations, models

from coopcouncil.foundation.remembered import STAMP_FUNCTION


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0003_allowance'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stamp',
            fields=[
                ('name', models.CharField(max_length=63, primary_key=True, serialize=False)),
                ('stamp', models.UUIDField()),
            ],
            options={
                'db_table': 'foundation_stamp',
            },
        ),
        STAMP_FUNCTION,
    ]
