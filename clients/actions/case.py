"""Correcting a criminal case."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.actions.register import status_problems
from clients.actions.rows import changed, locked, refuse, whole
from clients.models import Case
from clients.rules.cohort import is_child_at
from clients.rules.guidance_dates import CaseDates, case_date_problems


def correct_case(*, case_id: int, by: User, scope: Scope, **values: Any) -> Case:
    """Correct fields of Case; the history keeps what stood before. Raises Invalid, Case.DoesNotExist."""
    with whole(by):
        case = locked(Case.objects, pk=case_id, scope=scope)
        names = changed(case, values)
        if not names:
            return case
        refuse(_problems(case))
        case.save(update_fields=names)
        fields = sorted(name.removesuffix("_id") for name in names)
        record(verb="case.corrected", subject=case, by=by, client=case.client_id, fields=fields)
    return case


def _problems(case: Case) -> dict[str, Any]:
    birth_on = case.client.birth_on
    found = case_date_problems(
        CaseDates(
            birth_on=birth_on,
            offence_on=case.offence_on,
            verdict_on=case.verdict_on,
            first_detained_on=case.first_detained_on,
        ),
        today=today_in(),
    )
    is_child = is_child_at(birth_on, case.offence_on)
    if any(status_problems(guidance.status, is_child) for guidance in case.guidances.all()):
        found["offence_on"] = _(
            "Dengan tanggal ini, kelompok anak/dewasa berubah dan status bimbingan klien tidak sah lagi."
        )
    if case.guidances.filter(start_on__lt=case.offence_on).exists():
        found["offence_on"] = _("Tanggal perbuatan tidak boleh sesudah bimbingan mulai.")
    return found
