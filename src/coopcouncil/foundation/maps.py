"""Maps: areas shaded by a figure, and points, drawn as SVG by the server with a table of the same data beside them.

The browser's script (`js/map.js`) turns the picture into one that zooms, from the same shapes: no tile server, no
request to anywhere. Templates show maps with `area_map` of `foundation/components/map.html`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from math import cos, radians
from typing import Any, Literal

from django.utils.translation import gettext as _
from markupsafe import Markup

from coopcouncil.foundation import jinja

WIDTH = 1000.0
BANDS = 5
MOST_NAMES = 12  # of points of one shape that the words for a map name one by one

Position = Sequence[float]
Ring = Sequence[Position]


@dataclass(frozen=True)
class Area:
    """One shape: `geometry` is a GeoJSON Polygon or MultiPolygon in degrees (longitude, latitude).

    `value` None means that there is no figure for it.
    """

    code: str
    name: str
    geometry: Mapping[str, Any]
    value: float | None
    href: str = ""


# Marks that are told apart by their shape as well as by their colour, drawn about the middle.
Shape = Literal["dot", "cross", "square"]
SHAPES: Mapping[str, str] = {
    "dot": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0Z",
    "cross": "M-13-8L-8-13L0-5L8-13L13-8L5 0L13 8L8 13L0 5L-8 13L-13 8L-5 0Z",
    "square": "M-10-10H10V10H-10Z",
}


@dataclass(frozen=True)
class Point:
    """One place on the map, in degrees."""

    name: str
    longitude: float
    latitude: float
    href: str = ""
    shape: Shape = "dot"


@dataclass(frozen=True)
class Mark:
    """What the points of one shape are, in the legend and for whoever hears the map."""

    shape: Shape
    says: str

    @property
    def path(self) -> str:
        return SHAPES[self.shape]


@dataclass(frozen=True)
class Line:
    """A road or the like, by which people find their way: a GeoJSON LineString or MultiLineString in degrees."""

    name: str
    geometry: Mapping[str, Any]
    is_main: bool = False


@dataclass(frozen=True)
class Band:
    """A step of the legend; `number` 0 is "no figure", 1 the lightest. `low` and `high` are in the figure's unit."""

    number: int
    low: float
    high: float
    says: str


