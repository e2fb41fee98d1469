"""In tests every organisation has a sharing agreement for whatever it may be told, as in a borough that is set up.

A trigger of the test databases makes it together with the organisation, so that no test need think of it. A test about
agreements begins with `Agreement.objects.all().delete()`.
"""

import json

from coopcouncil.sharing.domain.purposes import shipped_purposes

# Purposes that only tests name.
OF_TESTS = ("close_record", "talking", "a", "b", "purpose", "gp_record", "tenancy", "test")

_SQL = """
INSERT INTO sharing_impact_assessment (id, code, title, risks, measures, written_at, advice, advised_by, advised_on,
    followed, why_not, decided_by, decided_on)
VALUES (gen_random_uuid(), 'tests', 'In tests', 'None.', 'None.', '2020-01-01', 'Go ahead.', 'Nia', '2020-01-01',
    true, '', 'Jo', '2020-01-01');
CREATE FUNCTION tests_agree() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    INSERT INTO sharing_agreement (id, code, organisation_id, title, purposes, basis, retention, security,
        assessment_id, state, signed_for_us, signed_for_them, signed_on, starts_on, review_on, ends_on, ended_because,
        changed_at)
    SELECT gen_random_uuid(), left('tests-' || NEW.code, 60), NEW.id, 'In tests', '{purposes}', 'Law', 'A year', '', id,
        'agreed', 'Jo', 'They', '2020-01-01', '2020-01-01', '2090-01-01', '2090-01-01', '', '2020-01-01'
    FROM sharing_impact_assessment WHERE code = 'tests';
    RETURN NULL;
END $body$;
CREATE TRIGGER tests_agree AFTER INSERT ON people_organisation FOR EACH ROW EXECUTE FUNCTION tests_agree();
"""


def agreeing_sql() -> str:
    """What makes a migrated database agree with every organisation that is added to it."""
    return _SQL.replace("{purposes}", json.dumps([*shipped_purposes().purposes, *OF_TESTS]))
