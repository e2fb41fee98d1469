"""Nobody is paid more than is owed: a debt between two organisations is never below nothing, in either book."""

from django.db import migrations, models

DEBTS = """
CREATE FUNCTION ledger_debt_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off SET enable_material = off AS $$
BEGIN
    IF (SELECT sum(l.pence) * CASE a.kind WHEN 'liability' THEN -1 ELSE 1 END FROM ledger_leg l, ledger_account a
        WHERE l.counterparty_id = NEW.counterparty_id AND l.fund_id = NEW.fund_id AND l.account_id = NEW.account_id
          AND a.code = NEW.account_id GROUP BY a.kind) < 0 THEN
        RAISE EXCEPTION 'fund % and book % do not owe so much', NEW.fund_id, NEW.counterparty_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_debt_never_below_nothing';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_debt_stands AFTER INSERT ON ledger_leg
    FOR EACH ROW WHEN (NEW.counterparty_id IS NOT NULL) EXECUTE FUNCTION ledger_debt_stands();
"""
UNDO = "DROP TRIGGER ledger_debt_stands ON ledger_leg; DROP FUNCTION ledger_debt_stands();"


class Migration(migrations.Migration):

    dependencies = [("ledger", "0002_invariants")]

    operations = [
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                fields=["counterparty", "fund"],
                name="ledger_leg_debt",
                condition=models.Q(("counterparty__isnull", False)),
            ),
        ),
        migrations.RunSQL(DEBTS, UNDO),
    ]
