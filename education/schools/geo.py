"""From the national grid to latitude and longitude.

Constants and formulas: Ordnance Survey, "A Guide to Coordinate Systems in Great Britain" (v3.6, 2020): annex A
(Airy 1830 and GRS80 ellipsoids, national grid projection), annex C (transverse Mercator back to latitude and
longitude) and section 6.6 (the seven parameters between WGS84 and OSGB36, here with their signs turned round).
The guide gives the result as good to about 5 metres; without the datum shift it would be about 110 metres off.
"""

from __future__ import annotations

from math import atan2, cos, hypot, pi, radians, sin, sqrt, tan

AIRY = (6_377_563.396, 6_356_256.909)
GRS80 = (6_378_137.000, 6_356_752.3141)
SCALE, LATITUDE_0, LONGITUDE_0 = 0.9996012717, radians(49), radians(-2)
EASTING_0, NORTHING_0 = 400_000.0, -100_000.0
SHIFT = (446.448, -125.157, 542.060)  # metres
TURN = tuple(angle / 3600 * pi / 180 for angle in (0.1502, 0.2470, 0.8421))  # arc seconds to radians
STRETCH = -20.4894e-6
EASTING_MAX, NORTHING_MAX = 700_000, 1_300_000


def wgs84(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in WGS84 degrees of a point given in metres on the national grid (OSGB36)."""
    x, y, z = _cartesian(*_unproject(easting, northing))
    (rx, ry, rz), (tx, ty, tz), s = TURN, SHIFT, 1 + STRETCH
    latitude, longitude = _geographic(
        tx + x * s - y * rz + z * ry,
        ty + x * rz + y * s - z * rx,
        tz - x * ry + y * rx + z * s,
    )
    return latitude * 180 / pi, longitude * 180 / pi


def _meridian_arc(latitude: float) -> float:
    """Distance along the meridian from the true origin, in metres on the projection."""
    a, b = AIRY
    n = (a - b) / (a + b)
    minus, plus = latitude - LATITUDE_0, latitude + LATITUDE_0
    return (b * SCALE) * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * minus
        - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(minus) * cos(plus)
        + (1.875 * n**2 + 1.875 * n**3) * sin(2 * minus) * cos(2 * plus)
        - (35 / 24) * n**3 * sin(3 * minus) * cos(3 * plus)
    )


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on Airy's ellipsoid; roman numerals as in annex C."""
    a, b = AIRY
    e2 = 1 - b * b / (a * a)
    latitude = LATITUDE_0 + (northing - NORTHING_0) / (a * SCALE)
    for _ in range(20):
        rest = northing - NORTHING_0 - _meridian_arc(latitude)
        if abs(rest) < 1e-5:
            break
        latitude += rest / (a * SCALE)
    t, sec = tan(latitude), 1 / cos(latitude)
    under = 1 - e2 * sin(latitude) ** 2
    nu, rho = a * SCALE / sqrt(under), a * SCALE * (1 - e2) * under**-1.5
    eta2 = nu / rho - 1
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    d = easting - EASTING_0
    return (
        latitude - vii * d**2 + viii * d**4 - ix * d**6,
        LONGITUDE_0 + x * d - xi * d**3 + xii * d**5 - xiia * d**7,
    )


def _cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    a, b = AIRY
    e2 = 1 - b * b / (a * a)
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    return (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        (1 - e2) * nu * sin(latitude),
    )


def _geographic(x: float, y: float, z: float) -> tuple[float, float]:
    a, b = GRS80
    e2 = 1 - b * b / (a * a)
    across = hypot(x, y)
    latitude = atan2(z, across * (1 - e2))
    for _ in range(10):
        nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
        before, latitude = latitude, atan2(z + e2 * nu * sin(latitude), across)
        if abs(latitude - before) < 1e-12:
            break
    return latitude, atan2(y, x)
