"""British National Grid to longitude and latitude.

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes A to C: the transverse Mercator
projection of OSGB36 on the Airy 1830 ellipsoid, then a Helmert transformation to WGS84. Good to about 5 metres.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

from coopcouncil.kernel.errors import BadInput

_AIRY = (6377563.396, 6356256.909)  # semi-axes in metres
_WGS84 = (6378137.0, 6356752.314245)
_SCALE, _LAT0, _LON0, _EAST0, _NORTH0 = 0.9996012717, radians(49), radians(-2), 400000.0, -100000.0
# OSGB36 to WGS84: shifts in metres, scale, turns in seconds of arc.
_SHIFT, _STRETCH, _TURN = (446.448, -125.157, 542.060), -20.4894e-6, (0.1502, 0.2470, 0.8421)


def to_wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Longitude and latitude in degrees of a position in metres. Raises BadInput outside the grid."""
    if not (0 <= easting <= 700_000 and 0 <= northing <= 1_300_000):
        raise BadInput(f"{easting:g}, {northing:g} is not on the British National Grid.")
    lat, lon = _from_projection(easting, northing)
    return _between_ellipsoids(lat, lon)


def _meridian(lat: float) -> float:
    """The length in metres of the meridian from the true origin to `lat` (radians)."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = lat - _LAT0, lat + _LAT0
    return (
        b * _SCALE * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )  # fmt: skip


def _from_projection(easting: float, northing: float) -> tuple[float, float]:
    a, b = _AIRY
    square = 1 - (b / a) ** 2
    lat = _LAT0
    while True:
        lat += (northing - _NORTH0 - _meridian(lat)) / (a * _SCALE)
        if abs(northing - _NORTH0 - _meridian(lat)) < 1e-5:
            break
    nu = a * _SCALE / sqrt(1 - square * sin(lat) ** 2)
    rho = a * _SCALE * (1 - square) / (1 - square * sin(lat) ** 2) ** 1.5
    eta, t, sec, d = nu / rho - 1, tan(lat), 1 / cos(lat), easting - _EAST0
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    return lat - vii * d**2 + viii * d**4 - ix * d**6, _LON0 + x * d - xi * d**3 + xii * d**5 - xiia * d**7


def _between_ellipsoids(lat: float, lon: float) -> tuple[float, float]:
    a, b = _AIRY
    square = 1 - (b / a) ** 2
    nu = a / sqrt(1 - square * sin(lat) ** 2)
    x, y, z = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), (1 - square) * nu * sin(lat)
    rx, ry, rz = (radians(turn / 3600) for turn in _TURN)
    s = 1 + _STRETCH
    x, y, z = (
        _SHIFT[0] + x * s - y * rz + z * ry,
        _SHIFT[1] + x * rz + y * s - z * rx,
        _SHIFT[2] - x * ry + y * rx + z * s,
    )
    a, b = _WGS84
    square = 1 - (b / a) ** 2
    flat = hypot(x, y)
    lat = atan2(z, flat * (1 - square))
    for _round in range(8):
        nu = a / sqrt(1 - square * sin(lat) ** 2)
        lat = atan2(z + square * nu * sin(lat), flat)
    return degrees(atan2(y, x)), degrees(lat)
