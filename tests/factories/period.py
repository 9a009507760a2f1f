"""A month of the cycle: opened, written, handed in, decided, published, through the actions themselves."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.scopes import scope_of
from reports import actions
from reports.choices import PeriodState, RunState
from reports.models import Period, Release, RollupRun, Submission
from reports.queries.release import seal_of_release, seal_of_run
from reports.queries.submission import office_month
from reports.rules_period import EVALUATION

MONTH = date(2025, 5, 1)
TEXTS = {name: f"Isi bagian {name}" for name in EVALUATION}


def acting(user: User, permission: str) -> dict[str, Any]:
    """by= and scope= of somebody at a door that asks `permission`."""
    return {"by": user, "scope": scope_of(user).narrowed(f"reports.{permission}")}


def make_period(month: date = MONTH, **fields: Any) -> Period:
    fields.setdefault("bapas_due_on", date(2025, 6, 5))
    fields.setdefault("kanwil_due_on", date(2025, 6, 10))
    return Period.objects.get_or_create(month=month, defaults=fields)[0]


def write_month(period: Period, office: Office, user: User, **changes: Any) -> Submission:
    """Everything that the head needs to submit."""
    warned = office_month(office, period.month).warned
    known = Submission.objects.filter(period=period, office=office).first()
    values = {
        "texts": TEXTS,
        "answers": {one.code: f"Sebab {one.code}" for one in warned},
        "lock_version": known.lock_version if known else 0,
    } | changes
    return actions.save_submission(
        period_id=period.pk, office_id=office.pk, **values, **acting(user, "write_submission")
    )


def hand_in(period: Period, office: Office, head: User) -> Submission:
    written = write_month(period, office, head)
    place = {"period_id": period.pk, "office_id": office.pk}
    return actions.submit_month(**place, lock_version=written.lock_version, **acting(head, "submit_month"))


def decide(submission: Submission, user: User, *, accept: bool = True, text: str = "Catatan Kanwil") -> Submission:
    return actions.decide_submission(
        period_id=submission.period_id,
        office_id=submission.office_id,
        version=submission.versions.count(),
        accept=accept,
        text=text,
        **acting(user, "accept_submission"),
    )


def publish(period: Period, user: User, *, reason: str = "", form_key: Any = None) -> Release:
    """The first release, or the next restatement. Only in a test with transactions of its own."""
    act = actions.publish_period if not Period.objects.get(pk=period.pk).is_published else actions.restate_period
    return act(period_id=period.pk, reason=reason, form_key=form_key or uuid4(), **acting(user, "publish_period"))


def published_period(by: User, month: date = MONTH) -> Period:
    """Published, as a row alone: without a release and its figures."""
    period = make_period(month)
    period.state, period.published_at, period.published_by = PeriodState.PUBLISHED, timezone.now(), by
    period.save()
    return period


def make_release(period: Period, by: User, office: Office | None = None) -> Release:
    """A release as a row alone; with an office, a restatement in which one of its cells differs."""
    run = RollupRun.objects.create(first_month=period.month, last_month=period.month, state=RunState.FROZEN)
    last = Release.objects.order_by("-sequence").first()
    release = Release(
        period=period,
        number=period.releases.count(),
        sequence=last.sequence + 1 if last else 1,
        run=run,
        measures=[],
        shape={},
        facts=0,
        figures_digest=seal_of_run(run.pk, {})[0],
        difference=[[office.code, "CLIENTS_END", False, "M", "PB", "", 3, 4]] if office else [],
        previous_digest=last.digest if last else "",
        reason="Uji",
        form_key=uuid4(),
        by=by,
        at=timezone.now(),
    )
    release.digest = seal_of_release(release)
    release.save()
    return release


def month_in_full(office: Office, head: User, kanwil: User) -> tuple[Submission, Release]:
    """Accepted, published and restated, as rows for who only reads them."""
    period = make_period()
    submission = decide(hand_in(period, office, head), kanwil)
    make_release(period, kanwil)
    return submission, make_release(period, kanwil, office)
