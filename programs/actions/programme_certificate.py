"""Certificates of programmes: issued once for who completed one, voided with the reason, issued anew."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.programme import lock_programme
from programs.choices import ATTENDED, EnrolmentState
from programs.files.programme_certificate import words_of
from programs.models import Attendance, Enrolment, Programme, ProgrammeCertificate


def _locked(enrolment_id: int, scope: Scope) -> Enrolment:
    """The enrolment, locked after its programme, for who may know whose it is.

    Raises Enrolment.DoesNotExist or NotAllowed.
    """
    programme_id = Enrolment.objects.filter(pk=enrolment_id).values_list("programme_id", flat=True).first()
    try:
        programme = lock_programme(programme_id or 0, scope, is_going=False)
    except Programme.DoesNotExist as error:
        raise Enrolment.DoesNotExist from error
    rows = programme.enrolments.select_for_update(of=("self",)).select_related("guidance__client")
    row: Enrolment = rows.get(pk=enrolment_id)
    row.programme, who = programme, row.guidance
    if not scope.may_identify(office_id=who.office_id, officer_id=who.officer_id, is_child=who.is_child):
        raise NotAllowed(_("Sertifikat menyebut nama; hanya yang memegang klien ini yang dapat menerbitkannya."))
    return row


@transaction.atomic
def issue_certificate(*, enrolment_id: int, form_key: UUID, by: User, scope: Scope) -> ProgrammeCertificate:
    """Issue the certificate; its words are kept as they are today. `scope` not narrowed.

    Raises Enrolment.DoesNotExist, NotAllowed or WrongState (not completed, none given, one stands already).
    """
    row = _locked(enrolment_id, scope)
    known = ProgrammeCertificate.objects.filter(form_key=form_key).first()
    if known is not None and known.enrolment_id != row.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known)
    if not row.programme.gives_certificate:
        raise WrongState(_("Program ini tidak memberi sertifikat."))
    if row.state != EnrolmentState.COMPLETED:
        raise WrongState(_("Sertifikat diterbitkan setelah peserta dinyatakan tuntas."))
    if row.certificates.filter(voided_at=None).exists():
        raise WrongState(_("Sertifikat peserta ini sudah terbit. Batalkan dahulu bila keliru."))
    sessions = Attendance.objects.filter(
        session__programme=row.programme, session__cancelled_at=None, guidance=row.guidance, mark__in=ATTENDED
    )
    day = today_in(row.programme.office.zone)
    made = ProgrammeCertificate.objects.create(
        enrolment=row,
        issued_on=day,
        content=words_of(row, attended=sessions.count(), on=day),
        form_key=form_key,
        issued_by=by,
    )
    office_id = row.programme.office_id
    record(verb="certificate.issued", subject=made, by=by, office_id=office_id, guidance=row.guidance_id)
    return made


@transaction.atomic
def void_certificate(*, certificate_id: int, reason: str, by: User, scope: Scope) -> ProgrammeCertificate:
    """Void a wrong one; it stays on record. `scope` not narrowed.

    Raises ProgrammeCertificate.DoesNotExist, NotAllowed, WrongState (voided already) or Invalid.
    """
    found = ProgrammeCertificate.objects.get(pk=certificate_id)
    try:
        row = _locked(found.enrolment_id, scope)
    except Enrolment.DoesNotExist as error:
        raise ProgrammeCertificate.DoesNotExist from error
    held = row.certificates.select_for_update().get(pk=certificate_id)
    if held.voided_at is not None:
        raise WrongState(_("Sertifikat ini sudah dibatalkan."))
    if not reason.strip():
        raise Invalid(_("Belum tersimpan."), {"reason": _("Tulis alasannya.")})
    held.voided_at, held.voided_by, held.void_reason = timezone.now(), by, reason.strip()
    held.save(update_fields=["voided_at", "voided_by", "void_reason"])
    office_id = row.programme.office_id
    record(verb="certificate.voided", subject=held, by=by, office_id=office_id, guidance=row.guidance_id)
    return held
