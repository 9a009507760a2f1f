"""Which months are closed for entries, and for whom they are open again for a while."""

from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import today_in
from reports.choices import ExceptionState, PeriodState
from reports.models import EntryException, Period


def closed_words(office_id: int, month: date) -> str | None:
    """What somebody is told who dates a fact in a published month without leave; None where the month is open.

    Leave of a Bapas holds for its Pos too, and counts by the day of the office's own zone.
    """
    if not Period.objects.filter(month=month, state=PeriodState.PUBLISHED).exists():
        return None
    office = Office.objects.get(pk=office_id)
    today = today_in(office.zone)
    given = EntryException.objects.filter(
        Q(office=office_id) | Q(office=office.parent_id, office__kind="BAPAS"),
        period__month=month,
        state=ExceptionState.GIVEN,
        from_on__lte=today,
        until_on__gte=today,
    )
    if given.exists():
        return None
    words = _(
        "Angka %(month)s sudah terbit, jadi tanggal ini tidak dapat dicatat. Minta pengecualian kepada Kanwil lewat "
        "Laporan bulanan › Pengecualian entri."
    )
    return words % {"month": date_format(month, "F Y")}
