"""The directory as flat files: a row for each service at each place, in CSV and Parquet; its places as GeoJSON."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

import pyarrow
from pyarrow import parquet

from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds.saying import Frame, day, moment
from coopcouncil.directory.formats.hsds.services import STATUS

Row = dict[str, Any]
COLUMNS = (
    "service_id", "service", "organization_id", "organization", "service_type", "status", "summary", "description",
    "delivery_model", "outcome", "phone", "email", "website", "page", "fees", "minimum_age", "maximum_age", "for_whom",
    "languages", "wards", "hours", "alert", "assured_date", "last_modified", "location_id", "location", "address",
    "postcode", "latitude", "longitude", "step_free",
)  # fmt: skip
_NUMBERS = {"minimum_age": pyarrow.int64(), "maximum_age": pyarrow.int64(), "latitude": pyarrow.float64(),
            "longitude": pyarrow.float64(), "step_free": pyarrow.bool_()}  # fmt: skip
SCHEMA = pyarrow.schema([(name, _NUMBERS.get(name, pyarrow.string())) for name in COLUMNS])


def rows(services: Iterable[record.Service], frame: Frame) -> Iterator[Row]:
    """A row for each place of each service; one without a place for what is had by phone, online or at home."""
    for item in services:
        about = _about(item, frame)
        for at in item.at_locations:
            yield {**about, **_where(at.location), "hours": _hours(at.hours or item.hours) or item.opening_hours}
        if not item.at_locations:
            yield {**about, **dict.fromkeys(COLUMNS[COLUMNS.index("location_id") :])}


def _about(item: record.Service, frame: Frame) -> Row:
    ages = item.eligibility
    return {
        "service_id": str(item.id),
        "service": item.name,
        "organization_id": str(item.organisation.id),
        "organization": item.organisation.name,
        "service_type": item.service_type,
        "status": STATUS[item.status],
        "summary": item.summary,
        "description": item.description,
        "delivery_model": item.delivery_model,
        "outcome": item.outcome,
        "phone": item.phone or next((held.number for held in item.phones), ""),
        "email": item.email,
        "website": item.website,
        "page": f"{frame.site}/services/{item.code}/",
        "fees": item.cost,
        "minimum_age": ages.minimum_age if ages else None,
        "maximum_age": ages.maximum_age if ages else None,
        "for_whom": "; ".join(ages.audiences) if ages else "",
        "languages": "; ".join(held.code for held in item.languages),
        "wards": "; ".join(area.name for area in item.areas),
        "hours": _hours(item.hours) or item.opening_hours,
        "alert": item.alert,
        "assured_date": day(item.assured_on),
        "last_modified": moment(item.updated_at),
    }


def _where(place: record.Location) -> Row:
    parts = (place.address_1, place.address_2, place.city)
    return {
        "location_id": str(place.id),
        "location": place.name,
        "address": ", ".join(part for part in parts if part),
        "postcode": place.postcode,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "step_free": any(feature.code == "step_free" for feature in place.features),
    }


def _hours(held: Iterable[record.Hours]) -> str:
    said = []
    for item in held:
        times = (
            f"{item.opens_at:%H:%M}–{item.closes_at:%H:%M}" if item.opens_at and item.closes_at else item.description
        )
        said.append(f"{item.byday or item.bymonthday} {times}".strip())
    return "; ".join(said)


class _Line:
    """What `csv.writer` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(held: Iterable[Row], *, neutral: Callable[[Any], Any]) -> Iterator[str]:
    """RFC 4180 lines, the first with the names. `neutral` makes a cell one that no spreadsheet runs."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for row in held:
        yield writer.writerow([neutral(row[name]) for name in COLUMNS])


def as_parquet(held: Iterable[Row]) -> bytes:
    """One Parquet file, compressed."""
    out = BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(list(held), schema=SCHEMA), out, compression="zstd")
    return out.getvalue()


def as_geojson(held: Iterable[Row]) -> Iterator[str]:
    """A FeatureCollection (RFC 7946) of what has a point, feature by feature."""
    before = '{"type":"FeatureCollection","features":[\n'
    for row in held:
        if row["latitude"] is None or row["longitude"] is None:
            continue
        feature = {
            "type": "Feature",
            "id": f"{row['service_id']}/{row['location_id']}",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            "properties": {name: value for name, value in row.items() if value not in (None, "")},
        }
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield '{"type":"FeatureCollection","features":[]}\n' if before.startswith("{") else "\n]}\n"
