"""The sealer of the audit trail: it numbers the rows, chains them, and signs a checkpoint that leaves the database.

Actions append rows and wait for nobody; the worker seals what came in since, once a minute. A row that was not sealed
yet can still be changed by the database's superuser without a trace. After that, whatever is edited, removed, put in
another order, put in, cut off or written anew is found by `verify`, as long as the signing key and a copy of the
checkpoints are out of that person's reach.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from coopcouncil.foundation import jobs
from coopcouncil.foundation.chain import START, Checkpoint, is_signed, link, sign
from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.files import write_once
from coopcouncil.foundation.models import AuditCheckpoint, AuditSeal

EVERY = timedelta(seconds=60)
# A row says when it was written, and is seen once its transaction commits. None of ours lasts so long after it wrote
# its row: what comes later than this was put in by hand, under an earlier time.
GRACE = timedelta(minutes=10)
MARKER = "audit-sealed"
_AT_ONCE = 5000

# Every column, in the order in which it is linked.
_COLUMNS = """
    r.id::text, (extract(epoch FROM r.at) * 1000000)::bigint, r.actor_kind, r.actor_id::text, r.hats::text,
    r.on_behalf_of::text, r.verb, r.object_kind, r.object_id::text, r.reason, r.request_id
"""
_UNSEALED = """
    FROM audit_row r
    WHERE r.at >= %(since)s AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.row_id = r.id)
"""
_SEALED = f"""
    SELECT s.number, s.row_id, s.link, {_COLUMNS}
    FROM audit_seal s LEFT JOIN audit_row r ON r.id = s.row_id ORDER BY s.number
"""  # noqa: S608 - put together from the constants above
_EPOCH = "-infinity"

log = structlog.get_logger("coopcouncil.audit")


def key() -> Ed25519PrivateKey:
    """The key that signs checkpoints, from the settings. Raises ImproperlyConfigured."""
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(settings.AUDIT_KEY, validate=True))
    except ValueError as error:
        raise ImproperlyConfigured("The audit key must be 32 bytes in base64; `coopcouncil init` makes one.") from error


# --- sealing ---------------------------------------------------------------------------------------------------------


def seal_when_due(now: datetime) -> int:
    """Seal and export, if no worker did within the last minute. Returns how many rows were sealed."""
    if not jobs.take_turn(MARKER, every=EVERY, now=now):
        return 0
    sealed = seal(now=now)
    try:
        export(Path(settings.AUDIT_CHECKPOINTS))
    except OSError as error:  # a full disk: what was not exported is exported with the next
        log.exception("checkpoints could not be exported", error=type(error).__name__)
    return sealed


def seal(*, now: datetime) -> int:
    """Number and chain the rows that are not yet sealed, and sign a checkpoint over them. Returns how many there were.

    Of two at once one seals, and the other finds nothing to do.
    """
    signer, count = key(), 0
    with transaction.atomic():
        if not _take_lock("SELECT pg_try_advisory_xact_lock(hashtext('audit_seal'))"):
            return 0
        last = _last()
        number, before = (last.number, bytes(last.link)) if last else (0, START)
        since = last.at - GRACE if last else _EPOCH
        for rows in _in_parts(f"SELECT {_COLUMNS} {_UNSEALED} ORDER BY r.at, r.id", {"since": since}):
            seals = []
            for row in rows:
                number, before = number + 1, link(before, number + 1, _linked(row))
                seals.append(AuditSeal(number=number, row_id=UUID(row[0]), link=before))
            copy_in(seals)
            count += len(seals)
        if count:
            signed = sign(Checkpoint(number, before, now), signer)
            AuditCheckpoint.objects.create(number=number, link=before, at=now, signature=signed.signature)
    return count


def export(folder: Path) -> int:
    """Write each checkpoint that is newer than the newest in the folder to a file there. Returns how many it wrote.

    One file a checkpoint, `2026-11/000000012345.json`, never written twice: the folder can lie on another machine, or
    on a store that keeps what it is given. Raises OSError.
    """
    newest = max((_number(file) for file in _newest_files(folder)), default=0)
    found = AuditCheckpoint.objects.filter(number__gt=newest).order_by("number")
    written = 0
    for row in found.iterator():
        checkpoint = Checkpoint(row.number, bytes(row.link), row.at, bytes(row.signature))
        place = folder / f"{row.at:%Y-%m}" / f"{row.number:012}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        write_once(place, f"{checkpoint.as_json()}\n".encode(), mode=0o644)
        written += 1
    return written


def latest() -> Checkpoint | None:
    """The newest checkpoint; None before the first."""
    last = _last()
    return _read(last) if last else None


def oldest_unsealed_seconds(now: datetime) -> float:
    """How long the oldest row has waited to be sealed; 0 where none waits."""
    last = _last()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(r.at) {_UNSEALED}", {"since": last.at - GRACE if last else _EPOCH})
        (oldest,) = cursor.fetchone()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


# --- verifying -------------------------------------------------------------------------------------------------------

Kind = Literal["changed", "removed", "misplaced", "inserted", "rewritten", "truncated", "forged"]


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong: at which number, with which row, where there is one."""

    kind: Kind
    number: int | None
    row_id: UUID | None
    words: str


