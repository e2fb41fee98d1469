"""How values are said in HSDS: what is not known is left out, and ids, days and addresses have one form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

Said = dict[str, Any]
_MIDNIGHT = time(0)
# What an address may hold as it is (RFC 3986); everything else is written in percent.
_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True)
class Frame:
    """What our records do not say of themselves: the site's address, and the town and region where nothing else is."""

    site: str
    city: str
    region: str


def said(**fields: Any) -> Said:
    """The fields that say something: not None, not "", not an empty list. False and 0 say something."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value != "" and value != [] and value != {}
    }


def listed(made: Iterable[Said]) -> list[Said]:
    return list(made)


def own_id(parent: UUID, what: str) -> str:
    """The id of a part that has no row of its own; the same each time."""
    return str(uuid5(parent, what))


def ident(key: UUID | None) -> str | None:
    return str(key) if key else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def address(url: str) -> str:
    """A web address in ASCII, as `format: uri` asks; what is no address is left out."""
    host = url.partition("://")[2].partition("/")[0]
    if not host:
        return ""
    if not host.isascii():
        try:
            url = url.replace(host, host.encode("idna").decode(), 1)
        except UnicodeError:
            return ""
    return quote(url, safe=_AS_IT_IS)


def clock(value: time | None) -> str | None:
    return value.strftime("%H:%M") if value is not None else None


def first(*words: str) -> str:
    """The first that says something."""
    return next((item for item in words if item.strip()), "")


def merged(*parts: Mapping[str, Any]) -> Said:
    made: Said = {}
    for part in parts:
        made.update(part)
    return made
