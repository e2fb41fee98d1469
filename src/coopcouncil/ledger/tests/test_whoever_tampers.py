# ruff: noqa: S608 - the tables are our own
"""As the superuser, with every trigger off: what the database cannot refuse, the seals, the sums and the trail find."""

import json
import random
from typing import Any

import psycopg

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.actions.importing import import_file
from coopcouncil.ledger.domain import importing
from coopcouncil.ledger.tests.conftest import MAPPING, NOW, WHOLE, a_file, breaches, command, open_book, paid

TAMPERINGS = 500 if WHOLE else 25
TABLES = (
    "account", "limit", "book", "period", "fund", "budget", "budget_change", "posting", "leg", "counter", "balance",
    "total", "spending", "control",
)  # fmt: skip


def tamper(superuser: psycopg.Connection, chance: random.Random) -> tuple[str, Any]:
    """Change, remove or put in one row at random, with triggers off. The table, and how to undo it."""
    while True:
        table = f"ledger_{chance.choice(TABLES)}"
        row = superuser.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY random() LIMIT 1").fetchone()
        if row is None:
            continue
        held = row[0]
        columns = [name for name in held if not (table == "ledger_spending" and name == "id")]  # names nothing
        try:
            with superuser.transaction():
                if chance.random() < 0.3:
                    superuser.execute(f"DELETE FROM {table} t WHERE to_jsonb(t) = %s", [json.dumps(held)])
                    changed = None
                else:
                    name = chance.choice(columns)
                    changed = held | {name: other(held[name], chance)}
                    superuser.execute(f"DELETE FROM {table} t WHERE to_jsonb(t) = %s", [json.dumps(held)])
                    put_in(superuser, table, changed)
        except psycopg.errors.Error:  # a check or a type refuses it even so
            continue
        return table, (held, changed)


KEYS = {
    "ledger_leg": ["posting_id"], "ledger_counter": ["book_id"], "ledger_account": ["code"], "ledger_limit": ["role"],
    "ledger_balance": ["fund_id", "account_id", "period_id"], "ledger_total": ["fund_id", "account_id"],
    "ledger_spending": ["budget_id", "period_id", "ward_id"],
}  # fmt: skip


def named(table: str, rows: list[dict[str, Any]]) -> set[str]:
    """By what a row that was tampered with may be called: as it was, or as it is."""
    names = {" ".join(str(row[key]) for key in KEYS.get(table, ["id"]) if row[key] is not None) for row in rows}
    if table == "ledger_posting":
        names |= {f"number {row['number']} of book {row['book_id']}" for row in rows}
    return names


def said_of(breach: Any) -> set[str]:
    """The row that a breach names, and each id in what it says."""
    return {breach.row, breach.row.partition(" (")[0], *breach.words.split()}


def put_in(superuser: psycopg.Connection, table: str, row: dict[str, Any]) -> None:
    superuser.execute(f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)", [json.dumps(row)])


def other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 100])
    if value is None:
        return chance.choice([7, "00000000-0000-4000-8000-000000000000", "x"])
    if value.startswith("\\x"):
        return "\\x" + bytes(chance.randrange(256) for _ in range(32)).hex()
    if len(value) == 36 and value.count("-") == 4:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    if value[:4].isdecimal() and "-" in value:
        return ("2024" if not value.startswith("2024") else "2023") + value[4:]
    return value + "x"


REWIND = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE gone AS SELECT id, book_id, number FROM ledger_posting ORDER BY number DESC LIMIT 1;
UPDATE ledger_counter SET last_number = g.number - 1,
    last_seal = (SELECT p.seal FROM ledger_posting p WHERE p.book_id = g.book_id AND p.number = g.number - 1)
    FROM gone g WHERE ledger_counter.book_id = g.book_id;
DELETE FROM ledger_leg WHERE posting_id IN (SELECT id FROM gone);
DELETE FROM ledger_posting WHERE id IN (SELECT id FROM gone);
DELETE FROM ledger_balance; DELETE FROM ledger_total; DELETE FROM ledger_spending;
INSERT INTO ledger_balance (fund_id, account_id, period_id, debit, credit)
    SELECT l.fund_id, l.account_id, p.period_id, sum(greatest(l.pence, 0)),
    sum(greatest(-l.pence, 0)) FROM ledger_leg l JOIN ledger_posting p ON p.id = l.posting_id GROUP BY 1, 2, 3;
INSERT INTO ledger_total (fund_id, account_id, pence)
    SELECT fund_id, account_id, sum(pence) FROM ledger_leg GROUP BY 1, 2;
INSERT INTO ledger_spending (budget_id, period_id, ward_id, pence)
    SELECT l.budget_id, p.period_id, p.ward_id, sum(l.pence) FROM ledger_leg l JOIN ledger_posting p
    ON p.id = l.posting_id WHERE l.budget_id IS NOT NULL GROUP BY 1, 2, 3;
"""


def rewound(cloned_db: Any) -> list[Any]:
    """What is found when the last posting is taken out and every sum and counter is made to fit."""
    with psycopg.connect(cloned_db.superuser) as superuser:
        superuser.execute(REWIND)
    return breaches()


def test_whoever_tampers_is_found_and_the_row_is_named(cloned_db: Any, cast: Any, monkeypatch: Any) -> None:
    """As the superuser, with every trigger off: what the database cannot refuse, the seals and sums find."""
    book = open_book("ashmere-council", 100)
    mapping = importing.read_mapping(MAPPING, file="m.toml")
    import_file(actor=OPERATOR, content=a_file(5), mapping=mapping, file="a.csv", now=NOW)
    queries.take_turn(book.id)
    assert breaches() == []
    chance = random.Random(2010)  # noqa: S311
    with psycopg.connect(cloned_db.superuser, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for _ in range(TAMPERINGS):
            table, (held, changed) = tamper(superuser, chance)
            found = breaches()
            assert found, (table, held, changed)
            assert named(table, [held, changed or held]) & said_of(found[0]), (table, held, changed, found[0])
            if changed is not None:
                superuser.execute(f"DELETE FROM {table} t WHERE to_jsonb(t) = %s", [json.dumps(changed)])
            put_in(superuser, table, held)
    assert breaches() == []
    # Nothing is sealed after the last posting, so only the audit trail remembers it; it has left the database.
    made = actions.post(actor=cast.hari.actor, book_id=book.id, entry=paid(book, 700, "a"), now=NOW)
    assert [breach.row for breach in rewound(cloned_db)] == [str(made.posting_id)]
    said = command(cloned_db, monkeypatch, "verify", code=1)
    assert (said["sound"], said["breach"]["row"]) == (False, str(made.posting_id))
    assert f"number 6 of book {book.id}" in [breach.row for breach in rewound(cloned_db)]
