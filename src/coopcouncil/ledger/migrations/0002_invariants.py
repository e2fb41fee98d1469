"""What the database itself keeps of the ledger, whoever writes: the rules of `docs/explanation/ledger.md`.

The functions run as the owner of the tables, so that the sums and the counters are theirs alone to write; the
application's role has no right to, nor to change or remove what is written.
"""

from django.db import migrations

from coopcouncil.foundation.database import append_only

APPLICATION = "coopcouncil_app"
FOR_GOOD = (
    "ledger_book", "ledger_fund", "ledger_budget", "ledger_budget_change", "ledger_commitment", "ledger_release",
    "ledger_posting", "ledger_leg", "ledger_control", "ledger_statement",
)
SUMS = ("ledger_counter", "ledger_balance", "ledger_total", "ledger_spending")
# What may still change in a row, and nothing else of it.
CHANGING = {
    "ledger_account": ("name", "heading", "seal"),
    "ledger_limit": ("pence", "seal"),
    "ledger_period": ("state", "closings", "seal"),
    "ledger_reopening": ("agreed_by_id", "agreed_at", "seal"),
    "ledger_proposal": ("state", "checker_id", "decided_at", "reason", "posting_id", "seal"),
    "ledger_statement_line": ("posting_id", "seal"),
}
# Every look goes by an index. The database plans by what it last counted, and keeps a plan for as long as its connection:
# where a book was small then, it would read all of 100,000 postings once for each leg that comes in with them.
OWNERS = (
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp "
    "SET enable_seqscan = off SET enable_material = off"
)

TURNS = f"""
CREATE FUNCTION ledger_book_opened() RETURNS trigger {OWNERS} AS $$
BEGIN
    INSERT INTO ledger_counter (book_id, last_number, last_seal) VALUES (NEW.id, 0, '');
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_book_opened AFTER INSERT ON ledger_book FOR EACH ROW EXECUTE FUNCTION ledger_book_opened();

-- Waits for whoever posts in this book, and holds it until the end of the transaction.
CREATE FUNCTION ledger_take_turn(book uuid, OUT last_number bigint, OUT last_seal bytea) {OWNERS} AS $$
BEGIN
    SELECT held.last_number, held.last_seal INTO last_number, last_seal
        FROM ledger_counter held WHERE held.book_id = book FOR UPDATE;
END $$;

CREATE FUNCTION ledger_only_so_much() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this of % is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

POSTINGS = f"""
CREATE FUNCTION ledger_postings_in() RETURNS trigger {OWNERS} AS $$
DECLARE
    each record;
    last bigint;
    wrong record;
BEGIN
    FOR each IN SELECT book_id, min(number) AS lowest, max(number) AS highest, count(*) AS many
            FROM added GROUP BY book_id ORDER BY book_id LOOP
        SELECT last_number INTO last FROM ledger_counter WHERE book_id = each.book_id FOR UPDATE;
        IF NOT FOUND OR each.lowest <> last + 1 OR each.highest <> last + each.many THEN
            RAISE EXCEPTION 'the next number of this book is %', last + 1
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_posting_no_gap';
        END IF;
        UPDATE ledger_counter SET last_number = each.highest,
            last_seal = (SELECT seal FROM added WHERE book_id = each.book_id AND number = each.highest)
            WHERE book_id = each.book_id;
    END LOOP;
    -- The book is held now, so no month can be closed meanwhile.
    SELECT p.id, CASE
            WHEN r.id IS NULL THEN 'ledger_posting_month_of_its_book'
            WHEN r.state <> 'open' THEN 'ledger_posting_in_an_open_month'
            WHEN p.effective_on > r.ends_on THEN 'ledger_posting_not_before_it_happened'
            ELSE 'ledger_posting_checked_above_the_limit' END AS rule
        INTO wrong
        FROM added p
        LEFT JOIN ledger_period r ON r.id = p.period_id AND r.book_id = p.book_id
        LEFT JOIN ledger_limit m ON m.role = p.role
        WHERE r.id IS NULL OR r.state <> 'open' OR p.effective_on > r.ends_on
           OR m.role IS NULL OR (m.pence IS NOT NULL AND (p.maker_id IS NULL OR (p.pence > m.pence AND p.checker_id IS NULL)))
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting % cannot be made: %', wrong.id, wrong.rule
            USING ERRCODE = 'check_violation', CONSTRAINT = wrong.rule;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_postings_in AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_in();

