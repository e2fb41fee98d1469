import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_data_protection_officer'),
        ('sharing', '0020_holds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImpactAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('risks', models.TextField()),
                ('measures', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('advice', models.TextField(blank=True)),
                ('advised_by', models.CharField(blank=True, max_length=120)),
                ('advised_on', models.DateField(null=True)),
                ('followed', models.BooleanField(null=True)),
                ('why_not', models.TextField(blank=True)),
                ('decided_by', models.CharField(blank=True, max_length=120)),
                ('decided_on', models.DateField(null=True)),
            ],
            options={
                'db_table': 'sharing_impact_assessment',
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='looked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='delivery',
            name='without',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('purposes', models.JSONField()),
                ('basis', models.TextField()),
                ('retention', models.TextField()),
                ('security', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('agreed', 'Agreed'), ('expired', 'Expired'), ('ended', 'Ended early')], default='draft', max_length=10)),
                ('signed_for_us', models.CharField(blank=True, max_length=120)),
                ('signed_for_them', models.CharField(blank=True, max_length=120)),
                ('signed_on', models.DateField(null=True)),
                ('starts_on', models.DateField()),
                ('review_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('ended_because', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'sharing_agreement',
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='agreement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.agreement'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('agreement__isnull', True), _connector='OR'), name='sharing_delivery_held_has_no_agreement'),
        ),
        migrations.AddConstraint(
            model_name='impactassessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('advice', ''), ('advised_on__isnull', True)), models.Q(('advised_on__isnull', False), models.Q(('advice', ''), _negated=True)), _connector='OR'), name='sharing_assessment_advice_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='impactassessment',
            constraint=models.CheckConstraint(condition=models.Q(('decided_on__isnull', True), models.Q(('advised_on__isnull', False), ('followed', True)), models.Q(('advised_on__isnull', False), ('followed', False), models.Q(('why_not', ''), _negated=True)), _connector='OR'), name='sharing_assessment_decided_after_advice'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='assessment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.impactassessment'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['organisation', 'state'], name='sharing_agreement_body'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'agreed', 'expired', 'ended'])), name='sharing_agreement_known_state'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__lte', models.F('ends_on')), ('starts_on__lt', models.F('ends_on'))), name='sharing_agreement_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('assessment__isnull', False), ('signed_on__isnull', False), models.Q(('signed_for_us', ''), _negated=True), models.Q(('signed_for_them', ''), _negated=True)), _connector='OR'), name='sharing_agreement_agreed_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), models.Q(('ended_because', ''), _negated=True), _connector='OR'), name='sharing_agreement_ended_for_a_reason'),
        ),
        stamped('sharing_agreement'),
    ]
