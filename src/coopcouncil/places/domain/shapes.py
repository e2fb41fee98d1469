"""GeoJSON shapes: is this the border of an area on the globe?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from shapely import get_coordinates, make_valid
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from coopcouncil.kernel.errors import BadInput

_MEND_GRID = (
    "These look like British National Grid coordinates: convert the file to WGS84 (EPSG:4326), longitude first."
)
_MEND_ORDER = "The two look swapped: GeoJSON puts longitude first, then latitude."


@dataclass(frozen=True)
class Border:
    """A checked border: its GeoJSON, a point inside it, and its bounds, all in degrees (longitude, latitude)."""

    geometry: Mapping[str, Any]
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]  # west, south, east, north


def border(geometry: Any, *, place: str) -> Border:
    """Check a GeoJSON Polygon or MultiPolygon. `place` names the feature in messages.

    Raises BadInput, with the mend: not a polygon, ring not closed or too short, numbers missing, outside WGS84, a
    border that crosses itself. Source of the rules: RFC 7946, section 3.1.6 (closed rings of four or more positions).
    """
    if not isinstance(geometry, Mapping):
        raise BadInput("it has no shape.", place=place, mend="Give it a Polygon or MultiPolygon, or leave it out.")
    kind = geometry.get("type")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadInput(f"its shape is a {kind}.", place=place, mend="An area is a Polygon or a MultiPolygon.")
    clean = {"type": kind, "coordinates": _coordinates(geometry.get("coordinates"), kind, place)}
    made = shape(clean)
    if not made.is_valid:
        raise BadInput(
            f"its border is not valid: {explain_validity(made)} (longitude and latitude).",
            place=place,
            mend="Mend it in your mapping program (“Fix geometries” in QGIS), then load the file again.",
        )
    if made.is_empty or made.area == 0:
        raise BadInput("its shape covers no ground.", place=place, mend="Draw its border again.")
    inside = made.centroid if made.contains(made.centroid) else made.representative_point()
    return Border(clean, (inside.x, inside.y), made.bounds)


def _coordinates(held: Any, kind: str, place: str) -> list[Any]:
    polygons = [held] if kind == "Polygon" else held
    if not isinstance(polygons, Sequence) or not polygons or not all(isinstance(one, list) and one for one in polygons):
        raise BadInput("its shape holds no coordinates.", place=place, mend="Export the file again.")
    clean = [[_ring(ring, place) for ring in polygon] for polygon in polygons]
    return clean[0] if kind == "Polygon" else clean


def _ring(ring: Any, place: str) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) < 4:
        raise BadInput("a ring of its border has fewer than four points.", place=place, mend="Draw its border again.")
    positions = [_position(position, place) for position in ring]
    if positions[0] != positions[-1]:
        raise BadInput(
            "a ring of its border is not closed.", place=place, mend="The last point must be the same as the first."
        )
    return positions


def _position(position: Any, place: str) -> list[float]:
    """One position, its height (if any) left out."""
    numbers = position[:2] if isinstance(position, list) else []
    if len(numbers) < 2 or not all(
        isinstance(number, int | float) and not isinstance(number, bool) and isfinite(number) for number in numbers
    ):
        raise BadInput(f"“{position}” is not a position.", place=place, mend="Write [longitude, latitude] in degrees.")
    first, second = (float(number) for number in numbers)
    if abs(first) <= 180 and abs(second) <= 90:
        return [first, second]
    where = f"{first:g}, {second:g} is not a longitude and latitude."
    raise BadInput(where, place=place, mend=_MEND_ORDER if abs(first) <= 360 and abs(second) <= 360 else _MEND_GRID)


def looks_swapped(borders: Sequence[Border]) -> bool:
    """Whether latitude and longitude of every border look swapped: it lies off Africa, where Britain turned over would.

    Britain lies within longitude −9 to 3 and latitude 49 to 62.
    """
    return bool(borders) and all(
        west >= 49 and east <= 62 and south >= -9 and north <= 3
        for west, south, east, north in (one.bounds for one in borders)
    )


def as_shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A shapely geometry of a stored border."""
    made = shape(geometry)
    return made if made.is_valid else make_valid(made)


def corners(geometry: Mapping[str, Any]) -> Iterator[tuple[float, float]]:
    """Every corner of a border, in degrees."""
    for lon, lat in get_coordinates(shape(geometry)):
        yield float(lon), float(lat)
