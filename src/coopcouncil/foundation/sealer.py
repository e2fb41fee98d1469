"""The sealer of the audit trail: it numbers the rows, chains them, and signs a checkpoint that leaves the database.

Actions append rows and wait for nobody; the worker seals what came in since, once a minute. A row that was not sealed
yet can still be changed by the database's superuser without a trace. After that, whatever is edited, removed, put in
another order, put in, cut off or written anew is found by `verify`, as long as the signing key and the exported
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
from django.db.models import QuerySet

from coopcouncil.foundation import jobs
from coopcouncil.foundation.chain import START, Checkpoint, is_signed, link, sign
from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.files import write_once
from coopcouncil.foundation.models import AuditCheckpoint, AuditSeal
from coopcouncil.kernel.errors import Conflict, CoopcouncilError

EVERY = timedelta(seconds=60)
# A row says when it was written, and is seen once its transaction commits. None of ours lasts so long after it wrote
# its row: what comes later than this was put in by hand, under an earlier time.
GRACE = timedelta(minutes=10)
MARKER = "audit-sealed"
_AT_ONCE = 5000
_IN_A_ROUND = 50_000  # two or three seconds of the worker

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

log = structlog.get_logger("coopcouncil.audit")


def key() -> Ed25519PrivateKey:
    """The key that signs checkpoints, from the settings. Raises ImproperlyConfigured."""
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(settings.AUDIT_KEY, validate=True))
    except ValueError as error:
        raise ImproperlyConfigured("The audit key must be 32 bytes in base64; `coopcouncil init` makes one.") from error


# --- sealing ---------------------------------------------------------------------------------------------------------


def seal_when_due(now: datetime) -> int:
    """Seal and export, if no worker did within the last minute. Returns how many rows were sealed.

    What is wrong here (no key, a full disk, a trail that was cut) is logged and stops no worker: notices must go on.
    """
    if not jobs.take_turn(MARKER, every=EVERY, now=now):
        return 0
    folder, sealed = Path(settings.AUDIT_CHECKPOINTS), 0
    try:
        sealed = seal(now=now, folder=folder)
        export(folder)
    except (OSError, ImproperlyConfigured, CoopcouncilError) as error:
        log.exception("the audit trail is not sealed, or not exported", error=type(error).__name__)
    return sealed


def seal(*, now: datetime, folder: Path | None = None) -> int:
    """Number and chain rows that are not yet sealed, the oldest first, and sign a checkpoint. Returns how many rows.

    Of two at once one seals, and the other finds nothing to do. A round takes 50,000 rows at most; the next goes on.
    Without a new row a checkpoint is signed once in ten minutes all the same, so that nothing can be put in under the
    time of a quiet night. Where the newest checkpoint in `folder` is not ours any more, nothing is sealed: else we
    would sign what somebody has put in its place. Raises Conflict then, BadInput for a file that is no checkpoint.
    """
    signer, count = key(), 0
    with transaction.atomic():
        if not _take_lock("SELECT pg_try_advisory_xact_lock(hashtext('audit_seal'))"):
            return 0
        last = latest()
        if folder is not None:
            _compare_with_exported(folder, last)
        number, before = (last.number, last.link) if last else (0, START)
        found = f"SELECT {_COLUMNS} {_UNSEALED} ORDER BY r.at, r.id LIMIT {_IN_A_ROUND}"
        upto = now
        for rows in _in_parts(found, {"since": _since(last)}):
            seals = []
            for row in rows:
                number, before = number + 1, link(before, number + 1, _linked(row))
                seals.append(AuditSeal(number=number, row_id=UUID(row[0]), link=before))
            copy_in(seals)
            count += len(seals)
            if count == _IN_A_ROUND:  # what is left is younger than this
                upto = _time(rows[-1][1])
        upto = max(upto, last.at) if last else upto
        if count or (last and now - last.at >= GRACE):
            made = sign(Checkpoint(last.round + 1 if last else 1, number, before, upto), signer)
            AuditCheckpoint.objects.create(
                round=made.round, number=number, link=before, at=upto, signature=made.signature
            )
    return count


def _compare_with_exported(folder: Path, last: Checkpoint | None) -> None:
    newest = max(_newest_files(folder), key=_round, default=None)
    if newest is None:
        return
    exported = Checkpoint.from_json(newest.read_text("utf-8"), place=str(newest))
    kept = AuditCheckpoint.objects.filter(round=exported.round).first()
    if last is None or kept is None or _read(kept).said() != exported.said():
        raise Conflict(
            f"The audit trail does not hold the checkpoint of round {exported.round}, which was exported. Nothing was "
            "sealed. Run `coopcouncil audit verify`."
        )


def export(folder: Path) -> int:
    """Write each checkpoint that is newer than the newest in the folder to a file there. Returns how many it wrote.

    One file a checkpoint, `2026-11/000000012345.json`, never written twice: the folder can lie on another machine, or
    on a store that keeps what it is given. Raises OSError.
    """
    written = 0
    for row in _unexported(folder).order_by("round").iterator():
        place = folder / f"{row.at:%Y-%m}" / f"{row.round:012}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        write_once(place, f"{_read(row).as_json()}\n".encode(), mode=0o644)
        written += 1
    return written


def unexported(folder: Path) -> int:
    """How many checkpoints are not in the folder yet."""
    return _unexported(folder).count()


def _unexported(folder: Path) -> QuerySet[AuditCheckpoint]:
    return AuditCheckpoint.objects.filter(round__gt=max((_round(file) for file in _newest_files(folder)), default=0))


def latest() -> Checkpoint | None:
    """The newest checkpoint; None before the first."""
    last = AuditCheckpoint.objects.order_by("-round").first()
    return _read(last) if last else None


def oldest_unsealed_seconds(now: datetime) -> float:
    """How long the oldest row has waited to be sealed; 0 where none waits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(r.at) {_UNSEALED}", {"since": _since(latest())})
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
    """Walk the whole trail. `folder` holds exported checkpoints: without them nobody can tell what was cut off, or
    written anew and sealed by ourselves, since its own checkpoints would be gone too. Without a public key ours is
    taken. Raises BadInput for a file that is no checkpoint.
    """
    signer = public_key or key().public_key()
    with transaction.atomic():
        _take_lock("SELECT pg_advisory_xact_lock_shared(hashtext('audit_seal'))")
        kept = {row.round: _read(row) for row in AuditCheckpoint.objects.order_by("round")}
        exported = {item.round: item for item in _exported(folder)} if folder else {}
        fault = _look_at_checkpoints(kept, exported, signer)
        checkpoints = [*kept.values()]
        sealed = 0
        if fault is None:
            sealed, fault = _walk(checkpoints)
        since = _since(checkpoints[-1] if checkpoints else None)
        waiting = _count(f"SELECT count(*) {_UNSEALED}", {"since": since})
        fault = fault or _look_for_strangers(since)
    return Verdict(sealed, waiting, len(checkpoints), fault)


