"""What lies near a place: distances on the ground, and cells of a grid by which a database finds what is near.

Positions are degrees of WGS 84, longitude first, away from the poles and the date line, as a council's are.
"""

from math import asin, cos, floor, pi, radians, sin, sqrt

# The mean radius of the Earth. Source: IUGG, R₁ of the Geodetic Reference System 1980.
EARTH_M = 6_371_008.8
NEAR_M = 250  # within so many metres a report of the same kind may be of the same problem
CELL_M = 250
_COLUMNS = 1_000_000  # more than a row has
_ROW_DEGREES = CELL_M / (EARTH_M * pi / 180)


def distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Metres between two positions along a great circle. Source: the haversine formula (Sinnott, 1984)."""
    (lon, lat), (other_lon, other_lat) = first, second
    up, across = radians(other_lat - lat), radians(other_lon - lon)
    chord = sin(up / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(across / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def cell(lon: float, lat: float) -> int:
    """The number of the cell of the grid that holds the position. A cell is about 250 m wide and high."""
    row = floor((lat + 90) / _ROW_DEGREES)
    return row * _COLUMNS + floor((lon + 180) / _column_degrees(row))


def cells_around(lon: float, lat: float, metres: float = NEAR_M) -> list[int]:
    """Every cell in which a position within `metres` can lie: nine, as a rule, for 250."""
    up = metres / EARTH_M
    # How far to the side the circle reaches. Source: the bounding coordinates of a spherical cap (Bronstein, 3.4.3).
    side = asin(min(1.0, sin(up) / cos(radians(lat)))) * 180 / pi
    high = up * 180 / pi
    found: list[int] = []
    for row in range(floor((lat - high + 90) / _ROW_DEGREES), floor((lat + high + 90) / _ROW_DEGREES) + 1):
        width = _column_degrees(row)
        first, last = floor((lon - side + 180) / width), floor((lon + side + 180) / width)
        found += [row * _COLUMNS + column for column in range(first, last + 1)]
    return found


def _column_degrees(row: int) -> float:
    """How many degrees of longitude a cell of this row is wide: 250 m along the middle of the row."""
    middle = min(89.0, abs((row + 0.5) * _ROW_DEGREES - 90))
    return _ROW_DEGREES / cos(radians(middle))
