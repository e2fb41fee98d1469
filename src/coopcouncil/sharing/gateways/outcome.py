"""How one try to reach an organisation went."""

from dataclasses import dataclass
from datetime import timedelta

GONE = "gone"  # the server says that nothing is taken there any more


@dataclass(frozen=True)
class Outcome:
    """`code`: "sent", or a short code of what went wrong; the HTTP status, if any; milliseconds; how
    long the other side asked us to wait, if it did.
    """

    code: str
    http_status: int | None
    took_ms: int
    asked_to_wait: timedelta | None = None

    @property
    def is_sent(self) -> bool:
        return self.code == "sent"
