"""The directory as files for others, in pieces, a hundred services at a time. No confidential place is in any."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats import flat, hsds
from coopcouncil.directory.queries import openreferral
from coopcouncil.foundation.tables.files import neutral
from coopcouncil.places import public as places


@dataclass(frozen=True)
class Kind:
    """A kind of file: its ending, and what it is for a browser."""

    ending: str
    content_type: str


KINDS = {
    "json": Kind("json", "application/json"),
    "ndjson": Kind("ndjson", "application/x-ndjson"),
    "csv": Kind("csv", "text/csv; charset=utf-8; header=present"),
    "geojson": Kind("geojson", "application/geo+json"),
    "parquet": Kind("parquet", "application/vnd.apache.parquet"),
}


def frame() -> hsds.Frame:
    """What our records leave to be said by the place as a whole."""
    borough = places.borough()
    name = borough.name if borough else str(settings.COUNCIL_NAME)
    return hsds.Frame(site=str(settings.PUBLIC_URL), city=name, region=name)


def pieces(form: str, *, closed_too: bool = False) -> Iterator[bytes]:
    """The whole directory in one of the forms of `KINDS`."""
    around = frame()
    services = openreferral.all_services(closed_too=closed_too)
    if form == "json":
        return _page(services, around)
    if form == "ndjson":
        return (_line(item, around) + b"\n" for item in services)
    rows = flat.rows(services, around)
    if form == "parquet":
        return iter([flat.as_parquet(rows)])
    text = flat.as_csv(rows, neutral=neutral) if form == "csv" else flat.as_geojson(rows)
    return (piece.encode() for piece in text)


def _line(item: record.Service, around: hsds.Frame) -> bytes:
    return json.dumps(hsds.service(item, around), ensure_ascii=False, separators=(",", ":")).encode()


def _page(services: Iterable[record.Service], around: hsds.Frame) -> Iterator[bytes]:
    """One page that holds all services, whole."""
    before, count = b'{"contents":[\n', 0
    for item in services:
        yield before + _line(item, around)
        before, count = b",\n", count + 1
    frame = hsds.page([], total=count, number=1, per_page=max(1, count))
    frame |= {"size": count, "empty": not count}
    del frame["contents"]
    yield (before if not count else b"") + b"\n]," + json.dumps(frame).encode()[1:] + b"\n"
