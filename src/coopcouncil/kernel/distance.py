"""How far two points of the earth are apart."""

from math import asin, cos, degrees, radians, sin, sqrt

EARTH = 6_371_008.8  # metres: the mean radius of the International Union of Geodesy and Geophysics (2R1 + R2) / 3


def metres(lon_1: float, lat_1: float, lon_2: float, lat_2: float) -> float:
    """Metres along the surface between two points in degrees, by the haversine formula; right to half a per cent."""
    north, east = radians(lat_2 - lat_1), radians(lon_2 - lon_1)
    half = sin(north / 2) ** 2 + cos(radians(lat_1)) * cos(radians(lat_2)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def box(lon: float, lat: float, within: float) -> tuple[float, float, float, float]:
    """West, south, east and north of a box, in degrees, that holds all `within` so many metres. Not at a pole."""
    north = degrees(within / EARTH)
    east = degrees(within / EARTH) / max(0.01, cos(radians(min(89.0, abs(lat) + north))))
    return lon - east, lat - north, lon + east, lat + north
