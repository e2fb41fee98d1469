from django.db import migrations, models

from coopcouncil.foundation.database import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0004_stamps'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('row_id', models.UUIDField(unique=True)),
                ('link', models.BinaryField(max_length=32)),
            ],
            options={
                'db_table': 'audit_seal',
            },
        ),
        migrations.CreateModel(
            name='AuditCheckpoint',
            fields=[
                ('round', models.BigIntegerField(primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('link', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
                ('signature', models.BinaryField(max_length=64)),
            ],
            options={
                'db_table': 'audit_checkpoint',
            },
        ),
        append_only('audit_seal'),
        append_only('audit_checkpoint'),
    ]
