import coopcouncil.foundation.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0022_exchange'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('grounds', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('made_at', models.DateTimeField()),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Being looked at'), ('upheld', 'The person was right'), ('overridden', 'The council’s grounds weigh more')], default='open', max_length=10)),
                ('reasons', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.notice')),
            ],
            options={
                'db_table': 'sharing_objection',
                'indexes': [models.Index(fields=['state', 'due_on'], name='sharing_objection_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state__in', ['upheld', 'overridden'])), _connector='OR'), name='sharing_objection_decided_or_open')],
            },
        ),
    ]
