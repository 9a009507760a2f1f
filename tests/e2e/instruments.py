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


# The second option of every risk and protective item: 4+1+2+1+1+1+2+2+2+1 = 17, less 1 and 1.
CHILD_RISK = Sheet((*(f"R{n}" for n in range(1, 11)), "P1", "P2"), (2,) * 12, 15, "Sedang")
# Needs answered "Ya" (1): five of F1, three of F2, none of F3, six of F4, two of F5, one of F6. N12 is not readable.
CHILD_YES = {*(f"N{n}" for n in (1, 2, 3, 4, 5, 13, 14, 15, 23, 24, 25, 26, 27, 28, 31, 32, 36))}
CHILD_NEED_CODES = tuple(f"N{n}" for n in range(1, 43) if n != 12)
CHILD_NEEDS = Sheet(CHILD_NEED_CODES, tuple(2 if code in CHILD_YES else 1 for code in CHILD_NEED_CODES), 17, "Sedang")
