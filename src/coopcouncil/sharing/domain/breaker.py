"""When an organisation's server fails time after time: pause what goes there, and try with one notice at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES = 5  # in a row, of any notices, until it is paused
# From the end of one pause to the next probe; the last comes again and again.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
)


@dataclass(frozen=True)
class Circuit:
    """How an organisation's server does: failures in a row, pauses in a row, and until when it is paused."""

    failures: int = 0
    pauses: int = 0
    paused_until: datetime | None = None


def after_failure(circuit: Circuit, now: datetime) -> Circuit:
    """The circuit after one more failure. What was still on its way when the pause began does not lengthen it."""
    failures = circuit.failures + 1
    is_paused = circuit.paused_until is not None and now < circuit.paused_until
    if failures < FAILURES or is_paused:
        return Circuit(failures, circuit.pauses, circuit.paused_until)
    pauses = circuit.pauses + 1
    return Circuit(failures, pauses, now + PAUSES[min(pauses, len(PAUSES)) - 1])
