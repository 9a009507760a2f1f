"""The supervisor's list saved whole: attendance, the hours it credits, the seals, the seats; in a few statements.

All or nothing where a row breaks a rule: each wrong row is named at its field and nothing is written. A row that
somebody else has written meanwhile is never overwritten: the same words count once, other words are shown beside them.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from programs.actions.hours import not_daytime
from programs.actions.replan import replan_soon
from programs.actions.service_seal import add_seals
from programs.choices import HoursKind, SessionState
from programs.choices_service import SeatOutcome
from programs.models import HoursEntry, ServiceAttendance, ServiceOrder, ServiceProof, ServiceSession, SessionSeat
from programs.queries.service import spoken
from programs.queries.service_attendance import facts_of, live_seats, standing
from programs.rules.service import daytime
from programs.rules.service_attendance import ATTENDED, Facts, Sent, cleaned, differing, faults, minute_of

KEYS = uuid.UUID("0f9b7d2e-4a51-4b0c-9a35-5d1be2f3c001")


@dataclass(slots=True)
class Taken:
    """What a save did: rows written, rows that said the same already, and (row that stands, what was sent, names)."""

    saved: list[ServiceAttendance] = field(default_factory=list)
    same: list[ServiceAttendance] = field(default_factory=list)
    differs: list[tuple[ServiceAttendance, Sent, list[str]]] = field(default_factory=list)


@transaction.atomic
def save_attendance(*, session_id: int, rows: Mapping[int, Sent], by: User, scope: Scope) -> Taken:
    """Write the rows (seat id -> what was sent) of a session that nobody has written yet.

    Raises ServiceSession.DoesNotExist (outside the scope), WrongState (cancelled, not yet begun, a seat that is not
    on the list) or Invalid with `<seat id>-<field>` for every row that breaks a rule.
    """
    session = lock_session(session_id, scope)
    seats = {seat.pk: seat for seat in live_seats(session, scope)}
    if not rows.keys() <= seats.keys():
        raise WrongState(_("Daftar ini sudah berubah: ada klien yang dipindahkan. Muat ulang, lalu isi lagi."))
    stands, taken, fresh = standing(rows.keys()), Taken(), {}
    for seat_id, sent in rows.items():
        row, said = stands.get(seat_id), cleaned(sent)
        if row is None:
            fresh[seat_id] = said
        elif names := differing(vars(row), said):
            taken.differs.append((row, said, names))
        else:
            taken.same.append(row)
    if fresh:
        orders = lock_orders({seats[seat_id].order_id for seat_id in fresh})
        check_rows(session, {seat_id: (orders[seats[seat_id].order_id], sent) for seat_id, sent in fresh.items()})
        taken.saved = write_rows(session, [(seats[seat_id], sent) for seat_id, sent in fresh.items()], by)
        unlike = [row.order_id for row in taken.saved if not _as_planned(row, session, orders[row.order_id])]
        replan_soon(office_id=session.office_id, order_ids=unlike, by=by)
        _hold(session)
        record(
            verb="service_session.attended",
            subject=session,
            by=by,
            seats=len(fresh),
            rows=[row.pk for row in taken.saved],
        )
    return taken


def lock_session(session_id: int, scope: Scope) -> ServiceSession:
    """The session, locked. Raises ServiceSession.DoesNotExist or WrongState (cancelled, its day has not come)."""
    rows = ServiceSession.objects.visible_to(scope).select_related("office", "site")
    session = rows.select_for_update(of=("self",)).get(pk=session_id)
    if session.state == SessionState.CANCELLED:
        raise WrongState(_("Sesi ini dibatalkan."))
    if session.held_on > today_in(session.office.zone):
        day = date_format(session.held_on, "j F Y")
        raise WrongState(_("Sesi ini baru berlangsung %(day)s.") % {"day": day})
    return session


def lock_orders(order_ids: set[int]) -> dict[int, ServiceOrder]:
    """Locked in the order of their numbers, so that two lists never wait for each other."""
    rows = ServiceOrder.objects.filter(pk__in=order_ids).select_related("guidance").order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def check_rows(session: ServiceSession, rows: Mapping[int, tuple[ServiceOrder, Sent]]) -> None:
    """Raises Invalid naming every wrong row at its field."""
    day = daytime(settings.SERVICE_CHILD_DAY)
    facts = facts_of([order for order, _sent in rows.values()], session.held_on)
    wrong = {}
    for seat_id, (order, sent) in rows.items():
        for name, code in faults(sent, facts[order.pk], session.held_on, day).items():
            wrong[f"{seat_id}-{name}"] = in_words(code, facts[order.pk])
    wrong |= _without_proof({seat_id for seat_id, (_order, sent) in rows.items() if sent.outcome == ATTENDED})
    if wrong:
        raise Invalid(_("Belum tersimpan, juga baris yang lain. Periksa baris yang ditandai."), wrong)


def _without_proof(seat_ids: set[int]) -> dict[str, str]:
    """A supervisor's word is proof enough unless the setting asks for a picture or a place."""
    if settings.SERVICE_PROOF == "WORD":
        return {}
    proved = set(ServiceProof.objects.filter(seat_id__in=seat_ids).values_list("seat_id", flat=True))
    text = _("Tambahkan dahulu bukti: foto, tanda tangan, atau letak.")
    return {f"{seat_id}-outcome": text for seat_id in seat_ids - proved}


