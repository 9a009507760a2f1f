"""How an agreement stands on a day, when its people are warned, and whether clients may be placed under it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from partners.choices_agreement import FRAMES, AgreementKind, AgreementStage, AgreementState


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an agreement, both included. stopped_on: the first day on which it no longer holds."""

    stage: AgreementStage
    starts_on: date | None = None
    ends_on: date | None = None
    stopped_on: date | None = None
    is_renewed: bool = False


def holds(term: Term, day: date) -> bool:
    """Is it in force on `day`? Only what is signed ever is; stopping ends it from its day on, not before."""
    if term.starts_on is None or term.ends_on is None:
        return False
    if term.stopped_on is not None and day >= term.stopped_on:
        return False
    return term.starts_on <= day <= term.ends_on


def state_on(term: Term, day: date, soon_days: int) -> AgreementState:
    """The state of domain.md section 7 on `day`; the last `soon_days` days are "akan berakhir" (60 there)."""
    if term.stopped_on is not None and day >= term.stopped_on:
        return AgreementState.STOPPED
    if term.starts_on is None or term.ends_on is None:
        return AgreementState.DRAFT if term.stage == AgreementStage.DRAFT else AgreementState.EXPLORING
    if day < term.starts_on:
        return AgreementState.SIGNED
    if day > term.ends_on:
        return AgreementState.RENEWED if term.is_renewed else AgreementState.ENDED
    if (term.ends_on - day).days <= soon_days:
        return AgreementState.RENEWED if term.is_renewed else AgreementState.ENDING
    return AgreementState.ACTIVE


def warning_due(ends_on: date, day: date, at_days: Iterable[int], told: Iterable[int]) -> int | None:
    """The warning to give on `day`: the nearest of `at_days` that is reached, unless it or a nearer one was given.

    A job that did not run for a week gives the one warning that is due, not all it missed. After the end there is none.
    """
    left = (ends_on - day).days
    reached = [days for days in at_days if left <= days]
    if left < 0 or not reached or min(reached) in set(told) or any(days < min(reached) for days in told):
        return None
    return min(reached)


def may_stand_under(kind: AgreementKind, parent: AgreementKind) -> bool:
    """A PKS stands under a frame; a frame stands under none."""
    return kind == AgreementKind.PKS and parent in FRAMES


def days_left(term: Term, day: date) -> int | None:
    """Days until the last one, that included; None where it does not hold."""
    if not holds(term, day) or term.ends_on is None:
        return None
    last = term.ends_on if term.stopped_on is None else min(term.ends_on, term.stopped_on - timedelta(days=1))
    return (last - day).days
