"""Who takes part in a programme: enrolling, the waiting list, and how it ended for each."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of
from clients.models import Guidance
from programs.actions.programme import lock_programme
from programs.choices import SEATED, EnrolmentState, LineState
from programs.models import Attendance, Enrolment, EnrolmentStep, PlanLine, Programme
from programs.queries.guiding import pickable, upcoming_sessions
from programs.rules.moves import may_move_enrolment


@transaction.atomic
def enrol(*, programme_id: int, guidance_ids: Iterable[int], by: User, scope: Scope) -> list[Enrolment]:
    """Enrol clients; whoever finds no place any more waits, in the order of their names.

    `scope` is not narrowed: the programme is changed under `programs.write_programme`, clients are picked under
    `clients.view_client`. Who is on the list already stays once. A plan line for the programme's intervention that
    is planned or running is linked. Raises as `lock_programme`, or Invalid (not in sight, another office or age).
    """
    programme = lock_programme(programme_id, scope)
    wanted = set(guidance_ids) - set(_on_the_list(programme).values_list("guidance_id", flat=True))
    found = list(pickable(programme, scope).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise Invalid(_("Ada klien yang tidak dapat didaftarkan: bukan klien kantor ini, atau bukan untuk usianya."))
    places = programme.capacity - programme.enrolments.filter(state__in=SEATED).count()
    places = 0 if programme.enrolments.filter(state=EnrolmentState.WAITING).exists() else places
    lines, day, rows = _lines(programme, found), today_in(programme.office.zone), []
    for number, guidance in enumerate(found):
        state = EnrolmentState.ENROLLED if number < places else EnrolmentState.WAITING
        rows.append(
            Enrolment(
                programme=programme,
                guidance=guidance,
                plan_line_id=lines.get(guidance.pk),
                state=state,
                since_on=day,
            )
        )
    Enrolment.objects.bulk_create(rows)
    EnrolmentStep.objects.bulk_create(EnrolmentStep(enrolment=row, state=row.state, on=day, by=by) for row in rows)
    _list_for_sessions(programme, [row for row in rows if row.state == EnrolmentState.ENROLLED])
    if rows:
        office_id = programme.office_id
        record(verb="enrolment.added", subject=programme, by=by, office_id=office_id, guidances=sorted(wanted))
    return rows


def _on_the_list(programme: Programme) -> QuerySet[Enrolment]:
    return programme.enrolments.filter(state__in=[EnrolmentState.WAITING, *SEATED])


def _lines(programme: Programme, found: Iterable[Guidance]) -> dict[int, int]:
    """Of each client the newest line of the plan for this intervention: {guidance: line}."""
    lines = PlanLine.objects.current().filter(
        plan__guidance__in=found,
        intervention=programme.intervention_id,
        state__in=[LineState.PLANNED, LineState.RUNNING],
    )
    return dict(lines.order_by("pk").values_list("plan__guidance_id", "pk"))


def _list_for_sessions(programme: Programme, rows: Iterable[Enrolment]) -> None:
    """Put them on the list of each session of the programme from today on."""
    sessions = list(upcoming_sessions(programme))
    Attendance.objects.bulk_create(
        (
            Attendance(session=session, guidance_id=row.guidance_id, enrolment=row)
            for session in sessions
            for row in rows
        ),
        ignore_conflicts=True,
    )


def lock_enrolment(enrolment_id: int, scope: Scope) -> Enrolment:
    """The enrolment, locked after its programme. Raises Enrolment.DoesNotExist, or as `lock_programme`."""
    found = Enrolment.objects.filter(pk=enrolment_id).values_list("programme_id", flat=True).first()
    try:
        programme = lock_programme(found or 0, scope)
    except Programme.DoesNotExist as error:
        raise Enrolment.DoesNotExist from error
    row = programme.enrolments.select_for_update(of=("self",)).select_related("guidance").get(pk=enrolment_id)
    row.programme = programme
    return row


@transaction.atomic
def admit(*, enrolment_id: int, by: User, scope: Scope) -> Enrolment:
    """Give the first of the waiting list a place that is free. Raises as `lock_enrolment`, or WrongState."""
    row = lock_enrolment(enrolment_id, scope)
    if row.state != EnrolmentState.WAITING:
        raise WrongState(_("Peserta ini tidak lagi di daftar tunggu."))
    first = row.programme.enrolments.filter(state=EnrolmentState.WAITING).order_by("pk").first()
    if first is None or first.pk != row.pk:
        raise WrongState(_("Daftar tunggu dinaikkan berurutan; masih ada yang lebih dahulu."))
    try:
        with transaction.atomic():
            _move(row, EnrolmentState.ENROLLED, "", by)
    except IntegrityError as error:
        if constraint_of(error) != "enrolment_within_capacity":
            raise
        raise WrongState(_("Belum ada tempat yang kosong.")) from error
    _list_for_sessions(row.programme, [row])
    return row


@transaction.atomic
def end_enrolment(*, enrolment_id: int, to: str, words: str, by: User, scope: Scope) -> Enrolment:
    """How it ended: completed with a short result, left early or removed with the reason.

    Raises as `lock_enrolment`, WrongState (ended already, or it never began) or Invalid.
    """
    row = lock_enrolment(enrolment_id, scope)
    if to == EnrolmentState.ENROLLED or not may_move_enrolment(row.state, to):
        raise WrongState(_("Peserta ini sedang %(state)s.") % {"state": row.get_state_display().lower()})
    words = words.strip()
    is_done = to == EnrolmentState.COMPLETED
    if not words:
        said = _("Tulis hasilnya dengan singkat.") if is_done else _("Tulis alasannya.")
        raise Invalid(_("Belum tersimpan."), {"words": said})
    if not is_done and len(words) > 300:
        raise Invalid(_("Belum tersimpan."), {"words": _("Paling panjang 300 huruf.")})
    row.result, row.reason = (words, "") if is_done else ("", words)
    _move(row, EnrolmentState(to), words, by)
    return row


def _move(row: Enrolment, to: EnrolmentState, note: str, by: User) -> None:
    row.state, row.since_on = to, today_in(row.programme.office.zone)
    row.save(update_fields=["state", "since_on", "reason", "result"])
    EnrolmentStep.objects.create(enrolment=row, state=to, on=row.since_on, note=note, by=by)
    office_id = row.programme.office_id
    record(
        verb="enrolment.moved", subject=row.programme, by=by, office_id=office_id, guidance=row.guidance_id, state=to
    )
