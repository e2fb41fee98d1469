"""The tables of a fresh database at once; a database of release 0.1 goes through the steps beside it."""

import coopcouncil.foundation.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from importlib import import_module

from coopcouncil.foundation.remembered import stamped


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('frontdoor', '0001_initial'),
        ('frontdoor', '0002_channels_returns_versions'),
        ('frontdoor', '0003_letters_to_come_back'),
        ('frontdoor', '0004_one_open_version'),
        ('frontdoor', '0005_officer_named_by_software'),
        ('frontdoor', '0006_safe_mode'),
        ('frontdoor', '0007_needs_are_sealed'),
        ('frontdoor', '0008_stamps'),
    ]

    dependencies = [
        ('directory', '0002_stamps'),
        ('people', '0014_failed_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('event_code', models.CharField(max_length=60)),
                ('event_version', models.PositiveIntegerField()),
                ('session_digest', models.CharField(blank=True, max_length=64)),
                ('answers', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('left_out', models.JSONField(default=list)),
                ('agreed', models.JSONField(default=list)),
                ('started_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('submission_id', models.UUIDField(null=True, unique=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('agreement', models.CharField(blank=True, max_length=20)),
                ('channel', models.CharField(default='web', max_length=20)),
                ('corrections', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('language', models.CharField(default='en', max_length=10)),
                ('safe', models.BooleanField(default=False)),
                ('safe_contact', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('officer', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('asked_about', models.JSONField(default=list)),
                ('opens_with', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('needs', coopcouncil.foundation.fields.SealedJSONField(default=list)),
                ('conflicted', coopcouncil.foundation.fields.SealedJSONField(default=list)),
                ('access_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.accesspoint')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assisted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('authority', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.authority')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'frontdoor_draft',
                'indexes': [models.Index(fields=['expires_at'], name='frontdoor_draft_expires'), models.Index(fields=['account', '-touched_at'], name='frontdoor_draft_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('submission_id__isnull', True), ('submitted_at__isnull', True)), models.Q(('submission_id__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='frontdoor_draft_sent_has_its_moment'), models.CheckConstraint(condition=models.Q(('account__isnull', False), models.Q(('session_digest', ''), _negated=True), ('organisation__isnull', False), _connector='OR'), name='frontdoor_draft_has_an_owner'), models.CheckConstraint(condition=models.Q(('safe', False), ('account__isnull', True), _connector='OR'), name='frontdoor_draft_safe_is_in_no_account')],
            },
        ),
        migrations.CreateModel(
            name='EventVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('writing', 'Being written'), ('proposed', 'Waiting for approval'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], default='writing', max_length=10)),
                ('shipped', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('release_on', models.DateField(null=True)),
                ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'frontdoor_event_version',
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='frontdoor_event_version_once'), models.CheckConstraint(condition=models.Q(('approver__isnull', True), models.Q(('approver', models.F('author')), _negated=True), _connector='OR'), name='frontdoor_event_version_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved_at__isnull', False), ('release_on__isnull', False)), _connector='OR'), name='frontdoor_event_version_approved_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('shipped', True), ('approver__isnull', False), _connector='OR'), name='frontdoor_event_version_approved_by_somebody'), models.CheckConstraint(condition=models.Q(('state__in', ['writing', 'proposed', 'approved', 'withdrawn'])), name='frontdoor_event_version_known_state'), models.UniqueConstraint(condition=models.Q(('state__in', ['writing', 'proposed'])), fields=('code',), name='frontdoor_event_version_one_open')],
            },
        ),
        migrations.CreateModel(
            name='ReturnLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('link', 'A link by e-mail'), ('code', 'A code to write down')], max_length=10)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('to', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('written_at', models.DateTimeField(null=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='frontdoor.draft')),
            ],
            options={
                'db_table': 'frontdoor_return_link',
                'indexes': [models.Index(fields=['expires_at'], name='frontdoor_return_link_expires')],
            },
        ),
        # The trigger is as the step wrote it that this takes the place of.
        import_module('coopcouncil.frontdoor.migrations.0004_one_open_version').Migration.operations[-1],
        stamped('frontdoor_event_version'),
    ]
