"""How partners do: made of published facts alone, two queries. Small numbers are hidden for every reader."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from partners.models import Organisation
from reports.choices import ReferralMeasure
from reports.labels import need_label
from reports.models import ReferralFact
from reports.rules import SMALLEST_SHOWN
from reports.rules_partners import hide_column, outcome_score, quantile

COUNTED = ("SENT", "ACCEPTED", "DECLINED", "WAITING", "STARTED", "COMPLETED", "ENDED_EARLY")
Keys = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class PerformanceAsked:
    """What the reader looks at; `last`: the first day of the last month that has figures."""

    office: Office
    first: date
    last: date
    is_child: bool | None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceRow:
    """A partner or a need. counts: as COUNTED, None where hidden; days, score and share None of too few.

    is_hidden: too few were sent to compare, or the row is hidden so that another cannot be worked out.
    """

    name: str
    kind: str
    region: str
    url_id: int | None
    counts: Sequence[int | None]
    answer: tuple[int | None, int | None]
    start: tuple[int | None, int | None]
    score: float | None
    attended: int | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Performance:
    partners: Sequence[PerformanceRow]
    whole: PerformanceRow
    needs: Sequence[PerformanceRow]


def shown_facts(scope: Scope, asked: PerformanceAsked) -> QuerySet[ReferralFact]:
    """The published facts of the months, the office and all below it; who waits, of the last month alone."""
    found = ReferralFact.objects.visible_to(scope).filter(
        month__range=(asked.first, asked.last),
        run__published_months__month=F("month"),
        office__path__startswith=asked.office.path,
    )
    found = found.exclude(measure=ReferralMeasure.WAITING, month__lt=asked.last)
    return found if asked.is_child is None else found.filter(is_child=asked.is_child)


def performance_of_office(scope: Scope, asked: PerformanceAsked) -> Performance:
    """Everything the page shows. `scope` narrowed to reports.view_dashboard."""
    by_partner: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    by_need: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    facts = shown_facts(scope, asked).order_by().values_list("partner", "need", "measure", "key")
    for partner, need, measure, key, total in facts.annotate(total=Sum("value")):
        by_need[need][measure][key] += total
        if not need:
            by_partner[partner][measure][key] += total
    names = Organisation.objects.select_related("region").in_bulk(list(by_partner))
    order = sorted(by_partner, key=lambda pk: (names[pk].name, pk))
    if asked.sort == "sent":
        order.sort(key=lambda pk: -sum(by_partner[pk]["SENT"].values()))
    needs = sorted((need for need in by_need if need), key=need_label)
    return Performance(
        partners=_partners([(names[pk], by_partner[pk]) for pk in order]),
        whole=_row("", by_need[""], [_shown(_count(by_need[""], name)) for name in COUNTED]),
        needs=[
            _row(need_label(need), by_need[need], [_shown(_count(by_need[need], name)) for name in COUNTED])
            for need in needs
        ],
    )


def _count(keys: Keys, measure: str) -> int:
    return sum(keys.get(measure, {}).values())


def _shown(number: int) -> int | None:
    return None if 0 < number < SMALLEST_SHOWN else number


def _partners(found: Sequence[tuple[Organisation, Keys]]) -> list[PerformanceRow]:
    """Each column hidden against its total; a row whose sent referrals are hidden is hidden whole."""
    columns = {name: [_count(keys, name) for _partner, keys in found] for name in COUNTED}
    sent = hide_column(columns["SENT"])
    few = {place for place, number in enumerate(sent) if number is None}
    shown = {name: sent if name == "SENT" else hide_column(parts, few) for name, parts in columns.items()}
    return [
        _row(str(partner.name), keys, [shown[name][place] for name in COUNTED], partner, is_hidden=place in few)
        for place, (partner, keys) in enumerate(found)
    ]


def _row(
    name: str,
    keys: Keys,
    counts: Sequence[int | None],
    partner: Organisation | None = None,
    *,
    is_hidden: bool = False,
) -> PerformanceRow:
    sessions = keys.get("SESSIONS", {})
    held = sum(sessions.values())
    answer, start = ({int(day): number for day, number in keys.get(code, {}).items()} for code in DAYS)
    return PerformanceRow(
        name=name,
        kind=str(partner.get_kind_display()) if partner else "",
        region=str(partner.region or "") if partner else "",
        url_id=partner.pk if partner else None,
        counts=counts,
        answer=(None, None) if is_hidden else (quantile(answer, 0.5), quantile(answer, 0.9)),
        start=(None, None) if is_hidden else (quantile(start, 0.5), quantile(start, 0.9)),
        score=None if is_hidden else outcome_score(keys.get("OUTCOMES", {})),
        attended=None if is_hidden or held < SMALLEST_SHOWN else round(100 * sessions.get("HADIR", 0) / held),
        is_hidden=is_hidden,
    )


DAYS = ("ANSWER_DAYS", "START_DAYS")