CREATE FUNCTION ledger_posting_is_whole() RETURNS trigger {OWNERS} AS $$
DECLARE
    many bigint;
    debits numeric;
    even boolean;
    rule text;
BEGIN
    SELECT coalesce(sum(f.many), 0), coalesce(sum(f.debits), 0), bool_and(f.pence = 0) INTO many, debits, even
        FROM (SELECT count(*) AS many, sum(greatest(pence, 0)) AS debits, sum(pence) AS pence
              FROM ledger_leg WHERE posting_id = NEW.id GROUP BY fund_id) f;
    rule := CASE
        WHEN many <> NEW.legs OR debits <> NEW.pence THEN 'ledger_posting_has_the_legs_it_says'
        WHEN NOT even THEN 'ledger_posting_balances_in_each_fund' END;
    IF rule IS NULL AND NEW.reverses_id IS NOT NULL AND (
        NOT EXISTS (SELECT FROM ledger_posting p WHERE p.id = NEW.reverses_id AND p.book_id = NEW.book_id
                    AND p.legs = NEW.legs AND p.reverses_id IS NULL AND p.ward_id IS NOT DISTINCT FROM NEW.ward_id
                    AND (p.mirror_id IS NULL) = (NEW.mirror_id IS NULL))
        OR EXISTS (SELECT fund_id, account_id, budget_id, counterparty_id, -pence FROM ledger_leg
                   WHERE posting_id = NEW.reverses_id
                   EXCEPT ALL SELECT fund_id, account_id, budget_id, counterparty_id, pence FROM ledger_leg
                   WHERE posting_id = NEW.id)
    ) THEN
        rule := 'ledger_posting_reversed_exactly';
    END IF;
    IF rule IS NULL AND NEW.mirror_id IS NOT NULL AND (
        (SELECT count(*) <> 2 OR count(DISTINCT book_id) <> 2 FROM ledger_posting WHERE mirror_id = NEW.mirror_id)
        OR EXISTS (
            WITH owed AS (SELECT p.book_id, l.counterparty_id, sum(l.pence) AS pence
                FROM ledger_posting p JOIN ledger_leg l ON l.posting_id = p.id
                WHERE p.mirror_id = NEW.mirror_id AND l.counterparty_id IS NOT NULL GROUP BY 1, 2)
            SELECT FROM owed one LEFT JOIN owed other
                ON other.book_id = one.counterparty_id AND other.counterparty_id = one.book_id
                WHERE other.pence IS DISTINCT FROM -one.pence)
    ) THEN
        rule := 'ledger_posting_mirrors';
    END IF;
    IF rule IS NOT NULL THEN
        RAISE EXCEPTION 'posting % cannot be made: %', NEW.id, rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_posting_is_whole AFTER INSERT ON ledger_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_is_whole();
"""

LEGS = f"""
CREATE FUNCTION ledger_legs_in() RETURNS trigger {OWNERS} AS $$
DECLARE
    wrong record;
