"""What of a record may be changed, what of it the council must agree to, and what changed, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from itertools import zip_longest
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import place_changes, record
from coopcouncil.kernel.words import Said

# The columns of a service, and the lists and values that belong to it, by the names of `record.Service`.
COLUMNS = frozenset(
    {
        "name", "summary", "description", "delivery_model", "scope", "outcome", "also_serves", "phone", "email",
        "website", "opening_hours", "cost", "alert", "accreditations", "reached_by", "status",
    }
)  # fmt: skip
PARTS = frozenset(
    {
        "hours", "other_hours", "contacts", "phones", "languages", "costs", "eligibility", "capacity", "funding",
        "routes", "ways", "bases", "wards", "terms", "owner",
    }
)  # fmt: skip
# What is the council’s to say: the law behind a service, and who stays accountable whoever delivers it.
COUNCILS = frozenset({"bases", "owner"})
# What the directory says of an organisation besides its name, by the names of `record.Organisation`. Its legal form and
# the year are the council’s to say.
OF_ORGANISATIONS = frozenset({"alternate_name", "description", "email", "website", "phones"})
OF_ORGANISATIONS_COUNCILS = frozenset({"legal_status", "year_incorporated"})
# From which day a new delivery model holds; it is no column of its own, it goes with `delivery_model`.
SINCE = "delivery_model_since"
EDITABLE = COLUMNS | PARTS | {SINCE}
# What the council must agree to. The rest goes live at once, and stands in the history.
MATTERS = (
    frozenset({"name", "cost", "costs", "eligibility", "delivery_model", SINCE, "scope", "outcome", "status", "wards"})
    | COUNCILS
)
# Parts that a record holds in another shape than they are changed in: the wards it is for, the terms that are said of
# it, and who stays accountable; each with its name, so that a history can be read when names have changed.
_READ: Mapping[str, Callable[[record.Service], Any]] = MappingProxyType(
    {
        "wards": lambda service: [{"ward_id": str(area.ward_id), "name": area.name} for area in service.areas],
        "terms": lambda service: [
            {
                "term_id": str(item.term.id),
                "name": item.term.name,
                "taxonomy": item.term.taxonomy_name,
                "link_type": item.link_type,
            }
            for item in service.attributes
        ],
        "owner": lambda service: (
            {"organisation_id": str(service.owner_id), "name": service.owner_name} if service.owner_id else None
        ),
    }
)
_OWN_KEY = {"id"}
# A history is kept for good, so nobody’s name is in it.
_NEVER_KEPT = {"contacts": {"name"}}

WORDS: Mapping[str, Said] = MappingProxyType(
    {
        "name": Said("Name"),
        "summary": Said("What it is, in one sentence"),
        "description": Said("More about it"),
        "delivery_model": Said("How it is run"),
        SINCE: Said("Run so since"),
        "scope": Said("For a person or for an area"),
        "outcome": Said("What it is there to bring about"),
        "also_serves": Said("What else it helps to bring about"),
        "phone": Said("Phone number"),
        "email": Said("E-mail address"),
        "website": Said("Website"),
        "opening_hours": Said("Opening hours, in words"),
        "cost": Said("Cost, in words"),
        "alert": Said("What to know before you come"),
        "accreditations": Said("Who vouches for it"),
        "reached_by": Said("How you get it"),
        "status": Said("Whether it is open"),
        "hours": Said("Opening hours"),
        "other_hours": Said("Days when it is different"),
        "contacts": Said("Whom to ask for"),
        "phones": Said("Other numbers"),
        "languages": Said("Languages"),
        "costs": Said("What it costs"),
        "eligibility": Said("Who it is for"),
        "capacity": Said("Places and waiting time"),
        "funding": Said("Who pays for it"),
        "routes": Said("Who may ask for it"),
        "ways": Said("How you can take part"),
        "bases": Said("The law behind it"),
        "wards": Said("For which wards"),
        "terms": Said("Under which words it is found"),
        "owner": Said("Who stays accountable"),
        "address": Said("Address"),
        "confidential_address": Said("Confidential address"),
        "alternate_name": Said("Also called"),
        "legal_status": Said("Legal form"),
        "year_incorporated": Said("Founded in"),
        **place_changes.WORDS,
    }
)


def plain(value: Any) -> Any:
    """A value as JSON holds it: times and dates as ISO 8601, parts without their own ids."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.name not in _OWN_KEY}
    return value


def snapshot(service: record.Service, names: Iterable[str] = COLUMNS | PARTS) -> dict[str, Any]:
    """What the record says under these names, as JSON holds it."""
    return {
        name: _READ[name](service) if name in _READ else plain(getattr(service, name))
        for name in sorted(names)
        if name != SINCE
    }


