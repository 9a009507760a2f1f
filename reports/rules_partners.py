"""Rules for comparing partners: quantiles of counted days, and which numbers are hidden. Plain values only."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil

from reports.rules import SMALLEST_SHOWN, hide_small

# What an outcome is worth in the average; what was not tried is left out.
WORTH = {"MET": 1.0, "PARTLY": 0.5, "NOT_MET": 0.0}


def quantile(days: Mapping[int, int], share: float) -> int | None:
    """The smallest number of days that `share` of the referrals did not exceed (nearest rank).

    None of fewer than SMALLEST_SHOWN. `days`: {days: referrals}.
    """
    whole = sum(days.values())
    if whole < SMALLEST_SHOWN:
        return None
    reached = 0
    for day in sorted(days):
        reached += days[day]
        if reached >= ceil(share * whole):
            return day
    raise AssertionError("shares above 1")


def outcome_score(outcomes: Mapping[str, int]) -> float | None:
    """The average worth of the needs worked on, to one decimal; None of fewer than SMALLEST_SHOWN."""
    tried = sum(outcomes.get(code, 0) for code in WORTH)
    if tried < SMALLEST_SHOWN:
        return None
    return round(sum(worth * outcomes.get(code, 0) for code, worth in WORTH.items()) / tried, 1)


def hide_column(parts: Sequence[int], also: Collection[int] = ()) -> list[int | None]:
    """`hide_small(parts)` with the places `also` hidden too.

    What is hidden is several parts and adds up to SMALLEST_SHOWN at least, or to nought, where the parts allow it.
    """
    hidden = {place for place, part in enumerate(hide_small(parts)) if part is None} | set(also)
    open_places = [place for place in range(len(parts)) if place not in hidden]
    rest = sorted(open_places, key=lambda place: (parts[place] == 0, parts[place]))
    whole = sum(parts[place] for place in hidden)
    while whole and rest and (len(hidden) < 2 or whole < SMALLEST_SHOWN):
        place = rest.pop(0)
        hidden.add(place)
        whole += parts[place]
    return [None if place in hidden else part for place, part in enumerate(parts)]
