"""Lambeth as it is: small areas of 2021 with people, ages and deprivation, wards of 2022, libraries."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

from coopcouncil.places.domain.grid import to_wgs84
from coopcouncil.places.domain.lookup import PointLookup
from coopcouncil.places.domain.shapes import border
from coopcouncil.settlement.domain.access import Place, SmallArea

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
SPANS = {"0–15": "0-15", "16–29": "16-29", "30–44": "30-44", "45–64": "45-64", "65 and over": "65+"}
# The small areas of 2011 that were cut up for 2021; their people are shared evenly among the new ones.
CUT = {
    "E01033862": "E01003109", "E01033863": "E01003109",
    "E01033864": "E01033207", "E01033865": "E01033207", "E01033866": "E01033207",
}  # fmt: skip


def _rows(path: str) -> list[dict[str, str]]:
    with (SHARED / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _features(path: str) -> list[dict[str, Any]]:
    return json.loads((SHARED / path).read_text("utf-8"))["features"]


def ward_borders() -> list[tuple[str, str, dict[str, Any]]]:
    """Code, name and border of each ward."""
    found = _features("geo/lambeth_wards_2022_dedup.geojson")
    return [(one["properties"]["Area code"], one["properties"]["WARD_NAME"], one["geometry"]) for one in found]


def small_areas() -> list[SmallArea]:
    """181 areas with 321,813 people (mid-2020)."""
    wards = ward_borders()
    names = {code: name for code, name, _border in wards}
    inside = PointLookup([(code, geometry) for code, _name, geometry in wards])
    people = {row["LSOA11CD"]: row for row in _rows("population/london-mid2020-pop.csv")}
    tenths = {
        row["lsoa21_code"]: int(float(row["IMD_decile"])) for row in _rows("imd/imd2025_england_lsoa21_LAMBETH.csv")
    }
    parts = Counter(CUT.values())
    made = []
    for one in _features("geo/lambeth_lsoa_2021_simple.geojson"):
        code, name = one["properties"]["LSOA21CD"], one["properties"]["LSOA21NM"]
        lon, lat = border(one["geometry"], place=name).centre
        ward = inside.find(lon, lat)
        assert ward is not None, name
        row, share = people[CUT.get(code, code)], parts.get(CUT.get(code, ""), 1)
        ages = {span: int(row[f"Persons_{column}"]) / share for span, column in SPANS.items()}
        made.append(SmallArea(code, name, ward, names[ward], lon, lat, int(row["Persons_All-Ages"]) / share, ages,
                              tenths[code]))  # fmt: skip
    return made


def libraries() -> list[Place]:
    """The ten libraries of 2012."""
    made = []
    for row in _rows("locations/LambethLibraries.csv"):
        lon, lat = to_wgs84(float(row["Easting"]), float(row["Northing"]))
        made.append(Place(row["Postcode"], " ".join(row["Name"].split()), lon, lat, yearly_cost_pence=50_000_000))
    return made
