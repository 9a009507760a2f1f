"""Results as lines of a table, each with its goal beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reports.bench.stopwatch import Pair

HEAD = ("what", "median", "against", "median", "ratio", "spread", "p95", "goal", "reached")


@dataclass(frozen=True, slots=True)
class Goal:
    """At most `most` of `what`: the ratio of medians, of p95s, milliseconds at p95, or a plain number."""

    most: float
    what: str = "ratio"


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing. `pair` for a ratio, `number` where there is nothing to hold it against."""

    what: str
    against: str = ""
    pair: Pair | None = None
    number: float | None = None
    goal: Goal | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def judged(self) -> float | None:
        """The number that the goal speaks of."""
        if self.pair is None or self.goal is None:
            return self.number
        return {
            "ratio": self.pair.ratio,
            "p95 ratio": self.pair.ratio_p95,
            "p95 ms": self.pair.subject.p95 * 1000,
        }[self.goal.what]

    @property
    def is_reached(self) -> bool | None:
        """None where there is no goal."""
        return None if self.goal is None or self.judged is None else self.judged <= self.goal.most

    def cells(self) -> tuple[str, ...]:
        reached = {None: "", True: "yes", False: "NO"}[self.is_reached]
        goal = f"{self.goal.what} <= {self.goal.most:g}" if self.goal else ""
        if self.pair is None:
            number = "" if self.number is None else f"{self.number:g}"
            return (self.what, number, self.against, "", "", "", "", goal, reached)
        return (
            self.what,
            _milliseconds(self.pair.subject.median),
            self.against,
            _milliseconds(self.pair.baseline.median),
            f"{self.pair.ratio:.2f}x",
            f"{min(self.pair.ratios):.2f}-{max(self.pair.ratios):.2f}",
            f"{_milliseconds(self.pair.subject.p95)} ({self.pair.ratio_p95:.2f}x)",
            goal,
            reached,
        )

    def as_json(self) -> dict[str, Any]:
        """The same for a program; times in milliseconds, absent where nothing was timed."""
        told: dict[str, Any] = {"what": self.what, "judged": self.judged, "reached": self.is_reached}
        told["goal"] = {"of": self.goal.what, "at_most": self.goal.most} if self.goal else None
        if self.pair is not None:
            told["median_ms"], told["p95_ms"] = self.pair.subject.median * 1000, self.pair.subject.p95 * 1000
            told["against"] = {"what": self.against, "median_ms": self.pair.baseline.median * 1000}
            told["ratio"] = self.pair.ratio
        return told | {"notes": list(self.notes)}


def table(lines: Iterable[Line]) -> str:
    """Aligned columns, and under each line its notes."""
    lines = list(lines)
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    printed = [_row(HEAD, widths), _row(["-" * width for width in widths], widths)]
    for line in lines:
        printed.append(_row(line.cells(), widths))
        printed += [f"    {note}" for note in line.notes]
    return "\n".join(printed)


def _row(cells: Iterable[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
