"""Opening a month, publishing its figures, and restating them; each release is a frozen run of its own."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import add_months, month_end, month_start, today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from reports.actions.publication import refuse_run
from reports.actions.refresh import publish_alone
from reports.actions.rollup import count_run, failing, one_snapshot
from reports.checks import Check, check_run
from reports.choices import Measure, PeriodState, RunState
from reports.models import Figure, Period, PublishedMonth, Release, RollupRun
from reports.queries.period import open_offices
from reports.queries.release import differences, seal_of_release, seal_of_run, shape_of_facts
from reports.rules_period import due_days


class ChecksFailed(WrongState):
    """The count that was to be published does not add up; `run_id` is the run that says where."""

    code = "checks_failed"

    def __init__(self, message: str, run_id: int) -> None:
        super().__init__(message)
        self.run_id = run_id


def open_due_periods(*, today: date | None = None) -> int:
    """Open last month, unless it is open. Returns how many were opened."""
    month = add_months(month_start(today or today_in()), -1)
    return _open(month, by=None)[1]


@transaction.atomic
def open_period(*, month: date, by: User, scope: Scope) -> Period:
    """Open a month that is over, which the night did not open. Open already: that one. Raises NotAllowed, Invalid."""
    _check_publishes(scope)
    first = month_start(month)
    if month_end(first) >= today_in():
        raise Invalid(_("Bulan itu belum berakhir."), {"month": _("Pilih bulan yang sudah berakhir.")})
    return _open(first, by=by)[0]


def _open(month: date, *, by: User | None) -> tuple[Period, bool]:
    bapas, kanwil = due_days(month, bapas_day=settings.PERIOD_BAPAS_DUE_DAY, kanwil_day=settings.PERIOD_KANWIL_DUE_DAY)
    with transaction.atomic():
        period, created = Period.objects.get_or_create(
            month=month, defaults={"bapas_due_on": bapas, "kanwil_due_on": kanwil}
        )
        if created:
            record(verb="period.opened", subject=period, by=by, months=f"{month:%Y-%m}")
    return period, created


def publish_period(*, period_id: int, reason: str, form_key: UUID, by: User, scope: Scope) -> Release:
    """Publish the month's figures: counted anew in one snapshot, checked, frozen, sealed. Outside a transaction.

    Needs words in `reason` while an office is not accepted. Raises Period.DoesNotExist, NotAllowed, Invalid,
    WrongState (published, not over, not counted) or ChecksFailed with the first places.
    """
    _check_publishes(scope)
    period = Period.objects.get(pk=period_id)
    known = Release.objects.filter(form_key=form_key, number=0).first()
    if known is not None:
        return again(known, period_id=period_id, reason=reason.strip())
    _check_may_be_first(period, reason)
    return _frozen(period, reason, form_key, by, is_first=True)


def restate_period(*, period_id: int, reason: str, form_key: UUID, by: User, scope: Scope) -> Release:
    """Publish the newest count beside what was published, under the next number. Outside a transaction.

    Raises as publish_period, and WrongState when the month was never published or nothing differs.
    """
    _check_publishes(scope)
    period = Period.objects.get(pk=period_id)
    known = Release.objects.filter(form_key=form_key, number__gt=0).first()
    if known is not None:
        return again(known, period_id=period_id, reason=reason.strip())
    if not period.is_published:
        raise WrongState(_("Bulan ini belum terbit; terbitkan dahulu."))
    if not reason.strip():
        raise Invalid(_("Periksa isian yang ditandai."), {"reason": _("Tulis mengapa angka ini diperbaiki.")})
    return _frozen(period, reason, form_key, by, is_first=False)


def _check_publishes(scope: Scope) -> None:
    if not scope.holds("reports.publish_period"):
        raise NotAllowed(_("Angka bulanan diterbitkan oleh Ditjenpas."))


def _check_may_be_first(period: Period, reason: str) -> None:
    if period.is_published:
        raise WrongState(_("Bulan ini sudah terbit."))
    if month_end(period.month) >= today_in():
        raise WrongState(_("Bulan ini belum berakhir."))
    if not PublishedMonth.objects.filter(month=period.month).exists():
        raise WrongState(_("Bulan ini belum direkap. Jalankan rekap, lalu terbitkan."))
    missing = open_offices(period).count()
    if missing and not reason.strip():
        text = _("%(count)s Bapas belum diterima laporannya. Tulis mengapa angka tetap diterbitkan.")
        raise Invalid(_("Periksa isian yang ditandai."), {"reason": text % {"count": missing}})


def _frozen(period: Period, reason: str, form_key: UUID, by: User, *, is_first: bool) -> Release:
    """Count, check, freeze. A count that somebody else's release made needless is marked FAILED."""
    run = RollupRun.objects.create(first_month=period.month, last_month=period.month, requested_by=by)
    with failing(run):
        with one_snapshot() as as_of:
            run.data_as_of = as_of
            run.save(update_fields=["data_as_of"])
            count_run(run)
            checks = check_run(run, [period.month])
        if all(check.failed == 0 for check in checks):
            run.checks = [check.as_json() for check in checks]
            return _release(period.pk, run, {"reason": reason.strip(), "form_key": form_key, "by": by}, is_first)
        refuse_run(run, checks)
    raise ChecksFailed(_places(checks), run.pk)