@dataclass(frozen=True)
class Verdict:
    """How many rows are sealed and hold, how many wait to be sealed, and what is wrong."""

    sealed: int
    waiting: int
    checkpoints: int
    fault: Fault | None


def verify(*, public_key: Ed25519PublicKey | None = None, folder: Path | None = None) -> Verdict:
    """Walk the whole trail. `folder` holds exported checkpoints: without them nobody can tell what was cut off with its
    checkpoints. Without a public key ours is taken. Raises BadInput for a file that is no checkpoint.
    """
    signer = public_key or key().public_key()
    with transaction.atomic():
        _take_lock("SELECT pg_advisory_xact_lock_shared(hashtext('audit_seal'))")
        kept = {row.number: _read(row) for row in AuditCheckpoint.objects.order_by("number")}
        exported = {item.number: item for item in _exported(folder)} if folder else {}
        fault = _look_at_checkpoints(kept, exported, signer)
        checkpoints = [*dict(sorted({**kept, **exported}.items())).values()]
        sealed = 0
        if fault is None:
            sealed, fault = _walk(checkpoints)
        since = checkpoints[-1].at - GRACE if checkpoints else _EPOCH
        waiting = _count(f"SELECT count(*) {_UNSEALED}", {"since": since})
        fault = fault or _look_for_strangers(since)
    return Verdict(sealed, waiting, len(checkpoints), fault)


def _look_at_checkpoints(
    kept: Mapping[int, Checkpoint], exported: Mapping[int, Checkpoint], signer: Ed25519PublicKey
) -> Fault | None:
    for number in sorted({*kept, *exported}):
        there = [item for item in (kept.get(number), exported.get(number)) if item]
        if not all(is_signed(item, signer) for item in there):
            return Fault("forged", number, None, f"The checkpoint of row {number} is not signed with this key.")
        if len({item.said() for item in there}) > 1:
            return Fault("forged", number, None, f"The checkpoint of row {number} is not the one that was exported.")
        if number not in kept:
            return Fault("truncated", number, None, f"The checkpoint of row {number} was exported and is gone.")
    return None


def _walk(checkpoints: Sequence[Checkpoint]) -> tuple[int, Fault | None]:
    """How many rows hold, and the first that does not."""
    coming, since = iter(checkpoints), None
    here = next(coming, None)
    number, before = 0, START
    for seals in _in_parts(_SEALED, {}):
        for found, row_id, kept, *row in seals:
            if here is None:
                return number, Fault("inserted", found, row_id, f"Row {found} was sealed after the last checkpoint.")
            if found != number + 1:
                return number, Fault("removed", number + 1, None, f"The seal of row {number + 1} is gone.")
            if row[0] is None:
                return number, Fault("removed", found, row_id, f"Row {found} is gone.")
            expected = link(before, found, _linked(row))
            if expected != bytes(kept):
                return number, Fault("changed", found, row_id, f"Row {found} is not what it was when it was sealed.")
            if found == here.number and expected != here.link:
                words = f"A row after {since.number if since else 0} and up to {found} was written anew."
                return number, Fault("rewritten", found, row_id, words)
            if (since and row[1] < _us(since.at - GRACE)) or row[1] > _us(here.at + GRACE):
                words = f"Row {found} says another time than that at which it came."
                return number, Fault("misplaced", found, row_id, words)
            if found == here.number:
                since, here = here, next(coming, None)
            number, before = found, expected
    if here is not None:
        return number, Fault("truncated", number + 1, None, f"All rows after {number} are gone.")
    return number, None


def _look_for_strangers(since: datetime | str) -> Fault | None:
    """A row that no sealer will take, because it says that it is older than what was sealed long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM audit_row r WHERE r.at < %(since)s"
            " AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.row_id = r.id) ORDER BY r.at, r.id LIMIT 1",
            {"since": since},
        )
        found = cursor.fetchone()
    return Fault("inserted", None, found[0], f"Row {found[0]} was put in, under an earlier time.") if found else None


# --- reading ---------------------------------------------------------------------------------------------------------


def _linked(row: Sequence[Any]) -> list[Any]:
    """A row as it is linked: `hats` is text of PostgreSQL's own spacing, so it is read first."""
    return [*row[:4], json.loads(row[4]), *row[5:]]


def _last() -> AuditCheckpoint | None:
    return AuditCheckpoint.objects.order_by("-number").first()


def _read(row: AuditCheckpoint) -> Checkpoint:
    return Checkpoint(row.number, bytes(row.link), row.at, bytes(row.signature))


def _exported(folder: Path) -> Iterator[Checkpoint]:
    for file in sorted(folder.glob("*/*.json")):
        yield Checkpoint.from_json(file.read_text("utf-8"), place=str(file))


def _newest_files(folder: Path) -> list[Path]:
    months = sorted(folder.glob("[0-9]*"), reverse=True)
    return next((files for month in months if (files := [*month.glob("*.json")])), [])


def _number(file: Path) -> int:
    return int(file.stem) if file.stem.isdecimal() else 0


def _in_parts(sql: str, values: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The rows of a statement, some thousands at a time. Call inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        rows = iter(cursor)
        while part := list(islice(rows, _AT_ONCE)):
            yield part


def _take_lock(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] is not False


def _count(sql: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def _us(at: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)
