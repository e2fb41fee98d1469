"""What is moved between funds leaves no fund that is for one purpose, nor one before its day."""

from django.db import migrations

RESERVES = """
CREATE FUNCTION ledger_reserves_stay() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_material = off AS $$
DECLARE
    rule text;
BEGIN
    SELECT CASE f.kind WHEN 'restricted' THEN 'ledger_leg_not_before_the_fund_may'
                       ELSE 'ledger_leg_for_the_purpose_of_the_fund' END INTO rule
        FROM ledger_fund f, ledger_account a, ledger_posting p
        WHERE f.id = NEW.fund_id AND a.code = NEW.account_id AND a.kind = 'reserve' AND p.id = NEW.posting_id
          AND p.reverses_id IS NULL
          AND (f.kind = 'ringfenced' OR (f.kind = 'restricted' AND p.effective_on < f.restricted_until));
    IF FOUND THEN
        RAISE EXCEPTION 'leg % of posting % cannot be made: %', NEW.line, NEW.posting_id, rule
            USING ERRCODE = 'check_violation', CONSTRAINT = rule;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_reserves_stay AFTER INSERT ON ledger_leg
    FOR EACH ROW WHEN (NEW.pence > 0 AND NEW.budget_id IS NULL AND NEW.counterparty_id IS NULL
                       AND NEW.account_id <> '1000')
    EXECUTE FUNCTION ledger_reserves_stay();
"""
UNDO = "DROP TRIGGER ledger_reserves_stay ON ledger_leg; DROP FUNCTION ledger_reserves_stay();"


class Migration(migrations.Migration):

    dependencies = [("ledger", "0003_debts")]

    operations = [migrations.RunSQL(RESERVES, UNDO)]
