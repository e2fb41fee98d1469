"""What a program may ask a feed for, and what it has asked. The same table describes it to programs (OpenAPI)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain.openreferral.shapes import is_time
from coopcouncil.kernel.errors import BadInput, Mistakes

PER_PAGE, MOST_PER_PAGE, MOST_PAGES = 50, 100, 1_000_000
LONGEST_SEARCH = 200  # characters
FURTHEST = 100_000  # metres
_DAYS = {"MONDAY": "MO", "TUESDAY": "TU", "WEDNESDAY": "WE", "THURSDAY": "TH", "FRIDAY": "FR", "SATURDAY": "SA",
         "SUNDAY": "SU"}  # fmt: skip
_YES, _NO = frozenset({"true", "1"}), frozenset({"false", "0"})
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
DAY_PATTERN = "^(MO|TU|WE|TH|FR|SA|SU)$"


@dataclass(frozen=True)
class Asked:
    """One question. What is not asked for narrows nothing."""

    page: int = 1
    per_page: int = PER_PAGE
    search: str = ""
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    format: str = "json"
    modified_after: datetime | None = None
    taxonomy_term_id: UUID | None = None
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    start_time: time | None = None
    end_time: time | None = None
    day: str = ""
    postcode: str = ""
    proximity: float | None = None


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address: how it is read, and its JSON Schema and words for programs."""

    name: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    says: str


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise BadInput(f"“{text[:20]}” is not a whole number from {least} to {most}.")
        return int(text)

    return read


def _age(text: str) -> int:
    return _whole(0, 130)(text.removesuffix(".0"))


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise BadInput(f"“{text[:20]}” is neither true nor false.")
    return text.lower() in _YES


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(f"“{text[:40]}” is no UUID.") from None


def _moment(text: str) -> datetime:
    # A plus sign of an address means a space.
    try:
        found = datetime.fromisoformat(text.replace(" ", "+") if text.count(":") > 2 else text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(f"“{text[:40]}” is no moment, such as 2026-11-27T09:30:00Z.") from None


def _time(text: str) -> time:
    if not is_time(text):
        raise BadInput(f"“{text[:20]}” is no time of day, such as 09:30.")
    return time.fromisoformat(text).replace(tzinfo=None)


def _day(text: str) -> str:
    name = text.strip().upper()
    found = _DAYS.get(name, name)
    if found not in _DAYS.values():
        raise BadInput(f"“{text[:20]}” is no day of the week: MO, TU, WE, TH, FR, SA or SU.")
    return found


def _metres(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found <= FURTHEST:
        raise BadInput(f"“{text[:20]}” is no distance: metres, up to {FURTHEST}.")
    return found


def _words(text: str) -> str:
    if "\x00" in text:
        raise BadInput("It holds a character that nothing here has.")
    return text.strip()[:LONGEST_SEARCH]


def _format(text: str) -> str:
    if text not in {"json", "ndjson"}:
        raise BadInput("The formats are json and ndjson.")
    return text


_UUID = {"type": "string", "format": "uuid"}
PARAMETERS = {
    item.name: item
    for item in (
        Parameter("page", _whole(1, MOST_PAGES), {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1},
                  "Which page."),
        Parameter("per_page", _whole(1, MOST_PER_PAGE), {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE,
                  "default": PER_PAGE}, "How many records a page."),
        Parameter("search", _words, {"type": "string"}, "Words in the name or the description."),
        Parameter("minimal", _yes_or_no, {"type": "boolean"}, "Only the id of each, and when it changed."),
        Parameter("full", _yes_or_no, {"type": "boolean"}, "Each with all that belongs to it."),
        Parameter("full_service", _yes_or_no, {"type": "boolean"}, "With its services, each whole."),
        Parameter("format", _format, {"type": "string", "enum": ["json", "ndjson"]},
                  "ndjson: all of them in one stream, one a line, without pages."),
        Parameter("modified_after", _moment, {"type": "string", "format": "date-time"},
                  "What changed at that moment or after it; what was closed too."),
        Parameter("taxonomy_term_id", _id, _UUID, "Of which this term is said."),
        Parameter("taxonomy_id", _id, _UUID, "Of which a term of this taxonomy is said."),
        Parameter("organization_id", _id, _UUID, "That this organisation provides."),
        Parameter("minimum_age", _age, {"type": "integer", "minimum": 0, "maximum": 130},
                  "Whose lowest age is this or higher."),
        Parameter("maximum_age", _age, {"type": "integer", "minimum": 0, "maximum": 130},
                  "Whose highest age is this or lower."),
        Parameter("start_time", _time, {"type": "string", "pattern": TIME_PATTERN}, "That open at this time or later."),
        Parameter("end_time", _time, {"type": "string", "pattern": TIME_PATTERN}, "That close at this time or before."),
        Parameter("day", _day, {"type": "string", "pattern": DAY_PATTERN}, "That have hours on this day of the week."),
        Parameter("postcode", _words, {"type": "string"},
                  "That are for whoever lives there; with proximity, those near it."),
        Parameter("proximity", _metres, {"type": "number", "exclusiveMinimum": 0, "maximum": FURTHEST},
                  "How many metres from the postcode at most."),
    )
}  # fmt: skip

PAGING = ("page", "per_page")
_NARROWING = (
    "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "minimum_age", "maximum_age", "start_time",
    "end_time", "day", "postcode", "proximity", "modified_after",
)  # fmt: skip
SERVICES = (*PAGING, *_NARROWING, "minimal", "full", "format")
AT_LOCATIONS = (*PAGING, *_NARROWING, "full")
ORGANIZATIONS = (*PAGING, "search", "taxonomy_term_id", "taxonomy_id", "full", "full_service")
TERMS = (*PAGING, "taxonomy_id")


def read_query(given: Mapping[str, str], names: tuple[str, ...]) -> Asked:
    """The question in an address. What it does not know is left aside; "" asks for nothing. Raises Mistakes."""
    found, wrong = {}, []
    for name in names:
        if text := given.get(name, ""):
            try:
                found[name] = PARAMETERS[name].read(text)
            except BadInput as error:
                wrong.append(BadInput(error.message, place=name))
    if "proximity" in found and not found.get("postcode"):
        wrong.append(BadInput("A distance needs a place.", place="proximity", mend="Give a postcode too."))
    if wrong:
        raise Mistakes(wrong)
    return Asked(**found)
