import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, mapping, shape

from coopcouncil.places.domain import ashmere
from coopcouncil.places.domain.lookup import PointLookup

WARDS = [(piece.number, mapping(piece.shape)) for piece in ashmere.draw().wards]
INDEX: PointLookup[int] = PointLookup(WARDS)
SHAPES = [(number, shape(geometry)) for number, geometry in WARDS]
LONGITUDES = st.floats(-0.67, -0.57)
LATITUDES = st.floats(52.98, 53.06)


def by_hand(lon: float, lat: float) -> int | None:
    return next((number for number, held in SHAPES if held.intersects(Point(lon, lat))), None)


@settings(deadline=None)
@given(LONGITUDES, LATITUDES)
def test_the_index_finds_what_a_search_through_every_area_finds(lon: float, lat: float) -> None:
    assert INDEX.find(lon, lat) == by_hand(lon, lat)


@settings(deadline=None)
@given(st.lists(st.tuples(LONGITUDES, LATITUDES), max_size=20))
def test_many_points_at_once_are_found_as_one_by_one(points: list[tuple[float, float]]) -> None:
    assert INDEX.find_all(points) == [INDEX.find(*point) for point in points]


@pytest.mark.parametrize(("number", "held"), SHAPES[:5])
def test_a_corner_of_a_border_belongs_to_one_of_its_areas_and_always_the_same(number: int, held: object) -> None:
    corner = held.exterior.coords[0]  # type: ignore[attr-defined]
    assert INDEX.find(*corner) == by_hand(*corner)
    assert INDEX.find_all([corner]) == [by_hand(*corner)]


def test_an_empty_map_holds_no_point() -> None:
    empty: PointLookup[int] = PointLookup([])
    assert empty.find(0, 0) is None
    assert empty.find_all([(0, 0)]) == [None]
