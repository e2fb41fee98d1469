"""The tables of casework; whoever has them from before the first release has these steps behind them."""

import coopcouncil.foundation.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from coopcouncil.foundation.database import append_only, may_be_emptied
from coopcouncil.foundation.remembered import stamped

# At the end of each transaction the owner of an open case is active. Whoever gives a case to an officer holds that
# officer's row (FOR SHARE) until the end, and whoever sends an officer away changes it: so of two that meet, the second
# waits for the first and sees what it did.
_MAKE = """
CREATE FUNCTION casework_owner_is_active() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE active boolean;
BEGIN
    SELECT officer.is_active INTO active
    FROM casework_case kept JOIN casework_officer officer ON officer.id = kept.owner_id
    WHERE kept.id = NEW.id AND kept.state <> 'closed'
    FOR SHARE OF officer;
    IF FOUND AND NOT active THEN
        RAISE EXCEPTION 'the owner of open case % is not active', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION casework_officer_owns_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM casework_officer officer JOIN casework_case kept ON kept.owner_id = officer.id
        WHERE officer.id = NEW.id AND NOT officer.is_active AND kept.state <> 'closed'
    ) THEN
        RAISE EXCEPTION 'officer % still owns an open case', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER casework_case_owner_is_active
    AFTER INSERT OR UPDATE OF owner_id, state ON casework_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_owner_is_active();
CREATE CONSTRAINT TRIGGER casework_officer_owns_nothing
    AFTER UPDATE OF is_active ON casework_officer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NOT NEW.is_active)
    EXECUTE FUNCTION casework_officer_owns_nothing();
"""
_REMOVE = """
DROP TRIGGER casework_case_owner_is_active ON casework_case;
DROP TRIGGER casework_officer_owns_nothing ON casework_officer;
DROP FUNCTION casework_owner_is_active();
DROP FUNCTION casework_officer_owns_nothing();
"""
# The moves of casework.domain.report_states.MOVES, as they were in this version; a test holds the two together.
MOVES = """
CREATE FUNCTION casework_report_part_moves() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'queued' THEN
            RAISE EXCEPTION 'a part of a report begins queued, not %', NEW.state USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT (OLD.state, NEW.state) IN (
        ('queued', 'sent'), ('queued', 'retrying'), ('queued', 'dead'),
        ('queued', 'accepted'), ('queued', 'fixed'), ('queued', 'refused'), ('queued', 'passed'),
        ('retrying', 'sent'), ('retrying', 'dead'),
        ('retrying', 'accepted'), ('retrying', 'fixed'), ('retrying', 'refused'), ('retrying', 'passed'),
        ('dead', 'queued'), ('dead', 'accepted'), ('dead', 'fixed'), ('dead', 'refused'), ('dead', 'passed'),
        ('sent', 'accepted'), ('sent', 'fixed'), ('sent', 'refused'), ('sent', 'passed'),
        ('accepted', 'fixed'), ('accepted', 'refused'), ('accepted', 'passed'),
        ('fixed', 'queued'), ('refused', 'queued')
    ) THEN
        RAISE EXCEPTION 'a part of a report does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER casework_report_part_begins_queued BEFORE INSERT ON casework_report_part
    FOR EACH ROW EXECUTE FUNCTION casework_report_part_moves();
CREATE TRIGGER casework_report_part_moves BEFORE UPDATE ON casework_report_part
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION casework_report_part_moves();
"""
MOVES_BACK = """
DROP TRIGGER casework_report_part_moves ON casework_report_part;
DROP TRIGGER casework_report_part_begins_queued ON casework_report_part;
DROP FUNCTION casework_report_part_moves();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('casework', '0001_cases'),
        ('casework', '0002_always_an_owner'),
        ('casework', '0003_contacts_and_failures'),
        ('casework', '0004_saved_views'),
        ('casework', '0005_complaints'),
        ('casework', '0006_reports'),
        ('casework', '0007_delegations'),
        ('casework', '0008_enquiries'),
        ('casework', '0009_elsewhere'),
    ]

    dependencies = [
        ('directory', '0002_stamps'),
        ('people', '0014_failed_addresses'),
        ('places', '0001_areas_population_postcodes'),
        ('sharing', '0027_restricted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=11, unique=True)),
                ('kind', models.CharField(choices=[('request', 'Something that somebody needs'), ('notice', 'A notice that went wrong'), ('report', 'Something reported in a place'), ('complaint', 'A complaint'), ('enquiry', 'A councillor’s enquiry'), ('transfer', 'Handed over by another council')], max_length=10)),
                ('source', models.CharField(choices=[('resident', 'The resident'), ('officer', 'An officer, for the resident'), ('agency', 'Another organisation'), ('councillor', 'A councillor'), ('notice', 'A notice that was undelivered, refused or not answered'), ('report', 'A report on the map'), ('system', 'Another system of the council')], max_length=10)),
                ('channel', models.CharField(choices=[('web', 'Web'), ('phone', 'Telephone'), ('counter', 'Face to face'), ('post', 'Letter'), ('email', 'E-mail'), ('api', 'Another computer')], max_length=8)),
                ('urgency', models.CharField(choices=[('emergency', 'Emergency'), ('same_day', 'Today'), ('routine', 'Routine')], default='routine', max_length=10)),
                ('title', models.CharField(max_length=150)),
                ('service_type', models.SlugField(blank=True, max_length=60)),
                ('contact', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('words', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('promise', models.SlugField(max_length=60)),
                ('next_due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('open', 'Being worked on'), ('asked', 'We asked: is it solved?'), ('closed', 'Closed')], default='open', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('solved', 'Solved, says the resident'), ('ended', 'Ended, with our reasons')], max_length=8)),
                ('asked_at', models.DateTimeField(null=True)),
                ('asks', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('reopenings', models.PositiveSmallIntegerField(default=0)),
                ('emptied_at', models.DateTimeField(null=True)),
                ('matter', models.SlugField(default='everyday', max_length=20)),
                ('access_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.accesspoint')),
                ('authority', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.authority')),
                ('notice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.notice')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.service')),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'db_table': 'casework_case',
            },
        ),
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('content', coopcouncil.foundation.fields.SealedBytesField()),
                ('visibility', models.CharField(choices=[('team', 'Our team'), ('council', 'Everybody of the council who works on it'), ('agencies', 'And the organisations with a task in it'), ('resident', 'And the resident')], default='team', max_length=10)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
            ],
            options={
                'db_table': 'casework_document',
                'indexes': [models.Index(fields=['case', 'added_at'], name='casework_document_of_case')],
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('household', 'Same household'), ('follows', 'Goes on from'), ('related', 'Belongs with')], max_length=10)),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
            ],
            options={
                'db_table': 'casework_link',
                'indexes': [models.Index(fields=['other'], name='casework_link_other')],
                'constraints': [models.UniqueConstraint(fields=('case', 'other'), name='casework_link_once'), models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='casework_link_to_another')],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('scheme', models.SlugField(max_length=30)),
                ('stage', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('received', 'We have it'), ('acknowledged', 'Being looked into'), ('met', 'The panel has met'), ('reported', 'The panel has reported'), ('answered', 'Answered'), ('ombudsman', 'With the ombudsman'), ('decided', 'Decided by the ombudsman'), ('content', 'Ended: the person is content'), ('ended', 'Ended: answered, and no more was asked'), ('declined', 'Not looked into, with reasons'), ('withdrawn', 'Withdrawn by the person')], default='received', max_length=12)),
                ('known_on', models.DateField()),
                ('made_on', models.DateField()),
                ('is_late', models.BooleanField(default=False)),
                ('wanted', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('advocate', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('ask_until', models.DateField(null=True)),
                ('ombudsman_since', models.DateField(null=True)),
                ('ombudsman_reference', models.CharField(blank=True, max_length=40)),
                ('ombudsman_on', models.DateField(null=True)),
                ('ombudsman_found', models.CharField(blank=True, choices=[('fault', 'The ombudsman found fault'), ('no_fault', 'The ombudsman found no fault'), ('not_looked_into', 'The ombudsman did not look into it')], max_length=16)),
                ('ombudsman_words', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('learned', models.TextField(blank=True)),
                ('learned_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
            ],
            options={
                'db_table': 'casework_complaint',
                'indexes': [models.Index(fields=['state', 'ask_until'], name='casework_complaint_quiet'), models.Index(fields=['about'], name='casework_complaint_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ask_until__isnull', False), ('state', 'answered')), models.Q(('state', 'answered'), _negated=True), _connector='OR'), name='casework_complaint_answered_until'), models.CheckConstraint(condition=models.Q(models.Q(('ombudsman_on__isnull', False), ('state', 'decided'), models.Q(('ombudsman_found', ''), _negated=True)), models.Q(models.Q(('state', 'decided'), _negated=True), ('ombudsman_found', '')), _connector='OR'), name='casework_complaint_decided_by_ombudsman'), models.CheckConstraint(condition=models.Q(('about__isnull', True), models.Q(('about', models.F('case')), _negated=True), _connector='OR'), name='casework_complaint_not_of_itself')],
            },
        ),
        migrations.CreateModel(
            name='ComplaintStage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('received_at', models.DateTimeField()),
                ('asked', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('understood', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('met_on', models.DateField(null=True)),
                ('reported_on', models.DateField(null=True)),
                ('independent', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld: you were right'), ('partly', 'Partly upheld: you were right in part'), ('not_upheld', 'Not upheld')], max_length=10)),
                ('answer', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('remedies', models.JSONField(default=list)),
                ('remedy', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('payment', models.PositiveIntegerField(null=True)),
                ('remedy_by', models.DateField(null=True)),
                ('remedied_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('ask_until', models.DateField(null=True)),
                ('ombudsman_until', models.DateField(null=True)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='casework.complaint')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'casework_complaint_stage',
                'constraints': [models.UniqueConstraint(fields=('complaint', 'number'), name='casework_complaint_stage_once'), models.UniqueConstraint(condition=models.Q(('decided_by__isnull', False)), fields=('complaint', 'decided_by'), name='casework_complaint_stage_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('outcome', '')), models.Q(('answered_at__isnull', False), ('outcome__in', ['upheld', 'partly', 'not_upheld'])), _connector='OR'), name='casework_complaint_stage_answered'), models.CheckConstraint(condition=models.Q(('remedied_at__isnull', True), ('remedy_by__isnull', False), _connector='OR'), name='casework_complaint_stage_remedied')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('channel', models.CharField(choices=[('web', 'Web'), ('phone', 'Telephone'), ('counter', 'Face to face'), ('post', 'Letter'), ('email', 'E-mail'), ('api', 'Another computer')], max_length=8)),
                ('service_type', models.SlugField(blank=True, max_length=60)),
                ('value', models.CharField(choices=[('valuable', 'It was of use to them'), ('avoidable', 'They should not have had to')], max_length=10)),
                ('category', models.SlugField(blank=True, max_length=40)),
                ('facts_again', models.PositiveSmallIntegerField(default=0)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('access_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.accesspoint')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('repeats', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.contact')),
            ],
            options={
                'db_table': 'casework_contact',
                'indexes': [models.Index(fields=['-at'], name='casework_contact_newest'), models.Index(fields=['person', 'service_type', '-at'], name='casework_contact_person'), models.Index(fields=['case', '-at'], name='casework_contact_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('value', 'avoidable'), models.Q(('category', ''), _negated=True)), models.Q(('category', ''), ('value', 'valuable')), _connector='OR'), name='casework_contact_avoidable_why'), models.CheckConstraint(condition=models.Q(('repeats__isnull', True), models.Q(('repeats', models.F('id')), _negated=True), _connector='OR'), name='casework_contact_repeats_another')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('may', models.CharField(choices=[('read', 'Read'), ('act', 'Read, answer, add words and files, and open it again')], max_length=4)),
                ('until', models.DateField()),
                ('named', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('email', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('made_at', models.DateTimeField()),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('code_until', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'casework_delegation',
                'indexes': [models.Index(fields=['person', '-made_at'], name='casework_delegation_of'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['holder', 'person'], name='casework_delegation_holder')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('code_digest', ''), _negated=True), fields=('code_digest',), name='casework_delegation_one_code'), models.CheckConstraint(condition=models.Q(('may__in', ['read', 'act'])), name='casework_delegation_may'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('holder__isnull', True)), models.Q(('accepted_at__isnull', False), ('holder__isnull', False)), _connector='OR'), name='casework_delegation_accepted_by'), models.CheckConstraint(condition=models.Q(('holder__isnull', True), models.Q(('holder', models.F('person')), _negated=True), _connector='OR'), name='casework_delegation_to_another')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('basis', models.CharField(choices=[('agreed', 'The person agreed that the council answers their councillor'), ('elected', 'The person asked their councillor to act (Data Protection Act 2018, Sch. 1, 23–24)')], max_length=8)),
                ('asked_on', models.DateField()),
                ('asked_how', models.CharField(choices=[('surgery', 'At a surgery or face to face'), ('phone', 'By telephone'), ('email', 'By e-mail'), ('post', 'By letter')], max_length=8)),
                ('answer', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('answered_at', models.DateTimeField(null=True)),
                ('shared_at', models.DateTimeField(null=True)),
                ('shared_how', models.CharField(blank=True, choices=[('surgery', 'At a surgery or face to face'), ('phone', 'By telephone'), ('email', 'By e-mail'), ('post', 'By letter')], max_length=8)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('councillor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'db_table': 'casework_enquiry',
                'indexes': [models.Index(fields=['councillor'], name='casework_enquiry_councillor')],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['agreed', 'elected'])), name='casework_enquiry_basis'), models.CheckConstraint(condition=models.Q(('shared_at__isnull', True), ('answered_at__isnull', False), _connector='OR'), name='casework_enquiry_answered_then_shared')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('opened', 'Opened'), ('owner', 'Has another owner'), ('note', 'Note'), ('message', 'Message'), ('contact', 'We spoke'), ('task', 'Task given'), ('task_answer', 'Task answered'), ('document', 'Document added'), ('linked', 'Linked to another case'), ('organisation', 'Another organisation has to act'), ('paused', 'Clock paused'), ('resumed', 'Clock running again'), ('extended', 'More time taken'), ('warned', 'Time is nearly up'), ('breached', 'A promise was broken'), ('escalated', 'Taken up the ladder'), ('kept', 'A promise was kept'), ('asked', 'We asked whether it is solved'), ('not_solved', 'The resident says: not solved'), ('solved', 'The resident says: solved'), ('ended', 'We ended it'), ('reopened', 'Open again'), ('elsewhere', 'Taken up with another body'), ('grant', 'Somebody may act for the resident'), ('transfer', 'Handed over to another council'), ('news', 'News')], max_length=12)),
                ('visibility', models.CharField(choices=[('team', 'Our team'), ('council', 'Everybody of the council who works on it'), ('agencies', 'And the organisations with a task in it'), ('resident', 'And the resident')], default='team', max_length=10)),
                ('at', models.DateTimeField()),
                ('data', models.JSONField(default=dict)),
                ('text', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'casework_entry',
                'indexes': [models.Index(fields=['case', 'at'], name='casework_entry_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility__in', ['team', 'council', 'agencies', 'resident'])), name='casework_entry_visibility')],
            },
        ),
        migrations.CreateModel(
            name='Failure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('breach', 'A promise was broken'), ('refusal', 'What was asked for was refused'), ('repeat', 'It had to be done again'), ('complaint', 'A complaint was upheld')], max_length=10)),
                ('source_id', models.UUIDField()),
                ('service_type', models.SlugField(blank=True, max_length=60)),
                ('what', models.CharField(max_length=200)),
                ('happened_at', models.DateTimeField()),
                ('reply_until', models.DateField()),
                ('reply', models.TextField(blank=True)),
                ('replied_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('told', 'The provider may reply'), ('replied', 'The provider has replied'), ('published', 'Published'), ('struck_out', 'Struck out: it was none')], default='told', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('struck_out_because', models.CharField(blank=True, max_length=500)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('replied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'db_table': 'casework_failure',
                'indexes': [models.Index(fields=['state', '-happened_at'], name='casework_failure_newest'), models.Index(fields=['provider', '-happened_at'], name='casework_failure_provider')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'source_id'), name='casework_failure_once'), models.CheckConstraint(condition=models.Q(models.Q(('reply', ''), ('state', 'told')), models.Q(('state', 'replied'), models.Q(('reply', ''), _negated=True)), ('state', 'published'), models.Q(('state', 'struck_out'), models.Q(('struck_out_because', ''), _negated=True)), _connector='OR'), name='casework_failure_said_what'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state__in', ['told', 'replied'])), models.Q(('decided_at__isnull', False), ('state__in', ['published', 'struck_out'])), _connector='OR'), name='casework_failure_decided_when')],
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('body', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('track', models.SlugField(max_length=40)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('asks', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('agreed', models.CharField(blank=True, max_length=8)),
                ('agreed_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('begun', 'We write to them'), ('open', 'We wait for their answer'), ('answered', 'They have answered: we look at it'), ('over', 'Over')], default='open', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('done', 'They did what we asked'), ('partly', 'They did a part of it'), ('refused', 'They refused'), ('dropped', 'We did not go on')], max_length=8)),
                ('due_at', models.DateTimeField(null=True)),
                ('late_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'casework_matter',
                'indexes': [models.Index(fields=['case', 'opened_at'], name='casework_matter_of_case'), models.Index(condition=models.Q(('late_at__isnull', True), ('state', 'open')), fields=['due_at'], name='casework_matter_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'over'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'over'), _negated=True), ('ended_at__isnull', True), ('outcome', '')), _connector='OR'), name='casework_matter_over_with_an_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'open')), models.Q(('state', 'open'), _negated=True), _connector='OR'), name='casework_matter_waits_until')],
            },
        ),
        migrations.CreateModel(
            name='MatterStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('letter', 'We wrote to them'), ('answer', 'They answered'), ('late', 'Their time ran out without an answer'), ('over', 'It is over')], max_length=8)),
                ('rung', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('words', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('sent', models.CharField(blank=True, choices=[('email', 'By e-mail'), ('post', 'By post')], max_length=5)),
                ('due_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('enclosed', models.ManyToManyField(related_name='+', to='casework.casedocument')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='casework.matter')),
            ],
            options={
                'db_table': 'casework_matter_step',
                'indexes': [models.Index(fields=['matter', 'at'], name='casework_matter_step_of')],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('rank', models.CharField(choices=[('officer', 'Owns cases'), ('manager', 'Manages the team'), ('head', 'Head of service')], default='officer', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('away_until', models.DateField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'casework_officer',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='escalated_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.officer'),
        ),
        migrations.AddField(
            model_name='case',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.officer'),
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=11, unique=True)),
                ('category', models.SlugField(max_length=60)),
                ('description', models.TextField(blank=True)),
                ('answers', models.JSONField(default=dict)),
                ('longitude', models.FloatField()),
                ('latitude', models.FloatField()),
                ('cell', models.BigIntegerField()),
                ('place', models.CharField(blank=True, max_length=300)),
                ('channel', models.CharField(choices=[('web', 'Our website'), ('offline', 'Our website, written without a network'), ('software', 'An app or another website')], max_length=10)),
                ('contact', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('said', coopcouncil.foundation.fields.SealedJSONField(null=True)),
                ('media_url', models.CharField(blank=True, max_length=500)),
                ('language', models.CharField(default='en', max_length=10)),
                ('sent_as', models.UUIDField(null=True, unique=True)),
                ('reported_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('expected_at', models.DateTimeField()),
                ('is_open', models.BooleanField(default=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('public_at', models.DateTimeField(null=True)),
                ('hidden_at', models.DateTimeField(null=True)),
                ('too', models.PositiveIntegerField(default=0)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='casework.case')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'db_table': 'casework_report',
                'indexes': [models.Index(condition=models.Q(('hidden_at__isnull', True), ('is_open', True), ('public_at__isnull', False)), fields=['category', 'cell'], name='casework_report_near'), models.Index(fields=['cell', '-reported_at'], name='casework_report_cell'), models.Index(fields=['-reported_at'], name='casework_report_new'), models.Index(fields=['-changed_at'], name='casework_report_changed'), models.Index(fields=['category', '-reported_at'], name='casework_report_category'), models.Index(fields=['ward', '-reported_at'], name='casework_report_ward'), models.Index(condition=models.Q(('account__isnull', False)), fields=['account', '-reported_at'], name='casework_report_account'), models.Index(condition=models.Q(('case__isnull', True)), fields=['reported_at'], name='casework_report_no_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), name='casework_report_is_on_earth'), models.CheckConstraint(condition=models.Q(('channel__in', ['web', 'offline', 'software'])), name='casework_report_known_channel'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('is_open', True)), models.Q(('closed_at__isnull', False), ('is_open', False)), _connector='OR'), name='casework_report_closed_has_its_moment')],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('category', models.SlugField(max_length=60)),
                ('session_digest', models.CharField(blank=True, max_length=64)),
                ('longitude', models.FloatField()),
                ('latitude', models.FloatField()),
                ('place', models.CharField(blank=True, max_length=300)),
                ('told', coopcouncil.foundation.fields.SealedJSONField(default=dict)),
                ('is_written', models.BooleanField(default=False)),
                ('started_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.report')),
            ],
            options={
                'db_table': 'casework_report_draft',
                'indexes': [models.Index(fields=['expires_at'], name='casework_draft_expires')],
                'constraints': [models.CheckConstraint(condition=models.Q(('account__isnull', False), models.Q(('session_digest', ''), _negated=True), _connector='OR'), name='casework_draft_has_an_owner')],
            },
        ),
        migrations.CreateModel(
            name='ReportFollower',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('session_digest', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.report')),
            ],
            options={
                'db_table': 'casework_report_follower',
                'indexes': [models.Index(fields=['account'], name='casework_follower_account')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('report', 'account'), name='casework_follower_account_once'), models.UniqueConstraint(condition=models.Q(('session_digest', ''), _negated=True), fields=('report', 'session_digest'), name='casework_follower_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('does', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('queued', 'Being sent to them'), ('retrying', 'Not reached yet: trying again'), ('dead', 'Could not be delivered: the council sees to it'), ('sent', 'Sent, not answered yet'), ('accepted', 'They are working on it'), ('fixed', 'Fixed, they say'), ('refused', 'Refused'), ('passed', 'Not theirs: given to somebody else')], default='queued', max_length=10)),
                ('route', models.CharField(blank=True, max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=40)),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('instead_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.reportpart')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='casework.report')),
            ],
            options={
                'db_table': 'casework_report_part',
                'indexes': [models.Index(fields=['organisation', 'state', '-queued_at'], name='casework_part_inbox'), models.Index(fields=['report'], name='casework_part_report'), models.Index(condition=models.Q(('state', 'dead')), fields=['owner'], name='casework_part_dead')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'retrying', 'dead', 'sent', 'accepted', 'fixed', 'refused', 'passed'])), name='casework_part_known_state'), models.UniqueConstraint(condition=models.Q(('state', 'passed'), _negated=True), fields=('report', 'organisation'), name='casework_part_once_a_body')],
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('reported', 'Reported'), ('published', 'Looked at, and shown'), ('hidden', 'Taken off the public pages'), ('sent', 'Sent'), ('dead', 'Could not be delivered'), ('again', 'Sent again'), ('accepted', 'Work began'), ('fixed', 'Fixed, they say'), ('refused', 'Refused'), ('passed', 'Given to somebody else')], max_length=10)),
                ('words', models.TextField(null=True)),
                ('key', models.CharField(blank=True, max_length=100)),
                ('at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.report')),
                ('part', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.reportpart')),
            ],
            options={
                'db_table': 'casework_report_event',
                'indexes': [models.Index(fields=['report', 'at'], name='casework_event_report')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('part', 'key'), name='casework_event_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('route', models.CharField(max_length=10)),
                ('outcome', models.CharField(max_length=40)),
                ('http_status', models.PositiveIntegerField(null=True)),
                ('took_ms', models.PositiveIntegerField()),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.reportpart')),
            ],
            options={
                'db_table': 'casework_report_attempt',
                'indexes': [models.Index(fields=['part', 'at'], name='casework_attempt_part')],
            },
        ),
        migrations.CreateModel(
            name='ReportPhoto',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('media_type', models.CharField(max_length=20)),
                ('content', coopcouncil.foundation.fields.SealedBytesField()),
                ('scan', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('waiting', 'Nobody has looked at it yet'), ('shown', 'Shown to everybody'), ('hidden', 'Not shown')], default='waiting', max_length=10)),
                ('given_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='casework.reportdraft')),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='casework.report')),
            ],
            options={
                'db_table': 'casework_report_photo',
                'indexes': [models.Index(fields=['report'], name='casework_photo_report'), models.Index(condition=models.Q(('report__isnull', False), ('state', 'waiting')), fields=['given_at'], name='casework_photo_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('draft__isnull', True), ('report__isnull', False)), models.Q(('draft__isnull', False), ('report__isnull', True)), _connector='OR'), name='casework_photo_belongs_to_one'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'shown', 'hidden'])), name='casework_photo_known_state')],
            },
        ),
        migrations.CreateModel(
            name='ReportPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('road', 'Road'), ('land', 'Land')], max_length=10)),
                ('value', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=150)),
                ('geometry', models.JSONField()),
                ('source', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'casework_report_place',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['road', 'land'])), name='casework_place_known_kind')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('whose', models.SlugField(max_length=10)),
                ('asked', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'casework_saved_view',
                'indexes': [models.Index(fields=['account', 'made_at'], name='casework_view_of_account')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('who', models.CharField(choices=[('council', 'An officer of the council'), ('organisation', 'Another organisation'), ('community', 'A community group'), ('neighbour', 'A neighbour'), ('resident', 'The resident')], max_length=12)),
                ('named', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('words', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('answer', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('given', 'Given'), ('accepted', 'Accepted'), ('done', 'Done'), ('refused', 'Cannot be done'), ('withdrawn', 'Not needed any more')], default='given', max_length=10)),
                ('given_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.officer')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'db_table': 'casework_task',
                'indexes': [models.Index(fields=['case', 'given_at'], name='casework_task_of_case'), models.Index(fields=['organisation', 'state', 'due_on'], name='casework_task_of_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', False), ('who', 'organisation')), models.Q(('who', 'organisation'), _negated=True), _connector='OR'), name='casework_task_which_organisation'), models.CheckConstraint(condition=models.Q(models.Q(('officer__isnull', False), ('who', 'council')), models.Q(('who', 'council'), _negated=True), _connector='OR'), name='casework_task_which_officer')],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('service_types', models.JSONField(blank=True, default=list)),
                ('takes_the_rest', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'casework_team',
                'constraints': [models.UniqueConstraint(condition=models.Q(('takes_the_rest', True)), fields=('takes_the_rest',), name='casework_team_one_takes_the_rest')],
            },
        ),
        migrations.AddField(
            model_name='officer',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team'),
        ),
        migrations.AddField(
            model_name='case',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.team'),
        ),
        migrations.CreateModel(
            name='WardSeat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('councillor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
            ],
            options={
                'db_table': 'casework_ward_seat',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('councillor', 'ward'), name='casework_ward_seat_once'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='casework_ward_seat_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='CaseClock',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('code', models.SlugField(max_length=60)),
                ('step', models.SlugField(max_length=30)),
                ('terms', models.JSONField()),
                ('started_at', models.DateTimeField()),
                ('pauses', models.JSONField(default=list)),
                ('extensions', models.JSONField(default=list)),
                ('warn_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Clock paused'), ('breached', 'Broken, and still to do'), ('kept', 'Done in time'), ('late', 'Done, too late'), ('called_off', 'Called off')], default='running', max_length=10)),
                ('warned', models.BooleanField(default=False)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('breached_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
            ],
            options={
                'db_table': 'casework_clock',
                'indexes': [models.Index(condition=models.Q(('state__in', ['running', 'breached'])), fields=['due_at'], name='casework_clock_running'), models.Index(condition=models.Q(('state', 'running'), ('warned', False)), fields=['warn_at'], name='casework_clock_to_warn'), models.Index(fields=['case'], name='casework_clock_of_case')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'code'), name='casework_clock_one_of_a_kind'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['running', 'paused', 'breached'])), models.Q(('ended_at__isnull', False), ('state__in', ['kept', 'late', 'called_off'])), _connector='OR'), name='casework_clock_ended_when'), models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('state', 'running')), models.Q(('state', 'running'), _negated=True), _connector='OR'), name='casework_clock_runs_until')],
            },
        ),
        migrations.CreateModel(
            name='CaseDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('service_type', models.SlugField(max_length=60)),
                ('reviewed', models.BooleanField(default=False)),
                ('outcome', models.CharField(choices=[('granted', 'Granted'), ('partly', 'Granted in part'), ('refused', 'Refused')], max_length=10)),
                ('reasons', coopcouncil.foundation.fields.SealedJSONField(default=str)),
                ('decided_on', models.DateField()),
                ('appeal', models.JSONField(default=dict)),
                ('appeal_by', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='casework.case')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'casework_decision',
                'indexes': [models.Index(fields=['case', 'decided_on'], name='casework_decision_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('appeal', {}), _negated=True), name='casework_decision_carries_its_appeal'), models.CheckConstraint(condition=models.Q(('outcome__in', ['granted', 'partly', 'refused'])), name='casework_decision_outcome')],
            },
        ),
        migrations.AddIndex(
            model_name='officer',
            index=models.Index(fields=['team', 'rank'], name='casework_officer_team'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('rank__in', ['officer', 'manager', 'head'])), name='casework_officer_rank'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('account', 'team'), name='casework_officer_once_a_team'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('away_until__isnull', True), ('is_active', True), ('left_at__isnull', True)), models.Q(('is_active', False), ('left_at__isnull', False)), models.Q(('away_until__isnull', False), ('is_active', False)), _connector='OR'), name='casework_officer_active_or_why_not'),
        ),
        migrations.AddConstraint(
            model_name='officer',
            constraint=models.CheckConstraint(condition=models.Q(('left_at__isnull', True), ('left_at__gte', models.F('joined_at')), _connector='OR'), name='casework_officer_left_later'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['owner', 'next_due_at', 'id'], name='casework_case_of_owner'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['team', 'next_due_at', 'id'], name='casework_case_of_team'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['team', 'owner'], name='casework_case_load'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['escalated_to'], name='casework_case_escalated'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['team', '-opened_at'], name='casework_case_newest'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['person', '-opened_at'], name='casework_case_person'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['organisation', '-opened_at'], name='casework_case_organisation'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['state', 'asked_at'], name='casework_case_asked'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'asked', 'closed'])), name='casework_case_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('outcome__in', ['solved', 'ended']), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('outcome', '')), _connector='OR'), name='casework_case_closed_with_an_outcome'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', False), ('asks__gt', 0), ('state', 'asked')), models.Q(('state', 'asked'), _negated=True), _connector='OR'), name='casework_case_asked_when'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='casework_case_closed_later'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('notice',), name='casework_case_one_open_a_notice'),
        ),
        migrations.RunSQL(_MAKE, _REMOVE),
        migrations.RunSQL(MOVES, MOVES_BACK),
        append_only('casework_entry'),
        append_only('casework_report_attempt'),
        append_only('casework_report_event'),
        may_be_emptied('casework_report_event', 'words'),
        stamped('casework_report_place'),
    ]
