"""Walking the whole trail, to find whether anybody changed it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from coopcouncil.foundation.chain import START, Checkpoint, is_signed, link
from coopcouncil.foundation.models import AuditCheckpoint
from coopcouncil.foundation.sealer.rows import (
    GRACE,
    SEALED,
    UNSEALED,
    in_parts,
    kept_checkpoint,
    linked,
    microseconds,
    since,
    take_lock,
)  # fmt: skip
from coopcouncil.foundation.sealer.sealing import key

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
        take_lock("SELECT pg_advisory_xact_lock_shared(hashtext('audit_seal'))")
        kept = {row.round: kept_checkpoint(row) for row in AuditCheckpoint.objects.order_by("round")}
        exported = {item.round: item for item in _exported(folder)} if folder else {}
        fault = _look_at_checkpoints(kept, exported, signer)
        checkpoints = [*kept.values()]
        sealed = 0
        if fault is None:
            sealed, fault = _walk(checkpoints)
        oldest = since(checkpoints[-1] if checkpoints else None)
        waiting = _count(f"SELECT count(*) {UNSEALED}", {"since": oldest})
        fault = fault or _look_for_strangers(oldest)
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
    coming, behind = iter(checkpoints), None
    here = next(coming, None)
    number, before = 0, START
    for seals in in_parts(SEALED, {}):
        for found, row_id, kept, *row in seals:
            if here is None:
                return number, Fault("inserted", found, row_id, f"Row {found} was sealed after the last checkpoint.")
            if found != number + 1:
                return number, Fault("removed", number + 1, None, f"The seal of row {number + 1} is gone.")
            if row[0] is None:
                return number, Fault("removed", found, row_id, f"Row {found} is gone.")
            expected = link(before, found, linked(row))
            if expected != bytes(kept):
                return number, Fault("changed", found, row_id, f"Row {found} is not what it was when it was sealed.")
            if found == here.number and expected != here.link:
                words = f"A row after {behind.number if behind else 0} and up to {found} was written anew."
                return number, Fault("rewritten", found, row_id, words)
            if (behind and row[1] < microseconds(behind.at - GRACE)) or row[1] > microseconds(here.at + GRACE):
                words = f"Row {found} says another time than that at which it came."
                return number, Fault("misplaced", found, row_id, words)
            while here and found == here.number:  # quiet rounds end at the same row
                behind, here = here, next(coming, None)
            number, before = found, expected
    if here is not None:
        return number, Fault("truncated", number + 1, None, f"All rows after {number} are gone.")
    return number, None


def _look_for_strangers(oldest: datetime | str) -> Fault | None:
    """A row that no sealer will take, because it says that it is older than what was sealed long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM audit_row r WHERE r.at < %(since)s"
            " AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.row_id = r.id) ORDER BY r.at, r.id LIMIT 1",
            {"since": oldest},
        )
        found = cursor.fetchone()
    return Fault("inserted", None, found[0], f"Row {found[0]} was put in, under an earlier time.") if found else None


def _exported(folder: Path) -> Iterator[Checkpoint]:
    for file in sorted(folder.glob("*/*.json")):
        yield Checkpoint.from_json(file.read_text("utf-8"), place=str(file))


def _count(sql: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
