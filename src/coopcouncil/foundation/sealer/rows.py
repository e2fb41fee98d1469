"""What sealing and verifying both read: the rows as they are linked, and the newest checkpoint."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection

from coopcouncil.foundation.chain import Checkpoint
from coopcouncil.foundation.models import AuditCheckpoint

# A row says when it was written, and is seen once its transaction commits. None of ours lasts so long after it wrote
# its row: what comes later than this was put in by hand, under an earlier time.
GRACE = timedelta(minutes=10)
AT_ONCE = 5000

# Every column, in the order in which it is linked.
COLUMNS = """
    r.id::text, (extract(epoch FROM r.at) * 1000000)::bigint, r.actor_kind, r.actor_id::text, r.hats::text,
    r.on_behalf_of::text, r.verb, r.object_kind, r.object_id::text, r.reason, r.request_id
"""
UNSEALED = """
    FROM audit_row r
    WHERE r.at >= %(since)s AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.row_id = r.id)
"""
SEALED = f"""
    SELECT s.number, s.row_id, s.link, {COLUMNS}
    FROM audit_seal s LEFT JOIN audit_row r ON r.id = s.row_id ORDER BY s.number
"""  # noqa: S608 - put together from the constants above


def latest() -> Checkpoint | None:
    """The newest checkpoint; None before the first."""
    last = AuditCheckpoint.objects.order_by("-round").first()
    return kept_checkpoint(last) if last else None


def linked(row: Sequence[Any]) -> list[Any]:
    """A row as it is linked: `hats` is text of PostgreSQL's own spacing, so it is read first."""
    return [*row[:4], json.loads(row[4]), *row[5:]]


def since(last: Checkpoint | None) -> datetime | str:
    """Rows that say they are older are no longer taken."""
    return last.at - GRACE if last else "-infinity"


def kept_checkpoint(row: AuditCheckpoint) -> Checkpoint:
    return Checkpoint(row.round, row.number, bytes(row.link), row.at, bytes(row.signature))


def in_parts(sql: str, values: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The rows of a statement, some thousands at a time. Call inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        rows = iter(cursor)
        while part := list(islice(rows, AT_ONCE)):
            yield part


def take_lock(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] is not False


_1970 = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def microseconds(at: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (at - _1970) // timedelta(microseconds=1)


def moment(microseconds: int) -> datetime:
    return _1970 + timedelta(microseconds=microseconds)
