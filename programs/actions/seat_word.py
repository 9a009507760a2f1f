"""What a partner says of the seats at its own site, or an officer copies from its paper. The hours stay untouched."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from partners.choices_referral import Source
from programs.actions.hours import not_daytime
from programs.actions.service_attendance import lock_session
from programs.choices import ServiceKind
from programs.models import SeatWord, ServiceSession, SessionSeat
from programs.queries.service_attendance import live_seats, standing, words_on
from programs.rules.service import daytime
from programs.rules.service_attendance import Sent, cleaned, word_faults

NAMES = ("outcome", "started_at", "ended_at", "rest", "note")


@dataclass(slots=True)
class Heard:
    """What a save did, by seat id: written; said so already; said otherwise by somebody meanwhile; counted already."""

    saved: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)


@transaction.atomic
def say_of_seats(
    *, session_id: int, rows: Mapping[int, tuple[int, Sent]], source: Source, by: User, scope: Scope
) -> Heard:
    """Keep what was said of each seat; rows: {seat id: (id of the word the form showed or 0, what is said)}.

    `scope` narrowed to what lets the writer see the seats. A seat that the supervisor has counted, or of which somebody
    said something else after the page was opened, is left and told. Raises ServiceSession.DoesNotExist, WrongState
    (cancelled, not yet begun, a seat not on the list) or Invalid with `<seat id>-<field>` for every wrong row.
    """
    session = lock_session(session_id, scope)
    seats = {seat.pk: seat for seat in live_seats(session, scope)}
    if not rows.keys() <= seats.keys():
        raise WrongState(_("Daftar ini sudah berubah: ada klien yang dipindahkan. Muat ulang, lalu isi lagi."))
    counted, words, heard = standing(rows.keys()), words_on(rows.keys()), Heard()
    fresh: dict[int, Sent] = {}
    for seat_id, (known, sent) in rows.items():
        said, word = cleaned(sent), words.get(seat_id)
        if seat_id in counted:
            heard.counted.append(seat_id)
        elif word is not None and all(getattr(word, name) == getattr(said, name) for name in NAMES):
            heard.same.append(seat_id)
        elif word is not None and word.pk != known:
            heard.changed.append(seat_id)
        else:
            fresh[seat_id] = said
    _check(seats, fresh)
    heard.saved = list(fresh)
    for seat_id, said in fresh.items():
        values = {name: getattr(said, name) for name in NAMES}
        SeatWord.objects.create(seat_id=seat_id, source=source, replaces=words.get(seat_id), by=by, **values)
    if fresh:
        record(verb="service_session.partner_said", subject=session, by=by, seats=len(fresh))
        _tell_supervisor(session, source)
    return heard


def _check(seats: Mapping[int, SessionSeat], rows: Mapping[int, Sent]) -> None:
    """Raises Invalid naming every wrong row at its field."""
    day = daytime(settings.SERVICE_CHILD_DAY)
    texts = {
        "needs_reason": _("Tulis alasannya, misalnya sakit dengan surat dokter."),
        "needs_time": _("Isi jamnya."),
        "nothing_worked": _("Jam selesai harus sesudah jam mulai, ditambah istirahat."),
        "not_daytime": not_daytime(day),
    }
    wrong = {
        f"{seat_id}-{name}": texts[code]
        for seat_id, sent in rows.items()
        for name, code in word_faults(sent, day, is_child=seats[seat_id].order.kind == ServiceKind.CHILD).items()
    }
    if wrong:
        raise Invalid(_("Belum tersimpan, juga baris yang lain. Periksa baris yang ditandai."), wrong)


def _tell_supervisor(session: ServiceSession, source: Source) -> None:
    """Once a session: its list waits to be looked at and counted."""
    if session.supervisor_id is None or source != Source.PORTAL:
        return
    words = {"site": session.site.name[:120], "day": date_format(session.held_on, "j F Y")}
    give_notice(
        user_ids={session.supervisor_id},
        key=f"seat_words:{session.pk}",
        text=_("Mitra mengisi daftar hadir di %(site)s, %(day)s. Periksa lalu simpan agar jamnya dihitung.") % words,
        url=f"/program/kerja-sosial/sesi/{session.pk}/daftar/",
    )
