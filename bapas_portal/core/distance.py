"""Distances on the great circle, in metres; points are (latitude, longitude) in degrees, WGS 84."""

from math import asin, cos, degrees, radians, sin, sqrt

EARTH = 6_371_000
Point = tuple[float, float]


def metres_between(first: Point, second: Point) -> int:
    (south, west), (north, east) = (tuple(map(radians, point)) for point in (first, second))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(min(half, 1.0))))


def rounded(point: Point) -> Point:
    """To a tenth of a metre. Differences of such points are nought or large enough for PostgreSQL to square."""
    return round(point[0], 6), round(point[1], 6)


def box_around(centre: Point, metres: float) -> tuple[float, float, float, float]:
    """(south, north, west, east) in degrees of a box that holds every point within `metres`, up to its rounding.

    Good for Indonesia, which meets neither a pole nor the day line: the east and west sides are where the circle is
    widest, which is a little nearer the pole than its centre.
    """
    angle = (metres + 1) / EARTH
    up = degrees(angle)
    width = degrees(asin(min(1.0, sin(min(angle, radians(90))) / cos(radians(centre[0])))))
    return centre[0] - up, centre[0] + up, centre[1] - width, centre[1] + width
