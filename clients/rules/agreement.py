"""How far two raters agree beyond chance: percent agreement and Cohen's kappa. Plain values only.

A table maps (first answer, second answer) to how many cases. Sources: Cohen 1960 (kappa), Cohen 1968 (weights),
Fleiss, Cohen & Everitt 1969 (large-sample standard error, from which the interval comes). The words for kappa are
those of Landis & Koch 1977; their bounds are a habit, no test.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from clients.rules.instrument import Instrument

Table = Mapping[tuple[Hashable, Hashable], int]
Weights = Literal["none", "linear"]
Z_95 = 1.959963984540054
LANDIS_KOCH = ((0.8, "almost_perfect"), (0.6, "substantial"), (0.4, "moderate"), (0.2, "fair"), (0.0, "slight"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """n cases; `observed` and `expected` agreement 0 to 1 (weighted where weights are); kappa -1 to 1.

    Everything is None for n = 0; kappa is None too where chance alone agrees always (both raters gave everyone the
    same answer): then it cannot be worked out. `low` and `high` bound the 95 % interval.
    """

    n: int
    observed: float | None = None
    expected: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def table_of(pairs: Iterable[tuple[Hashable, Hashable]]) -> dict[tuple[Hashable, Hashable], int]:
    """Count pairs of answers into a table."""
    counted: dict[tuple[Hashable, Hashable], int] = {}
    for pair in pairs:
        counted[pair] = counted.get(pair, 0) + 1
    return counted


def agreement(table: Table, categories: Sequence[Hashable], weights: Weights = "none") -> Agreement:
    """Agreement of a table over `categories`, in their order where `weights` is "linear".

    linear: 1 for the same, 0 for the two ends, in between by distance. Raises ValueError for an answer that is not
    among the categories, or a negative count.
    """
    places = {category: place for place, category in enumerate(categories)}
    if any(first not in places or second not in places for first, second in table):
        raise ValueError("an answer that is not among the categories")
    if any(count < 0 for count in table.values()):
        raise ValueError("a negative count")
    n = sum(table.values())
    if n == 0:
        return Agreement(0)
    shares = {(places[a], places[b]): count / n for (a, b), count in table.items() if count}
    size = len(categories)
    weight = _weights(size, weights)
    rows = [sum(share for (a, _b), share in shares.items() if a == place) for place in range(size)]
    columns = [sum(share for (_a, b), share in shares.items() if b == place) for place in range(size)]
    observed = sum(weight[a][b] * share for (a, b), share in shares.items())
    expected = sum(weight[a][b] * rows[a] * columns[b] for a in range(size) for b in range(size))
    if 1 - expected < 1e-12:
        return Agreement(n, observed, expected)
    kappa = (observed - expected) / (1 - expected)
    error = _standard_error(n, shares, weight, rows, columns, observed, expected)
    return Agreement(
        n, observed, expected, kappa, max(-1.0, kappa - Z_95 * error), min(1.0, max(kappa, kappa + Z_95 * error))
    )


def strength(kappa: float) -> str:
    """The word of Landis & Koch 1977 as a code: poor, slight, fair, moderate, substantial, almost_perfect."""
    return next((code for least, code in LANDIS_KOCH if kappa > least), "poor")


def _weights(size: int, weights: Weights) -> list[list[float]]:
    if weights == "linear" and size > 1:
        return [[1 - abs(a - b) / (size - 1) for b in range(size)] for a in range(size)]
    return [[float(a == b) for b in range(size)] for a in range(size)]


def _standard_error(
    n: int,
    shares: Mapping[tuple[int, int], float],
    weight: list[list[float]],
    rows: list[float],
    columns: list[float],
    observed: float,
    expected: float,
) -> float:
    """Fleiss, Cohen & Everitt 1969, formula for a kappa that need not be 0."""
    size = len(rows)
    by_row = [sum(columns[b] * weight[a][b] for b in range(size)) for a in range(size)]
    by_column = [sum(rows[a] * weight[a][b] for a in range(size)) for b in range(size)]
    spread = sum(
        share * (weight[a][b] * (1 - expected) - (by_row[a] + by_column[b]) * (1 - observed)) ** 2
        for (a, b), share in shares.items()
    )
    inner = spread - (observed * expected - 2 * expected + observed) ** 2
    return sqrt(max(0.0, inner) / n) / (1 - expected) ** 2


def answer_pairs(
    instrument: Instrument,
    first: Mapping[str, int | bool],
    second: Mapping[str, int | bool],
    parts: Iterable[str],
) -> list[tuple[str, int, int]]:
    """(item, first, second) for every item both raters had to judge: scores, and 0 or 1 for a tick.

    `parts`: those due in both results. Of alternatives (K6A and K6B) the score counts, under the first one's code.
    """
    due = set(parts)
    pairs = []
    for slot in instrument.slots:
        given = [
            next((answers[item.code] for item in slot.items if answers.get(item.code) is not None), None)
            for answers in (first, second)
        ]
        if slot.part in due and given[0] is not None and given[1] is not None:
            pairs.append((slot.code, int(given[0]), int(given[1])))
    pairs += [
        (item.code, int(bool(first.get(item.code))), int(bool(second.get(item.code))))
        for item in instrument.ticks
        if item.part in due
    ]
    return pairs


def categories_of(instrument: Instrument, code: str) -> list[int]:
    """The answers an item of `answer_pairs` can take, lowest score first."""
    for slot in instrument.slots:
        if slot.code == code:
            zero = set() if slot.required else {0}
            return sorted({score for item in slot.items for score in item.scores} | zero)
    return [0, 1]
