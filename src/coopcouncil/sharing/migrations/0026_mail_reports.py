import coopcouncil.foundation.fields
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
        ('sent', 'accepted'), ('sent', 'acted'), ('sent', 'refused'), ('sent', 'retrying'), ('sent', 'dead'),
        ('accepted', 'acted'), ('accepted', 'refused'),
        ('held', 'queued'), ('held', 'stopped'), ('stopped', 'acted'), ('stopped', 'refused')
    ) THEN
        RAISE EXCEPTION 'a delivery does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0025_two_people_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='MailReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('carrier', models.CharField(choices=[('mail', 'E-mail'), ('notify', 'GOV.UK Notify')], max_length=10)),
                ('event_id', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('delivered', 'It arrived'), ('delayed', 'They are still trying'), ('temporary', 'It came back, and may arrive later'), ('permanent', 'It came back: the address does not work'), ('complained', 'They do not want it')], max_length=10)),
                ('code', models.CharField(blank=True, max_length=30)),
                ('attempt', models.CharField(blank=True, max_length=20)),
                ('named', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'sharing_mail_report',
            },
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='sharing_message_known_state',
        ),
        migrations.AddField(
            model_name='message',
            name='follows',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.message'),
        ),
        migrations.AddField(
            model_name='message',
            name='returns',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('retrying', 'Trying again'), ('dead', 'Could not be sent'), ('returned', 'Came back, and was sent again')], default='queued', max_length=10),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['provider_id'], name='sharing_message_provider'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sent', 'retrying', 'dead', 'returned'])), name='sharing_message_known_state'),
        ),
        migrations.AddField(
            model_name='mailreport',
            name='alarm',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.alarm'),
        ),
        migrations.AddField(
            model_name='mailreport',
            name='delivery',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.delivery'),
        ),
        migrations.AddField(
            model_name='mailreport',
            name='message',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.message'),
        ),
        migrations.AddIndex(
            model_name='mailreport',
            index=models.Index(fields=['-received_at'], name='sharing_mail_report_received'),
        ),
        migrations.AddConstraint(
            model_name='mailreport',
            constraint=models.UniqueConstraint(fields=('carrier', 'event_id'), name='sharing_mail_report_once'),
        ),
        migrations.AddConstraint(
            model_name='mailreport',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['delivered', 'delayed', 'temporary', 'permanent', 'complained']), ('carrier__in', ['mail', 'notify'])), name='sharing_mail_report_known'),
        ),
    ]
