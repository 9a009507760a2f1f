"""Timing two things side by side: A B A B, round by round, after a warm-up."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Work = Callable[[], object]
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of every call, by round."""

    rounds: Sequence[Sequence[float]]

    @property
    def median(self) -> float:
        return median(self._all)

    @property
    def p95(self) -> float:
        """The smallest time that at least 95 of 100 calls do not exceed."""
        ordered = sorted(self._all)
        return ordered[-(-len(ordered) * 95 // 100) - 1]

    @property
    def _all(self) -> list[float]:
        return [seconds for each in self.rounds for seconds in each]


@dataclass(frozen=True, slots=True)
class Pair:
    """A and B, measured alternately in the same rounds."""

    subject: Timed
    baseline: Timed

    @property
    def ratios(self) -> list[float]:
        """Median of A by median of B, one for each round."""
        rounds = zip(self.subject.rounds, self.baseline.rounds, strict=True)
        return [median(a) / median(b) for a, b in rounds]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def ratio_p95(self) -> float:
        return self.subject.p95 / self.baseline.p95


def side_by_side(subject: Work, baseline: Work, *, rounds: int, calls: int) -> Pair:
    """Time `calls` calls of each in every round, call by call in turn. The warm-up is not counted."""
    for _ in range(min(WARM_UP, calls)):
        subject()
        baseline()
    both = [_one_round(subject, baseline, calls) for _ in range(rounds)]
    return Pair(Timed([a for a, _b in both]), Timed([b for _a, b in both]))


def _one_round(subject: Work, baseline: Work, calls: int) -> tuple[list[float], list[float]]:
    gc.collect()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(calls):
        times[0].append(seconds_of(subject))
        times[1].append(seconds_of(baseline))
    return times


def seconds_of(work: Work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