BEGIN
    SELECT l.posting_id, l.line, CASE
            WHEN p.id IS NULL OR l.line < 1 OR l.line > p.legs THEN 'ledger_leg_of_its_posting'
            WHEN f.id IS NULL THEN 'ledger_leg_fund_of_its_book'
            WHEN a.code IS NULL THEN 'ledger_leg_known_account'
            WHEN l.budget_id IS NULL AND a.kind = 'expenditure' THEN 'ledger_leg_spending_names_a_budget'
            WHEN l.budget_id IS NOT NULL AND b.id IS NULL THEN 'ledger_leg_budget_of_its_book_and_year'
            WHEN a.between <> (l.counterparty_id IS NOT NULL) OR (a.between AND p.mirror_id IS NULL)
                THEN 'ledger_leg_debt_is_mirrored'
            WHEN f.kind = 'restricted' THEN 'ledger_leg_not_before_the_fund_may'
            ELSE 'ledger_leg_for_the_purpose_of_the_fund' END AS rule
        INTO wrong
        FROM added l
        LEFT JOIN ledger_posting p ON p.id = l.posting_id
        LEFT JOIN ledger_fund f ON f.id = l.fund_id AND f.book_id = p.book_id
        LEFT JOIN ledger_account a ON a.code = l.account_id
        LEFT JOIN ledger_period r ON r.id = p.period_id
        LEFT JOIN ledger_budget b ON b.id = l.budget_id AND b.book_id = p.book_id
            AND (b.year = r.year OR p.reverses_id IS NOT NULL)
        WHERE p.id IS NULL OR l.line < 1 OR l.line > p.legs OR f.id IS NULL OR a.code IS NULL
           OR (l.budget_id IS NULL AND a.kind = 'expenditure') OR (l.budget_id IS NOT NULL AND b.id IS NULL)
           OR a.between <> (l.counterparty_id IS NOT NULL) OR (a.between AND p.mirror_id IS NULL)
           OR (f.kind = 'restricted' AND a.kind = 'expenditure' AND l.pence > 0 AND p.effective_on < f.restricted_until)
           OR (f.kind = 'ringfenced' AND a.kind = 'expenditure' AND b.area <> f.purpose)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'leg % of posting % cannot be made: %', wrong.line, wrong.posting_id, wrong.rule
            USING ERRCODE = 'check_violation', CONSTRAINT = wrong.rule;
    END IF;

    INSERT INTO ledger_balance AS held (fund_id, account_id, period_id, debit, credit)
        SELECT l.fund_id, l.account_id, p.period_id, sum(greatest(l.pence, 0)), sum(greatest(-l.pence, 0))
        FROM added l JOIN ledger_posting p ON p.id = l.posting_id GROUP BY 1, 2, 3
        ON CONFLICT (fund_id, account_id, period_id)
        DO UPDATE SET debit = held.debit + excluded.debit, credit = held.credit + excluded.credit;
    INSERT INTO ledger_total AS held (fund_id, account_id, pence)
        SELECT fund_id, account_id, sum(pence) FROM added GROUP BY 1, 2
        ON CONFLICT (fund_id, account_id) DO UPDATE SET pence = held.pence + excluded.pence;
    INSERT INTO ledger_spending AS held (budget_id, period_id, ward_id, pence)
        SELECT l.budget_id, p.period_id, p.ward_id, sum(l.pence)
        FROM added l JOIN ledger_posting p ON p.id = l.posting_id
        JOIN ledger_account a ON a.code = l.account_id AND a.kind = 'expenditure' GROUP BY 1, 2, 3
        ON CONFLICT (budget_id, period_id, ward_id) DO UPDATE SET pence = held.pence + excluded.pence;

    SELECT t.fund_id, t.account_id INTO wrong FROM ledger_total t JOIN ledger_account a ON a.code = t.account_id
        WHERE a.cash AND t.pence < 0 AND t.fund_id IN (SELECT fund_id FROM added) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'there is not so much money in % of fund %', wrong.account_id, wrong.fund_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_cash_never_below_nothing';
    END IF;
    SELECT t.fund_id INTO wrong FROM ledger_total t JOIN ledger_account a ON a.code = t.account_id
        WHERE a.kind IN ('reserve', 'income', 'expenditure') AND t.fund_id IN (SELECT fund_id FROM added)
        GROUP BY t.fund_id HAVING sum(t.pence) > 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'fund % does not hold so much', wrong.fund_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_fund_never_below_nothing';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_legs_in AFTER INSERT ON ledger_leg REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_in();
"""

MONTHS = f"""
CREATE FUNCTION ledger_period_moves() RETURNS trigger {OWNERS} AS $$
DECLARE
    fits boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        fits := NEW.state = 'open' AND NEW.closings = 0 AND NOT EXISTS (
            SELECT FROM ledger_period WHERE book_id = NEW.book_id AND year = NEW.year AND state = 'certified');
    ELSE
        -- Whoever posts in this book ends first; whoever comes after sees the month as it is then.
        UPDATE ledger_counter SET last_number = last_number WHERE book_id = NEW.book_id;
        fits := CASE OLD.state || '>' || NEW.state
            WHEN 'open>closed' THEN NEW.closings = OLD.closings + 1
            WHEN 'closed>open' THEN NEW.closings = OLD.closings AND EXISTS (
                SELECT FROM ledger_reopening
                WHERE period_id = OLD.id AND closing = OLD.closings AND agreed_by_id IS NOT NULL)
            WHEN 'closed>certified' THEN NEW.closings = OLD.closings
            ELSE false END;
    END IF;
    IF NOT fits THEN
        RAISE EXCEPTION 'a month cannot become so' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_period_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_period_moves BEFORE INSERT OR UPDATE ON ledger_period
    FOR EACH ROW EXECUTE FUNCTION ledger_period_moves();

