"""Ashmere, the demo borough, drawn from nothing: a river, an irregular outline, wards, neighbourhoods, small areas.

Ashmere does not exist. Its map is laid over open country, so that nobody takes a real street for one of its own.
The drawing starts from one seed, so it is the same on every machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, radians, sin
from random import Random

from shapely import (
    STRtree,
    coverage_union_all,
    get_parts,
    polygonize,
    segmentize,
    transform,
    unary_union,
    voronoi_polygons,
)
from shapely.geometry import LineString, MultiPoint, Point, Polygon

SEED = 2010
WARDS = 25
SMALL_AREAS = 181
CENTRE = (-0.62, 53.02)  # longitude and latitude, in degrees
METRES_A_DEGREE = 111_320.0  # of latitude; good enough for a place that is not there

RIVER_WARDS = ["Saltgate", "Tanner’s Reach", "Ropewalk", "Old Quay", "Lockside", "Ferry Hythe"]
INLAND_WARDS = [
    "Cordwainers", "Millrace", "Larkhill", "Foundry Cross", "St Osyth’s", "Weaver’s Green", "Garrow Street",
    "Penny Bridge", "Chantry", "Hollow Lane", "Priory Fields", "Kiln Park", "Marlpit", "Beacon Rise", "Windmill",
    "Thornbury Grove", "Copperas", "Sorrel Hill", "Ashmere Common",
]  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One area of the drawing: `number` tells it apart, `parent` is the number of the area that holds it."""

    number: int
    name: str
    parent: int
    shape: Polygon  # degrees, longitude first


@dataclass(frozen=True)
class Drawing:
    """The borough and its areas, largest first; areas of one kind cover the borough without gap or overlap."""

    borough: Polygon
    wards: list[Piece]
    neighbourhoods: list[Piece]
    small_areas: list[Piece]


def draw() -> Drawing:
    """The map of Ashmere. Neighbours share their corners exactly, six decimal places of a degree each."""
    rng = Random(SEED)
    outline = _outline()
    wards = _in_reading_order(_cells(outline, WARDS, rng, rounds=9))
    small: list[Polygon] = []
    for ward, count in zip(wards, _shares(wards), strict=True):
        small += _cells(ward, count, rng, rounds=7)
    faces = _noded(small)
    tree = STRtree(wards)
    holder = [int(tree.query(face.representative_point(), predicate="within")[0]) for face in faces]
    order = sorted(range(len(faces)), key=lambda at: (holder[at], *_north_west(faces[at])))
    names = _names(wards)
    halves = [_halves([at for at in order if holder[at] == ward], faces, wards[ward]) for ward in range(WARDS)]
    place = _to_degrees()
    on_map = [transform(face, lambda corners: [place(x, y) for x, y in corners.tolist()]) for face in faces]
    neighbourhoods: list[Piece] = []
    pieces: list[Piece] = []
    for ward, pair in enumerate(halves):
        before = len(pieces)
        for side, members in pair:
            neighbourhoods.append(Piece(len(neighbourhoods), f"{names[ward]} {side}", ward, _join(on_map, members)))
            for member in members:
                name = f"{names[ward]} {len(pieces) - before + 1:03d}"
                pieces.append(Piece(len(pieces), name, len(neighbourhoods) - 1, on_map[member]))
    drawn = [
        Piece(at, names[at], 0, _join(on_map, [member for _side, held in pair for member in held]))
        for at, pair in enumerate(halves)
    ]
    return Drawing(_join(on_map, order), drawn, neighbourhoods, pieces)


def _outline() -> Polygon:
    """An inner-city borough in metres about its centre: long from north to south, a bending river along the north."""
    corners = []
    for step in range(180):
        turn = 2 * pi * step / 180
        reach = 1 + 0.07 * sin(2 * turn + 0.9) + 0.05 * sin(3 * turn + 2.1)
        reach += 0.025 * sin(7 * turn) + 0.012 * sin(13 * turn)
        corners.append((2480 * reach * cos(turn), 3900 * reach * sin(turn)))
    bank = [(x, 3050 + 260 * sin(x / 760) + 120 * sin(x / 330 + 1)) for x in range(-4200, 4201, 60)]
    return Polygon(corners).intersection(Polygon([(-4200, -6000), *bank, (4200, -6000)]))


