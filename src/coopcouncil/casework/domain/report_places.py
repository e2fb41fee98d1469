"""Roads and land on the map, by which it is known who is responsible for a place."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from shapely import STRtree, prepare
from shapely.affinity import scale
from shapely.errors import ShapelyError
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from coopcouncil.kernel.errors import BadInput

ROAD_M = 20  # so near to the middle of a road a problem is on it
MOST_FEATURES = 200_000
_METRES_A_DEGREE = 111_195.0  # of latitude
_SHAPES = {"road": {"LineString", "MultiLineString"}, "land": {"Polygon", "MultiPolygon"}}
_MEND = "Each feature has “road” (its class) or “land” (its organisation’s code) among its properties."


@dataclass(frozen=True)
class Feature:
    """A road of a class ("main"), or land of an organisation (its code). `geometry` is GeoJSON in degrees."""

    kind: str
    value: str
    name: str
    geometry: Mapping[str, Any]


def read_features(text: str, *, file: str) -> list[Feature]:
    """The roads and lands of a GeoJSON FeatureCollection. Raises BadInput naming the feature and the mend."""
    try:
        held = json.loads(text)
        listed = held["features"] if held["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError):
        listed = None
    if not isinstance(listed, list) or len(listed) > MOST_FEATURES:
        raise BadInput("This is no GeoJSON FeatureCollection.", place=file, mend=_MEND)
    return [_feature(item, f"{file}, feature {number}") for number, item in enumerate(listed, 1)]


def _feature(item: Any, place: str) -> Feature:
    try:
        told, geometry = item["properties"], item["geometry"]
        kind = "road" if told.get("road") else "land"
        value, name = str(told[kind]), str(told.get("name", ""))
        fits = geometry["type"] in _SHAPES[kind] and not shape(geometry).is_empty
    except (KeyError, TypeError, AttributeError, ValueError, ShapelyError):
        raise BadInput("It is not as a road or a land is.", place=place, mend=_MEND) from None
    if not fits or not 0 < len(value) <= 60 or len(name) > 150:
        raise BadInput("Roads are lines and lands are polygons, each with a name.", place=place, mend=_MEND)
    return Feature(kind, value, name, geometry)


class PlaceIndex:
    """Which road a position lies on, and whose land it is."""

    def __init__(self, features: Iterable[Feature]) -> None:
        held = list(features)
        self._roads = [item for item in held if item.kind == "road"]
        self._lands = [item for item in held if item.kind == "land"]
        shapes = [shape(item.geometry) for item in self._roads]
        # Metres up and across at the roads' own latitude, so that one distance holds in all directions.
        self._squeeze = cos(radians(shapes[0].centroid.y)) if shapes else 1.0
        self._road_tree = STRtree([self._in_metres(item) for item in shapes])
        self._land_shapes = [shape(item.geometry) for item in self._lands]
        prepare(self._land_shapes)
        self._land_tree = STRtree(self._land_shapes)

    def _in_metres(self, geometry: BaseGeometry) -> BaseGeometry:
        return scale(geometry, self._squeeze * _METRES_A_DEGREE, _METRES_A_DEGREE, origin=(0, 0))

    def road(self, lon: float, lat: float) -> str:
        """The class of the nearest road within 20 m; "" where none is."""
        if not self._roads:
            return ""
        point = self._in_metres(Point(lon, lat))
        near = self._road_tree.query_nearest(point, max_distance=ROAD_M, all_matches=True)
        return min((self._roads[at].value for at in near), default="")

    def owner(self, lon: float, lat: float) -> str:
        """The code of the organisation on whose land it lies; "" where none is known. Of two the first loaded."""
        point = Point(lon, lat)
        for at in sorted(self._land_tree.query(point)):
            if self._land_shapes[at].intersects(point):
                return self._lands[at].value
        return ""
