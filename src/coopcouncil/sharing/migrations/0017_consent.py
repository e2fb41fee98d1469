import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# The moves of sharing.domain.delivery.MOVES, as they were in this version; a test holds the two together.
MOVES = """
CREATE OR REPLACE FUNCTION sharing_delivery_moves() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('queued', 'held') THEN
            RAISE EXCEPTION 'a delivery begins queued or held, not %', NEW.state USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT (OLD.state, NEW.state) IN (
        ('queued', 'sent'), ('queued', 'retrying'), ('queued', 'dead'),
        ('queued', 'accepted'), ('queued', 'acted'), ('queued', 'refused'), ('queued', 'held'), ('queued', 'stopped'),
        ('retrying', 'sent'), ('retrying', 'dead'), ('retrying', 'held'), ('retrying', 'stopped'),
        ('retrying', 'accepted'), ('retrying', 'acted'), ('retrying', 'refused'),
        ('dead', 'queued'), ('dead', 'accepted'), ('dead', 'acted'), ('dead', 'refused'),
        ('sent', 'accepted'), ('sent', 'acted'), ('sent', 'refused'),
        ('accepted', 'acted'), ('accepted', 'refused'),
        ('held', 'queued'), ('held', 'stopped'), ('stopped', 'acted'), ('stopped', 'refused')
    ) THEN
        RAISE EXCEPTION 'a delivery does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
"""
# Whoever agreed before there were receipts has one too.
RECEIPTS = """
INSERT INTO sharing_consent (id, notice_id, given_at, expires_at)
SELECT gen_random_uuid(), id, created_at, created_at + interval '24 months'
FROM sharing_notice WHERE by_consent AND kind = 'told'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_stamps'),
        ('people', '0006_stamps'),
        ('sharing', '0016_servers_that_fail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('given_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sharing_consent',
            },
        ),
        migrations.RemoveConstraint(
            model_name='answer',
            name='sharing_answer_known_kind',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='sharing_delivery_known_state',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='sharing_notice_corrects_another',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='sharing_notice_taken_back_for_a_reason',
        ),
        migrations.AddField(
            model_name='answer',
            name='basis',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name='answer',
            name='kind',
            field=models.CharField(choices=[('accepted', 'Accepted'), ('acted', 'Done'), ('refused', 'Refused'), ('stopped_and_erased', 'Stopped and erased'), ('kept_under', 'Kept: a law needs it')], max_length=20),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent, not yet answered'), ('accepted', 'Accepted'), ('acted', 'Done'), ('refused', 'Refused'), ('retrying', 'Trying again'), ('dead', 'Could not be delivered'), ('held', 'Held: may not be sent yet'), ('stopped', 'Stopped: will not be sent')], default='queued', max_length=10),
        ),
        migrations.AlterField(
            model_name='notice',
            name='because',
            field=models.CharField(blank=True, choices=[('mistake', 'It was a mistake'), ('not_true_now', 'It is not true any more'), ('about_me', 'Somebody else told this about me, and it is not true'), ('consent', 'The person no longer agrees'), ('objection', 'The person objected, and the council agreed with them')], max_length=12),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('told', 'Told'), ('correction', 'Correction'), ('withdrawal', 'Withdrawn: it was wrong'), ('stop', 'Stop: it may be used no more')], default='told', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['accepted', 'acted', 'refused', 'stopped_and_erased', 'kept_under'])), name='sharing_answer_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'kept_under'), models.Q(('basis', ''), _negated=True)), models.Q(models.Q(('kind', 'kept_under'), _negated=True), ('basis', '')), _connector='OR'), name='sharing_answer_keeps_under_a_basis'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'accepted', 'acted', 'refused', 'retrying', 'dead', 'held', 'stopped'])), name='sharing_delivery_known_state'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'stop')), fields=('corrects',), name='sharing_notice_stopped_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('kind', 'told')), models.Q(('corrects__isnull', False), ('kind__in', ['correction', 'withdrawal', 'stop'])), _connector='OR'), name='sharing_notice_corrects_another'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('because__in', ['mistake', 'not_true_now', 'about_me']), ('kind', 'withdrawal')), models.Q(('because__in', ['consent', 'objection']), ('kind', 'stop')), models.Q(('kind__in', ['told', 'correction']), ('because', '')), _connector='OR'), name='sharing_notice_taken_back_for_a_reason'),
        ),
        migrations.AddField(
            model_name='consent',
            name='notice',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sharing.notice'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('given_at'))), name='sharing_consent_lasts'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='sharing_consent_withdrawn_after_it_was_given'),
        ),
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        migrations.RunSQL(RECEIPTS, migrations.RunSQL.noop),
    ]
