"""Answers of the journeys, and what the decree's key makes of them (domain.md 4; reckoned by hand)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """`digits[n]` is the option chosen at `codes[n]`; `total` and `category` are what the key gives."""

    codes: tuple[str, ...]
    digits: tuple[int, ...]
    total: int
    category: str


# The second option everywhere: 3 + 1 + 1 + 1 + 2 + 1 + 1 + 1 + 1 + 1.
RRI = Sheet(tuple(f"A{n}" for n in range(1, 11)), (2,) * 10, 13, "Tinggi")
KRIM_CODES = tuple("K6A" if n == 6 else f"K{n}" for n in range(1, 30))
# The second option everywhere: F1 3, F2 5, F3 6, F4 4, F5 2, F6 2, F7 5.
KRIM = Sheet(KRIM_CODES, (2,) * 29, 27, "Tinggi")
