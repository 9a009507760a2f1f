"""A point on the small map of Indonesia: whether it lies there, and where it is drawn."""

from typing import Any, SupportsFloat

# A generous box around Indonesia, in degrees; south and west are negative.
SOUTH, NORTH, WEST, EAST = -12, 7, 94, 142
WIDTH, HEIGHT = 480, 190


def is_in_indonesia(latitude: SupportsFloat, longitude: SupportsFloat) -> bool:
    """Degrees, south and west negative."""
    return SOUTH <= float(latitude) <= NORTH and WEST <= float(longitude) <= EAST


def share_of_box(latitude: SupportsFloat, longitude: SupportsFloat) -> tuple[float, float]:
    """Where the point lies in the box, from its north-west corner: (right, down), each 0 to 1."""
    right = (float(longitude) - WEST) / (EAST - WEST)
    down = (NORTH - float(latitude)) / (NORTH - SOUTH)
    return right, down


def point_on_map(latitude: SupportsFloat | None, longitude: SupportsFloat | None) -> dict[str, Any] | None:
    """What components/point_map.html draws (SVG units), and the address that a phone's map opens; None: no point."""
    if latitude is None or longitude is None:
        return None
    right, down = share_of_box(latitude, longitude)
    return {
        "x": round(right * WIDTH, 1),
        "y": round(down * HEIGHT, 1),
        "width": WIDTH,
        "height": HEIGHT,
        "geo": f"geo:{latitude},{longitude}",
        "text": f"{latitude}, {longitude}",
    }
