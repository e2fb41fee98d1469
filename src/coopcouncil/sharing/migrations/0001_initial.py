import coopcouncil.foundation.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from coopcouncil.foundation.database import append_only

# What was told stays what was told. (It may still be removed, when its time is over.)
UNCHANGED = """
CREATE TRIGGER sharing_notice_unchanged BEFORE UPDATE ON sharing_notice
    FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
"""
UNCHANGED_BACK = "DROP TRIGGER sharing_notice_unchanged ON sharing_notice"

# The moves of sharing.domain.delivery.MOVES, as they were in this version; a test holds the two together.
MOVES = """
CREATE FUNCTION sharing_delivery_moves() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'queued' THEN
            RAISE EXCEPTION 'a delivery begins queued, not %', NEW.state USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT (OLD.state, NEW.state) IN (
        ('queued', 'sent'), ('queued', 'retrying'), ('queued', 'dead'),
        ('queued', 'accepted'), ('queued', 'acted'), ('queued', 'refused'),
        ('retrying', 'sent'), ('retrying', 'dead'),
        ('retrying', 'accepted'), ('retrying', 'acted'), ('retrying', 'refused'),
        ('dead', 'queued'), ('dead', 'accepted'), ('dead', 'acted'), ('dead', 'refused'),
        ('sent', 'accepted'), ('sent', 'acted'), ('sent', 'refused'),
        ('accepted', 'acted'), ('accepted', 'refused')
    ) THEN
        RAISE EXCEPTION 'a delivery does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER sharing_delivery_begins_queued BEFORE INSERT ON sharing_delivery
    FOR EACH ROW EXECUTE FUNCTION sharing_delivery_moves();
CREATE TRIGGER sharing_delivery_moves BEFORE UPDATE ON sharing_delivery
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION sharing_delivery_moves();
"""
MOVES_BACK = """
DROP TRIGGER sharing_delivery_moves ON sharing_delivery;
DROP TRIGGER sharing_delivery_begins_queued ON sharing_delivery;
DROP FUNCTION sharing_delivery_moves();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '0001_initial'),
        ('directory', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('prefix', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'sharing_agency_key',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('service_type', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('what_happens', models.CharField(max_length=500)),
                ('purpose', models.CharField(max_length=60)),
                ('purpose_words', models.CharField(max_length=500)),
                ('basis', models.CharField(max_length=60)),
                ('gateway', models.CharField(blank=True, max_length=500)),
                ('facts', coopcouncil.foundation.fields.SealedJSONField()),
                ('urgency', models.CharField(choices=[('emergency', 'Emergency'), ('same_day', 'Same day'), ('routine', 'Routine')], max_length=10)),
                ('identity', models.CharField(max_length=10)),
                ('by_consent', models.BooleanField()),
                ('standing', models.CharField(choices=[('reported', 'Reported, not yet verified'), ('evidenced', 'Reported, with a proof that you can check')], max_length=10)),
                ('standing_words', models.CharField(max_length=200)),
                ('standing_means', models.CharField(max_length=500)),
                ('may_end_entitlement', models.BooleanField()),
                ('created_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
            ],
            options={
                'db_table': 'sharing_notice',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('route', models.CharField(choices=[('webhook', 'Their own server'), ('inbox', 'Inbox in these pages'), ('email', 'E-mail, then the inbox')], max_length=10)),
                ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent, not yet answered'), ('accepted', 'Accepted'), ('acted', 'Done'), ('refused', 'Refused'), ('retrying', 'Trying again'), ('dead', 'Could not be delivered')], default='queued', max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=40)),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.notice')),
            ],
            options={
                'db_table': 'sharing_delivery',
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('answer_id', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('accepted', 'Accepted'), ('acted', 'Done'), ('refused', 'Refused')], max_length=10)),
                ('reason', coopcouncil.foundation.fields.SealedJSONField()),
                ('received_at', models.DateTimeField()),
                ('by_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.notice')),
            ],
            options={
                'db_table': 'sharing_answer',
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=11, unique=True)),
                ('event_code', models.CharField(max_length=60)),
                ('event_version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('session_digest', models.CharField(blank=True, max_length=64)),
                ('channel', models.CharField(max_length=20)),
                ('facts', coopcouncil.foundation.fields.SealedJSONField()),
                ('idempotency_key', models.CharField(max_length=100, null=True, unique=True)),
                ('submitted_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'sharing_submission',
            },
        ),
        migrations.AddField(
            model_name='notice',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.submission'),
        ),
        migrations.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(max_length=40)),
                ('http_status', models.PositiveIntegerField(null=True)),
                ('took_ms', models.PositiveIntegerField()),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.delivery')),
            ],
            options={
                'db_table': 'sharing_delivery_attempt',
                'indexes': [models.Index(fields=['delivery', 'at'], name='sharing_attempt_delivery')],
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('route', models.CharField(choices=[('webhook', 'Their own server'), ('inbox', 'Inbox in these pages'), ('email', 'E-mail, then the inbox')], max_length=10)),
                ('url', models.URLField(blank=True)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('secret', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('old_secret', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('old_secret_until', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'sharing_endpoint',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('route', 'webhook'), _negated=True), models.Q(models.Q(('url', ''), _negated=True), ('secret__isnull', False)), _connector='OR'), name='sharing_endpoint_webhook_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('route', 'email'), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='sharing_endpoint_email_is_whole')],
            },
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', '-queued_at'], name='sharing_delivery_state'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'accepted', 'acted', 'refused', 'retrying', 'dead'])), name='sharing_delivery_known_state'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('route__in', ['webhook', 'inbox', 'email'])), name='sharing_delivery_known_route'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['notice', 'received_at'], name='sharing_answer_notice'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('organisation', 'answer_id'), name='sharing_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['accepted', 'acted', 'refused'])), name='sharing_answer_known_kind'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['account', '-submitted_at'], name='sharing_submission_account'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['session_digest'], name='sharing_submission_session'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('account__isnull', False), models.Q(('session_digest', ''), _negated=True), _connector='OR'), name='sharing_submission_has_an_owner'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['organisation', '-created_at'], name='sharing_notice_inbox'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('submission', 'code'), name='sharing_notice_once_a_submission'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('urgency__in', ['emergency', 'same_day', 'routine'])), name='sharing_notice_known_urgency'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['reported', 'evidenced'])), name='sharing_notice_known_standing'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('may_end_entitlement', False), ('standing', 'evidenced'), _connector='OR'), name='sharing_notice_ends_nothing_without_evidence'),
        ),
        append_only("sharing_answer"),
        append_only("sharing_delivery_attempt"),
        migrations.RunSQL(UNCHANGED, UNCHANGED_BACK),
        migrations.RunSQL(MOVES, MOVES_BACK),
    ]
