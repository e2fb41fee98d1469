"""The invariants that SQL can check by itself; each query finds the first row that breaks one: (table, row, what)."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from coopcouncil.foundation.models import AuditRow
from coopcouncil.ledger.models import Total

_CHECKS = {
    "legs": """
        SELECT 'ledger_leg', l.posting_id || ' line ' || l.line, CASE
            WHEN p.id IS NULL THEN 'belongs to no posting' WHEN f.id IS NULL THEN 'names no fund of its book'
            WHEN a.code IS NULL THEN 'names no account' WHEN a.between <> (l.counterparty_id IS NOT NULL)
            THEN 'names another book where it must not, or none where it must' ELSE 'names no budget of its book' END
        FROM ledger_leg l LEFT JOIN ledger_posting p ON p.id = l.posting_id
        LEFT JOIN ledger_fund f ON f.id = l.fund_id AND f.book_id = p.book_id
        LEFT JOIN ledger_account a ON a.code = l.account_id
        LEFT JOIN ledger_budget b ON b.id = l.budget_id AND b.book_id = p.book_id
        WHERE p.id IS NULL OR f.id IS NULL OR a.code IS NULL OR a.between <> (l.counterparty_id IS NOT NULL)
           OR (l.budget_id IS NOT NULL AND b.id IS NULL) OR (l.budget_id IS NULL AND a.kind = 'expenditure')
    """,
    "months": """
        SELECT 'ledger_posting', p.id::text, 'is in no month of its book, or before it happened'
        FROM ledger_posting p LEFT JOIN ledger_period r ON r.id = p.period_id AND r.book_id = p.book_id
        WHERE r.id IS NULL OR p.effective_on > r.ends_on
        UNION ALL
        SELECT 'ledger_period', r.id::text, 'was not closed and reopened so often'
        FROM ledger_period r LEFT JOIN (
            SELECT object_id, count(*) FILTER (WHERE verb = 'ledger.month_closed') AS closed,
                   count(*) FILTER (WHERE verb = 'ledger.month_reopened') AS reopened
            FROM audit_row WHERE object_kind = 'ledger.period' GROUP BY object_id) t ON t.object_id = r.id
        WHERE r.closings <> coalesce(t.closed, 0)
           OR (r.state = 'open') <> (coalesce(t.closed, 0) = coalesce(t.reopened, 0))
    """,
    # Closing a month and bringing in a file note the last number of the book and its seal; each posting by hand its id.
    "trail": """
        SELECT 'ledger_posting', 'number ' || t.number || ' of book ' || t.book_id, 'is not what the audit trail says'
        FROM (
            SELECT coalesce(r.book_id, c.book_id) AS book_id,
                   substring(a.reason FROM 'number (\\d+), seal')::bigint AS number,
                   substring(a.reason FROM 'seal ([0-9a-f]+)$') AS seal
            FROM audit_row a
            LEFT JOIN ledger_period r ON a.object_kind = 'ledger.period' AND r.id = a.object_id
            LEFT JOIN ledger_control c ON a.object_kind = 'ledger.control' AND c.id = a.object_id
            WHERE a.verb IN ('ledger.month_closed', 'ledger.imported')) t
        LEFT JOIN ledger_posting p ON p.book_id = t.book_id AND p.number = t.number
        WHERE t.number > 0 AND encode(p.seal, 'hex') IS DISTINCT FROM t.seal
        UNION ALL
        SELECT 'ledger_posting', a.object_id::text, 'is missing, and the audit trail names it'
        FROM audit_row a LEFT JOIN ledger_posting p ON p.id = a.object_id
        WHERE a.object_kind = 'ledger.posting' AND a.object_id IS NOT NULL AND p.id IS NULL
    """,
    "people": """
        SELECT 'ledger_posting', id::text, 'was checked by its maker' FROM ledger_posting WHERE checker_id = maker_id
    """,
    "reversals": """
        SELECT 'ledger_posting', p.id::text, 'does not turn round what it takes back' FROM ledger_posting p
        WHERE p.reverses_id IS NOT NULL AND (
            NOT EXISTS (SELECT FROM ledger_posting o WHERE o.id = p.reverses_id AND o.book_id = p.book_id
                        AND o.legs = p.legs AND o.reverses_id IS NULL)
            OR EXISTS (SELECT fund_id, account_id, budget_id, counterparty_id, -pence FROM ledger_leg
                       WHERE posting_id = p.reverses_id EXCEPT ALL
                       SELECT fund_id, account_id, budget_id, counterparty_id, pence FROM ledger_leg
                       WHERE posting_id = p.id))
    """,
    "debts": """
        WITH owed AS (
            SELECT p.mirror_id, p.book_id, l.counterparty_id, min(p.id::text) AS id, sum(l.pence) AS pence
            FROM ledger_posting p JOIN ledger_leg l ON l.posting_id = p.id
            WHERE p.mirror_id IS NOT NULL AND l.counterparty_id IS NOT NULL GROUP BY 1, 2, 3)
        SELECT 'ledger_posting', one.id, 'has no mirror in the other book'
        FROM owed one LEFT JOIN owed other ON other.mirror_id = one.mirror_id
            AND other.book_id = one.counterparty_id AND other.counterparty_id = one.book_id
        WHERE other.pence IS DISTINCT FROM -one.pence
    """,
    "balances": """
        WITH legs AS (
            SELECT l.fund_id, l.account_id, p.period_id, sum(greatest(l.pence, 0)) AS debit,
                   sum(greatest(-l.pence, 0)) AS credit
            FROM ledger_leg l JOIN ledger_posting p ON p.id = l.posting_id GROUP BY 1, 2, 3)
        SELECT 'ledger_balance', concat_ws(' ', fund_id, account_id, period_id), 'is not the sum of its legs'
        FROM legs FULL JOIN ledger_balance b USING (fund_id, account_id, period_id)
        WHERE (legs.debit, legs.credit) IS DISTINCT FROM (b.debit, b.credit)
    """,
    "totals": """
        WITH legs AS (SELECT fund_id, account_id, sum(pence) AS pence FROM ledger_leg GROUP BY 1, 2)
        SELECT 'ledger_total', concat_ws(' ', fund_id, account_id), 'is not the sum of its legs'
        FROM legs FULL JOIN ledger_total t USING (fund_id, account_id) WHERE legs.pence IS DISTINCT FROM t.pence
    """,
    "spending": """
        WITH legs AS (
            SELECT l.budget_id, p.period_id, p.ward_id, sum(l.pence) AS pence
            FROM ledger_leg l JOIN ledger_posting p ON p.id = l.posting_id
            JOIN ledger_account a ON a.code = l.account_id AND a.kind = 'expenditure' GROUP BY 1, 2, 3)
        SELECT 'ledger_spending', concat_ws(' ', coalesce(legs.budget_id, s.budget_id),
            coalesce(legs.period_id, s.period_id), coalesce(legs.ward_id, s.ward_id)), 'is not the sum of its legs'
        FROM legs FULL JOIN ledger_spending s ON s.budget_id = legs.budget_id AND s.period_id = legs.period_id
            AND coalesce(s.ward_id, s.budget_id) = coalesce(legs.ward_id, legs.budget_id)
        WHERE legs.pence IS DISTINCT FROM s.pence
    """,
    "overdraws": """
        SELECT 'ledger_total', concat_ws(' ', t.fund_id, t.account_id), 'is below nothing'
        FROM ledger_total t JOIN ledger_account a ON a.code = t.account_id WHERE a.cash AND t.pence < 0
        UNION ALL
        SELECT 'ledger_fund', t.fund_id::text, 'is below nothing'
        FROM ledger_total t JOIN ledger_account a ON a.code = t.account_id
        WHERE a.kind IN ('reserve', 'income', 'expenditure') GROUP BY t.fund_id HAVING sum(t.pence) > 0
        UNION ALL
        SELECT 'ledger_leg', concat_ws(' ', l.fund_id, l.account_id, l.counterparty_id), 'is a debt below nothing'
        FROM ledger_leg l JOIN ledger_account a ON a.code = l.account_id WHERE l.counterparty_id IS NOT NULL
        GROUP BY l.fund_id, l.account_id, l.counterparty_id, a.kind
        HAVING sum(l.pence) * CASE a.kind WHEN 'liability' THEN -1 ELSE 1 END < 0
    """,
    "trial balance": """
        SELECT 'ledger_balance', fund_id || ' ' || period_id, 'debits and credits differ'
        FROM ledger_balance GROUP BY fund_id, period_id HAVING sum(debit) <> sum(credit)
    """,
}
_COUNTED = {
    "legs": "ledger_leg", "trail": "audit_row", "months": "ledger_posting", "people": "ledger_posting",
    "reversals": "ledger_posting", "debts": "ledger_posting", "balances": "ledger_balance", "totals": "ledger_total",
    "spending": "ledger_spending", "overdraws": "ledger_total", "trial balance": "ledger_balance",
}  # fmt: skip


def read_from_end_to_end() -> None:
    """Until this transaction ends, look nothing up row by row.

    Right after many rows came in, the database believes that there are few, and would.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def first_breach(name: str) -> tuple[int, tuple[str, str, str] | None]:
    """How many rows the invariant is about, and the first (table, row, what is wrong) that breaks it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_COUNTED[name]}")  # noqa: S608 - our own names
        count = cursor.fetchone()[0]
        cursor.execute(f"{_CHECKS[name]} LIMIT 1")
        return count, cursor.fetchone()


def postings_with_legs(posting: Sequence[str], leg: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Each posting with each of its legs, by book and number; read piece by piece, so that it fits in memory."""
    columns = ", ".join([*(f"p.{name}" for name in posting), *(f"l.{name}" for name in leg)])
    tables = "ledger_posting p LEFT JOIN ledger_leg l ON l.posting_id = p.id"
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {tables} ORDER BY p.book_id, p.number, p.id, l.line")  # noqa: S608
        while rows := cursor.fetchmany(5000):
            yield from rows


def counters() -> list[tuple[UUID, int, bytes]]:
    """(book, last number, its seal) of every book."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(b.id, c.book_id), coalesce(c.last_number, -1), coalesce(c.last_seal, '') "
            "FROM ledger_book b FULL JOIN ledger_counter c ON c.book_id = b.id ORDER BY 1"
        )
        return [(book, number, bytes(seal)) for book, number, seal in cursor.fetchall()]


def accounts_in_use() -> set[str]:
    """The codes of accounts that have a total."""
    return set(Total.objects.order_by().values_list("account_id", flat=True).distinct())


def told_of(kind: str) -> set[UUID]:
    """The ids of this kind that the audit trail names."""
    rows = AuditRow.objects.filter(object_kind=kind, object_id__isnull=False)
    return {found for found in rows.order_by().values_list("object_id", flat=True).distinct() if found}
