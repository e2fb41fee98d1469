"""What the database keeps of takeovers: the order of stages, no running without a decision and two signatures, no
failure without a step-in, and histories as they were."""

from django.db import migrations

_APPEND_ONLY = (
    "settlement_takeover_step",
    "settlement_business_case",
    "settlement_check_signed",
    "settlement_takeover_decision",
    "settlement_agreement",
    "settlement_signature",
    "settlement_accounts",
    "settlement_review",
    "settlement_declaration",
)

FORWARD = """
CREATE FUNCTION settlement_takeover_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM settlement_refuse('a takeover is not removed', 'settlement_takeover_stays');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> 'interest' OR NEW.public_since IS NOT NULL THEN
            PERFORM settlement_refuse('a takeover begins with an interest', 'settlement_takeover_follows');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.reference, NEW.code, NEW.service_type, NEW.title, NEW.group_kind, NEW.created_at) IS DISTINCT FROM
       (OLD.reference, OLD.code, OLD.service_type, OLD.title, OLD.group_kind, OLD.created_at)
       OR (OLD.public_since IS NOT NULL AND (NEW.public_since, NEW.group_name, NEW.idea) IS DISTINCT FROM
           (OLD.public_since, OLD.group_name, OLD.idea))
       OR (OLD.stage NOT IN ('interest', 'preparing', 'checking')
           AND NEW.organisation_id IS DISTINCT FROM OLD.organisation_id)
       OR (OLD.stage IN ('running', 'stepped_in', 'returned') AND NEW.service_id IS DISTINCT FROM OLD.service_id) THEN
        PERFORM settlement_refuse('what a takeover is about stays', 'settlement_takeover_stays');
    END IF;
    IF NEW.stage <> OLD.stage AND NOT (OLD.stage, NEW.stage) IN (
        ('interest', 'preparing'), ('interest', 'declined'), ('interest', 'withdrawn'),
        ('preparing', 'checking'), ('preparing', 'declined'), ('preparing', 'withdrawn'),
        ('checking', 'decided'), ('checking', 'declined'), ('checking', 'withdrawn'),
        ('decided', 'running'), ('decided', 'declined'), ('decided', 'withdrawn'),
        ('running', 'stepped_in'), ('running', 'returned'), ('stepped_in', 'running'), ('stepped_in', 'returned')
    ) THEN
        PERFORM settlement_refuse('a takeover does not go from ' || OLD.stage || ' to ' || NEW.stage,
                                  'settlement_takeover_follows');
    END IF;
    IF NEW.stage = 'decided' AND OLD.stage <> 'decided' AND NOT EXISTS (
        SELECT 1 FROM settlement_takeover_decision WHERE takeover_id = NEW.id AND agreed
    ) THEN
        PERFORM settlement_refuse('nobody agreed to it', 'settlement_takeover_decided');
    END IF;
    IF NEW.stage = 'running' AND OLD.stage <> 'running' AND NOT EXISTS (
        SELECT 1 FROM settlement_agreement AS agreement WHERE takeover_id = NEW.id AND 2 = (
            SELECT count(*) FROM settlement_signature WHERE agreement_id = agreement.id)
    ) THEN
        PERFORM settlement_refuse('both have not signed', 'settlement_takeover_signed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_takeover_follows BEFORE INSERT OR UPDATE OR DELETE ON settlement_takeover
    FOR EACH ROW EXECUTE FUNCTION settlement_takeover_follows();

-- Where the council has stepped in, a step-in is open, and nowhere else: looked at as the transaction ends.
CREATE FUNCTION settlement_stepped_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held uuid := coalesce(to_jsonb(NEW) ->> 'takeover_id', to_jsonb(NEW) ->> 'id')::uuid;
BEGIN
    IF EXISTS (SELECT 1 FROM settlement_takeover WHERE id = held AND stage = 'stepped_in')
       <> EXISTS (SELECT 1 FROM settlement_step_in WHERE takeover_id = held AND ended_at IS NULL) THEN
        PERFORM settlement_refuse('stepped in, and no step-in is open, or the other way round', 'settlement_stepped_in');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_stepped_in AFTER UPDATE ON settlement_takeover
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_stepped_in();
CREATE CONSTRAINT TRIGGER settlement_stepped_in AFTER INSERT OR UPDATE ON settlement_step_in
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_stepped_in();

-- What was found stays as it was found, and what was answered as it was answered.
CREATE FUNCTION settlement_alarm_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answered_at IS NOT NULL OR (NEW.takeover_id, NEW.kind, NEW.code, NEW.words, NEW.found_at)
        IS DISTINCT FROM (OLD.takeover_id, OLD.kind, OLD.code, OLD.words, OLD.found_at) THEN
        PERFORM settlement_refuse('an alarm is neither taken away nor rewritten', 'settlement_alarm_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_alarm_stays BEFORE UPDATE OR DELETE ON settlement_alarm
    FOR EACH ROW EXECUTE FUNCTION settlement_alarm_stays();

-- An offer stays as it was made, and its answer as it was given.
CREATE FUNCTION settlement_support_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.answer <> '' OR (NEW.takeover_id, NEW.kind, NEW.what, NEW.worth_pence, NEW.offered_at)
        IS DISTINCT FROM (OLD.takeover_id, OLD.kind, OLD.what, OLD.worth_pence, OLD.offered_at) THEN
        PERFORM settlement_refuse('an offer is neither taken away nor rewritten', 'settlement_support_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_support_stays BEFORE UPDATE OR DELETE ON settlement_support
    FOR EACH ROW EXECUTE FUNCTION settlement_support_stays();

CREATE FUNCTION settlement_step_in_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR (NEW.takeover_id, NEW.alarm_id, NEW.reason, NEW.began_at)
        IS DISTINCT FROM (OLD.takeover_id, OLD.alarm_id, OLD.reason, OLD.began_at) THEN
        PERFORM settlement_refuse('a step-in is neither taken away nor rewritten', 'settlement_step_in_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_step_in_stays BEFORE UPDATE OR DELETE ON settlement_step_in
    FOR EACH ROW EXECUTE FUNCTION settlement_step_in_stays();
""" + "".join(
    f"CREATE TRIGGER settlement_only_added BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION settlement_only_added();\n"
    for table in _APPEND_ONLY
)

BACKWARD = "".join(f"DROP TRIGGER settlement_only_added ON {table};\n" for table in _APPEND_ONLY) + """
DROP FUNCTION settlement_step_in_stays() CASCADE;
DROP FUNCTION settlement_support_stays() CASCADE;
DROP FUNCTION settlement_alarm_stays() CASCADE;
DROP FUNCTION settlement_stepped_in() CASCADE;
DROP FUNCTION settlement_takeover_follows() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0004_takeovers")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
