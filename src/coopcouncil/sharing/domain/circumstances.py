"""How something came to be told: through which channel, with whose help, for whom, in which language."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Channel = Literal["web", "counter", "phone", "post", "home_visit", "own_software", "demo"]
# By which an organisation's software may tell; `own_software` is its own pages, used by the resident alone.
HelpChannel = Literal["counter", "phone", "post", "home_visit", "own_software"]
# How the person agreed to be helped.
Agreement = Literal["in_person", "by_phone", "in_writing", "online"]
AGREEMENTS: tuple[str, ...] = Agreement.__args__  # type: ignore[attr-defined]
CHANNELS: tuple[str, ...] = Channel.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Need:
    """How to speak with the person: a code (interpreter, bsl, large_print …), with words where the code needs them."""

    code: str
    words: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What goes with a submission besides its facts.

    `assisted_by` is the officer who wrote it down, for `organisation_id`, at `access_point_id`, after the person's
    `agreement` (how they agreed); an organisation's own software says in `officer` who wrote it down, as name or staff
    number, unless the person did it alone. `account_id` is the account of the person who was helped, once they showed
    that it is theirs. `authority_id` is the power by which
    it is told for another person, and `acting` says so in words to every recipient. `safe` keeps it out of every
    account, list and message; `safe_contact` then says how the person may be reached. `facts_until` is when the facts
    as a whole are emptied. Every recipient sees `needs` and `language`.
    """

    channel: str = "web"
    assisted_by: UUID | None = None
    account_id: UUID | None = None
    organisation_id: UUID | None = None
    access_point_id: UUID | None = None
    agreement: str = ""
    officer: str = ""
    authority_id: UUID | None = None
    acting: str = ""
    safe: bool = False
    safe_contact: dict[str, Any] | None = None
    facts_until: datetime | None = None
    needs: tuple[Need, ...] = field(default=())
    language: str = "en"


def kept_needs(needs: tuple[Need, ...]) -> list[dict[str, str]]:
    """Needs as they are kept with a notice."""
    return [{"code": need.code, "words": need.words} for need in needs]


def read_needs(rows: list[dict[str, str]] | None) -> tuple[Need, ...]:
    """Kept needs as values again; none once they were emptied."""
    return tuple(Need(row["code"], row.get("words", "")) for row in rows or ())
