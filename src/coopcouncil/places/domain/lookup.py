"""Which area holds a point?"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from shapely import STRtree, prepare
from shapely.geometry import Point

from coopcouncil.places.domain.shapes import as_shape

Key = TypeVar("Key")


class PointLookup(Generic[Key]):
    """An index over borders (GeoJSON, degrees) by key. Of two areas that share a border point, the first given wins.

    A tree of bounding boxes (shapely's STRtree) finds the few candidates; prepared shapes decide.
    """

    def __init__(self, borders: Iterable[tuple[Key, Mapping[str, Any]]]) -> None:
        items = list(borders)
        self._keys = [key for key, _geometry in items]
        self._shapes = [as_shape(geometry) for _key, geometry in items]
        prepare(self._shapes)
        self._tree = STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, lon: float, lat: float) -> Key | None:
        """The key of the area that holds the point, its border included; None where no area does."""
        point = Point(lon, lat)
        for at in sorted(self._tree.query(point)):
            if self._shapes[at].intersects(point):
                return self._keys[at]
        return None

    def find_all(self, positions: list[tuple[float, float]]) -> list[Key | None]:
        """`find` for many positions at once."""
        if not positions or not self._keys:
            return [None] * len(positions)
        found: list[int | None] = [None] * len(positions)
        for point, area in zip(
            *self._tree.query([Point(*one) for one in positions], predicate="intersects"), strict=True
        ):
            if found[point] is None or area < found[point]:
                found[point] = int(area)
        return [None if area is None else self._keys[area] for area in found]
