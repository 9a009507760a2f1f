"""What scoring hands back: problems, results, and the picture while answers are typed."""

from dataclasses import dataclass
from typing import Any, Literal

from clients.rules.bands import Category

Kind = Literal["missing", "unknown", "impossible"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `item` is an item's code or the name of a context fact."""

    item: str
    kind: Kind
    message: str


class AnswerError(ValueError):
    """Answers that cannot be scored; names the first bad item in the order of the form."""

    def __init__(self, item: str, message: str) -> None:
        super().__init__(f"{item}: {message}")
        self.item = item
        self.message = message


@dataclass(frozen=True, slots=True)
class FactorResult:
    """`category` is None where the instrument prints no bands for the factor."""

    score: int
    maximum: int
    category: Category | None


@dataclass(frozen=True, slots=True)
class Result:
    """`kriminogenik_due` is None for an instrument that does not decide it (KRIM, ANAK)."""

    total: int
    category: Category
    factors: dict[str, FactorResult]
    parts_due: tuple[str, ...]
    kriminogenik_due: bool | None
    ticks: frozenset[str]


def result_as_json(result: Result) -> dict[str, Any]:
    """A result as the JSON that Assessment.result keeps."""
    return {
        "total": result.total,
        "category": result.category,
        "factors": {
            code: {"score": each.score, "maximum": each.maximum, "category": each.category}
            for code, each in result.factors.items()
        },
        "parts_due": list(result.parts_due),
        "kriminogenik_due": result.kriminogenik_due,
        "ticks": sorted(result.ticks),
    }


@dataclass(frozen=True, slots=True)
class PartialFactor:
    """A factor while answers are being typed. `lowest` and `highest` are still possible."""

    score: int
    maximum: int
    lowest: int
    highest: int
    answered: int
    needed: int
    category: Category | None


@dataclass(frozen=True, slots=True)
class Partial:
    """The live panel: what stands so far, what is still possible, what is missing."""

    total: int
    lowest: int
    highest: int
    answered: int
    needed: int
    category: Category | None
    possible_categories: tuple[Category, ...]
    factors: dict[str, PartialFactor]
    parts_due: tuple[str, ...]
    parts_open: tuple[str, ...]
    kriminogenik_due: bool | None
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.problems