def _cells(within: Polygon, count: int, rng: Random, *, rounds: int) -> list[Polygon]:
    """`within` cut into `count` compact cells: Voronoi cells, their points moved to the middle `rounds` times.

    Source: S. Lloyd, "Least squares quantization in PCM", 1982. A few rounds leave sizes uneven, as real wards are.
    """
    west, south, east, north = within.bounds
    points: list[Point] = []
    while len(points) < count:
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if within.contains(point):
            points.append(point)
    if count == 1:
        return [within]
    made: list[Polygon] = []
    for _round in range(rounds):
        cells = voronoi_polygons(MultiPoint(points), extend_to=within, ordered=True)
        made = [_largest(cell.intersection(within)) for cell in get_parts(cells)]
        points = [cell.centroid for cell in made]
    return made


def _largest(shape: Polygon) -> Polygon:
    return max(get_parts(shape), key=lambda part: part.area)


def _shares(wards: list[Polygon]) -> list[int]:
    """How many small areas each ward has: by its size to the power of a half (dense wards are small), 5 or more."""
    sizes = [ward.area**0.5 for ward in wards]
    exact = [SMALL_AREAS * size / sum(sizes) for size in sizes]
    counts = [max(5, int(share)) for share in exact]
    for at in sorted(range(len(wards)), key=lambda at: int(exact[at]) - exact[at]):
        if sum(counts) < SMALL_AREAS:
            counts[at] += 1
    return counts


def _noded(cells: list[Polygon]) -> list[Polygon]:
    """The same cells with every corner of a neighbour in their own border, and their long edges cut into short ones."""
    lines = unary_union([cell.exterior for cell in cells], grid_size=0.01)
    return list(get_parts(polygonize([LineString(line.coords) for line in get_parts(segmentize(lines, 110))])))


def _to_degrees() -> Callable[[float, float], tuple[float, float]]:
    """Metres to rounded degrees, through a gentle bend, so that borders wind as streets do.

    The bend moves a point by at most 63 m over a wave of 900 m or more: it never folds, so no border crosses another.
    """
    across = METRES_A_DEGREE * cos(radians(CENTRE[1]))

    def place(x: float, y: float) -> tuple[float, float]:
        bent_x = x + 38 * sin(y / 143 + 1.3) + 25 * sin((x + y) / 260)
        bent_y = y + 34 * sin(x / 151 + 0.4) + 25 * sin((x - y) / 240 + 2)
        return round(CENTRE[0] + bent_x / across, 6), round(CENTRE[1] + bent_y / METRES_A_DEGREE, 6)

    return place


def _join(shapes: list[Polygon], members: list[int]) -> Polygon:
    return _largest(coverage_union_all([shapes[at] for at in members]))


def _north_west(shape: Polygon) -> tuple[float, float]:
    return -round(shape.centroid.y, -2), shape.centroid.x


def _in_reading_order(cells: list[Polygon]) -> list[Polygon]:
    """Row by row from the north, each row from the west."""
    return sorted(cells, key=lambda cell: (-round(cell.centroid.y / 1400), cell.centroid.x))


def _names(wards: list[Polygon]) -> list[str]:
    """Names in the wards' order; those along the river have names of the river."""
    northern = sorted(range(len(wards)), key=lambda at: -wards[at].bounds[3])[: len(RIVER_WARDS)]
    river, inland = iter(RIVER_WARDS), iter(INLAND_WARDS)
    return [next(river) if at in northern else next(inland) for at in range(len(wards))]


def _halves(members: list[int], faces: list[Polygon], ward: Polygon) -> list[tuple[str, list[int]]]:
    """A ward's small areas in two neighbourhoods, across its longer side."""
    west, south, east, north = ward.bounds
    wide = east - west > north - south
    ordered = sorted(members, key=lambda at: faces[at].centroid.x if wide else -faces[at].centroid.y)
    middle = len(ordered) // 2
    first, second = ("West", "East") if wide else ("North", "South")
    return [(first, ordered[:middle]), (second, ordered[middle:])]