def snapshot_of_organisation(body: record.Organisation) -> dict[str, Any]:
    """The same of an organisation."""
    return {name: plain(getattr(body, name)) for name in sorted(OF_ORGANISATIONS | OF_ORGANISATIONS_COUNCILS)}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which `after` says something else, sorted."""
    return tuple(sorted(name for name, value in after.items() if before.get(name) != value))


def kept(name: str, value: Any) -> Any:
    """The value as the history keeps it: without anybody’s name."""
    never = _NEVER_KEPT.get(name)
    if never is None or not isinstance(value, list):
        return value
    return [{key: item for key, item in row.items() if key not in never} for row in value]


def as_it_was(now: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The record before the changes whose `before` values are given, the newest change first."""
    made = dict(now)
    for before in later:
        made.update(before)
    return made


def clashing(
    base: Mapping[str, Any], now: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What somebody wants who read `base`, while the record has become `now`: what they changed, and where both did.

    What they left as it was when they read it is not theirs: the other’s change of it stays.
    """
    own = {name: value for name, value in wanted.items() if _differs(name, base.get(name), now.get(name), value)}
    theirs = {name for name in own if kept(name, base.get(name)) != kept(name, now.get(name))}
    both = {name for name in theirs if own[name] != now.get(name)}
    return own, tuple(sorted(both))


def _differs(name: str, was: Any, stands: Any, value: Any) -> bool:
    """Whether a value is another than the one that was read; where that comes out of the history, without names."""
    return bool(was != value if was == stands else kept(name, was) != kept(name, value))


# --- the readable difference ----------------------------------------------------------------------------------------


Labels = Mapping[str, Mapping[str, str]]


class Line(tuple[Said, str, str]):
    """One change: what it is called, how it was, how it is; texts for people, "" where there was nothing."""

    __slots__ = ()

    @property
    def what(self) -> Said:
        return self[0]

    @property
    def before(self) -> str:
        return self[1]

    @property
    def after(self) -> str:
        return self[2]


def difference(before: Mapping[str, Any], after: Mapping[str, Any], labels: Labels) -> list[Line]:
    """What changed, line by line. Of a list, only the items that came, went or became others.

    `labels` has the words of coded values: {"status": {"active": "Open"}, …}.
    """
    lines: list[Line] = []
    for name in sorted({*before, *after}, key=lambda name: str(WORDS.get(name, name))):
        was, becomes = before.get(name), after.get(name)
        if was == becomes:
            continue
        what = WORDS.get(name, Said(name))
        if _is_list_of_parts(was) and _is_list_of_parts(becomes):
            lines += _of_list(name, what, was or [], becomes or [], labels)
        else:
            lines.append(Line((what, in_words(name, was, labels), in_words(name, becomes, labels))))
    return lines


def _is_list_of_parts(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))


def _of_list(name: str, what: Said, was: list[Any], becomes: list[Any], labels: Labels) -> list[Line]:
    gone = [item for item in was if item not in becomes]
    come = [item for item in becomes if item not in was]
    return [
        Line((what, in_words(name, old, labels), in_words(name, new, labels))) for old, new in zip_longest(gone, come)
    ]  # fmt: skip


def in_words(name: str, value: Any, labels: Labels) -> str:
    """A value of a record as a text."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    known = labels.get(name, {})
    if isinstance(value, dict):
        parts = [in_words(key, item, labels) for key, item in _of_interest(value)]
        return _joined(parts)
    if isinstance(value, list):
        return _joined(in_words(name, item, labels) for item in value)
    if name == "amount_pence":
        return f"£{value // 100:,}.{value % 100:02d}"
    if name in _COUNTED:
        return str(_COUNTED[name] % value)
    return str(known.get(value, value)) if isinstance(value, str) else str(value)


def _joined(parts: Iterable[str]) -> str:
    """One line of several; a part that ends as a sentence does not do so within the line."""
    said = [part for part in parts if part]
    return ", ".join([*(part.rstrip(".") for part in said[:-1]), *said[-1:]])


_COUNTED = {
    "minimum_age": "from %s", "maximum_age": "up to %s", "places": "%s places", "free_places": "%s free",
    "waiting_days": "%s days’ wait", "as_of": "on %s", "valid_from": "from %s", "valid_to": "until %s",
    "closes_at": "to %s", "starts_on": "from %s", "ends_on": "until %s",
}  # fmt: skip
_SAID_BY_ITSELF = {
    "currency", "interval", "freq", "dtstart", "on_holidays", "languages", "kind", "ward_id", "term_id",
    "organisation_id", "link_type", *place_changes.NOT_SHOWN,
}  # fmt: skip


# In which order the parts of a value are said: a database gives them in another.
_FIRST = (
    "name", "way", "by", "code", "title", "department", "number", "option", "amount_pence", "instrument", "section",
    "address_1", "address_2", "city", "postcode",
)  # fmt: skip
_LAST = ("location_type", "features", "url", "source_url")


def _of_interest(value: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    of_a_law = "section" in value
    said = [
        (key, item) for key, item in value.items() if key not in _SAID_BY_ITSELF or (key == "kind" and of_a_law)
    ]  # fmt: skip
    return sorted(said, key=lambda pair: _place(pair[0]))


def _place(key: str) -> int:
    """What is not listed stays in the middle, in the order in which it came."""
    if key in _FIRST:
        return _FIRST.index(key)
    return len(_FIRST) + (1 + _LAST.index(key) if key in _LAST else 0)
