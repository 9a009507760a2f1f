"""Writing down a review of the plan in force."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import in_zone, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.indicator import keep_amounts, kept_amounts, read_amounts
from programs.choices import GoalProgress, ReviewCause, ReviewResult
from programs.models import ActionPlan, PlanReview, PlanReviewGoal, PlanVersion
from programs.queries.plan import approved_version, versions_of
from programs.queries.plan_review import review_of
from programs.rules.measure import Amount

Goals = Mapping[int, tuple[str, str]]
TROUBLE = (GoalProgress.STUCK, GoalProgress.DROP)
WORDS_LENGTH, NOTE_LENGTH = 2000, 500


@transaction.atomic
def review_plan(
    *,
    guidance_id: int,
    seen: int = 0,
    reviewed_on: date,
    looked_at: str,
    result: str,
    goals: Goals,
    readings: Mapping[int, str] | None = None,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> PlanReview:
    """Add a review; its cause is what made it due. goals: line number -> (GoalProgress, note), all of the version.

    readings: line number -> what was measured that day, as typed; "" where nothing was.
    `seen`: number of the last review read, 0 for none. `scope` is narrowed to programs.write_plan. Raises
    ActionPlan.DoesNotExist, WrongState (guidance ended, nothing in force, reviewed meanwhile) or Invalid.
    """
    rows = ActionPlan.objects.visible_to(scope).select_related("guidance__office")
    plan = rows.select_for_update(of=("self",)).get(guidance=guidance_id)
    looked_at = _clean(looked_at)
    goals = {line: (went, _clean(note)) for line, (went, note) in goals.items()}
    amounts, faults = read_amounts(plan, {line: text for line, text in (readings or {}).items() if line in goals})
    known: Any = PlanReview.objects.filter(form_key=form_key).first()
    if known is not None:
        known.said = _said(known, form_key)
        said = (goals, {line: amount for line, (_line, amount) in amounts.items()})
        return again(known, plan_id=plan.pk, reviewed_on=reviewed_on, looked_at=looked_at, result=result, said=said)
    version, last = _in_force(plan, seen)
    faults |= _faults(plan, version, reviewed_on, looked_at, result) | _goal_faults(version, goals)
    if faults:
        raise Invalid(_("Tinjauan belum tersimpan."), faults)
    row = PlanReview(plan=plan, number=last + 1, version=version, cause=_cause(scope, guidance_id))
    row.reviewed_on, row.looked_at, row.result = reviewed_on, looked_at, result
    review = _saved(row, form_key, by)
    _keep_goals(review, goals)
    keep_amounts(plan, amounts, on=reviewed_on, form_key=form_key, by=by)
    return review


def _cause(scope: Scope, guidance_id: int) -> str:
    """What made the review due today."""
    due = review_of(scope, guidance_id)
    return due.due.cause if due and due.due.is_open else ReviewCause.EARLY


def _saved(review: PlanReview, form_key: UUID, by: User) -> PlanReview:
    review.form_key, review.by = form_key, by
    review.save(force_insert=True)
    trail = {"number": review.number, "version": review.version.number, "cause": str(review.cause)}
    plan = review.plan
    record(verb="plan.reviewed", subject=plan, by=by, office_id=plan.guidance.office_id, result=review.result, **trail)
    return review


def _said(review: PlanReview, form_key: UUID) -> tuple[Goals, dict[int, Amount]]:
    """What the form said when it was sent first: the goals, and what was measured."""
    goals = {goal.line_id: (goal.progress, goal.note) for goal in review.goals.all()}
    return goals, kept_amounts(goals, form_key)


def _keep_goals(review: PlanReview, goals: Goals) -> None:
    PlanReviewGoal.objects.bulk_create(
        PlanReviewGoal(review=review, line_id=line, progress=progress, note=note)
        for line, (progress, note) in goals.items()
    )


def _in_force(plan: ActionPlan, seen: int) -> tuple[PlanVersion, int]:
    """The version in force, and the number of the last review. Raises WrongState."""
    if plan.guidance.ended_on is not None:
        raise WrongState(_("Masa bimbingan ini sudah berakhir; rencana aksinya tidak dapat diubah lagi."))
    version = approved_version(versions_of(plan))
    if version is None:
        raise WrongState(_("Belum ada rencana yang disetujui, jadi belum ada yang ditinjau."))
    last = plan.reviews.select_related("by").order_by("-number").first()
    if last is not None and last.number != seen:
        raise WrongState(
            _("%(who)s sudah mencatat tinjauan. Isian Anda belum tersimpan; baca tinjauan itu dahulu.")
            % {"who": last.by.name}
        )
    return version, last.number if last else 0


def _faults(plan: ActionPlan, version: PlanVersion, on: date, looked_at: str, result: str) -> dict[str, str]:
    faults: dict[str, str] = {}
    zone = plan.guidance.office.zone
    if on > today_in(zone):
        faults["reviewed_on"] = _("Hari ini belum tiba.")
    elif version.decided_at and on < in_zone(version.decided_at, zone).date():
        faults["reviewed_on"] = _("Rencana yang berlaku belum disetujui pada hari itu.")
    if not looked_at:
        faults["looked_at"] = _("Tulis apa yang dilihat atau dibicarakan.")
    elif len(looked_at) > WORDS_LENGTH:
        faults["looked_at"] = _("Paling banyak %(most)s huruf.") % {"most": WORDS_LENGTH}
    if result not in ReviewResult.values:
        faults["result"] = _("Pilih hasil tinjauan.")
    return faults


def _goal_faults(version: PlanVersion, goals: Goals) -> dict[str, str]:
    """Every goal of the version, and only those; trouble is said in words."""
    lines = {line["line"] for line in version.content["lines"]}
    if goals.keys() - lines:
        raise WrongState(_("Rencana yang berlaku sudah berganti setelah halaman ini dibuka. Buka lagi halamannya."))
    faults: dict[str, str] = {}
    for line in lines:
        progress, note = goals.get(line, ("", ""))
        if progress not in GoalProgress.values:
            faults[f"progress_{line}"] = _("Pilih bagaimana tujuan ini berjalan.")
        elif progress in TROUBLE and not note:
            faults[f"note_{line}"] = _("Tulis apa yang menghambat, atau mengapa dihentikan.")
        elif len(note) > NOTE_LENGTH:
            faults[f"note_{line}"] = _("Paling banyak %(most)s huruf.") % {"most": NOTE_LENGTH}
    return faults


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL in text; a browser counts a line's end as one letter and sends two."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
