"""What leaves, and how it went."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves: `to` is an e-mail address, a number, or the lines of an address.

    `pdf` is the letter where `channel` is "letter"; `files` go with an e-mail: (name, media type, content). `again`
    says that it may have been sent before.
    """

    id: UUID
    channel: str
    to: str | list[str]
    subject: str
    text: str
    pdf: bytes = b""
    again: bool = False
    files: tuple[tuple[str, str, bytes], ...] = ()


@dataclass(frozen=True)
class Sent:
    """`code` is "sent", or a short code of what went wrong; `hopeless` where trying again mends nothing."""

    code: str
    provider_id: str = ""
    hopeless: bool = False

    @property
    def is_sent(self) -> bool:
        return self.code == "sent"
