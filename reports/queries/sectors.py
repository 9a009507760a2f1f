"""Agreements, partners, work sites and orders side by side: made of published facts alone, three queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db.models import F, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Region
from bapas_portal.core.dates import add_months, month_end, today_in
from bapas_portal.core.scope import Scope
from partners.choices import CheckState, OrganisationKind
from partners.choices_agreement import AgreementKind, AgreementState
from reports.choices import SectorMeasure
from reports.models import PublishedMonth, SectorFact
from reports.queries.sectors_shapes import AgreementLine, SectorRow, Sectors, SectorsAsked

Sums = Mapping[tuple[str, str, str], int]


def shown_facts(scope: Scope, asked: SectorsAsked) -> QuerySet[SectorFact]:
    """The published facts of the office and all below it."""
    return SectorFact.objects.visible_to(scope).filter(
        run__published_months__month=F("month"), office__path__startswith=asked.office.path
    )


def averaged_months(asked: date, today: date) -> list[date]:
    """The last whole months up to `asked` that expected orders are averaged over, oldest first."""
    last = asked if month_end(asked) < today else add_months(asked, -1)
    return [add_months(last, -back) for back in reversed(range(settings.SECTORS_EXPECTED_MONTHS))]


def sectors_of_office(scope: Scope, asked: SectorsAsked) -> Sectors:
    """Everything the page and its files show. `scope` narrowed to reports.view_sectors."""
    wanted = averaged_months(asked.month, today_in())
    months = list(PublishedMonth.objects.filter(month__in=wanted).order_by("month").values_list("month", flat=True))
    facts = shown_facts(scope, asked)
    sums = _sums(facts.filter(month=asked.month))
    new = _sums(facts.filter(month__in=months, measure=SectorMeasure.ORDERS_NEW))
    expected = {region: value / len(months) for (_measure, region, _key), value in new.items()}
    rows = _rows(sums, expected)
    return Sectors(
        states=[state.label for state in AgreementState],
        agreements=_agreements(sums),
        partners=_by_key(sums, SectorMeasure.PARTNERS, OrganisationKind.choices),
        checks=_by_key(sums, SectorMeasure.SITES, CheckState.choices),
        rows=rows,
        whole=_row(sums, expected, None, ""),
        months=months,
        by_province=_by_province(rows),
    )


def _sums(facts: QuerySet[SectorFact]) -> Sums:
    found = facts.order_by().values_list("measure", "region", "key").annotate(total=Sum("value"))
    return {(measure, region, key): total for measure, region, key, total in found}


def _by_key(sums: Sums, measure: str, choices: Iterable[tuple[str, str | Promise]]) -> list[tuple[str | Promise, int]]:
    counts: Counter[str] = Counter()
    for (found, _region, key), value in sums.items():
        if found == measure:
            counts[key] += value
    return [(label, counts[key]) for key, label in choices]


def _agreements(sums: Sums) -> list[AgreementLine]:
    return [
        AgreementLine(
            kind.label,
            [sums.get((SectorMeasure.AGREEMENTS, "", f"{kind}:{state}"), 0) for state in AgreementState],
            sums.get((SectorMeasure.AGREEMENTS_ENDING, "", str(kind)), 0),
        )
        for kind in AgreementKind
    ]


PLACED = (SectorMeasure.SITES, SectorMeasure.SEATS, SectorMeasure.ORDERS)


def _rows(sums: Sums, expected: Mapping[str, float]) -> list[SectorRow]:
    """Regencies with orders but no site first, then by the seats that are missing."""
    codes = {region for (measure, region, _key) in sums if measure in PLACED} | set(expected)
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    unknown = _("Kabupaten/kota tidak diketahui")
    rows = [_row(sums, expected, code, names.get(code, code) or unknown) for code in codes]
    return sorted(rows, key=lambda row: (not row.is_without_site, -row.gap, row.name))


def _row(sums: Sums, expected: Mapping[str, float], code: str | None, name: str) -> SectorRow:
    """The row of a regency; None: all of them together."""

    def total(measure: str, key: str | None = None) -> int:
        return sum(
            value
            for (found, region, part), value in sums.items()
            if found == measure and code in (None, region) and key in (None, part)
        )

    return SectorRow(
        code=code or "",
        name=name,
        sites=total(SectorMeasure.SITES),
        seats=total(SectorMeasure.SEATS, "OPEN"),
        shut=total(SectorMeasure.SEATS, "SHUT"),
        orders=total(SectorMeasure.ORDERS),
        owed=round(total(SectorMeasure.MINUTES_OWED) / 60, 1),
        needed=total(SectorMeasure.SEATS_NEEDED) / 100,
        expected=round(sum(expected.values()) if code is None else expected.get(code, 0.0), 2),
    )


def _by_province(rows: Sequence[SectorRow]) -> dict[str, float]:
    """Seats missing in the regencies that miss some, by province."""
    found: dict[str, float] = defaultdict(float)
    for row in rows:
        if row.code:
            found[row.code[:2]] += max(0.0, row.gap)
    return {code: round(value, 1) for code, value in found.items()}
