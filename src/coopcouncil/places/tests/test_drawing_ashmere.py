from collections import Counter
from functools import cache
from math import cos, pi, radians

import pytest
from shapely import coverage_is_valid
from shapely.affinity import scale
from shapely.geometry import Point

from coopcouncil.places.domain import ashmere, ashmere_people

KINDS = ["wards", "neighbourhoods", "small_areas"]


@cache
def drawing() -> ashmere.Drawing:
    return ashmere.draw()


def compactness(piece: ashmere.Piece) -> float:
    """Polsby–Popper: 1 for a circle, near 0 for a sliver. On the ground, so degrees of longitude are squeezed."""
    ground = scale(piece.shape, cos(radians(ashmere.CENTRE[1])), 1)
    return 4 * pi * ground.area / ground.length**2


def test_there_are_25_wards_two_neighbourhoods_in_each_and_181_small_areas() -> None:
    assert [len(getattr(drawing(), kind)) for kind in KINDS] == [25, 50, 181]
    assert set(Counter(piece.parent for piece in drawing().neighbourhoods).values()) == {2}


@pytest.mark.parametrize("kind", KINDS)
def test_the_areas_of_a_kind_cover_the_borough_without_gap_or_overlap(kind: str) -> None:
    shapes = [piece.shape for piece in getattr(drawing(), kind)]
    assert coverage_is_valid(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(drawing().borough.area, abs=1e-9)
    assert all(shape.is_valid and shape.geom_type == "Polygon" and not shape.interiors for shape in shapes)


@pytest.mark.parametrize("kind", KINDS)
def test_no_area_is_a_sliver(kind: str) -> None:
    pieces = getattr(drawing(), kind)
    assert min(compactness(piece) for piece in pieces) > 0.4
    areas = [piece.shape.area for piece in pieces]
    assert max(areas) < 6 * min(areas)


def test_each_area_lies_in_its_parent() -> None:
    for pieces, parents in (
        (drawing().small_areas, drawing().neighbourhoods),
        (drawing().neighbourhoods, drawing().wards),
    ):
        assert all(parents[piece.parent].shape.covers(piece.shape) for piece in pieces)


def test_it_is_drawn_the_same_every_time() -> None:
    again = ashmere.draw()
    assert [piece.shape.wkb for piece in again.small_areas] == [piece.shape.wkb for piece in drawing().small_areas]
    assert [piece.name for piece in again.wards] == [piece.name for piece in drawing().wards]


def test_names_are_given_once() -> None:
    for kind in KINDS:
        names = [piece.name for piece in getattr(drawing(), kind)]
        assert len(set(names)) == len(names)


def test_320_000_people_live_there_and_the_wards_sum_to_their_small_areas() -> None:
    wards = ashmere_people.people_of_wards(drawing())
    small = ashmere_people.people_of_small_areas(drawing())
    assert sum(cell.count for ward in wards for cell in ward) == sum(small) == 320_000
    held = Counter[int]()
    for piece, count in zip(drawing().small_areas, small, strict=True):
        held[drawing().neighbourhoods[piece.parent].parent] += count
    assert [sum(cell.count for cell in ward) for ward in wards] == [held[number] for number in range(25)]


def test_its_people_are_as_young_as_those_of_an_inner_city() -> None:
    cells = [cell for ward in ashmere_people.people_of_wards(drawing()) for cell in ward]
    young = sum(cell.count for cell in cells if 20 <= cell.ages.first < 40)
    old = sum(cell.count for cell in cells if cell.ages.first >= 65)
    assert 0.38 < young / 320_000 < 0.48
    assert 0.05 < old / 320_000 < 0.10


def test_deprivation_eases_from_the_docks_to_the_south_west_through_every_tenth() -> None:
    wards, small = ashmere_people.deprivation(drawing())
    assert set(small) == set(range(1, 11))
    by_place = sorted(zip(drawing().wards, wards, strict=True), key=lambda one: one[0].shape.centroid.y)
    south, north = [tenth for _ward, tenth in by_place[:6]], [tenth for _ward, tenth in by_place[-6:]]
    assert sum(south) / 6 > sum(north) / 6 + 1.5


def test_each_of_2500_postcodes_is_inside_its_ward_and_given_once() -> None:
    found = ashmere_people.postcodes(drawing())
    assert len({one.postcode for one in found}) == len(found) == 2500
    assert found[0].postcode == "AM1 1AA"
    assert all(drawing().wards[one.ward].shape.contains(Point(one.lon, one.lat)) for one in found)


def test_sharing_out_loses_nothing() -> None:
    assert ashmere_people.share_out(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(ashmere_people.share_out(99_991, [0.3, 2.2, 7.7, 1e-9])) == 99_991
