"""How far a place on a phone lies from a work site."""

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000


def metres_between(first: tuple[float, float], second: tuple[float, float]) -> int:
    """Metres on the great circle between two (latitude, longitude) in degrees."""
    (south, west), (north, east) = (tuple(map(radians, point)) for point in (first, second))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(min(half, 1.0))))
