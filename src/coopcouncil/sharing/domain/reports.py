"""What whoever carries our mail reports of it: it arrived, it waits, it came back, or it was not wanted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

Kind = Literal["delivered", "delayed", "temporary", "permanent", "complained"]
# After these it has not arrived. A “delivered” that comes later does not undo them.
FAILED: tuple[str, ...] = ("temporary", "permanent")
# A mailbox that is full, a telephone that is off: sent again after the first, and the second time. The carrier has
# tried for up to three days by then.
SEND_AGAIN_AFTER = (timedelta(hours=6), timedelta(hours=24))


@dataclass(frozen=True)
class Report:
    """One report. `about` is our id of what was sent, with `attempt` where the id says which; None where the name is
    not one of ours. `named` is how the carrier names it. `code` is a status code, never words.
    """

    kind: Kind
    named: str
    about: UUID | None
    attempt: str
    at: datetime | None
    code: str


def again_after(times: int) -> timedelta | None:
    """How long to wait before sending again what has come back for a while `times` times (1 or more); None: no more."""
    return SEND_AGAIN_AFTER[times - 1] if times <= len(SEND_AGAIN_AFTER) else None
