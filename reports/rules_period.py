"""Rules of the monthly cycle over plain values: deadlines, warnings, moves, seals, differences."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bapas_portal.core.dates import add_months
from reports.choices import Measure, SubmissionState

EVALUATION = ("results", "obstacles", "follow_up", "plan")
COMPARED = (Measure.CLIENTS_END, Measure.CLIENTS_IN, Measure.CLIENTS_OUT, Measure.ASSESSMENTS)
NO_ACTIVITY, NOT_ASSESSED = "NO_ACTIVITY", "NOT_ASSESSED"
MOVES: dict[str, frozenset[str]] = {
    SubmissionState.DRAFT: frozenset({SubmissionState.SUBMITTED}),
    SubmissionState.SUBMITTED: frozenset(
        {SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.ACCEPTED},
    ),
    SubmissionState.RETURNED: frozenset({SubmissionState.SUBMITTED}),
    # Until the month is published the Kanwil may find a fault after all.
    SubmissionState.ACCEPTED: frozenset({SubmissionState.RETURNED}),
}
EDITABLE = frozenset({SubmissionState.DRAFT, SubmissionState.RETURNED})


@dataclass(frozen=True)
class Warned:
    """A figure that is to be explained: `now` and `before` are counts, before None where there was none."""

    code: str
    now: int
    before: int | None = None


def due_days(month: date, *, bapas_day: int, kanwil_day: int) -> tuple[date, date]:
    """The last days for the Bapas and for the Kanwil, both in the month after (domain.md 8.2, assumed)."""
    following = add_months(month, 1)
    return following.replace(day=bapas_day), following.replace(day=kanwil_day)


def days_late(on: date, due_on: date) -> int:
    """How many days after the due day; the due day itself is in time."""
    return max(0, (on - due_on).days)


def may_move(state: str, to: str) -> bool:
    return to in MOVES.get(state, frozenset())


def warnings(
    now: Mapping[str, int], before: Mapping[str, int] | None, *, not_assessed: int, percent: int, least: int
) -> list[Warned]:
    """What the office must explain before it submits.

    A measure that moved by more than `percent` of last month's and by `least` or more; a month without an accepted
    activity; clients at its end without an assessment. Without a last month nothing moved.
    """
    found = []
    for measure in COMPARED if before is not None else ():
        old, new = (before or {}).get(measure, 0), now.get(measure, 0)
        step = abs(new - old)
        if step >= least and step * 100 > old * percent:
            found.append(Warned(f"CHANGE_{measure}", new, old))
    if not now.get(Measure.ACTIVITIES, 0):
        found.append(Warned(NO_ACTIVITY, 0))
    if not_assessed:
        found.append(Warned(NOT_ASSESSED, not_assessed))
    return found


def canonical(value: Any) -> str:
    """One text for one value: keys in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def seal(*parts: Any) -> str:
    """SHA-256 over the canonical text of the parts, in hexadecimal."""
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def seal_lines(rows: Iterable[Sequence[Any]]) -> tuple[str, int]:
    """SHA-256 over rows in whatever order they come, and how many there are."""
    lines = sorted(canonical(row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), len(lines)


def version_content(
    *,
    month: date,
    office: str,
    figures: Sequence[Sequence[Any]],
    warned: Iterable[Warned],
    answers: Mapping[str, str],
    texts: Mapping[str, str],
) -> dict[str, Any]:
    """What a head signs. figures: [measure, is_child, sex, key, category, value], one a cell, in order."""
    return {
        "month": month.isoformat(),
        "office": office,
        "figures": [list(row) for row in figures],
        "warnings": [
            {"code": one.code, "now": one.now, "before": one.before, "answer": answers.get(one.code, "")}
            for one in warned
        ],
        "evaluation": {name: texts[name] for name in EVALUATION},
    }
