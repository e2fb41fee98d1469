"""Every refusal says where the trouble is and how to mend it."""

import json
from typing import Any

import pytest

from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import formats

SQUARE = [[-0.1, 51.4], [-0.1, 51.5], [0.0, 51.5], [0.0, 51.4], [-0.1, 51.4]]


def feature(code: Any = "W1", name: Any = "Oval", ring: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": kind, "coordinates": [ring]},
    }


def areas(*features: Any) -> list[formats.AreaRow]:
    data = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    return formats.read_areas(data, "wards.geojson", code_field="code", name_field="name")


def moved(by: float) -> list[list[float]]:
    return [[lon + by, lat] for lon, lat in SQUARE]


def test_a_good_file_is_read_with_the_middle_of_each_area() -> None:
    row = areas(feature())[0]
    assert (row.code, row.name) == ("W1", "Oval")
    assert row.border.centre == pytest.approx((-0.05, 51.45))
    assert row.border.bounds == (-0.1, 51.4, 0.0, 51.5)


def test_heights_and_a_byte_order_mark_are_passed_over() -> None:
    high = [[*position, 12.5] for position in SQUARE]
    data = json.dumps({"type": "FeatureCollection", "features": [feature(ring=high)]}).encode("utf-8-sig")
    row = formats.read_areas(data, "wards.geojson", code_field="code", name_field="name")[0]
    assert row.border.geometry["coordinates"] == [SQUARE]


BOW = [[-0.1, 51.4], [0.0, 51.5], [0.0, 51.4], [-0.1, 51.5], [-0.1, 51.4]]


