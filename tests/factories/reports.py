"""Worlds to count, and published figures. No real person, ever."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from bapas_portal.core.dates import months_between
from clients.choices import InstrumentCode, VersionState
from clients.instruments import shipped
from clients.models import Assessment, AssessmentFactor, Guidance, InstrumentVersion, Need
from programs.choices import ActivityKind, ActivityState, InterventionKind, LineState
from programs.models import ActionPlan, CareActivity, Intervention, Participation, PlanLine, PlanLineState
from reports.actions.publication import publish_run
from reports.actions.rollup import count_run
from reports.checks import check_run
from reports.models import RollupRun
from tests.factories.accounts import make_user


def make_version(code: str) -> InstrumentVersion:
    version, _ = InstrumentVersion.objects.get_or_create(
        instrument=code,
        version="02/2021",
        defaults={"definition": shipped(code), "state": VersionState.PUBLISHED, "valid_from": date(2021, 1, 1)},
    )
    return version


def make_assessment(
    guidance: Guidance,
    *,
    on: date,
    category: str = "HIGH",
    instrument: str = InstrumentCode.RRI,
    factors: dict[str, str] | None = None,
    **fields: Any,
) -> Assessment:
    """A finished assessment with a result of your own choosing; `factors` is {factor: category}."""
    assessment = Assessment.objects.create(
        guidance=guidance,
        version=make_version(instrument),
        instrument=instrument,
        assessed_on=on,
        assessor=fields.pop("assessor", None) or make_user(),
        consent_on=on,
        consent_by="Klien",
        answers={},
        result={},
        total=1,
        category=category,
        **fields,
    )
    for factor, factor_category in (factors or {}).items():
        AssessmentFactor.objects.create(
            assessment=assessment,
            factor=factor,
            score=1,
            maximum=5,
            category=factor_category,
            assessed_on=on,
            office=guidance.office,
            is_child=guidance.is_child,
            sex=guidance.sex,
        )
    return assessment


def make_line(guidance: Guidance, *states: tuple[date, str], removed_at: datetime | None = None) -> PlanLine:
    """A plan line that was in each of `states` from its day on; the first is when it was made."""
    by = make_user()
    plan, _ = ActionPlan.objects.get_or_create(guidance=guidance, defaults={"created_by": by})
    need = Need.objects.create(
        guidance=guidance, kind="PRACTICAL", code=f"N{Need.objects.count()}", opened_on=states[0][0]
    )
    intervention, _ = Intervention.objects.get_or_create(
        code="uji", defaults={"name": "Konseling", "kind": InterventionKind.PERSONALITY, "serves": "F1"}
    )
    line = PlanLine.objects.create(
        plan=plan,
        need=need,
        goal="Tujuan contoh",
        intervention=intervention,
        start_on=states[0][0],
        due_on=states[0][0] + timedelta(days=90),
        indicator="Ukuran contoh",
        responsible=by,
        state=states[-1][1],
        removed_at=removed_at,
    )
    for day, state in states:
        PlanLineState.objects.create(line=line, state=LineState(state), from_on=day)
    return line


def make_activity(
    office: Office, *guidances: Guidance, on: date, state: str = "ACCEPTED", **fields: Any
) -> CareActivity:
    by = make_user()
    decided = {"decided_at": timezone.now(), "decided_by": by} if state in ("ACCEPTED", "RETURNED") else {}
    fields.setdefault("kind", ActivityKind.CLEANING)
    activity = CareActivity.objects.create(
        office=office,
        held_on=on,
        title="Bersih sungai",
        place="Balai desa",
        state=ActivityState(state),
        created_by=by,
        **decided,
        **fields,
    )
    for guidance in guidances:
        guardian = "Wali Contoh" if guidance.is_child else ""
        Participation.objects.create(activity=activity, guidance=guidance, has_agreed=True, agreed_guardian=guardian)
    return activity


def make_published(first: date, last: date | None = None, by: User | None = None) -> RollupRun:
    """Count the months first..last as the worker does, and publish them; a failed check fails the test."""
    last = last or first
    run = RollupRun.objects.create(first_month=first, last_month=last, requested_by=by, data_as_of=timezone.now())
    count_run(run)
    checks = check_run(run, months_between(first, last))
    assert [check for check in checks if check.failed] == []
    publish_run(run, checks)
    return run
