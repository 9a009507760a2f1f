"""Points on small maps without tiles: whether one lies in Indonesia, and where each is drawn."""

from collections.abc import Sequence
from typing import Any, SupportsFloat

# A generous box around Indonesia, in degrees; south and west are negative.
SOUTH, NORTH, WEST, EAST = -12, 7, 94, 142
WIDTH, HEIGHT = 480, 190
# Of the map of several points: its depth, the empty edge, the least it shows in degrees, and its scale bars in metres.
DEPTH, EDGE, LEAST = 300, 28, 0.02
METRES_A_DEGREE = 111_195
STEPS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)


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


def points_on_map(points: Sequence[tuple[float | None, float | None]]) -> dict[str, Any] | None:
    """What components/points_map.html draws: numbered points in a frame of their own; None: no point.

    `points` are (latitude, longitude); a point's number is its place in them, from 1; those without both are left out.
    """
    known = [
        (number, latitude, longitude)
        for number, (latitude, longitude) in enumerate(points, 1)
        if latitude is not None and longitude is not None
    ]
    if not known:
        return None
    north, south = max(each[1] for each in known), min(each[1] for each in known)
    west, east = min(each[2] for each in known), max(each[2] for each in known)
    # The longer side fills the frame; one point alone lies in the middle of about two kilometres.
    degree = max((east - west) / (WIDTH - 2 * EDGE), (north - south) / (DEPTH - 2 * EDGE), LEAST / WIDTH)
    middle = (north + south) / 2, (west + east) / 2
    dots = [
        {
            "number": number,
            "x": round(WIDTH / 2 + (longitude - middle[1]) / degree, 1),
            "y": round(DEPTH / 2 - (latitude - middle[0]) / degree, 1),
        }
        for number, latitude, longitude in known
    ]
    metres = degree * METRES_A_DEGREE * WIDTH / 4
    step = next((each for each in STEPS if each >= metres), STEPS[-1])
    bar = {"km": f"{step / 1000:g}".replace(".", ","), "width": round(step / METRES_A_DEGREE / degree, 1)}
    return {"dots": dots, "width": WIDTH, "height": DEPTH, "bar": bar}
