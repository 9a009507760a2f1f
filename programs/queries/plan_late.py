"""What is late in plans, counted: reviews, goals and steps, for a reader and by officer."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from bapas_portal.accounts.models import User
from bapas_portal.core.scope import Scope
from programs.queries.plan_review import overdue_lines, review_rows
from programs.queries.step import overdue_steps

OFFICER = "plan__guidance__officer"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Reviews to do (late or opened), goals and steps past their day."""

    reviews: int
    goals: int
    steps: int

    @property
    def total(self) -> int:
        return self.reviews + self.goals + self.steps


@dataclass(frozen=True, slots=True)
class OfficerWaiting:
    """`officer` is None for clients without one."""

    officer: User | None
    waiting: Waiting


def waiting_of(scope: Scope, *, is_mine: bool) -> Waiting:
    """What waits where `scope`, narrowed to programs.view_plan, reaches. Three queries."""
    return Waiting(
        reviews=sum(row.due.is_open for row in review_rows(scope, is_mine=is_mine)),
        goals=overdue_lines(scope, is_mine=is_mine).count(),
        steps=overdue_steps(scope, is_mine=is_mine).count(),
    )


def waiting_by_officer(scope: Scope, reviews: Counter[int | None]) -> list[OfficerWaiting]:
    """Who has what waiting, most first; `reviews` counts those to do by officer's id. Three queries."""
    goals = _counted(overdue_lines(scope), OFFICER)
    steps = _counted(overdue_steps(scope), f"line__{OFFICER}")
    numbers = reviews.keys() | goals.keys() | steps.keys()
    officers = User.objects.in_bulk([number for number in numbers if number is not None])
    found = [
        OfficerWaiting(
            officers.get(number) if number is not None else None,
            Waiting(reviews[number], goals[number], steps[number]),
        )
        for number in numbers
    ]
    return sorted(found, key=lambda row: (-row.waiting.total, row.officer.name if row.officer else ""))


def _counted(rows: QuerySet[Any], officer: str) -> Counter[int | None]:
    """Rows by the guidance's officer."""
    counts = rows.select_related(None).order_by().values_list(officer).annotate(total=Count("pk"))
    return Counter(dict(counts))
