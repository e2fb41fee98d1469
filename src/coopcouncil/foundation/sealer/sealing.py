"""Numbering and chaining what came in, and exporting the checkpoint over it."""

from base64 import b64decode
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import QuerySet

from coopcouncil.foundation import jobs
from coopcouncil.foundation.chain import START, Checkpoint, link, sign
from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.files import write_once
from coopcouncil.foundation.models import AuditCheckpoint, AuditSeal
from coopcouncil.foundation.sealer.rows import (
    COLUMNS,
    GRACE,
    UNSEALED,
    in_parts,
    kept_checkpoint,
    latest,
    linked,
    moment,
    since,
    take_lock,
)  # fmt: skip
from coopcouncil.kernel.errors import Conflict, CoopcouncilError

EVERY = timedelta(seconds=60)
MARKER = "audit-sealed"
IN_A_ROUND = 50_000  # two or three seconds of the worker

log = structlog.get_logger("coopcouncil.audit")


def key() -> Ed25519PrivateKey:
    """The key that signs checkpoints, from the settings. Raises ImproperlyConfigured."""
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(settings.AUDIT_KEY, validate=True))
    except ValueError as error:
        raise ImproperlyConfigured("The audit key must be 32 bytes in base64; `coopcouncil init` makes one.") from error


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
        if not take_lock("SELECT pg_try_advisory_xact_lock(hashtext('audit_seal'))"):
            return 0
        last = latest()
        if folder is not None:
            _compare_with_exported(folder, last)
        number, before = (last.number, last.link) if last else (0, START)
        found = f"SELECT {COLUMNS} {UNSEALED} ORDER BY r.at, r.id LIMIT {IN_A_ROUND}"
        upto = now
        for rows in in_parts(found, {"since": since(last)}):
            seals = []
            for row in rows:
                number, before = number + 1, link(before, number + 1, linked(row))
                seals.append(AuditSeal(number=number, row_id=UUID(row[0]), link=before))
            copy_in(seals)
            count += len(seals)
            if count == IN_A_ROUND:  # what is left is younger than this
                upto = moment(rows[-1][1])
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
    if last is None or kept is None or kept_checkpoint(kept).said() != exported.said():
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
        write_once(place, f"{kept_checkpoint(row).as_json()}\n".encode(), mode=0o644)
        written += 1
    return written


def set_aside(folder: Path, *, to: Path) -> int:
    """After a restore: move away the exported checkpoints of rounds that the database does not know. Returns how many.

    They show what was lost with what came after the backup; while they lie in `folder`, nothing more is sealed.
    """
    last = latest()
    known = last.round if last else 0
    lost = [file for file in folder.glob("[0-9]*/*.json") if _round(file) > known]
    for file in lost:
        to.mkdir(parents=True, exist_ok=True)
        file.rename(to / file.name)
    return len(lost)


def unexported(folder: Path) -> int:
    """How many checkpoints are not in the folder yet."""
    return _unexported(folder).count()


def _unexported(folder: Path) -> QuerySet[AuditCheckpoint]:
    return AuditCheckpoint.objects.filter(round__gt=max((_round(file) for file in _newest_files(folder)), default=0))


def oldest_unsealed_seconds(now: datetime) -> float:
    """How long the oldest row has waited to be sealed; 0 where none waits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(r.at) {UNSEALED}", {"since": since(latest())})
        (oldest,) = cursor.fetchone()
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def _newest_files(folder: Path) -> list[Path]:
    months = sorted(folder.glob("[0-9]*"), reverse=True)
    return next((files for month in months if (files := [*month.glob("*.json")])), [])


def _round(file: Path) -> int:
    return int(file.stem) if file.stem.isdecimal() else 0