def _look_at_checkpoints(
    kept: Mapping[int, Checkpoint], exported: Mapping[int, Checkpoint], signer: Ed25519PublicKey
) -> Fault | None:
    for one in range(1, max([0, *kept, *exported]) + 1):
        there = [item for item in (kept.get(one), exported.get(one)) if item]
        if one not in kept:
            return Fault("truncated", None, None, f"The checkpoint of round {one} is gone.")
        if not all(is_signed(item, signer) for item in there):
            return Fault("forged", there[0].number, None, f"The checkpoint of round {one} is not signed with this key.")
        if len({item.said() for item in there}) > 1:
            words = f"The checkpoint of round {one} is not the one that was exported."
            return Fault("forged", there[0].number, None, words)
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
            while here and found == here.number:  # quiet rounds end at the same row
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


def _since(last: Checkpoint | None) -> datetime | str:
    """Rows that say they are older are no longer taken."""
    return last.at - GRACE if last else "-infinity"


def _read(row: AuditCheckpoint) -> Checkpoint:
    return Checkpoint(row.round, row.number, bytes(row.link), row.at, bytes(row.signature))


def _exported(folder: Path) -> Iterator[Checkpoint]:
    for file in sorted(folder.glob("*/*.json")):
        yield Checkpoint.from_json(file.read_text("utf-8"), place=str(file))


def _newest_files(folder: Path) -> list[Path]:
    months = sorted(folder.glob("[0-9]*"), reverse=True)
    return next((files for month in months if (files := [*month.glob("*.json")])), [])


def _round(file: Path) -> int:
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


_1970 = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _us(at: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (at - _1970) // timedelta(microseconds=1)


def _time(microseconds: int) -> datetime:
    return _1970 + timedelta(microseconds=microseconds)
