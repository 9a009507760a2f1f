"""Asking for a rollup, and running one: count, check, publish, all in one snapshot of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import add_months, month_end, month_start, months_between, today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.jobs import Told, progress_line, start_job
from bapas_portal.core.models import Job
from bapas_portal.core.scope import Scope
from reports.actions.publication import publish_run, refuse_run
from reports.checks import check_run
from reports.choices import RunState
from reports.counting import STEPS
from reports.models import FACTS, RollupRun
from reports.rules import MAX_MONTHS

TASK = "reports.rollup"


@transaction.atomic
def request_rollup(*, first_month: date, last_month: date, by: User, scope: Scope) -> Job:
    """Start counting the months first_month..last_month of the whole nation. `scope` narrowed to reports.run_rollup.

    The same months asked for twice while the first is not done: the same job. Raises Invalid for months in the
    wrong order, in the future, or more than MAX_MONTHS of them.
    """
    first, last = month_start(first_month), month_start(last_month)
    if last < first:
        raise Invalid(_("Bulan terakhir mendahului bulan pertama."), {"last_month": _("Pilih bulan yang lebih baru.")})
    if last > today_in():
        raise Invalid(_("Bulan itu belum mulai."), {"last_month": _("Pilih paling lambat bulan ini.")})
    if first < add_months(last, 1 - MAX_MONTHS):
        too_many = _("Pilih paling banyak %(count)s bulan sekali hitung.") % {"count": MAX_MONTHS}
        raise Invalid(too_many, {"first_month": too_many})
    job = _start(first, last, owner_id=by.pk)
    record(verb="rollup.requested", subject=job, by=by, office_id=scope.office_id, months=[str(first), str(last)])
    return job


def plan_nightly() -> Job:
    """Start the night's rollup: last month, which late entries still change, and this one."""
    this_month = month_start(today_in())
    return _start(add_months(this_month, -1), this_month, owner_id=None)


def _start(first: date, last: date, *, owner_id: int | None) -> Job:
    return start_job(
        task=TASK,
        owner_id=owner_id,
        params={"first_month": first.isoformat(), "last_month": last.isoformat()},
        dedupe_key=f"{TASK}:{first:%Y-%m}:{last:%Y-%m}",
    )


def run_rollup(*, job: Job) -> RollupRun:
    """Count, check and publish what `job` asks for. Safe to run again after a killed worker.

    Counting and checking are one transaction in one snapshot; publishing is another, because it also writes the
    requester's trail, which moves on meanwhile. Killed before the first commit, nothing is left; killed between the
    two, the figures are counted anew. Nobody is shown figures of a run that is not published.
    The caller holds the lock that lets one rollup run at a time.
    """
    run, _created = RollupRun.objects.update_or_create(
        job=job,
        defaults={
            "first_month": date.fromisoformat(job.params["first_month"]),
            "last_month": date.fromisoformat(job.params["last_month"]),
            "requested_by_id": job.owner_id,
            "state": RunState.RUNNING,
        },
    )
    with failing(run), progress_line(job) as tell:
        with one_snapshot() as as_of:
            run.data_as_of = as_of
            run.save(update_fields=["data_as_of"])
            count_run(run, tell=tell)
            checks = check_run(run, months_between(run.first_month, run.last_month))
        if all(check.failed == 0 for check in checks):
            publish_run(run, checks)
        else:
            refuse_run(run, checks)
    return run


def count_run(run: RollupRun, tell: Told = lambda done, total, message: None) -> None:
    """Write all figures of the run anew. `tell(done, total, message)` hears of every step; the check is the last."""
    for facts in FACTS:
        facts._default_manager.filter(run=run).delete()
    months = list(months_between(run.first_month, run.last_month))
    total = len(months) * len(STEPS) + 1
    for place, (month, step) in enumerate((month, step) for month in months for step in STEPS):
        tell(place, total, f"{step.label} · {month:%m/%Y}")
        step.count(run_id=run.pk, first=month, last=month_end(month))
    tell(total - 1, total, _("Pemeriksaan jumlah"))


@contextmanager
def failing(run: RollupRun) -> Iterator[None]:
    """Mark the run FAILED where the block does not come to its end."""
    ended = False
    try:
        yield
        ended = True
    finally:
        if not ended:
            RollupRun.objects.filter(pk=run.pk).update(state=RunState.FAILED)


@contextmanager
def one_snapshot() -> Iterator[Any]:
    """A transaction in which every statement sees the database of one moment; yields that moment.

    Without it an entry made between two counts would make the sums differ and the run be refused.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT now()")
        yield cursor.fetchone()[0]