def in_words(code: str, facts: Facts) -> str:
    """A broken rule as the officer reads it."""
    return {
        "needs_reason": _("Tulis alasannya, misalnya sakit dengan surat dokter."),
        "needs_time": _("Isi jamnya."),
        "nothing_worked": _("Jam selesai harus sesudah jam mulai, ditambah istirahat."),
        "not_daytime": not_daytime(daytime(settings.SERVICE_CHILD_DAY)),
        "ended": _("Perintah klien ini sudah ditutup."),
        "outside_period": _("Hari ini di luar masa perintah."),
        "paused": _("Pada hari ini perintah sedang dijeda."),
        "beyond_day": _("Melebihi batas sehari, %(most)s menurut putusan; hari ini sudah %(used)s.")
        % {"most": spoken(facts.per_day), "used": spoken(facts.that_day)},
        "beyond_order": _("Melebihi sisa perintah, %(left)s.") % {"left": spoken(facts.ordered - facts.done)},
    }[code]


def write_rows(
    session: ServiceSession,
    rows: list[tuple[SessionSeat, Sent]],
    by: User,
    replaces: ServiceAttendance | None = None,
    reason: str = "",
) -> list[ServiceAttendance]:
    """Checked rows, written: ledger, attendance, seals, seats. The seats' orders are locked."""
    now, made = timezone.now(), []
    for seat, sent in rows:
        base = replaces.pk if replaces else 0
        key = uuid.uuid5(KEYS, f"{seat.pk}:{base}")
        row = ServiceAttendance(seat=seat, order_id=seat.order_id, by=by, recorded_at=now, form_key=key, reason=reason)
        row.seat.session, row.replaces = session, replaces
        row.minutes = sent.minutes if sent.outcome == ATTENDED else 0
        for name in ("outcome", "started_at", "ended_at", "rest", "travel", "quality", "conduct", "note"):
            setattr(row, name, getattr(sent, name))
        if row.minutes:
            row.entry = _entry(row, HoursKind.CREDIT, row.minutes, session)
        if row.travel:
            row.travel_entry = _entry(row, HoursKind.TRAVEL, row.travel, session)
        made.append(row)
    entries = [entry for row in made for entry in (row.entry, row.travel_entry) if entry is not None]
    HoursEntry.objects.bulk_create(entries)
    ServiceAttendance.objects.bulk_create(made)
    add_seals(made)
    for outcome in SeatOutcome.values:
        ids = [row.seat_id for row in made if row.outcome == outcome]
        if ids:
            SessionSeat.objects.filter(pk__in=ids).update(state=outcome)
    return made


def _as_planned(row: ServiceAttendance, session: ServiceSession, order: ServiceOrder) -> bool:
    """Whether the session counted what the plan had reckoned with; a miss or other hours leave more or less to plan."""
    planned = min(order.minutes_per_day, minute_of(session.ends_at) - minute_of(session.starts_at))
    return row.outcome == ATTENDED and row.minutes + row.travel == planned


def _entry(row: ServiceAttendance, kind: str, minutes: int, session: ServiceSession) -> HoursEntry:
    clock = {"started_at": row.started_at, "ended_at": row.ended_at} if kind == HoursKind.CREDIT else {}
    return HoursEntry(
        order_id=row.order_id,
        kind=kind,
        worked_on=session.held_on,
        minutes=minutes,
        reason=str(session.site.name)[:300],
        form_key=uuid.uuid5(row.form_key, kind),
        by=row.by,
        **clock,
    )


def _hold(session: ServiceSession) -> None:
    if session.state == SessionState.PLANNED:
        session.state = SessionState.HELD
        session.save(update_fields=["state"])
