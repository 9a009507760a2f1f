"""Noting new information that may change the risk."""

from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.actions.rows import refuse
from clients.choices import InformationKind
from clients.models import Guidance, NewInformation
from clients.permissions.assessment import check_running

TEXT_LENGTH = 1000


@transaction.atomic
def note_information(
    *, guidance_id: int, kind: str, noted_on: date, text: str, by: User, scope: Scope
) -> NewInformation:
    """Note what may change the risk; it makes a reassessment due (Permenkumham 12/2013).

    kind: an InformationKind code. The same words of the same day a second time return the first row: a double
    click notes once. `scope` is narrowed to clients.assess. Raises Guidance.DoesNotExist, Invalid or WrongState.
    """
    rows = Guidance.objects.visible_to(scope).select_related("office").select_for_update(of=("self",))
    guidance = rows.get(pk=guidance_id)
    check_running(guidance)
    # PostgreSQL keeps no NUL in text; a browser sends a line's end as two letters and counts it as one.
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()
    refuse(_problems(guidance, kind, noted_on, said))
    known = NewInformation.objects.filter(guidance=guidance, kind=kind, noted_on=noted_on, text=said).first()
    if known is not None:
        return known
    noted = NewInformation.objects.create(guidance=guidance, kind=kind, noted_on=noted_on, text=said, by=by)
    record(
        verb="information.noted",
        subject=noted,
        by=by,
        office_id=guidance.office_id,
        guidance=guidance.pk,
        kind=kind,
        on=noted_on.isoformat(),
    )
    return noted


def _problems(guidance: Guidance, kind: str, noted_on: date, text: str) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    if kind not in InformationKind.values:
        found["kind"] = _("Pilih jenis keterangan.")
    if noted_on > today_in(guidance.office.zone):
        found["noted_on"] = _("Tanggal ini belum tiba.")
    elif noted_on < guidance.start_on:
        found["noted_on"] = _("Yang terjadi sebelum bimbingan mulai dinilai dalam asesmen awal.")
    if not text:
        found["text"] = _("Tulis keterangannya.")
    elif len(text) > TEXT_LENGTH:
        found["text"] = _("Paling banyak %(most)s huruf; sekarang %(count)s.") % {
            "most": TEXT_LENGTH,
            "count": len(text),
        }
    return found
