"""How one try to reach an organisation went."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`code`: "sent", or a short code of what went wrong; the HTTP status, if any; milliseconds."""

    code: str
    http_status: int | None
    took_ms: int

    @property
    def is_sent(self) -> bool:
        return self.code == "sent"
