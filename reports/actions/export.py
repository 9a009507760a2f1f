"""Asking for a file, fetching it, and removing it when its time is over."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import month_end, month_start
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.jobs import start_job
from bapas_portal.core.scope import Scope
from reports.models import Export, PublishedMonth
from reports.queries.cases import case_rows
from reports.rules import MAX_MONTHS, missing_months

TASK = "reports.make_export"


class Expired(DomainError):
    """The file's time is over; it has been or will be removed."""

    code = "expired"
    http_status = 410


def check_may_export(*, office: Office, with_case_rows: bool, scope: Scope) -> None:
    """Raises NotAllowed: the nation and case rows each need a right of their own at that office."""
    if office.parent_id is None and not scope.holds("reports.export_national"):
        raise NotAllowed(_("Laporan nasional hanya dapat diekspor oleh Direktorat."))
    if with_case_rows and not scope.covers("reports.view_case_rows", office_id=office.pk):
        raise NotAllowed(_("Anda tidak berwenang membuka daftar perkara kantor ini."))


def check_months(*, first: date, last: date) -> None:
    """Raises Invalid unless every month from `first` to `last` has published figures, MAX_MONTHS at most."""
    if last < first:
        raise Invalid(_("Bulan terakhir mendahului bulan pertama."), {"last_month": _("Pilih bulan yang lebih baru.")})
    if (last.year - first.year) * 12 + last.month - first.month >= MAX_MONTHS:
        too_many = _("Pilih paling banyak %(count)s bulan.") % {"count": MAX_MONTHS}
        raise Invalid(too_many, {"first_month": too_many})
    published = PublishedMonth.objects.filter(month__range=(first, last)).values_list("month", flat=True)
    if missing := missing_months(first, last, published):
        names = ", ".join(f"{month:%m/%Y}" for month in missing)
        raise Invalid(
            _("Belum ada rekap untuk %(months)s.") % {"months": names},
            {"first_month": _("Belum direkap: %(months)s.") % {"months": names}},
        )


def check_case_rows(*, office: Office, first: date, last: date, scope: Scope) -> None:
    """Raises Invalid for more case rows than a file may hold (a sheet ends at 1,048,576 rows)."""
    rows = case_rows(scope.narrowed("reports.view_case_rows"), office=office, first=first, last=month_end(last))
    if rows.count() > settings.EXPORT_MAX_CASE_ROWS:
        text = _("Daftar perkaranya terlalu panjang. Pilih kantor atau bulan yang lebih sedikit.")
        raise Invalid(text, {"with_case_rows": text})


@transaction.atomic
def request_export(
    *,
    kind: str,
    first_month: date,
    last_month: date,
    office_id: int,
    with_case_rows: bool,
    by: User,
    scope: Scope,
) -> Export:
    """Ask for a file of the figures of an office and all below it. `scope` narrowed to reports.export.

    Asked again while the first is being made: the same export. Raises NotAllowed, Invalid; Office.DoesNotExist for
    an office out of reach.
    """
    first, last = month_start(first_month), month_start(last_month)
    office = Office.objects.visible_to(scope).get(pk=office_id)
    check_may_export(office=office, with_case_rows=with_case_rows, scope=scope)
    check_months(first=first, last=last)
    if with_case_rows:
        check_case_rows(office=office, first=first, last=last, scope=scope)
    months = [str(first), str(last)]
    wish: dict[str, Any] = {"kind": kind, "office": office.pk, "months": months, "case_rows": with_case_rows}
    job = start_job(
        task=TASK,
        owner_id=by.pk,
        params=wish,
        dedupe_key=f"{TASK}:{by.pk}:{office.pk}:{kind}:{first:%Y-%m}:{last:%Y-%m}:{with_case_rows:d}",
    )
    expires_at = timezone.now() + timedelta(days=settings.EXPORT_EXPIRES_DAYS)
    export, created = Export.objects.get_or_create(
        job=job,
        defaults={
            "kind": kind,
            "first_month": first,
            "last_month": last,
            "office": office,
            "with_case_rows": with_case_rows,
            "owner": by,
            "expires_at": expires_at,
        },
    )
    if created:
        record(verb="export.requested", subject=export, by=by, **wish)
    return export


@transaction.atomic
def download_export(*, export_id: str, by: User, scope: Scope) -> tuple[Export, File]:
    """Open the file for reading and leave a trail. `scope` narrowed to reports.export.

    Raises Export.DoesNotExist out of scope, Expired after its time, WrongState while it is not made.
    """
    export = Export.objects.visible_to(scope).select_related("job", "office").get(pk=export_id)
    if export.is_expired:
        raise Expired(_("Masa simpan berkas ini sudah lewat. Buat ekspor baru bila masih diperlukan."))
    if not export.is_ready:
        raise WrongState(_("Berkas ini belum selesai dibuat."))
    record(verb="export.downloaded", subject=export, by=by, digest=export.digest)
    return export, export.file.open("rb")


def remove_expired() -> int:
    """Remove the files whose time is over; the row stays and tells what there was. Returns how many."""
    expired = Export.objects.filter(expires_at__lte=timezone.now(), removed_at=None).order_by("created_at")
    return sum(_remove(export.pk) for export in expired.iterator())


@transaction.atomic
def _remove(export_id: UUID) -> bool:
    export = Export.objects.select_for_update().get(pk=export_id)
    if export.removed_at is not None:
        return False
    export.removed_at = timezone.now()
    export.save(update_fields=["removed_at"])
    record(verb="export.removed", subject=export, by=None)
    name, storage = export.file.name, export.file.storage
    if name:
        transaction.on_commit(lambda: storage.delete(name))
    return True