@dataclass(frozen=True)
class AreaMap:
    """A map of areas shaded in up to five bands, each holding about as many areas as the next (quantiles).

    Raises `ValueError` without areas, or for a geometry that is neither Polygon nor MultiPolygon.
    """

    name: str
    title: str
    unit: str
    areas: Sequence[Area]
    source: str
    points: Sequence[Point] = ()
    say: Callable[[float], str] = jinja.number
    source_url: str = ""
    area_label: str = ""
    lines: Sequence[Line] = ()
    marks: Sequence[Mark] = ()

    def __post_init__(self) -> None:
        if not self.areas:
            raise ValueError("A map needs at least one area; show the empty state instead.")
        for area in self.areas:
            if area.geometry.get("type") not in {"Polygon", "MultiPolygon"}:
                raise ValueError(f"{area.name}: a map draws polygons, not {area.geometry.get('type')}.")

    # --- bands ---

    @cached_property
    def bands(self) -> list[Band]:
        """The legend, from "no figure" (where there is such an area) to the highest."""
        edges = quantile_edges([area.value for area in self.areas if area.value is not None])
        made = [
            Band(at + 1, low, high, self._range(low, high, last=at == len(edges) - 2))
            for at, (low, high) in enumerate(pairwise(edges))
        ]
        if len(edges) == 1:  # one value everywhere
            made = [Band(3, edges[0], edges[0], self.say(edges[0]))]
        if any(area.value is None for area in self.areas):
            made.insert(0, Band(0, 0, 0, _("No figure")))
        return made

    def _range(self, low: float, high: float, *, last: bool) -> str:
        if low == high:
            return self.say(low)
        if last:
            return _("%(low)s to %(high)s") % {"low": self.say(low), "high": self.say(high)}
        return _("%(low)s to under %(high)s") % {"low": self.say(low), "high": self.say(high)}

    def band_of(self, area: Area) -> int:
        """The number of the area's band."""
        if area.value is None:
            return 0
        inside = [band for band in self.bands if band.number and band.low <= area.value]
        return inside[-1].number

    # --- the data beside it ---

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [{"label": self.area_label or _("Area")}, {"label": self.unit, "numeric": True}]

    @property
    def rows(self) -> list[list[Any]]:
        """Highest first; areas without a figure last."""
        ordered = sorted(self.areas, key=lambda area: (area.value is None, -(area.value or 0), area.name))
        return [[_link(area.href, area.name), self._said(area)] for area in ordered]

    def _said(self, area: Area) -> str:
        return _("No figure") if area.value is None else self.say(area.value)

    @property
    def description(self) -> str:
        return " ".join([self._areas_in_words(), *(self._mark_in_words(mark) for mark in self.legend)])

    @property
    def legend(self) -> list[Mark]:
        """The marks of which there is a point."""
        there = {point.shape for point in self.points}
        return [mark for mark in self.marks if mark.shape in there]

    def _mark_in_words(self, mark: Mark) -> str:
        names = [point.name for point in self.points if point.shape == mark.shape]
        many = _("%(count)s places") % {"count": len(names)}
        return f"{mark.says}: {'; '.join(names) if len(names) <= MOST_NAMES else many}."

    def _areas_in_words(self) -> str:
        known = sorted((area for area in self.areas if area.value is not None), key=lambda area: area.value or 0)
        if not known:
            return _("%(count)s areas. There is no figure for any of them.") % {"count": len(self.areas)}
        return _("%(count)s areas. Highest: %(high)s, %(high_value)s. Lowest: %(low)s, %(low_value)s.") % {
            "count": len(self.areas),
            "high": known[-1].name,
            "high_value": self._said(known[-1]),
            "low": known[0].name,
            "low_value": self._said(known[0]),
        }

    # --- the picture ---

    @property
    def svg(self) -> Markup:
        """The map as SVG, one degree of latitude as long as a degree of longitude at the middle of the picture."""
        west, south, east, north = bounds(self.areas, self.points)
        squeeze = cos(radians((south + north) / 2))
        unit = WIDTH / (((east - west) * squeeze) or 1)
        height = (north - south) * unit or WIDTH

        def place(position: Position) -> str:
            return f"{(position[0] - west) * squeeze * unit:.1f} {(north - position[1]) * unit:.1f}"

        parts = [self._area(area, place) for area in self.areas]
        parts += [self._line(line, place) for line in self.lines]
        parts += [self._point(point, place) for point in self.points]
        name = escape(self.name)
        return Markup(  # noqa: S704 - names and titles are escaped, numbers are formatted
            f'<svg viewBox="-8 -8 {WIDTH + 16:g} {height + 16:.1f}" role="img" xmlns="http://www.w3.org/2000/svg" '
            f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-desc">{escape(self.description)}</desc>{"".join(parts)}</svg>'
        )

    def _area(self, area: Area, place: Callable[[Position], str]) -> str:
        path = "".join(f"M{'L'.join(place(position) for position in ring)}Z" for ring in rings(area.geometry))
        return (
            f'<path class="app-map__area app-band-{self.band_of(area)}" fill-rule="evenodd" d="{path}">'
            f"<title>{escape(area.name)}: {escape(self._said(area))}</title></path>"
        )

    @staticmethod
    def _line(line: Line, place: Callable[[Position], str]) -> str:
        path = "".join(f"M{'L'.join(place(position) for position in string)}" for string in strings(line.geometry))
        kind = " app-map__line--main" if line.is_main else ""
        return f'<path class="app-map__line{kind}" d="{path}"><title>{escape(line.name)}</title></path>'

    @staticmethod
    def _point(point: Point, place: Callable[[Position], str]) -> str:
        x, y = place((point.longitude, point.latitude)).split()
        if point.shape != "dot":
            return (
                f'<path class="app-map__mark app-map__mark--{point.shape}" transform="translate({x} {y})" '
                f'd="{SHAPES[point.shape]}"><title>{escape(point.name)}</title></path>'
            )
        return f'<circle class="app-map__point" cx="{x}" cy="{y}" r="9"><title>{escape(point.name)}</title></circle>'

    @property
    def data(self) -> dict[str, Any]:
        """What `js/map.js` needs: GeoJSON features with name, figure in words and band."""
        shapes = [
            {
                "type": "Feature",
                "geometry": dict(area.geometry),
                "properties": {
                    "name": area.name,
                    "says": self._said(area),
                    "band": self.band_of(area),
                    "href": area.href,
                },
            }
            for area in self.areas
        ]
        points = [
            {
                "name": point.name,
                "at": [point.latitude, point.longitude],
                "href": point.href,
                "shape": point.shape,
                "path": SHAPES[point.shape],
            }
            for point in self.points
        ]
        lines = [
            {
                "type": "Feature",
                "geometry": dict(line.geometry),
                "properties": {"name": line.name, "main": line.is_main},
            }
            for line in self.lines
        ]
        return {
            "areas": {"type": "FeatureCollection", "features": shapes},
            "lines": {"type": "FeatureCollection", "features": lines},
            "points": points,
            "title": self.title,
        }


def _link(href: str, text: str) -> Any:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, text) if href else text


def quantile_edges(values: Sequence[float], bands: int = BANDS) -> list[float]:
    """The edges of up to `bands` bands that hold about equally many of `values`; fewer where values repeat.

    The edge after k bands is the smallest value with at least k/bands of all values below it (nearest rank).
    No values: no edges. One value everywhere: that one edge. Where the lowest value alone fills two bands or more (most
    wards lose nobody), it has one of its own, so that the others are told from it; the last edge may stand twice then.
    """
    ordered = sorted(values)
    if not ordered:
        return []
    others = [value for value in ordered if value > ordered[0]]
    if others and (len(ordered) - len(others)) * bands >= 2 * len(ordered):
        upper = quantile_edges(others, bands - 1)
        return [ordered[0], *upper, *(upper if len(upper) == 1 else [])]
    ranks = [ordered[len(ordered) * step // bands] for step in range(bands)]
    return sorted({*ranks, ordered[-1]})


def rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Every ring of a GeoJSON Polygon or MultiPolygon, holes included."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield from polygon


def strings(geometry: Mapping[str, Any]) -> Sequence[Ring]:
    """Every string of positions of a GeoJSON LineString or MultiLineString."""
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else list(geometry["coordinates"])


def bounds(areas: Sequence[Area], points: Sequence[Point] = ()) -> tuple[float, float, float, float]:
    """West, south, east, north of everything drawn, in degrees."""
    positions = [position for area in areas for ring in rings(area.geometry) for position in ring]
    positions += [(point.longitude, point.latitude) for point in points]
    across, up = [position[0] for position in positions], [position[1] for position in positions]
    return min(across), min(up), max(across), max(up)
