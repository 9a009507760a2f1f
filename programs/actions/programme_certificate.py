"""Certificates of programmes: issued once for who completed one, voided with the reason, issued anew."""

import hashlib
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record, record_read
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from programs.actions.programme import lock_programme
from programs.choices import ATTENDED, EnrolmentState
from programs.files.programme_certificate import Asked, certificate_file, words_of
from programs.models import Attendance, Enrolment, Programme, ProgrammeCertificate
from programs.rules.certificate import telling_word


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
def issue_certificate(
    *, enrolment_id: int, asked: Asked, form_key: UUID, by: User, scope: Scope
) -> ProgrammeCertificate:
    """Issue the certificate; its words are kept as they are today. `scope` not narrowed.

    Raises Enrolment.DoesNotExist, NotAllowed, WrongState (not completed, none given, one stands already) or Invalid.
    """
    row = _locked(enrolment_id, scope)
    known = ProgrammeCertificate.objects.filter(form_key=form_key).first()
    if known is not None and known.enrolment_id != row.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, asked=asdict(asked))
    if not row.programme.gives_certificate:
        raise WrongState(_("Program ini tidak memberi sertifikat."))
    if row.state != EnrolmentState.COMPLETED:
        raise WrongState(_("Sertifikat diterbitkan setelah peserta dinyatakan tuntas."))
    if row.certificates.filter(voided_at=None).exists():
        raise WrongState(_("Sertifikat peserta ini sudah terbit. Batalkan dahulu bila keliru."))
    _check_asked(row, asked)
    sessions = Attendance.objects.filter(
        session__programme=row.programme, session__cancelled_at=None, guidance=row.guidance, mark__in=ATTENDED
    )
    day = today_in(row.programme.office.zone)
    made = ProgrammeCertificate.objects.create(
        enrolment=row,
        issued_on=day,
        content=words_of(row, attended=sessions.count(), on=day, asked=asked),
        form_key=form_key,
        issued_by=by,
    )
    office_id = row.programme.office_id
    record(verb="certificate.issued", subject=made, by=by, office_id=office_id, guidance=row.guidance_id)
    return made


def _check_asked(row: Enrolment, asked: Asked) -> None:
    """Who signs is named; a child's certificate tells nowhere that it comes from a Bapas. Raises Invalid."""
    is_child, faults = row.guidance.is_child, {}
    if (is_child or row.programme.partner_id) and not asked.signer_name:
        faults["signer_name"] = _("Tulis nama yang menandatangani.")
    if is_child:
        faults |= {name: _("Isian ini wajib.") for name in ("title", "organiser") if not getattr(asked, name)}
        for name, text in asdict(asked).items():
            if word := telling_word(text):
                faults[name] = _(
                    "“%(word)s” memberi tahu asal sertifikat ini. Identitas anak dirahasiakan; pakai kata lain."
                ) % {"word": word}
    if faults:
        raise Invalid(_("Belum terbit. Periksa isian yang ditandai."), faults)


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


def print_certificate(certificate: ProgrammeCertificate, *, by: User, scope: Scope) -> bytes:
    """The certificate as issued, as PDF; a trail is left. It is in the reader's sight, with its programme's office.

    `scope` is not narrowed. Raises NotAllowed (who may not know the person) or WrongState (voided).
    """
    check_may_know(certificate, scope)
    if certificate.voided_at is not None:
        raise WrongState(_("Sertifikat ini sudah dibatalkan: %(why)s") % {"why": certificate.void_reason})
    office = certificate.enrolment.programme.office
    file = certificate_file(certificate.content, office=office, by=by.name, at=timezone.now())
    digest = hashlib.sha256(file).hexdigest()
    guidance_id = certificate.enrolment.guidance_id
    record_read(subject=certificate, by=by, office_id=office.pk, act="printed", guidance=guidance_id, digest=digest)
    return file


def check_may_know(certificate: ProgrammeCertificate, scope: Scope) -> None:
    """Raises NotAllowed for who may not know whose certificate it is; `scope` not narrowed."""
    who = certificate.enrolment.guidance
    if not scope.may_identify(office_id=who.office_id, officer_id=who.officer_id, is_child=who.is_child):
        raise NotAllowed(_("Sertifikat menyebut nama; hanya yang memegang klien ini yang dapat membacanya."))
