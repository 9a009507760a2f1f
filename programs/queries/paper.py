"""Reads of paper lists: what may be printed, one list by its code, and what is known of each row by now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from partners.choices_referral import ReferralStage
from partners.models import Offering, Referral, ReferralSession
from partners.rules.disclosure import Person, disclose
from programs.choices import SeatState, SessionState
from programs.models import PaperList, PaperRow, PaperScan, SeatWord, ServiceAttendance, ServiceSession
from programs.queries.service_attendance import standing, words_on
from programs.rules.paper import key_of, plain_code

TYPE = "partners.type_paper"
# Who may come to a service on the day: taken in, or served already.
COMING = (ReferralStage.ACCEPTED, ReferralStage.STARTED)
AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a row already: in words, who wrote it, whether it came from this very list."""

    said: str
    by: str
    is_from_paper: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A client on the paper. `who`: as the partner may call the person."""

    row: PaperRow
    who: str
    known: Known | None


def coming(offering_id: int, scope: Scope) -> list[Referral]:
    """Referrals in sight whose clients may come to the service, by their turn. `scope` narrowed."""
    rows = Referral.objects.visible_to(scope).filter(offering=offering_id, stage__in=COMING)
    return list(rows.select_related("guidance__client", "offering__organisation").order_by("queued_at", "pk"))


def services_to_print(scope: Scope) -> list[Offering]:
    """Services with clients in sight who may come, with `coming`, by partner and name. One query."""
    seen = Referral.objects.visible_to(scope).filter(stage__in=COMING)
    rows = Offering.objects.filter(pk__in=seen.values("offering")).select_related("organisation")
    rows = rows.annotate(coming=Count("referrals", filter=Q(referrals__in=seen)))
    return list(rows.order_by("organisation__name", "name", "pk"))


def sessions_to_print(scope: Scope) -> list[ServiceSession]:
    """Sessions of kerja sosial of today and the week ahead in sight, with `expected` clients. One query."""
    today = today_in("WIB")
    rows = ServiceSession.objects.visible_to(scope).filter(held_on__range=(today, today + AHEAD))
    rows = rows.exclude(state=SessionState.CANCELLED).select_related("site__organisation")
    live = ~Q(places__state=SeatState.RELEASED) & Q(places__isnull=False)
    rows = rows.annotate(expected=Count("places", filter=live)).filter(expected__gt=0)
    return list(rows.order_by("held_on", "starts_at", "pk"))


def rows_of_code(code: str, scope: Scope) -> list[PaperRow]:
    """The rows in sight of the list with this code, typed in capitals or not. Empty: no such list."""
    rows = (
        PaperRow.objects.visible_to(scope)
        .filter(paper__code=plain_code(code))
        .select_related(
            "paper__organisation__office",
            "paper__offering",
            "paper__session__site",
            "paper__session__office",
            "guidance__client",
            "referral",
            "seat",
        )
    )
    return list(rows.order_by("number"))


def lines_of(paper: PaperList, rows: Sequence[PaperRow]) -> list[Line]:
    """The rows with what is on record already. At most two queries."""
    known = _known_visits(paper, rows) if paper.offering_id else _known_seats(rows)
    return [Line(row, who_of(row), known.get(row.pk)) for row in rows]


def who_of(row: PaperRow) -> str:
    """What the partner calls the client: the name; of a child its initials, unless the referral grants the name."""
    client, shared = row.guidance.client, row.referral.shared if row.referral else ()
    person = Person(client.name, row.guidance.is_child, client.get_sex_display(), client.birth_on)
    return disclose(person, shared, row.paper.day).who


def _known_visits(paper: PaperList, rows: Sequence[PaperRow]) -> dict[int, Known]:
    by_referral = {row.referral_id: row.pk for row in rows}
    visits = ReferralSession.objects.filter(referral__in=by_referral, held_on=paper.day, replaced_by=None)
    return {
        by_referral[visit.referral_id]: Known(
            visit.get_presence_display(), visit.by.name, visit.form_key == key_of(by_referral[visit.referral_id])
        )
        for visit in visits.select_related("by")
    }


def _known_seats(rows: Sequence[PaperRow]) -> dict[int, Known]:
    ids = {row.seat_id: row.pk for row in rows if row.seat_id}
    found: dict[int, SeatWord | ServiceAttendance] = {**words_on(list(ids)), **standing(list(ids))}
    moved = Known(_("Klien sudah dipindahkan dari sesi ini"), "", is_from_paper=False)
    gone = {row.pk: moved for row in rows if row.seat and row.seat.state == SeatState.RELEASED}
    return gone | {
        ids[seat_id]: Known(
            said.get_outcome_display(), said.by.name, isinstance(said, SeatWord) and said.source == "KERTAS"
        )
        for seat_id, said in found.items()
    }


def scans_of(paper: PaperList, scope: Scope) -> list[PaperScan]:
    return list(PaperScan.objects.visible_to(scope).filter(paper=paper).select_related("by").distinct())


def title_of(paper: PaperList) -> str:
    """The service or the work site."""
    return paper.offering.name if paper.offering else paper.session.site.name if paper.session else ""
