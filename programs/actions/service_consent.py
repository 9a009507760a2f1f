"""Recording whether the client agrees to kerja sosial, once it was explained (KUHP art. 85)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.service import lock_order
from programs.choices import ServiceKind
from programs.models import ServiceConsent


@transaction.atomic
def record_consent(
    *,
    order_id: int,
    is_agreed: bool,
    said_on: date,
    explained_by: str,
    guardian: str = "",
    note: str = "",
    form_key: UUID,
    by: User,
    scope: Scope,
) -> ServiceConsent:
    """Keep what the client said; an earlier answer stays beside it. A known `form_key` answers with its row.

    Raises as `lock_order`, SentBefore, or Invalid (a day ahead, nobody explained, a child without guardian, no
    reason for a refusal).
    """
    order = lock_order(order_id, scope, "programs.write_service")
    said = {"is_agreed": is_agreed, "said_on": said_on, "explained_by": explained_by.strip()}
    said |= {"guardian": guardian.strip(), "note": note.strip()}
    known = ServiceConsent.objects.filter(form_key=form_key).first()
    if known is not None and known.order_id != order.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, **said)
    faults = {}
    if said_on > today_in(order.guidance.office.zone):
        faults["said_on"] = _("Hari ini belum tiba.")
    if not said["explained_by"]:
        faults["explained_by"] = _("Tulis siapa yang menjelaskan.")
    if order.kind == ServiceKind.CHILD and not said["guardian"]:
        faults["guardian"] = _("Tulis nama orang tua atau wali yang mendampingi anak.")
    if not is_agreed and not said["note"]:
        faults["note"] = _("Tulis mengapa klien tidak setuju.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)
    consent = ServiceConsent.objects.create(order=order, form_key=form_key, by=by, **said)
    office_id = order.guidance.office_id
    record(verb="service_order.consent", subject=order, by=by, office_id=office_id, consent=consent.pk, to=is_agreed)
    return consent
