"""What is wrong with somebody's records is named, with its place and its mend; what is right passes."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopcouncil.directory.cli import group
from coopcouncil.directory.domain.openreferral import check
from coopcouncil.directory.formats.documents import read
from coopcouncil.directory.tests.openreferral import numbered, whole_service

TODAY = date(2026, 11, 27)
FORMS = ("uuid", "uri", "email", "date", "time", "date-time")
Service = dict[str, Any]


def _codes(document: Any, **asked: Any) -> set[tuple[str, str, str]]:
    return {(found.level, found.code, found.place) for found in check(document, today=TODAY, **asked).findings}


def test_a_whole_service_has_nothing_wrong_even_strictly() -> None:
    report = check(whole_service(), today=TODAY, strict=True)
    assert (report.kind, report.findings) == ("service", ())


_HOURS, _PLACE = "schedules[0]", "service_at_locations[0].location"
_ADDRESS = f"{_PLACE}.addresses[0]"


def _hours(it: Service, **changes: Any) -> None:
    it["schedules"][0].update(changes)


def _area(it: Service, **changes: Any) -> None:
    it["service_areas"][0].update(changes)


def _address(it: Service, **changes: Any) -> None:
    _place(it)["addresses"][0].update(changes)


def _place(it: Service) -> dict[str, Any]:
    return it["service_at_locations"][0]["location"]


# Each plants one thing in a whole service; what is found, and where, stands before it.
PLANTED: list[tuple[str, str, str, Callable[[Service], Any]]] = [
    ("error", "missing", "status", lambda it: it.pop("status")),
    ("error", "bad-uuid", "funding[0].id", lambda it: it["funding"][0].update(id="seventeen")),
    ("error", "bad-uri", "url", lambda it: it.update(url="food.ashmere.example")),
    ("error", "bad-email", "email", lambda it: it.update(email="food at ashmere")),
    ("error", "bad-date", "assured_date", lambda it: it.update(assured_date="2026-02-30")),
    ("error", "bad-date-time", "last_modified", lambda it: it.update(last_modified="2026-10-01 9:30")),
    ("error", "bad-time", f"{_HOURS}.opens_at", lambda it: _hours(it, opens_at="10 am")),
    ("error", "not-a-choice", "status", lambda it: it.update(status="open")),
    ("error", "wrong-type", "minimum_age", lambda it: it.update(minimum_age="16")),
    ("error", "empty", "description", lambda it: it.update(description=None)),
    ("warning", "repeated-id", "funding[1].id", lambda it: it["funding"].append(dict(it["funding"][0]))),
    ("warning", "belongs-elsewhere", f"{_HOURS}.service_id", lambda it: _hours(it, service_id=numbered(7))),
    (
        "warning",
        "dangling-id",
        "organization.parent_organization_id",
        lambda it: it["organization"].update(parent_organization_id=numbered(7)),
    ),
    (
        "warning",
        "unknown-term",
        "attributes[1].taxonomy_term_id",
        lambda it: it["attributes"].append({"id": numbered(6), "taxonomy_term_id": numbered(7)}),
    ),
    ("warning", "ends-before-it-begins", f"{_HOURS}.valid_to", lambda it: _hours(it, valid_to="2025-01-01")),
    ("warning", "closes-before-it-opens", f"{_HOURS}.closes_at", lambda it: _hours(it, closes_at="09:00")),
    ("warning", "no-such-day", f"{_HOURS}.byday", lambda it: _hours(it, byday="MO,XX")),
    ("warning", "no-such-interval", f"{_HOURS}.interval", lambda it: _hours(it, interval=0)),
    ("warning", "in-the-future", "assured_date", lambda it: it.update(assured_date="2030-01-01")),
    ("warning", "bad-postcode", f"{_ADDRESS}.postal_code", lambda it: _address(it, postal_code="NOWHERE")),
    ("warning", "off-the-earth", f"{_PLACE}.latitude", lambda it: _place(it).update(latitude=151.46)),
    ("warning", "swapped-point", f"{_PLACE}.latitude", lambda it: _place(it).update(latitude=-0.12, longitude=51.46)),
    ("warning", "half-a-point", f"{_PLACE}.longitude", lambda it: _place(it).pop("longitude")),
    ("warning", "bad-area", "service_areas[0].extent", lambda it: _area(it, extent_type="geojson", extent="here")),
    ("warning", "ages-reversed", "minimum_age", lambda it: it.update(minimum_age=60, maximum_age=16)),
    ("warning", "no-such-age", "maximum_age", lambda it: it.update(maximum_age=1000)),
    ("warning", "negative-cost", "cost_options[0].amount", lambda it: it["cost_options"][0].update(amount=-5)),
    ("warning", "says-nothing", "name", lambda it: it.update(name="  ")),
    ("warning", "no-such-phone", "phones[0].number", lambda it: it["phones"][0].update(number="12")),
    ("warning", "misspelt-field", "minimun_age", lambda it: it.update(minimun_age=it.pop("minimum_age"))),
]


@pytest.mark.parametrize(("level", "code", "place", "plant"), PLANTED, ids=[row[1] for row in PLANTED])
def test_a_planted_mistake_is_found_and_nothing_else(
    level: str, code: str, place: str, plant: Callable[[Service], Any]
) -> None:
    record = whole_service()
    plant(record)
    assert _codes(record) == {(level, code, place)}
    assert _codes(record, strict=True) == {("error", code, place)}
    page = {"contents": [whole_service(2), whole_service(3), record], "page_number": 1}
    assert _codes(page) == {(level, code, f"contents[2].{place}")}


def test_two_records_with_one_id_and_two_stories_of_one_organisation_are_warned_of() -> None:
    second = whole_service(2, id=whole_service()["id"])
    second.pop("schedules")
    second.pop("service_at_locations")
    second["organization"] = {**second["organization"], "name": "Another name"}
    assert _codes([whole_service(), second]) == {
        ("warning", "repeated-id", "[1].id"),
        ("warning", "two-stories", "[1].organization.name"),
    }


def test_a_page_that_miscounts_itself_is_warned_of() -> None:
    page = {"total_items": 1, "total_pages": 9, "page_number": 1, "size": 4, "first_page": False, "last_page": True,
            "empty": True, "contents": [whole_service()]}  # fmt: skip
    places = {place for level, code, place in _codes(page) if code == "miscounted"}
    assert places == {"total_pages", "size", "first_page", "last_page", "empty"}


def test_what_one_page_of_several_refers_to_may_be_on_another() -> None:
    term = {"id": numbered(3), "name": "a", "description": "b", "taxonomy_id": numbered(2), "parent_id": numbered(4)}
    page = {
        "page_number": 1,
        "total_pages": 2,
        "total_items": 2,
        "first_page": True,
        "last_page": False,
        "contents": [term],
    }
    assert _codes(page) == set()
    assert _codes([term]) == {("warning", "unknown-term", "[0].parent_id")}


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        ("service", {"id": numbered(1), "name": "a", "status": "active"}),
        ("service", {"id": numbered(1), "name": "a", "organization": {}}),
        ("organization", {"id": numbered(1), "name": "a", "description": "b", "website": "https://a.example"}),
        ("service_at_location", {"id": numbered(1), "service_id": numbered(2), "location_id": numbered(3)}),
        ("service_at_location", {"id": numbered(1), "location": {}, "service": {}}),
        ("taxonomy", {"id": numbered(1), "name": "a", "description": "b", "version": "1"}),
        ("taxonomy_term", {"id": numbered(1), "name": "a", "description": "b", "taxonomy_id": numbered(2)}),
        ("location", {"id": numbered(1), "location_type": "physical", "latitude": 51.4, "longitude": 0.1}),
        ("schedule", {"id": numbered(1), "opens_at": "09:00", "freq": "WEEKLY"}),
    ],
)
def test_the_kind_of_a_record_is_told_from_what_it_holds(kind: str, record: dict[str, Any]) -> None:
    assert check(record, today=TODAY).kind == kind
    assert check({"contents": [record, record]}, today=TODAY).kind == kind


def test_what_is_nothing_that_we_know_is_refused() -> None:
    for document in ({"colour": "green"}, [], "words", 7, None, [1, 2], {"contents": 7}, {"contents": [None]}):
        report = check(document, today=TODAY)
        assert report.errors or document == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*whole_service(), "contents", "location", "id"]) | st.text(), inner, max_size=6
        )
    ),
    max_leaves=30,
)


# The first look at all of Unicode takes its time, and is no fault of ours.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_no_document_makes_it_stumble(document: Any) -> None:
    content = json.dumps(document).encode()
    held = read(content, name="x")
    report = check(held.data, today=TODAY)
    lines = held.lines_of([found.path for found in report.findings])
    assert all(line == 1 for line in lines.values())


def test_every_code_of_a_finding_is_in_the_reference() -> None:
    root = Path(__file__).resolve().parents[4]
    sources = (root / "src" / "coopcouncil" / "directory" / "domain" / "openreferral").rglob("*.py")
    text = "".join(path.read_text("utf-8") for path in sources)
    used = set(re.findall(r'"(?:error|warning)",\s*"([a-z-]+)"|\.warn\(\s*"([a-z-]+)"', text))
    codes = {first or second for first, second in used} - {"warning"} | {f"bad-{form}" for form in FORMS} | {"not-json"}
    page = (root / "docs" / "reference" / "directory-findings.md").read_text("utf-8")
    assert codes == set(re.findall(r"(?m)^\| `([a-z-]+)`", page))
    assert len(codes) > 30


# --- the command ----------------------------------------------------------------------------------------------------


def _run(tmp_path: Path, text: str | bytes, *options: str) -> Result:
    file = tmp_path / "feed.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return CliRunner().invoke(group, ["validate", str(file), *options])


def test_the_command_says_what_where_and_how_to_mend_it_and_exits_with_1(tmp_path: Path) -> None:
    bad = whole_service(2)
    bad["schedules"][0]["opens_at"] = "10 am"
    text = json.dumps({"contents": [whole_service(), bad]}, indent=1)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "10 am" in words)
    result = _run(tmp_path, text)
    assert result.exit_code == 1
    assert f"contents[1].schedules[0].opens_at (line {line}) [bad-time]" in result.output
    assert "“10 am” is not a time. Write hours and minutes, such as 09:30." in result.output
    assert "HSDS-UK-3.0: not valid. 2 services: 1 error, 0 warnings." in result.output
    told = json.loads(_run(tmp_path, text, "--json").stdout)
    assert (told["valid"], told["kind"], told["records"], told["errors"]) == (False, "service", 2, 1)
    assert told["findings"][0]["line"] == line


def test_a_warning_lets_it_pass_unless_strict(tmp_path: Path) -> None:
    text = json.dumps(whole_service(minimum_age=60, maximum_age=16))
    assert _run(tmp_path, text).exit_code == 0
    assert _run(tmp_path, text, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "There is nothing in it."),
        (b'{"a": 1,\n "b": }', "feed.json, line 2, column 7: This is not JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": "\xff"}', "line 1: This is not UTF-8."),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "This is not JSON"),
        (b'{"name": "\\ud800"}', "half a sign"),
        (b"<html></html>", "This is not JSON"),
    ],
)
def test_what_is_not_json_is_named_and_exits_with_1(tmp_path: Path, text: bytes, says: str) -> None:
    result = _run(tmp_path, text)
    assert (result.exit_code, says in result.output) == (1, True), result.output
    assert json.loads(_run(tmp_path, text, "--json").stdout)["findings"][0]["code"] == "not-json"


def test_a_name_that_stands_twice_is_warned_of_at_its_line(tmp_path: Path) -> None:
    text = json.dumps(whole_service(), indent=1)
    result = _run(tmp_path, "\ufeff" + text.replace('"name": "Larkhill Hall"', '"name": "X",\n"name": "Larkhill Hall"'))
    assert result.exit_code == 0
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "Larkhill Hall" in words) + 1
    assert f"service_at_locations[0].location.name (line {line}) [repeated-name]" in result.output


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["validate", str(tmp_path / "none.json")])
    assert (result.exit_code, "the file cannot be read" in result.output) == (2, True)
