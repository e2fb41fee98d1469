"""Having keys destroyed with the transaction that erases what they sealed: at once, and at the latest by a worker.

Which subjects were forgotten is also written into `erased/` of the home, a file a day: a backup of the keys that is
brought back still has their keys. The files are kept as long as such a backup may be.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import OperationalError, transaction

from coopcouncil.foundation import clock, keys, outbox
from coopcouncil.foundation.fields import BY_LAW

TOPIC, LET_GO = "foundation.forget", "foundation.let_go"
_LET_GO_FILE = "-let-go"  # after the day, in the name of the file
KEPT = timedelta(days=31)

log = structlog.get_logger("coopcouncil.keys")


def forget(subjects: Iterable[UUID], *, restrict: bool = True) -> None:
    """Destroy the keys of these subjects, but for what a law keeps, once the transaction that asks has committed.

    From then on whatever was sealed for them reads as nothing, in this database and in every copy of it. What a law
    keeps is restricted (`restricted`), but without `restrict`: where time alone was over, and nobody was erased.
    """
    wanted, now = list(dict.fromkeys(subjects)), clock.now()
    if not wanted:
        return
    outbox.add_all(TOPIC if restrict else LET_GO, [outbox.Promise(subject, now) for subject in wanted])

    def at_once() -> None:
        try:
            _destroy(wanted, now, restrict)
        except (OperationalError, OSError):  # a worker will, as was promised
            log.warning("keys are destroyed later", subjects=len(wanted))

    transaction.on_commit(at_once)


def carry(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """The worker's entry. May come twice."""
    _destroy([object_id], now, restrict=True)
    return None


def carry_letting_go(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """The worker's entry for what was let go without `restrict`. May come twice."""
    _destroy([object_id], now, restrict=False)
    return None


def _destroy(subjects: list[UUID], now: datetime, restrict: bool) -> None:
    if held := keys.held_of(subjects):
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        with (_folder() / f"{now:%Y-%m-%d}{'' if restrict else _LET_GO_FILE}.txt").open("a", encoding="ascii") as file:
            # With a line's end before each too, so that a line that a full disk tore does not spoil the next.
            file.write("".join(f"\n{subject}\n" for subject in held))
            file.flush()
            os.fsync(file.fileno())
        keys.destroy(held, but=[BY_LAW], restrict=restrict, at=now)


def forget_again() -> int:
    """Destroy the keys of all whom the home remembers as forgotten: after a backup of keys came back. Returns how many.

    A line that is no id is logged, and stands in nobody else's way.
    """
    gone = 0
    for restrict in (True, False):
        subjects = []
        for file in sorted(_folder().glob("*.txt")):
            if file.stem.endswith(_LET_GO_FILE) is restrict:
                continue
            for line in file.read_text("ascii", "replace").split():
                try:
                    subjects.append(UUID(line))
                except ValueError:
                    log.error("a line of those who were forgotten is torn", file=file.name)
        gone += keys.destroy(subjects, but=[BY_LAW], restrict=restrict, at=clock.now())
    return gone


def remove_old(now: datetime) -> int:
    """Throw away the files of days of which no backup of keys is kept any more. Returns how many."""
    old = [file for file in _folder().glob("*.txt") if file.stem < f"{now - KEPT:%Y-%m-%d}"]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.HOME) / "erased"
