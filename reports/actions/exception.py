"""Leave to enter facts late: asked by the Bapas, given for some days or refused by the Kanwil or the directorate."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from reports.choices import ExceptionState
from reports.models import EntryException, Period


@transaction.atomic
def ask_exception(
    *, period_id: int, office_id: int, reason: str, form_key: UUID, by: User, scope: Scope
) -> EntryException:
    """Ask to enter facts of a published month. A known `form_key` answers with what it asked.

    Raises Office.DoesNotExist, Period.DoesNotExist, NotAllowed, WrongState (not published, or asked already), Invalid.
    """
    office = Office.objects.visible_to(scope).select_for_update().get(pk=office_id)
    if office.kind != OfficeKind.BAPAS or not scope.covers("reports.write_submission", office_id=office.pk):
        raise NotAllowed(_("Pengecualian diminta oleh Bapas yang akan mencatat."))
    known = EntryException.objects.filter(form_key=form_key, office=office).first()
    if known is not None:
        return again(known, period_id=period_id, reason=reason.strip())
    period = Period.objects.get(pk=period_id)
    if not period.is_published:
        raise WrongState(_("Bulan ini belum terbit; catat saja, tidak perlu pengecualian."))
    if EntryException.objects.filter(period=period, office=office, state=ExceptionState.ASKED).exists():
        raise WrongState(_("Permintaan untuk bulan ini sedang menunggu jawaban."))
    if not reason.strip():
        raise Invalid(_("Periksa isian yang ditandai."), {"reason": _("Tulis apa yang terlambat dan mengapa.")})
    exception = EntryException.objects.create(
        period=period, office=office, reason=reason.strip(), form_key=form_key, asked_by=by
    )
    record(verb="exception.asked", subject=exception, by=by, months=f"{period.month:%Y-%m}")
    return exception


@transaction.atomic
def decide_exception(
    *, exception_id: int, give: bool, from_on: date | None, until_on: date | None, answer: str, by: User, scope: Scope
) -> EntryException:
    """Give leave from a day until a day, both included, or refuse with the reason.

    Raises EntryException.DoesNotExist, NotAllowed, WrongState (decided) or Invalid.
    """
    rows = EntryException.objects.visible_to(scope).select_related("office", "period")
    exception = rows.select_for_update(of=("self",)).get(pk=exception_id)
    if not scope.covers("reports.give_exception", office_id=exception.office_id):
        raise NotAllowed(_("Pengecualian diberikan oleh Kanwil atau Ditjenpas."))
    if exception.state != ExceptionState.ASKED:
        raise WrongState(_("Permintaan ini sudah dijawab."))
    _check(give, from_on, until_on, answer, today_in(exception.office.zone))
    exception.state = ExceptionState.GIVEN if give else ExceptionState.REFUSED
    exception.from_on, exception.until_on = (from_on, until_on) if give else (None, None)
    exception.answer, exception.decided_by, exception.decided_at = answer.strip(), by, timezone.now()
    exception.save()
    when: dict[str, Any] = {"from_on": str(from_on), "to_on": str(until_on)} if give else {}
    months = f"{exception.period.month:%Y-%m}"
    record(verb="exception.given" if give else "exception.refused", subject=exception, by=by, months=months, **when)
    return exception


def _check(give: bool, from_on: date | None, until_on: date | None, answer: str, today: date) -> None:
    faults: dict[str, str] = {}
    if give:
        days = {"from_on": from_on, "until_on": until_on}
        faults = {name: _("Bagian ini wajib diisi.") for name, day in days.items() if day is None}
        if from_on is not None and until_on is not None:
            if until_on < from_on:
                faults["until_on"] = _("Tidak boleh sebelum hari pertama.")
            elif until_on < today:
                faults["until_on"] = _("Hari ini atau sesudahnya.")
    elif not answer.strip():
        faults["answer"] = _("Tulis mengapa permintaan ini ditolak.")
    if faults:
        raise Invalid(_("Periksa isian yang ditandai."), faults)
