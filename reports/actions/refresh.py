"""Counting again only what writes touched: whole cells of an office's month, one worker at an office at a time.

Open rows of `DirtyMonth` are taken by office under an advisory lock, so that many workers on many hosts share the
offices. A worker killed amid an office leaves its rows open. A run that is published while offices are refreshed
opens again what was done since its snapshot (`reopen_since`), for its figures do not know of it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from bapas_portal.core.dates import month_end
from reports.counting import STEPS
from reports.models import FACTS, DirtyMonth, PublishedMonth, RollupRun

# Lock numbers of this room: which are taken by office, and the one that publishing takes alone.
OFFICE_LOCK, PUBLISH_LOCK = 7301, 7302
KEPT_FOR = timedelta(days=2)
TAKE = """
    WITH taken AS (
        UPDATE reports_dirtymonth SET done_at = clock_timestamp()
         WHERE office_id = %(office)s AND done_at IS NULL RETURNING first, last
    )
    SELECT DISTINCT p.month, coalesce(p.newest_id, p.run_id)
      FROM reports_publishedmonth p
      JOIN taken t ON t.first < p.month + INTERVAL '1 month' AND t.last >= p.month
     ORDER BY p.month
"""


def refresh_all(*, until: datetime | None = None) -> int:
    """Refresh offices with open rows, until none is left that nobody else holds, or `until`. Returns months counted."""
    began, counted = timezone.now(), 0
    left_out: set[int] = set()
    while until is None or timezone.now() < until:
        waiting = DirtyMonth.objects.filter(done_at=None).exclude(office_id__in=left_out).order_by("id")
        office_id = waiting.values_list("office_id", flat=True).first()
        if office_id is None:
            break
        months = refresh_office(office_id)
        if months is None:
            left_out.add(office_id)
        counted += months or 0
    if not left_out and not DirtyMonth.objects.filter(done_at=None).exists():
        kept = PublishedMonth.objects.values_list(Coalesce("newest_id", "run_id"), flat=True)
        RollupRun.objects.filter(pk__in=kept, data_as_of__lt=began).update(data_as_of=began)
    return counted


def refresh_office(office_id: int) -> int | None:
    """Count the office's touched months again, each in the run kept up to date. None: another worker holds it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [PUBLISH_LOCK])
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [OFFICE_LOCK, office_id])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(TAKE, {"office": office_id})
        months = cursor.fetchall()
        for month, run_id in months:
            count_again(run_id, month, [office_id])
    return len(months)


def count_again(run_id: int, month: date, offices: Sequence[int]) -> None:
    """Write the cells of these offices in the run's month anew. In the caller's transaction."""
    for facts in FACTS:
        facts._default_manager.filter(run_id=run_id, month=month, office_id__in=offices).delete()
    for step in STEPS:
        step.count(run_id=run_id, first=month, last=month_end(month), offices=list(offices))


def publish_alone() -> None:
    """Until the transaction ends, nobody else changes which run a month shows, or counts into one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])


def reopen_since(moment: datetime) -> int:
    """Open what was refreshed since `moment`; called where a run counted then is published. Returns how many rows."""
    publish_alone()
    return DirtyMonth.objects.filter(done_at__gte=moment).update(done_at=None)


def forget_done() -> int:
    """Remove rows done longer ago than any run takes. Returns how many."""
    return DirtyMonth.objects.filter(done_at__lt=timezone.now() - KEPT_FOR).delete()[0]
