from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0002_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('key_id', models.UUIDField(primary_key=True, serialize=False)),
                ('paid_until', models.DateTimeField()),
            ],
            options={
                'db_table': 'foundation_allowance',
            },
        ),
        # Counting a request is worth no wait for the disk; after a crash every key begins afresh.
        migrations.RunSQL(
            'ALTER TABLE foundation_allowance SET UNLOGGED', 'ALTER TABLE foundation_allowance SET LOGGED'
        ),
    ]
