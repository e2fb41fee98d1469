"""Files in: GeoJSON areas, population as CSV or JSON, postcodes as CSV. Every refusal says where and how to mend it."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coopcouncil.kernel.errors import BadInput
from coopcouncil.places.domain.ages import EVERYBODY, read_ages
from coopcouncil.places.domain.grid import to_wgs84
from coopcouncil.places.domain.population import LARGEST, Row, read_sex
from coopcouncil.places.domain.postcodes import normalise
from coopcouncil.places.domain.shapes import Border, border, looks_swapped

_CODE = re.compile(r"[\w][\w .\-]{0,39}")
_LONGEST_NAME = 120
_MOST_DIGITS = 30


@dataclass(frozen=True)
class AreaRow:
    """One area of a file. `parent_code` is filled in where the caller knows it."""

    code: str
    name: str
    border: Border
    place: str
    parent_code: str = ""


@dataclass(frozen=True)
class PostcodeRow:
    """One postcode, with its position in degrees where the file has one."""

    postcode: str
    position: tuple[float, float] | None
    place: str


@dataclass(frozen=True)
class Record:
    """One row of a table by field name, and where it stands."""

    place: str
    values: Mapping[str, Any]


def decode(data: bytes, file: str) -> str:
    """The text of a file, its byte order mark left out. Raises BadInput: empty, or not UTF-8, naming line and byte."""
    if not data.strip():
        raise BadInput("the file is empty.", place=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"the text is not UTF-8 (byte {data[error.start]:#04x} cannot be read).",
            place=f"{file}, line {line}",
            mend="Save the file as UTF-8 and load it again (in a spreadsheet: “CSV UTF-8”).",
        ) from None
    if (at := text.find("\x00")) >= 0:
        raise BadInput("the file holds a zero byte.", place=f"{file}, line {text.count(chr(10), 0, at) + 1}",
                       mend="Save the file as UTF-8, not UTF-16, and load it again.")  # fmt: skip
    return text


def read_areas(data: bytes, file: str, *, code_field: str, name_field: str) -> list[AreaRow]:
    """The areas of a GeoJSON FeatureCollection. Raises BadInput."""
    document = _json(decode(data, file), file)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadInput(
            "this is not GeoJSON with a list of areas (a FeatureCollection).",
            place=file,
            mend="Export the areas as GeoJSON from your mapping program.",
        )
    if not features:
        raise BadInput("the file holds no areas.", place=file)
    rows = [_area(item, f"{file}, feature {at}", code_field, name_field) for at, item in enumerate(features, start=1)]
    seen: dict[str, AreaRow] = {}
    for row in rows:
        if row.code in seen:
            raise BadInput(
                f"the code {row.code} is used twice (first in {seen[row.code].place.removeprefix(f'{file}, ')}).",
                place=row.place,
                mend="Give each area its own code, or join its parts into one MultiPolygon.",
            )
        seen[row.code] = row
    if looks_swapped([row.border for row in rows]):
        raise BadInput(
            "longitude and latitude look swapped.",
            place=file,
            mend="GeoJSON puts longitude first, then latitude: export the file again in WGS84 (EPSG:4326).",
        )
    return rows


def _area(feature: Any, place: str, code_field: str, name_field: str) -> AreaRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or feature.get("type") != "Feature" or not isinstance(properties, dict):
        raise BadInput("this is not a GeoJSON Feature with properties.", place=place)
    record = Record(place, properties)
    code, name = _text(record, code_field), _text(record, name_field)
    if not _CODE.fullmatch(code):
        raise BadInput(
            f"“{code[:60]}” cannot be a code.",
            place=place,
            mend="A code has up to 40 letters, digits, dots and dashes.",
        )
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadInput(f"the name “{name[:60]}” cannot be shown.", place=place, mend="Use up to 120 letters.")
    return AreaRow(code, name, border(feature.get("geometry"), place=f"{place} ({name})"), place)


def read_records(data: bytes, file: str) -> list[Record]:
    """The rows of a CSV file with a head line, or of a JSON list of objects. Raises BadInput."""
    text = decode(data, file)
    found = _json_records(text, file) if text.lstrip()[:1] in {"[", "{"} else _csv_records(text, file)
    if not found:
        raise BadInput("the file holds no rows.", place=file)
    return found


def _json_records(text: str, file: str) -> list[Record]:
    document = _json(text, file)
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise BadInput("this is not a JSON list of records.", place=file, mend="Write [{…}, {…}], one record a row.")
    return [Record(f"{file}, record {at}", item) for at, item in enumerate(document, start=1)]


def _csv_records(text: str, file: str) -> list[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    made: list[Record] = []
    try:
        head = [field.strip() for field in next(reader)]
        if len(set(head)) != len(head):
            raise BadInput("two columns have the same name.", place=f"{file}, line 1", mend="Rename one of them.")
        for values in reader:
            place = f"{file}, line {reader.line_num}"
            if not any(value.strip() for value in values):
                continue
            if len(values) != len(head):
                raise BadInput(
                    f"the line has {len(values)} columns, the head has {len(head)}.",
                    place=place,
                    mend="Put quotation marks round a value that holds a comma.",
                )
            made.append(Record(place, dict(zip(head, values, strict=True))))
    except csv.Error as error:
        raise BadInput(
            f"the line cannot be read as CSV ({error}).", place=f"{file}, line {reader.line_num}",
            mend="Check its quotation marks.",
        ) from None  # fmt: skip
    return made


def population_rows(
    records: Iterable[Record], *, area_field: str, count_field: str, sex_field: str = "", age_field: str = ""
) -> list[Row]:
    """Rows of population. Without a sex or age field a row counts everybody of the area. Raises BadInput."""
    made = []
    for record in records:
        area, count = _text(record, area_field), _count(record, count_field)
        try:
            sex = read_sex(_text(record, sex_field)) if sex_field else "all"
            ages = read_ages(_text(record, age_field)) if age_field else EVERYBODY
        except BadInput as error:
            raise error if error.place else BadInput(error.message, place=record.place, mend=error.mend) from None
        made.append(Row(record.place, area, sex, ages, count))
    return made


def tenth_rows(records: Iterable[Record], *, area_field: str, tenth_field: str) -> list[tuple[str, str, int]]:
    """Place, area and tenth (1 the most deprived to 10) of each record; "7.0" is 7. Raises BadInput."""
    made = []
    for record in records:
        text = _text(record, tenth_field)
        if not re.fullmatch(r"([1-9]|10)(\.0+)?", text, re.ASCII):
            raise BadInput(f"“{text[:40]}” in {tenth_field} is not a tenth.", place=record.place,
                           mend="Write 1 (the most deprived) to 10.")  # fmt: skip
        made.append((record.place, _text(record, area_field), int(float(text))))
    return made


def postcode_rows(
    records: Iterable[Record], *, postcode_field: str, across_field: str, up_field: str, on_grid: bool
) -> list[PostcodeRow]:
    """Postcodes, with positions in degrees or (`on_grid`) metres of the British National Grid. Raises BadInput.

    A row without a position keeps its postcode; a postcode that stands twice with two positions is refused.
    """
    made: dict[str, PostcodeRow] = {}
    for record in records:
        try:
            code = normalise(_text(record, postcode_field))
            position = _position(record, across_field, up_field, on_grid=on_grid)
        except BadInput as error:
            raise error if error.place else BadInput(error.message, place=record.place, mend=error.mend) from None
        before = made.get(code)
        if before and before.position and position and before.position != position:
            raise BadInput(f"{code} stands in two places (first: {before.place}).", place=record.place,
                           mend="Keep the right one.")  # fmt: skip
        if before is None or before.position is None:
            made[code] = PostcodeRow(code, position, record.place)
    return list(made.values())


def _position(record: Record, across_field: str, up_field: str, *, on_grid: bool) -> tuple[float, float] | None:
    across, up = _optional_number(record, across_field), _optional_number(record, up_field)
    if across is None and up is None:
        return None
    if across is None or up is None:
        raise BadInput(f"only one of {across_field} and {up_field} is filled in.", mend="Fill in both, or neither.")
    if on_grid:
        lon, lat = to_wgs84(across, up)
        return round(lon, 6), round(lat, 6)
    if abs(across) > 180 or abs(up) > 90:
        hint = (
            "These look like British National Grid metres: name the fields with --easting-field and --northing-field."
        )
        raise BadInput(f"{across:g}, {up:g} is not a longitude and latitude.", mend=hint)
    return across, up


def _optional_number(record: Record, field: str) -> float | None:
    text = str(_value(record, field) if _value(record, field) is not None else "").strip()
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,15})?", text, re.ASCII):
        raise BadInput(f"“{text[:40]}” in {field} is not a number.", mend="Write it in figures, like 51.46.")
    return float(text)


def _count(record: Record, field: str) -> int:
    held = _value(record, field)
    text = str(held).strip() if held is not None and not isinstance(held, bool | list | dict) else ""
    if not re.fullmatch(r"[+-]?\d{1,12}(\.0+)?", text, re.ASCII):
        raise BadInput(
            f"the count “{'' if held is None else str(held)[:40]}” in {field} is not a whole number.",
            place=record.place,
            mend="Write it in figures without commas, like 1250.",
        )
    count = int(text.split(".")[0])
    if count < 0:
        raise BadInput(f"the count {count} in {field} is below zero.", place=record.place, mend="Put the right count.")
    if count > LARGEST:
        raise BadInput(f"the count {count:,} in {field} is too large.", place=record.place, mend="Check the count.")
    return count


def _value(record: Record, field: str) -> Any:
    if field not in record.values:
        there = ", ".join(f"“{name}”" for name in record.values) or "none"
        raise BadInput(f"there is no field “{field}”.", place=record.place, mend=f"The fields here are: {there}.")
    return record.values[field]


def _text(record: Record, field: str) -> str:
    held = _value(record, field)
    text = str(held).strip() if held is not None and not isinstance(held, list | dict) else ""
    if not text:
        raise BadInput(f"the field “{field}” is empty.", place=record.place, mend="Fill it in, or leave the row out.")
    return text


def _json(text: str, file: str) -> Any:
    def refuse(word: str) -> Any:
        raise BadInput(f"{word} is not a number in JSON.", place=file, mend="Put a number, or null.")

    def whole(digits: str) -> int:
        # One of thousands of digits Python refuses to read, one of hundreds it cannot measure against others.
        if len(digits) > _MOST_DIGITS:
            raise BadInput(f"the number {digits[:12]}… is far too long.", place=file, mend="Put the right number.")
        return int(digits)

    try:
        return json.loads(text, parse_constant=refuse, parse_int=whole)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"this is not JSON ({error.msg}).", place=f"{file}, line {error.lineno}", mend="Export the file again."
        ) from None
    except RecursionError:
        raise BadInput("the JSON is nested too deeply.", place=file, mend="Export the file again.") from None
