"""What a partner's worker sees of kerja sosial: sessions at the partner's own sites, and who is expected."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from partners.rules.disclosure import Person, disclose
from programs.choices import SeatState, SessionState
from programs.models import SeatWord, ServiceAttendance, ServiceSession, SessionSeat
from programs.queries.service_attendance import live_seats, standing, words_on

ATTEND = "programs.attend_own_site"
BACK, AHEAD = timedelta(days=14), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A client at the site. `who`: the name, of a child its initials; `counted`: what the supervisor made of it."""

    seat: SessionSeat
    who: str
    word: SeatWord | None
    counted: ServiceAttendance | None


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Sessions of today, earlier ones that still lack a word, and those to come."""

    today: list[ServiceSession]
    missing: list[ServiceSession]
    ahead: list[ServiceSession]


def own_sessions(scope: Scope) -> QuerySet[ServiceSession]:
    """Sessions at the partner's sites that were not cancelled. `scope` narrowed to ATTEND."""
    rows = ServiceSession.objects.visible_to(scope).exclude(state=SessionState.CANCELLED)
    return rows.select_related("site__organisation", "office", "supervisor")


def own_days(scope: Scope) -> OwnDays:
    """Two weeks back and one ahead, each session with `expected` clients and `said` words. One query."""
    around = today_in("WIB")
    said = Exists(SeatWord.objects.filter(seat=OuterRef("places"))) | Exists(
        ServiceAttendance.objects.filter(seat=OuterRef("places"))
    )
    live = ~Q(places__state=SeatState.RELEASED) & Q(places__isnull=False)
    rows = own_sessions(scope).filter(held_on__range=(around - BACK, around + AHEAD))
    rows = rows.annotate(expected=Count("places", filter=live), said=Count("places", filter=live & said))
    found = list(rows.order_by("held_on", "starts_at", "pk"))
    days = {row.pk: today_in(row.office.zone) for row in found}
    return OwnDays(
        today=[row for row in found if row.held_on == days[row.pk]],
        missing=[row for row in found if row.held_on < days[row.pk] and vars(row)["said"] < vars(row)["expected"]],
        ahead=[row for row in found if row.held_on > days[row.pk]],
    )


def own_list(session: ServiceSession, scope: Scope) -> list[OwnSeat]:
    """Who is expected at the session, with what was said and counted. Three queries."""
    seats = list(live_seats(session, scope))
    ids = [seat.pk for seat in seats]
    words, counted = words_on(ids), standing(ids)
    rows = [OwnSeat(seat, who_of(seat, session.held_on), words.get(seat.pk), counted.get(seat.pk)) for seat in seats]
    return sorted(rows, key=lambda row: (row.who, row.seat.pk))


def who_of(seat: SessionSeat, day: date) -> str:
    """What a partner calls the client: the same rule as for referrals, with nothing granted beyond the least."""
    guidance = seat.order.guidance
    client = guidance.client
    person = Person(client.name, guidance.is_child, client.get_sex_display(), client.birth_on)
    return disclose(person, (), day).who
