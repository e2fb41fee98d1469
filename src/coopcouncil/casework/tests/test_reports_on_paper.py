"""What can be worked out on paper: what lies near, who is responsible, what may be public, what a client may ask."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import cos, degrees, radians, sin
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.casework.domain.duplicates import EARTH_M, NEAR_M, cell, cells_around, distance
from coopcouncil.casework.domain.georeport import SPAN, read_post, read_query
from coopcouncil.casework.domain.public_words import HIDDEN, public
from coopcouncil.casework.domain.report_answers import read_answers, said
from coopcouncil.casework.domain.report_categories import read_categories, search, shipped_categories
from coopcouncil.casework.domain.report_places import Feature, PlaceIndex, read_features
from coopcouncil.casework.domain.report_states import is_open
from coopcouncil.casework.domain.routing import Spot, responsible
from coopcouncil.casework.formats import georeport as formats
from coopcouncil.kernel.errors import BadInput

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
KNOWN = {"ashmere-council", "northmoor-county-council", "ashmere-homes", "ashmere-water", "greenway-collections"}


# --- near -------------------------------------------------------------------------------------------------------------


def test_distances_are_those_of_a_great_circle() -> None:
    # Greenwich to the Eiffel Tower is 334.6 km by the haversine formula on a sphere of 6,371.0 km.
    assert distance((0.0, 51.4779), (2.2945, 48.8584)) == pytest.approx(334_600, rel=0.005)
    assert distance((0.0, 0.0), (180.0, 0.0)) == pytest.approx(3.141592653589793 * EARTH_M)
    assert distance((0.1, 53.0), (0.1, 53.0)) == 0


@settings(max_examples=150, deadline=None)
@given(
    st.floats(-8, 2), st.floats(49, 61), st.floats(0, NEAR_M * 0.999), st.floats(0, 6.283)
)  # fmt: skip
def test_whatever_lies_within_250_metres_lies_in_the_cells_that_are_looked_through(
    lon: float, lat: float, metres: float, turn: float
) -> None:
    other_lat = lat + degrees(metres * cos(turn) / EARTH_M)
    other_lon = lon + degrees(metres * sin(turn) / EARTH_M / cos(radians(lat)))
    if distance((lon, lat), (other_lon, other_lat)) <= NEAR_M:
        cells = cells_around(lon, lat)
        assert cell(other_lon, other_lat) in cells
        assert len(cells) <= 16


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "spot", "expected"),
    [
        ("pothole", Spot(road="main"), ["northmoor-county-council"]),
        ("pothole", Spot(road="local"), ["ashmere-council"]),
        ("pothole", Spot(owner="ashmere-homes"), ["ashmere-homes"]),
        ("road-flooded", Spot(road="main"), ["northmoor-county-council", "ashmere-water"]),
        ("road-flooded", Spot(), ["ashmere-council", "ashmere-water"]),
        ("fly-tipping", Spot(owner="somebody-unknown"), ["greenway-collections"]),
        ("bus-stop", Spot(), ["ashmere-council", "greenway-collections"]),  # ashmere-buses is not known here
        ("estate", Spot(), ["ashmere-council"]),
    ],
)  # fmt: skip
def test_somebody_is_always_responsible_by_what_it_is_and_where(code: str, spot: Spot, expected: list[str]) -> None:
    found = responsible(shipped_categories()[code], spot, known=KNOWN, council="ashmere-council")
    assert [item.organisation for item in found] == expected
    assert all(item.does for item in found)


def test_for_every_category_and_any_place_there_is_a_known_body_once() -> None:
    for category in shipped_categories().values():
        for road in ("", "main", "local", "path", "unheard-of"):
            for owner in ("", "ashmere-homes", "nobody-here"):
                spot = Spot("ASH-W01", road, owner)
                for known in (KNOWN, {"ashmere-council"}):
                    found = responsible(category, spot, known=known, council="ashmere-council")
                    codes = [item.organisation for item in found]
                    assert codes, category.code
                    assert set(codes) <= known
                    assert len(codes) == len(set(codes))


def test_roads_within_twenty_metres_and_land_say_where_a_place_is() -> None:
    index = PlaceIndex(
        [
            Feature("road", "main", "A", {"type": "LineString", "coordinates": [[-0.62, 53.02], [-0.61, 53.02]]}),
            Feature("land", "ashmere-homes", "E", SQUARE),
        ]
    )  # fmt: skip
    assert index.road(-0.615, 53.02017) == "main"  # 19 m to the north
    assert index.road(-0.615, 53.0202) == ""  # 22 m
    assert (index.owner(-0.595, 53.005), index.owner(-0.62, 53.02)) == ("ashmere-homes", "")
    assert PlaceIndex([]).road(0, 0) == PlaceIndex([]).owner(0, 0) == ""


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-0.6, 53.0], [-0.59, 53.0], [-0.59, 53.01], [-0.6, 53.01], [-0.6, 53.0]]],
}
NO_LINE = '{"type": "FeatureCollection", "features": [{"properties": {"road": "main"}, "geometry": {"type": "Point"}}]}'


@pytest.mark.parametrize("text", ["", "[]", '{"type": "FeatureCollection"}', NO_LINE])
def test_a_file_of_places_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_features(text, file="places.geojson")


def test_a_wrong_catalogue_names_the_entry() -> None:
    with pytest.raises(BadInput, match="category 1"):
        read_categories('[[category]]\ncode = "x"\nname = "X"\n', file="c.toml")
    with pytest.raises(BadInput, match="wrong"):
        read_categories("[[category]]\nwrong = 1\n", file="c.toml")


def test_a_search_finds_by_the_beginnings_of_words_names_first() -> None:
    assert search(shipped_categories(), "bin")[0].code == "missed-collection"
    assert [item.code for item in search(shipped_categories(), "dump mattr")] == ["fly-tipping"]
    assert search(shipped_categories(), "zzz") == []


def test_a_report_is_open_as_long_as_any_part_is() -> None:
    assert is_open(["fixed", "dead"])
    assert is_open(["refused", "retrying"])
    assert not is_open(["fixed", "refused", "passed"])
    assert is_open([])


# --- what may be public ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "private",
    ["amara@ashmere.example", "07700 900461", "+44 7700 900461", "(01632) 960123", "AB12 CDE", "ab12cde", "P123 XYZ"],
)
def test_addresses_numbers_and_plates_are_left_out(private: str) -> None:
    shown = public(f"Ask me: {private}, or look there.")
    assert shown == f"Ask me: {HIDDEN}, or look there." or private not in shown
    assert HIDDEN in shown
    assert public(shown) == shown


@pytest.mark.parametrize("text", ["12 bags since 2024", "House 14, AM1 1AA", "It is 3.50 m wide", "Lamp 0042"])
def test_other_numbers_stay(text: str) -> None:
    assert public(text) == text


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_leaving_out_twice_leaves_out_no_more(text: str) -> None:
    assert public(public(text)) == public(text)


# --- answers ----------------------------------------------------------------------------------------------------------


def test_answers_are_held_to_what_was_asked_and_said_in_words() -> None:
    category = shipped_categories()["fly-tipping"]
    kept = read_answers(category, {"what": ["bags", "rubble", "bags"], "unasked": ["x"]})
    assert kept == {"what": ["bags", "rubble"]}
    assert said(category, kept) == [("What was left?", "Bags, Rubble")]
    for wrong in ({}, {"what": ["gold"]}):
        with pytest.raises(BadInput):
            read_answers(category, wrong)
    with pytest.raises(BadInput):
        read_answers(shipped_categories()["pothole"], {"size": ["plate"], "deep": ["very"]})


# --- what a client may ask ------------------------------------------------------------------------------------------


def test_a_query_without_days_is_of_the_last_ninety() -> None:
    asked = read_query({}, now=NOW)
    assert (asked.start, asked.end, asked.page_size) == (NOW - SPAN, None, 1000)
    assert read_query({"page_size": "5000", "status": ""}, now=NOW).page_size == 1000
    with_ids = read_query({"service_request_id": "A, B", "start_date": "nonsense"}, now=NOW)
    assert (with_ids.ids, with_ids.start) == (("A", "B"), None)
    after = read_query({"updated_after": "2020-01-01T00:00:00+01:00"}, now=NOW)
    assert (after.start, after.updated_after) == (None, datetime(2019, 12, 31, 23, tzinfo=UTC))
    assert read_query({"start_date": "2026-01-01T00:00:00 01:00"}, now=NOW).start  # a plus sign that was not escaped


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_date": "2026-01-01"}, {"start_date": "yesterday"}, {"status": "lost"}, {"page": "0"}, {"page": "x"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"service_request_id": ",".join(str(n) for n in range(101))},
        {"updated_after": "9999-12-31T23:59:59-14:00"},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        read_query(wrong, now=NOW)


NAMES = st.sampled_from(
    ["service_code", "lat", "long", "address_string", "email", "description", "media_url", "attribute[a]",
     "attribute[a][]", "attribute[", "api_key", "start_date", "page", "status", "service_request_id"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.lists(st.text(max_size=60), max_size=3), max_size=8))
def test_whatever_comes_is_read_or_refused(given_values: dict[str, list[str]]) -> None:
    for read in (
        lambda: read_post(given_values),
        lambda: read_query({key: (values or [""])[-1] for key, values in given_values.items()}, now=NOW),
    ):
        with suppress(BadInput):
            read()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_whatever_is_said_is_sound_xml_and_json_and_the_same_in_both(words: str, more: str) -> None:
    document = formats.service_requests([{"description": words, "lat": 53.5, "metadata": True, "address": more}])
    (request,) = ElementTree.fromstring(document.write("xml"))  # noqa: S314 - our own
    (entry,) = json.loads(document.write("json"))
    kept = "".join(sign for sign in words if sign in "\t\n\r" or 0x20 <= ord(sign) < 0xD800 or (ord(sign) >= 0xE000
                   and ord(sign) not in (0xFFFE, 0xFFFF)))  # fmt: skip
    assert (request.findtext("description") or "").replace("\r", "\n") == kept.replace("\r\n", "\n").replace("\r", "\n")
    assert (entry["description"] or "") == words
    assert (request.findtext("metadata"), entry["metadata"]) == ("true", True)


def test_moments_carry_their_zone() -> None:
    assert formats.written(NOW + timedelta(microseconds=5)) == "2026-11-26T09:00:00Z"
