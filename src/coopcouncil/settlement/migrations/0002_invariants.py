"""What the database keeps whoever writes: one edition in force, duties with a public body, histories as they were."""

from django.db import migrations

_APPEND_ONLY = (
    "settlement_edition_step",
    "settlement_entry_version",
    "settlement_officer_comment",
    "settlement_decision",
    "settlement_override",
)

FORWARD = """
CREATE FUNCTION settlement_refuse(words text, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', words USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- An edition goes from one state to the next, and no other way.
CREATE FUNCTION settlement_edition_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('draft', 'consultation'), ('consultation', 'amended'), ('amended', 'consultation'), ('amended', 'agreed'),
        ('agreed', 'amended'), ('agreed', 'in_force'), ('in_force', 'superseded')
    ) THEN
        PERFORM settlement_refuse('an edition does not go from ' || OLD.state || ' to ' || NEW.state,
                                  'settlement_edition_follows');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_edition_follows BEFORE UPDATE ON settlement_edition
    FOR EACH ROW EXECUTE FUNCTION settlement_edition_follows();

-- Once an edition has been in force, one always is: looked at as the transaction ends.
CREATE FUNCTION settlement_never_without() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settlement_edition WHERE state = 'superseded')
       AND NOT EXISTS (SELECT 1 FROM settlement_edition WHERE state = 'in_force') THEN
        PERFORM settlement_refuse('no edition would be in force', 'settlement_never_without');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settlement_never_without AFTER UPDATE OR DELETE ON settlement_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION settlement_never_without();

-- Who answers for it is looked up, a duty that the directory holds is a duty, and nothing is changed behind a decision.
CREATE FUNCTION settlement_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM settlement_refuse('a promise is not removed: say what became of it', 'settlement_entry_stays');
    END IF;
    SELECT state INTO held FROM settlement_edition WHERE id = NEW.edition_id FOR SHARE;
    IF held NOT IN ('draft', 'consultation', 'amended') THEN
        PERFORM settlement_refuse('what was decided on is not changed', 'settlement_entry_as_decided');
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.edition_id <> OLD.edition_id OR NEW.code <> OLD.code) THEN
        PERFORM settlement_refuse('a promise keeps its edition and its address', 'settlement_entry_stays');
    END IF;
    SELECT kind IN ('council', 'other_council', 'nhs', 'police', 'fire', 'foundation_trust', 'central_government')
      INTO NEW.accountable_is_public FROM people_organisation WHERE id = NEW.accountable_id;
    NEW.accountable_is_public := coalesce(NEW.accountable_is_public, false);
    NEW.statutory_duty := NEW.statutory_duty OR EXISTS (
        SELECT 1 FROM directory_statutory_basis AS basis JOIN directory_service AS service
            ON service.id = basis.service_id
        WHERE basis.kind = 'duty' AND service.status <> 'closed'
          AND (basis.valid_to IS NULL OR basis.valid_to >= current_date)
          AND service.service_type = NEW.service_type
          AND (NEW.service_id IS NULL OR service.id = NEW.service_id)
    );
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_entry_is_kept BEFORE INSERT OR UPDATE OR DELETE ON settlement_entry
    FOR EACH ROW EXECUTE FUNCTION settlement_entry_is_kept();

-- A gap that was found stays as it was found; only its answer is written.
CREATE FUNCTION settlement_gap_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.entry_id, NEW.measure, NEW.area_id, NEW."group", NEW.size, NEW.low, NEW.high, NEW.unit,
        NEW.people, NEW.grounds, NEW.source, NEW.found_at) IS DISTINCT FROM (OLD.entry_id, OLD.measure, OLD.area_id,
        OLD."group", OLD.size, OLD.low, OLD.high, OLD.unit, OLD.people, OLD.grounds, OLD.source, OLD.found_at) THEN
        PERFORM settlement_refuse('a gap that was found is neither taken away nor rewritten', 'settlement_gap_stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_gap_stays BEFORE UPDATE OR DELETE ON settlement_gap
    FOR EACH ROW EXECUTE FUNCTION settlement_gap_stays();

CREATE FUNCTION settlement_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM settlement_refuse('the history is only ever added to', 'settlement_only_added');
    RETURN NULL;
END $$;
""" + "".join(
    f"CREATE TRIGGER settlement_only_added BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION settlement_only_added();\n"
    for table in _APPEND_ONLY
)

BACKWARD = """
DROP FUNCTION settlement_only_added() CASCADE;
DROP FUNCTION settlement_gap_stays() CASCADE;
DROP FUNCTION settlement_entry_is_kept() CASCADE;
DROP FUNCTION settlement_never_without() CASCADE;
DROP FUNCTION settlement_edition_follows() CASCADE;
DROP FUNCTION settlement_refuse(text, text) CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial"), ("directory", "0006_searches_are_counted"), ("people", "0015_auditors")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
