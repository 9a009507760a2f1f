"""Publishing a counted run, or holding it back."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from bapas_portal.audit.trail import record
from bapas_portal.core.dates import months_between
from reports.actions.refresh import reopen_since
from reports.checks import Check
from reports.choices import RunState
from reports.models import PublishedMonth, RollupRun


@transaction.atomic
def publish_run(run: RollupRun, checks: Iterable[Check]) -> None:
    """Show the run's figures for its months; of a month with a release they stand beside it as the newest count.

    A run none of whose months is shown or newest any more becomes SUPERSEDED.

    What was refreshed since the run's snapshot is refreshed once more, in this run.
    """
    if run.data_as_of is not None:
        reopen_since(run.data_as_of)
    run.state, run.published_at = RunState.PUBLISHED, timezone.now()
    run.checks = [check.as_json() for check in checks]
    run.save(update_fields=["state", "published_at", "checks"])
    for month in months_between(run.first_month, run.last_month):
        shown, created = PublishedMonth.objects.get_or_create(month=month, defaults={"run": run})
        if not created:
            place = "run" if shown.newest_id is None else "newest"
            setattr(shown, place, run)
            shown.save(update_fields=[place])
    used = PublishedMonth.objects.values_list(Coalesce("newest_id", "run_id"), flat=True)
    RollupRun.objects.filter(state=RunState.PUBLISHED).exclude(pk__in=used).update(state=RunState.SUPERSEDED)
    record(verb="rollup.published", subject=run, by=run.requested_by, months=_months(run))


@transaction.atomic
def refuse_run(run: RollupRun, checks: Iterable[Check]) -> None:
    """Hold the run back; what was published before stays shown."""
    run.state = RunState.REFUSED
    run.checks = [check.as_json() for check in checks]
    run.save(update_fields=["state", "checks"])
    failed = [check["code"] for check in run.checks if not check["passed"]]
    record(verb="rollup.refused", subject=run, by=run.requested_by, months=_months(run), failed=failed)


def _months(run: RollupRun) -> list[str]:
    return [f"{month:%Y-%m}" for month in (run.first_month, run.last_month) if isinstance(month, date)]