@pytest.mark.parametrize(
    ("features", "says"),
    [
        ([feature(), feature("W2", "Bow Tie", BOW)], "feature 2 (Bow Tie): its border is not valid: Self-intersection"),
        ([feature(ring=SQUARE[:-1])], "not closed"),
        ([feature(ring=SQUARE[:2])], "fewer than four points"),
        ([feature(ring=[])], "fewer than four points"),
        ([feature(ring=[[530000.0, 180000.0]] * 4)], "British National Grid"),
        ([feature(ring=[[51.4, -120.0]] * 4)], "look swapped"),
        ([feature(ring=[["a", "b"]] * 4)], "is not a position"),
        ([feature(ring=[[-0.1, 51.4]] * 4)], "not valid"),
        ([feature(kind="Point")], "its shape is a Point"),
        ([{**feature(), "geometry": None}], "it has no shape"),
        ([feature(), feature(name="Other", ring=moved(1))], "the code W1 is used twice (first in feature 1)"),
        ([feature(code=None)], "the field “code” is empty"),
        ([feature(code="a/b")], "cannot be a code"),
        ([feature(name="x" * 121)], "cannot be shown"),
        (["hello"], "not a GeoJSON Feature"),
        ([], "holds no areas"),
    ],
)
def test_a_broken_area_is_named_with_its_trouble(features: list[Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        areas(*features)
    assert says in str(caught.value)
    assert str(caught.value).startswith("wards.geojson")


def test_swapped_coordinates_are_told_from_metres() -> None:
    with pytest.raises(BadInput, match="longitude first"):
        areas(feature(ring=[[lat, lon] for lon, lat in SQUARE]))


def test_a_missing_field_lists_the_fields_that_are_there() -> None:
    data = json.dumps({"type": "FeatureCollection", "features": [feature()]}).encode()
    with pytest.raises(BadInput, match=r"no field “WARD”\. The fields here are: “code”, “name”"):
        formats.read_areas(data, "wards.geojson", code_field="WARD", name_field="name")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"  \n ", "the file is empty"),
        (b"{", "line 1: this is not JSON"),
        (b'{"type": "Topology"}', "this is not GeoJSON"),
        (b"[1, 2]", "this is not GeoJSON"),
        (b'{"type": "FeatureCollection",\n"features": "\xe9"}', "line 2: the text is not UTF-8 (byte 0xe9"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is not a number"),
        (b"[" * 100_000, "JSON"),
        ("{}".encode("utf-16-le"), "zero byte"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        formats.read_areas(data, "wards.geojson", code_field="code", name_field="name")
    assert says in str(caught.value)


def people(data: bytes) -> list[Any]:
    records = formats.read_records(data, "people.csv")
    return formats.population_rows(records, area_field="area", count_field="count", sex_field="sex", age_field="age")


def test_csv_and_json_give_the_same_rows() -> None:
    as_csv = people("\ufeffarea,sex,age,count\nOval,Female,0-4,12\n".encode())
    as_json = people(b'[{"area": "Oval", "sex": "Female", "age": "0-4", "count": 12}]')
    assert as_csv[0].count == as_json[0].count == 12
    assert (as_csv[0].ages, as_csv[0].sex) == (as_json[0].ages, as_json[0].sex)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Oval,Female,0-4,-3", "people.csv, line 3: the count -3 in count is below zero"),
        ("Oval,Female,0-4,2.5", "the count “2.5” in count is not a whole number"),
        ("Oval,Female,0-4,many", "is not a whole number"),
        ("Oval,Female,0-4,", "is not a whole number"),
        ("Oval,Female,0-4,9999999999", "too large"),
        ("Oval,Other,0-4,3", "people.csv, line 3: “Other” is not a sex"),
        ("Oval,Female,old,3", "people.csv, line 3: “old” is not an age"),
        (",Female,0-4,3", "the field “area” is empty"),
        ("Oval,Female,0-4", "the line has 3 columns, the head has 4"),
        ('Oval,"Female,0-4,3', "cannot be read as CSV"),
    ],
)
def test_a_broken_line_of_population_is_named(line: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        people(f"area,sex,age,count\nOval,Male,0-4,1\n{line}\n".encode())
    assert says in str(caught.value)


def test_latin_1_is_named_by_line_and_byte_with_the_mend() -> None:
    with pytest.raises(
        BadInput, match=r"people.csv, line 2: the text is not UTF-8 \(byte 0xe9.*Save the file as UTF-8"
    ):
        people("area,sex,age,count\nCafé,Male,0-4,1\n".encode("latin-1"))


def codes(data: str, *, on_grid: bool = False) -> list[formats.PostcodeRow]:
    return formats.postcode_rows(
        formats.read_records(data.encode(), "codes.csv"),
        postcode_field="postcode", across_field="x", up_field="y", on_grid=on_grid,
    )  # fmt: skip


def test_a_postcode_without_a_position_is_kept_without_one() -> None:
    assert [row.position for row in codes("postcode,x,y\nam11aa,,\nAM1 1AB,-0.1,51.4\n")] == [None, (-0.1, 51.4)]


def test_metres_of_the_grid_become_degrees() -> None:
    assert codes("postcode,x,y\nAM1 1AA,530000,180000\n", on_grid=True)[0].position == (-0.128354, 51.503991)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("AM1 1AA,530000,180000", "British National Grid metres"),
        ("AM1 1AA,-0.1,", "only one of x and y"),
        ("AM1 1AA,west,51", "is not a number"),
        ("nowhere,-0.1,51.4", "is not a postcode"),
        ("AM1 1AB,-0.2,51.4", "stands in two places (first: codes.csv, line 2)"),
    ],
)
def test_a_broken_line_of_postcodes_is_named(line: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        codes(f"postcode,x,y\nAM1 1AB,-0.1,51.4\n{line}\n")
    assert says in str(caught.value)
    assert "codes.csv, line 3" in str(caught.value)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 4000, "1e999", "-1e999"])
def test_a_number_beyond_all_bounds_is_refused_in_words(number: str) -> None:
    shape = json.dumps({"type": "FeatureCollection", "features": [feature(ring=[[0.5, 51.4], *SQUARE])]})
    with pytest.raises(BadInput, match=r"^wards\.geojson"):
        formats.read_areas(
            shape.replace("0.5,", f"{number},").encode(), "wards.geojson", code_field="code", name_field="name"
        )
    rows = f'[{{"area": "W1", "count": {number}}}]'.encode()
    with pytest.raises(BadInput, match=r"^count\.json"):
        formats.population_rows(formats.read_records(rows, "count.json"), area_field="area", count_field="count")
