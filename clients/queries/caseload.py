"""The caseload: guidance periods a reader may see, searched, filtered, and dressed for a list."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from bapas_portal.core.dates import today_in
from bapas_portal.core.fields import blind_index
from bapas_portal.core.paging import Page, keyset_page
from bapas_portal.core.scope import Scope
from clients.choices import GuidanceStatus, InstrumentCode
from clients.models import Assessment, Guidance, Tier
from clients.models.guidance import GuidanceQuerySet
from clients.permissions.second_rating import blinded
from clients.rules.nik import is_nik

MINE, OFFICE, NOBODY_YET = "mine", "office", "none"
RISK_INSTRUMENTS = (InstrumentCode.RRI, InstrumentCode.ANAK)
# Word similarity that still finds "Sulistio" for "Sulistyo" and does not find half the office.
ALIKE = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the list is narrowed by; an empty value narrows nothing.

    whose: MINE, OFFICE, NOBODY_YET or an officer's id. state: open, closed, all. ends: "30", "90" days or "over".
    intensity: "none" for those without a tier.
    """

    words: str = ""
    whose: str = OFFICE
    status: str = ""
    cohort: str = ""
    state: str = "open"
    ends: str = ""
    intensity: str = ""


@dataclass(frozen=True, slots=True)
class Caseload:
    """One page; `total` counts all rows; is_alike: no exact hit, these are names that look like it."""

    page: Page
    total: int
    is_alike: bool


@transaction.atomic
def caseload(scope: Scope, wanted: Wanted, *, cursor: str = "") -> Caseload:
    """One page of the caseload. Four queries at most, five with words, six when only names like them are found."""
    rows = _filtered(Guidance.objects.visible_to(scope), scope, wanted)
    rows, is_alike = _searched(rows, wanted.words.strip())
    order = ("guidance_end_on", "pk") if wanted.ends else ("-start_on", "-pk")
    page = keyset_page(rows.select_related("client", "office", "officer"), order=order, cursor=cursor)
    _dress(page, scope)
    return Caseload(page, rows.count(), is_alike)


def _bound_likeness() -> None:
    """ALIKE as the bound of the operator that the trigram index answers: a setting of the transaction.

    The function word_similarity() would be asked of every name of the nation instead, 7 microseconds each.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [ALIKE])


def _filtered(rows: GuidanceQuerySet, scope: Scope, wanted: Wanted) -> GuidanceQuerySet:
    if wanted.whose == MINE:
        rows = rows.filter(officer_id=scope.user_id)
    elif wanted.whose == NOBODY_YET:
        rows = rows.filter(officer=None)
    elif wanted.whose.isdigit():
        rows = rows.filter(officer_id=int(wanted.whose))
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.cohort:
        rows = rows.filter(is_child=wanted.cohort == "A")
    if wanted.intensity == "none":
        rows = rows.exclude(Exists(Tier.objects.filter(guidance=OuterRef("pk"), superseded_at=None)))
    if wanted.state == "open":
        rows = rows.open()
    elif wanted.state == "closed":
        rows = rows.exclude(ended_on=None)
    return _ending(rows, wanted.ends, today_in())


def _ending(rows: GuidanceQuerySet, ends: str, today: date) -> GuidanceQuerySet:
    if ends == "over":
        return rows.open().filter(guidance_end_on__lt=today)
    if ends.isdigit():
        return rows.open().filter(guidance_end_on__range=(today, today + timedelta(days=int(ends))))
    return rows


def _searched(rows: GuidanceQuerySet, words: str) -> tuple[GuidanceQuerySet, bool]:
    """Rows of a NIK, a register number or a name; with no such name, of names that look like it."""
    if not words:
        return rows, False
    digits = words.replace(" ", "")
    if is_nik(digits):
        return rows.filter(client__nik_index=blind_index(digits)), False
    exact = rows.filter(Q(client__search_text__contains=words.lower()) | Q(register_no__istartswith=words))
    if any(char.isdigit() for char in words) or exact.exists():
        return exact, False
    _bound_likeness()
    return rows.filter(client__search_text__trigram_word_similar=words.lower()), True


def _dress(page: Page, scope: Scope) -> None:
    """Give each row days_left (None when closed) and its latest risk category ('' when never assessed)."""
    latest = latest_risks(scope, [row.pk for row in page.rows])
    labels = {str(value): str(label) for value, label in GuidanceStatus.choices}
    for row in page.rows:
        row.days_left = None if row.ended_on else (row.guidance_end_on - today_in(row.office.zone)).days
        row.risk = latest.get(row.pk, "")
        row.status_label = labels[row.status]


def latest_risks(scope: Scope, guidance_ids: list[int]) -> dict[int, str]:
    """Guidance id -> category of the newest RRI or child assessment that no later one corrects. One query.

    A case that the reader is asked to score blind is left out.
    """
    rows = Assessment.objects.visible_to(scope).filter(
        guidance_id__in=guidance_ids, instrument__in=RISK_INSTRUMENTS, replaced_by=None
    )
    rows = rows.exclude(guidance__in=blinded(scope.user_id))
    newest = rows.order_by("guidance_id", "-assessed_on", "-pk").distinct("guidance_id")
    return dict(newest.values_list("guidance_id", "category"))
