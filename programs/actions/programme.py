"""Programmes of guidance: opening one, changing it, starting, finishing and cancelling it."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from programs.choices import Audience, EnrolmentState, ProgrammeState
from programs.models import Enrolment, EnrolmentStep, Intervention, Programme
from programs.rules.moves import GOING, may_move_programme

WRITE = "programs.write_programme"


class ProgrammeValues(TypedDict):
    """What a programme says. Days are the office's; `partner_id` may be None."""

    name: str
    intervention_id: str
    partner_id: int | None
    start_on: date
    end_on: date
    sessions_planned: int
    capacity: int
    audience: str
    place: str
    facilitator: str
    gives_certificate: bool


@transaction.atomic
def open_programme(
    *, office_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[ProgrammeValues]
) -> Programme:
    """Open a programme for enrolment. A known `form_key` answers with the programme it made.

    Raises NotAllowed (another office) or Invalid.
    """
    if not scope.covers(WRITE, office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat membuka program di kantor Anda sendiri."))
    office = Office.objects.select_for_update(of=("self",)).get(pk=office_id)
    known = Programme.objects.filter(form_key=form_key).first()
    if known is not None and known.office_id != office.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    if known is not None:
        return again(known, **values)
    programme = Programme(office=office, form_key=form_key, created_by=by, **values)
    check_programme(programme)
    programme.save()
    record(verb="programme.opened", subject=programme, by=by, office_id=office.pk)
    return programme


def check_programme(programme: Programme) -> None:
    """Each fault at its field. Raises Invalid."""
    faults = {}
    if not programme.name.strip():
        faults["name"] = _("Tulis nama program.")
    if not programme.place.strip():
        faults["place"] = _("Tulis tempatnya.")
    if programme.end_on < programme.start_on:
        faults["end_on"] = _("Hari terakhir tidak boleh sebelum hari pertama.")
    if not 1 <= programme.capacity <= 500:
        faults["capacity"] = _("1 sampai 500 tempat.")
    if not 1 <= programme.sessions_planned <= 200:
        faults["sessions_planned"] = _("1 sampai 200 pertemuan.")
    if programme.audience not in Audience.values:
        faults["audience"] = _("Pilih dari daftar.")
    if not Intervention.objects.filter(pk=programme.intervention_id).exists():
        faults["intervention_id"] = _("Pilih intervensi dari daftar.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


def lock_programme(programme_id: int, scope: Scope, *, is_going: bool = True) -> Programme:
    """The programme, locked, for who writes programmes of its office (`scope` not narrowed).

    Raises Programme.DoesNotExist or, where it `is_going` that is needed, WrongState.
    """
    rows = Programme.objects.visible_to(scope.narrowed(WRITE)).select_related("office", "intervention", "partner")
    programme = rows.select_for_update(of=("self",)).get(pk=programme_id)
    if is_going and programme.state not in GOING:
        raise WrongState(_("Program ini sudah %(state)s.") % {"state": programme.get_state_display().lower()})
    return programme


@transaction.atomic
def change_programme(
    *, programme_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[ProgrammeValues]
) -> Programme:
    """Change a programme that goes on. Raises as `lock_programme`, WrongState (saved by another since) or Invalid."""
    programme = lock_programme(programme_id, scope)
    if programme.lock_version != lock_version:
        raise WrongState(
            _("Program ini sudah diubah orang lain setelah Anda membukanya. Bandingkan, lalu simpan sekali lagi."),
            code="stale",
        )
    changed = sorted(name for name, value in values.items() if getattr(programme, name) != value)
    if "audience" in changed and programme.enrolments.exists():
        raise Invalid(
            _("Belum tersimpan."), {"audience": _("Sudah ada peserta; peruntukan program tidak dapat diubah.")}
        )
    for name, value in values.items():
        setattr(programme, name, value)
    check_programme(programme)
    programme.lock_version += 1
    try:
        with transaction.atomic():
            programme.save()
    except IntegrityError as error:
        if constraint_of(error) != "programme_holds_the_enrolled":
            raise
        raise Invalid(
            _("Belum tersimpan."), {"capacity": _("Peserta yang terdaftar lebih banyak dari ini.")}
        ) from error
    record(verb="programme.changed", subject=programme, by=by, office_id=programme.office_id, fields=changed)
    return programme


@transaction.atomic
def move_programme(*, programme_id: int, to: str, note: str = "", by: User, scope: Scope) -> Programme:
    """Start, finish or cancel. Finishing wants each participant's result; whoever waits, or takes part in what is
    cancelled, leaves with that reason. Raises as `lock_programme`, WrongState or Invalid (cancelling says why).
    """
    programme = lock_programme(programme_id, scope)
    if not may_move_programme(programme.state, to):
        raise WrongState(_("Program ini sedang %(state)s.") % {"state": programme.get_state_display().lower()})
    if to == ProgrammeState.CANCELLED and not note.strip():
        raise Invalid(_("Belum tersimpan."), {"note": _("Tulis mengapa program dibatalkan.")})
    left = programme.enrolments.filter(state=EnrolmentState.ENROLLED).count()
    if to == ProgrammeState.FINISHED and left:
        raise WrongState(_("Catat dahulu hasil setiap peserta: masih %(n)s yang belum.") % {"n": left})
    programme.state = to
    if to in (ProgrammeState.FINISHED, ProgrammeState.CANCELLED):
        programme.closed_on, programme.closing_note = today_in(programme.office.zone), note.strip()
        reason = note.strip() if to == ProgrammeState.CANCELLED else _("Program selesai sebelum ada tempat.")
        _let_go(programme, reason, by)
    programme.lock_version += 1
    programme.save(update_fields=["state", "closed_on", "closing_note", "lock_version"])
    record(verb="programme.moved", subject=programme, by=by, office_id=programme.office_id, state=str(to))
    return programme


def _let_go(programme: Programme, reason: str, by: User) -> None:
    open_rows = programme.enrolments.filter(state__in=[EnrolmentState.WAITING, EnrolmentState.ENROLLED])
    found = list(open_rows.select_for_update().order_by("pk"))
    day = today_in(programme.office.zone)
    for row in found:
        row.state, row.since_on, row.reason = EnrolmentState.LEFT, day, reason
    Enrolment.objects.bulk_update(found, ["state", "since_on", "reason"])
    EnrolmentStep.objects.bulk_create(
        EnrolmentStep(enrolment=row, state=row.state, on=day, note=reason, by=by) for row in found
    )
