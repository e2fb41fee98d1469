import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0013_households'),
    ]

    operations = [
        migrations.CreateModel(
            name='FailedAddress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('text', 'Text message'), ('letter', 'Letter')], max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('why', models.CharField(choices=[('returned', 'It came back'), ('unwanted', 'It was marked as unwanted')], max_length=10)),
                ('since', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'people_failed_address',
                'constraints': [models.UniqueConstraint(fields=('account', 'channel', 'digest'), name='people_failed_address_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'text', 'letter']), ('why__in', ['returned', 'unwanted'])), name='people_failed_address_known')],
            },
        ),
    ]