CREATE FUNCTION ledger_reopening_moves() RETURNS trigger {OWNERS} AS $$
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.agreed_by_id IS NOT NULL OR NOT EXISTS (
            SELECT FROM ledger_period WHERE id = NEW.period_id AND state = 'closed' AND closings = NEW.closing))
       OR TG_OP = 'UPDATE' AND (OLD.agreed_by_id IS NOT NULL OR NEW.agreed_by_id IS NULL) THEN
        RAISE EXCEPTION 'only a closed month, once, by two people'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reopening_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_reopening_moves BEFORE INSERT OR UPDATE ON ledger_reopening
    FOR EACH ROW EXECUTE FUNCTION ledger_reopening_moves();

CREATE FUNCTION ledger_proposal_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state <> 'waiting' OR TG_OP = 'UPDATE' AND OLD.state <> 'waiting' THEN
        RAISE EXCEPTION 'a proposal is decided once' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_proposal_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_proposal_moves BEFORE INSERT OR UPDATE ON ledger_proposal
    FOR EACH ROW EXECUTE FUNCTION ledger_proposal_moves();

CREATE FUNCTION ledger_release_fits() RETURNS trigger {OWNERS} AS $$
DECLARE
    most bigint;
BEGIN
    SELECT pence INTO most FROM ledger_commitment WHERE id = NEW.commitment_id FOR UPDATE;
    IF NEW.pence + (SELECT coalesce(sum(pence), 0) FROM ledger_release WHERE commitment_id = NEW.commitment_id) > most THEN
        RAISE EXCEPTION 'more than was committed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_release_not_more_than_was_committed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_release_fits BEFORE INSERT ON ledger_release FOR EACH ROW EXECUTE FUNCTION ledger_release_fits();
"""

UNDO = """
DROP TRIGGER ledger_release_fits ON ledger_release; DROP FUNCTION ledger_release_fits();
DROP TRIGGER ledger_proposal_moves ON ledger_proposal; DROP FUNCTION ledger_proposal_moves();
DROP TRIGGER ledger_reopening_moves ON ledger_reopening; DROP FUNCTION ledger_reopening_moves();
DROP TRIGGER ledger_period_moves ON ledger_period; DROP FUNCTION ledger_period_moves();
DROP TRIGGER ledger_legs_in ON ledger_leg; DROP FUNCTION ledger_legs_in();
DROP TRIGGER ledger_posting_is_whole ON ledger_posting; DROP FUNCTION ledger_posting_is_whole();
DROP TRIGGER ledger_postings_in ON ledger_posting; DROP FUNCTION ledger_postings_in();
DROP TRIGGER ledger_book_opened ON ledger_book; DROP FUNCTION ledger_book_opened();
DROP FUNCTION ledger_take_turn(uuid);
"""


def _only(table, columns):
    words = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_only_so_much BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_only_so_much({words});
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
        """,
        f"DROP TRIGGER {table}_only_so_much ON {table}; DROP TRIGGER {table}_never_emptied ON {table};",
    )


def _rights(taken, tables):
    names = ", ".join(tables)
    return f"REVOKE {taken} ON {names} FROM {APPLICATION}; "


RIGHTS = migrations.RunSQL(
    f"""
    REVOKE ALL ON FUNCTION ledger_take_turn(uuid) FROM PUBLIC;
    DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') THEN
            {_rights("UPDATE, DELETE, TRUNCATE", FOR_GOOD)}
            {_rights("INSERT, UPDATE, DELETE, TRUNCATE", SUMS)}
            {_rights("DELETE, TRUNCATE", CHANGING)}
            GRANT EXECUTE ON FUNCTION ledger_take_turn(uuid) TO {APPLICATION};
        END IF;
    END $$;
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial"), ("foundation", "0001_initial")]

    operations = [
        migrations.RunSQL(TURNS + POSTINGS + LEGS + MONTHS, UNDO + "DROP FUNCTION ledger_only_so_much() CASCADE;"),
        *(append_only(table) for table in FOR_GOOD),
        *(_only(table, columns) for table, columns in CHANGING.items()),
        RIGHTS,
    ]
