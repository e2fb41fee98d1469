"""GeoReport v2: what a client asks for and posts, read and bounded. Source: Open311, GeoReport v2."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from coopcouncil.kernel.errors import BadInput

SPAN = timedelta(days=90)  # the specification's "Response Volume": so long, or so many, whichever is less
MOST = 1000
MOST_IDS = 100
STATUSES = ("open", "closed")
LONGEST_DESCRIPTION = 4000  # letters, by the specification
_ATTRIBUTE = re.compile(r"attribute\[([\w-]{1,40})\](?:\[\w*\])?")


@dataclass(frozen=True)
class Asked:
    """A query for requests. With `ids` nothing else counts; `updated_after` alone looks further back than 90 days."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = MOST


@dataclass(frozen=True)
class Posted:
    """What a client posts, trimmed. `attributes`: texts by code; `longitude` and `latitude` in degrees, or neither."""

    code: str
    longitude: float | None
    latitude: float | None
    address: str
    description: str
    attributes: Mapping[str, Sequence[str]]
    contact: Mapping[str, str]
    media_url: str = ""


def moment(text: str, *, place: str) -> datetime:
    """A moment in the form of the W3C's note on date and time, with its zone. Raises BadInput."""
    # A plus sign that was not escaped arrives as a space.
    held = re.sub(r" (?=\d\d:\d\d$)", "+", text.strip())
    try:
        found = datetime.fromisoformat(held.replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 1970 <= found.year <= 9998:
        raise BadInput(f"{place} is not a moment such as 2026-01-31T08:00:00Z.", place=place)
    return found.astimezone(UTC)


def read_query(given: Mapping[str, str], *, now: datetime) -> Asked:
    """A query's arguments; an empty one counts as none. Raises BadInput for what cannot be meant."""

    def listed(name: str, most: int = MOST_IDS) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(part.strip() for part in given.get(name, "").split(",") if part.strip()))
        if len(found) > most:
            raise BadInput(f"{name} names more than {most}.", place=name)
        return found

    def when(name: str) -> datetime | None:
        return moment(given[name], place=name) if given.get(name, "").strip() else None

    ids = listed("service_request_id")
    size = _number(given, "page_size", MOST, MOST)
    page = _number(given, "page", 1, 1_000_000)
    if ids:
        return Asked(ids=ids, page=page, page_size=size)
    statuses = listed("status")
    for status in statuses:
        if status not in STATUSES:
            raise BadInput(f"“{status}” is no status: open or closed.", place="status")
    start, end, after, before = when("start_date"), when("end_date"), when("updated_after"), when("updated_before")
    if start or end or not (after or before):
        start, end = _span(start, end, now)
    return Asked((), listed("service_code"), statuses, start, end, after, before, page, size)


def _span(start: datetime | None, end: datetime | None, now: datetime) -> tuple[datetime, datetime | None]:
    if start is None:
        return (end or now) - SPAN, end
    if end is None:
        return start, start + SPAN
    if end < start:
        raise BadInput("end_date is before start_date.", place="end_date")
    if end - start > SPAN:
        raise BadInput("start_date and end_date may be 90 days apart at most.", place="end_date")
    return start, end


def _number(given: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) > 0):
        raise BadInput(f"{name} is no number from 1 on.", place=name)
    return min(int(text), most)


def read_post(given: Mapping[str, Sequence[str]]) -> Posted:
    """What was posted: each name with all its values. Raises BadInput naming what is missing or cannot be used."""

    def text(name: str, longest: int = 200) -> str:
        held = given.get(name, ())
        value = (held[-1] if held else "").strip()
        if len(value) > longest:
            raise BadInput(f"{name} is longer than {longest} letters.", place=name)
        if any(not (sign.isprintable() or sign in "\n\r\t") for sign in value):
            raise BadInput(f"{name} holds a character that cannot be kept.", place=name)
        return value

    code = text("service_code", 60)
    if not code:
        raise BadInput("service_code was not provided.", place="service_code")
    latitude, longitude = text("lat"), text("long")
    if bool(latitude) != bool(longitude):
        raise BadInput("lat and long are needed both.", place="lat" if longitude else "long")
    address, address_id = text("address_string", 300), text("address_id", 60)
    if not (latitude or address or address_id):
        raise BadInput("A place is needed: lat and long, or address_string.", place="lat")
    attributes: dict[str, list[str]] = {}
    for name, values in given.items():
        if found := _ATTRIBUTE.fullmatch(name):
            attributes.setdefault(found[1], []).extend(values[:50])
    name = " ".join(part for part in (text("first_name", 80), text("last_name", 80)) if part)
    contact = {
        "name": name, "email": text("email", 254), "phone": text("phone", 40), "device_id": text("device_id"),
        "account_id": text("account_id"),
    }  # fmt: skip
    return Posted(
        code,
        _degrees(longitude, 180, "long"),
        _degrees(latitude, 90, "lat"),
        address or address_id,
        text("description", LONGEST_DESCRIPTION),
        attributes,
        {key: value for key, value in contact.items() if value},
        text("media_url", 500),
    )


def _degrees(text: str, most: int, place: str) -> float | None:
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,20})?", text, re.ASCII) or abs(float(text)) > most:
        raise BadInput(f"{place} is no number of degrees.", place=place)
    return float(text)
