"""Our statement of HSDS-UK 3.0 says the same as the published one, field by field, and refuses the same records."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from coopcouncil.directory.domain.openreferral import check, shipped_profile
from coopcouncil.directory.domain.openreferral.profile import schema
from coopcouncil.directory.tests.openreferral import SHARED, whole_service

pytestmark = pytest.mark.shared_data
TODAY = date(2026, 11, 27)
# What the schemas of the tables say of a field's form where they say no `format`.
_TABLES = {"date": "date", "time": "time", "datetime": "date-time"}


def _published(kind: str) -> dict[str, Any]:
    """The published schema of one kind: the compiled one where there is one, for it holds what is nested too."""
    compiled = SHARED / "schema" / "compiled" / f"{kind}.json"
    return json.loads((compiled if compiled.exists() else SHARED / "schema" / f"{kind}.json").read_text("utf-8"))


VALID = (
    "service_full", "service_list", "service_at_location_full", "service_at_location_list", "taxonomy",
    "taxonomy_list", "taxonomy_term", "taxonomy_term_list", "organization_full", "api_details",
)  # fmt: skip
KINDS = sorted(path.stem for path in (SHARED / "schema").glob("*.json") if path.stem != "openapi")


def test_we_know_every_kind_of_record_and_no_other() -> None:
    assert sorted(shipped_profile().records) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_told_as_it_is_published(kind: str) -> None:
    published, ours = _published(kind), shipped_profile().of(kind)
    assert {name for name, field in ours.items() if field.required} == set(published["required"])
    assert set(ours) == set(published["properties"])
    for name, field in ours.items():
        told = published["properties"][name]
        inner = told.get("items", told)
        if field.of:
            assert told.get("type", "object") == ("array" if field.many else "object"), name
            assert inner.get("$ref", f"{inner.get('name')}.json") == f"{field.of}.json", name
        else:
            assert list(field.choices) == told.get("enum", []), name
            form = told.get("format") or _TABLES.get(told.get("datapackage_type", ""))
            assert (field.holds or "text") == (form or {"string": "text"}.get(told["type"], told["type"])), name


def test_the_frame_of_a_page_is_told_as_it_is_published() -> None:
    told = json.loads((SHARED / "openapi30.json").read_text("utf-8"))["components"]["schemas"]["Page"]["properties"]
    ours = {name: {"yes-no": "boolean"}.get(field.holds, field.holds) for name, field in shipped_profile().page.items()}
    assert ours == {name: field["type"] for name, field in told.items()}


def test_the_description_of_an_api_is_told_as_it_is_published() -> None:
    told = json.loads((SHARED / "validator_schemas" / "api_details.json").read_text("utf-8"))
    ours = shipped_profile().api
    assert set(ours) == set(told["properties"])
    assert {name for name, field in ours.items() if field.required} == set(told["required"])


def _broken() -> list[tuple[str, dict[str, Any]]]:
    """A whole service with one thing wrong at a time, everywhere."""
    made = [("whole", whole_service())]
    for name in whole_service():
        made += [(f"{name} null", whole_service(**{name: None})), (f"{name} list", whole_service(**{name: ["x"]}))]
        made.append((f"{name} words", whole_service(**{name: "some words"})))
        made.append((f"no {name}", {key: value for key, value in whole_service().items() if key != name}))
    return made


def test_the_published_schema_refuses_what_ours_refuses() -> None:
    # Forms of dates are left out: there ours asks what the published schemas only describe. Phones are beyond both.
    theirs = jsonschema.Draft202012Validator(_published("service"))
    ours = jsonschema.Draft202012Validator(schema(shipped_profile(), "service"))
    for what, record in _broken():
        assert theirs.is_valid(record) == ours.is_valid(record), what
        if not theirs.is_valid(record):
            assert check(record, today=TODAY).errors, what


@pytest.mark.parametrize("name", VALID)
def test_the_default_mock_feed_is_valid(name: str) -> None:
    report = check(json.loads(_mock(name).read_text("utf-8")), today=TODAY)
    assert report.errors == 0, report.findings
    assert report.kind == name.removesuffix("_full").removesuffix("_list").replace("api_details", "api")


def test_what_the_mock_feed_says_that_cannot_be_is_warned_of() -> None:
    report = check(json.loads(_mock("service_full").read_text("utf-8")), today=TODAY)
    assert report.codes.keys() == {"off-the-earth", "bad-area", "dangling-id"}
    assert check(json.loads(_mock("service_full").read_text("utf-8")), today=TODAY, strict=True).errors == 3


def test_the_mock_list_of_organisations_is_refused_for_what_it_lacks() -> None:
    (finding,) = check(json.loads(_mock("organization_list").read_text("utf-8")), today=TODAY).findings
    assert (finding.level, finding.code, finding.place) == ("error", "out-of-reach", "total_items")
    assert "10 organizations and holds 1" in finding.message
    assert "“id”, “name” and “description”, missing" in finding.message


def test_the_list_of_128_services_is_valid_though_they_share_one_id() -> None:
    report = check(json.loads((SHARED / "service_list_128.json").read_text("utf-8")), today=TODAY)
    assert (report.kind, report.records, report.errors) == ("service", 128, 0)
    assert report.codes["repeated-id"] == 127


def _mock(name: str) -> Path:
    return SHARED / "mocks" / "V3.0-UK-Default" / f"{name}.json"