def _places(checks: list[Check]) -> str:
    """The first places in words."""
    found = [(check.label, fault) for check in checks for fault in check.faults][:3]
    words = "; ".join(
        _("%(check)s: %(office)s %(cell)s seharusnya %(expected)s, ditemukan %(found)s")
        % {"check": label, "office": at.office, "cell": at.cell, "expected": at.expected, "found": at.found}
        for label, at in found
    )
    return _("Angka ditahan karena pemeriksaan gagal. %(places)s.") % {"places": words}


@transaction.atomic
def _release(period_id: int, run: RollupRun, said: dict[str, Any], is_first: bool) -> Release:
    period = Period.objects.select_for_update().get(pk=period_id)
    if is_first and period.is_published:
        raise WrongState(_("Bulan ini sudah terbit."))
    publish_alone()
    shown = PublishedMonth.objects.select_for_update().get(month=period.month)
    before = Release.objects.filter(period=period).order_by("-number").first()
    last = Release.objects.order_by("-sequence").first()
    changed: list[list[Any]] = []
    if before is not None:
        runs = {"old_run": before.run_id, "new_run": run.pk}
        measures = set(before.measures) & set(Measure.values)
        changed = differences(Figure.objects.all(), month=period.month, measures=measures, **runs)
        if not changed:
            raise WrongState(_("Tidak ada selisih sejak terbitan terakhir."))
    run.state, run.published_at = RunState.FROZEN, timezone.now()
    run.save(update_fields=["state", "published_at", "checks"])
    shape = shape_of_facts()
    figures_digest, facts = seal_of_run(run.pk, shape)
    release = Release(
        period=period,
        number=0 if before is None else before.number + 1,
        sequence=1 if last is None else last.sequence + 1,
        run=run,
        measures=sorted(Measure.values),
        shape=shape,
        facts=facts,
        figures_digest=figures_digest,
        difference=changed,
        previous_digest="" if last is None else last.digest,
        at=timezone.now(),
        **said,
    )
    release.digest = seal_of_release(release)
    release.save(force_insert=True)
    shown.newest_id, shown.run = shown.counted_id, run
    shown.save(update_fields=["newest", "run"])
    _mark_published(period, release)
    return release


def _mark_published(period: Period, release: Release) -> None:
    verb = "period.restated" if release.number else "period.published"
    if not release.number:
        period.state, period.published_at, period.published_by = PeriodState.PUBLISHED, release.at, release.by
        period.save(update_fields=["state", "published_at", "published_by"])
    months, number = f"{period.month:%Y-%m}", release.number
    record(verb=verb, subject=release, by=release.by, months=months, number=number, digest=release.digest)
