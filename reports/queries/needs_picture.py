"""Which needs where, against which programmes and partners: made of published facts alone, three queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import CharField, Count, F, Func, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from reports.choices import SupplyKind
from reports.counting.needs import ANY_NEED, EVERYBODY
from reports.labels import RISKS, SEXES, SPECIAL, need_label, need_labels, need_short
from reports.models import NeedFigure, NeedSupply
from reports.queries.needs_shapes import Asked, HeatCell, HeatLine, NeedRow, Parts, Picture
from reports.rules import AGE_BANDS, SMALLEST_SHOWN, hide_small

SHADES = (0, 10, 25, 40, 60)
BY_FIELDS = {"risk": "risk", "sex": "sex", "age": "age_band"}
BARS_DRAWN = 12


Counts = dict[str, dict[str, Parts]]


def narrowed(figures: QuerySet[NeedFigure], asked: Asked) -> QuerySet[NeedFigure]:
    """The published facts of the month, the office and all below it, with the filters."""
    found = figures.filter(
        month=asked.month, run__published_months__month=F("month"), office__path__startswith=asked.office.path
    )
    filters = {"is_child": asked.is_child, "sex": asked.sex or None, "age_band": asked.age or None}
    found = found.filter(**{name: value for name, value in filters.items() if value is not None})
    return found.filter(risk="" if asked.risk == "NONE" else asked.risk) if asked.risk else found


def needs_picture(scope: Scope, asked: Asked, offices: Sequence[Office]) -> Picture:
    """Everything the page shows. `scope` narrowed to reports.view_dashboard; `offices`: those in reach."""
    below = [office for office in offices if office.parent_id == asked.office.pk]
    by = asked.by or ("office" if below else "risk")
    counts = _counts(scope, asked, by)
    supply = _supply(scope, asked)
    whole = {need: _total(lines) for need, lines in counts.items()}
    clients = whole.get(EVERYBODY, Parts()).people
    wanted = [key for key, (group, _label) in need_labels().items() if group in asked.groups]
    wanted += [key for key in whole if key not in need_labels() and SPECIAL in asked.groups and key not in BOTH]
    rows = [_row(key, whole[key], clients, supply.get(key, {}), asked.hides) for key in wanted if key in whole]
    rows.sort(key=lambda row: _order(row, asked.sort))
    people = whole.get(ANY_NEED, Parts())
    return Picture(
        clients=_shown(clients, asked.hides),
        people=_shown(people.people, asked.hides),
        gap=None if asked.hides and None in hide_small(_split(people)) else people.people - people.running,
        rows=rows,
        heat=_heat(counts, [key for key in wanted if key in whole], by, below, asked.hides),
        chart=_chart(rows),
        by=by,
        unmet=[need_label(key) for key in wanted if key not in whole and _fits(key, asked.is_child)],
    )


BOTH = (ANY_NEED, EVERYBODY)


def _fits(key: str, is_child: bool | None) -> bool:
    """Can a client of this cohort have the need at all?"""
    if is_child is None or need_labels()[key][0] == "practical":
        return True
    return key.startswith("ANAK_") == is_child


def _counts(scope: Scope, asked: Asked, by: str) -> Counts:
    """need -> line -> sums. One query."""
    depth = asked.office.path.count("/") + 1
    code = Func(F("office__path"), Value("/"), Value(depth), function="split_part", output_field=CharField())
    line = F(BY_FIELDS[by]) if by in BY_FIELDS else code
    found: Counts = defaultdict(dict)
    figures = narrowed(NeedFigure.objects.visible_to(scope), asked).order_by().annotate(line=line)
    sums = {name: Sum(name) for name in Parts._fields}
    for need, value, *parts in figures.values_list("need", "line").annotate(
        **{f"sum_{name}": each for name, each in sums.items()}
    ):
        found[need][value] = Parts(*parts)
    return found


def _total(lines: Mapping[str, Parts]) -> Parts:
    return Parts(*(sum(each) for each in zip(*lines.values(), strict=True)))


def _supply(scope: Scope, asked: Asked) -> dict[str, dict[str, int]]:
    """need -> kind -> how many different. Partners of the office, of those below and of those above. Two queries."""
    shown = {"month": asked.month, "run__published_months__month": F("month")}
    path = asked.office.path
    above = [path[: place + 1] for place, sign in enumerate(path) if sign == "/"]
    near = Q(office__path__startswith=path) | Q(office__path__in=above) | Q(kind=SupplyKind.PROGRAMME)
    used = NeedSupply.objects.visible_to(scope).filter(office__path__startswith=path, people__gt=0, **shown)
    if asked.is_child is not None:
        used = used.filter(is_child=asked.is_child)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for rows in (NeedSupply.objects.existing().filter(near, **shown), used):
        for need, kind, number in (
            rows.order_by().values_list("need", "kind").annotate(number=Count("ref", distinct=True))
        ):
            found[need][kind] = number
    return found


def _shown(number: int, hides: bool) -> int | None:
    return None if hides and 0 < number < SMALLEST_SHOWN else number


def _split(parts: Parts) -> list[int]:
    """The whole in parts that do not overlap: running, planned, neither."""
    return [parts.running, parts.planned, parts.people - parts.running - parts.planned]


def _row(key: str, parts: Parts, clients: int, supply: Mapping[str, int], hides: bool) -> NeedRow:
    split: list[int | None] = list(_split(parts))
    partnered: list[int | None] = [parts.partnered]
    gap: int | None = parts.people - parts.running
    if hides:
        split = hide_small(_split(parts))
        partnered = hide_small([parts.partnered, parts.people - parts.partnered])
        # The gap less one of its parts would give the other back; the whole less the gap the running.
        gap = None if None in split else gap
    people = _shown(parts.people, hides)
    return NeedRow(
        key=key,
        group=need_labels().get(key, (SPECIAL, key))[0],
        people=people,
        running=split[0],
        planned=split[1],
        unplanned=split[2],
        gap=gap,
        partnered=partnered[0],
        share=None if people is None or not clients else round(100 * people / clients),
        programmes=supply.get(SupplyKind.PROGRAMME, 0),
        programmes_used=supply.get(SupplyKind.PROGRAMME_USED, 0),
        partners=supply.get(SupplyKind.PARTNER, 0),
        partners_used=supply.get(SupplyKind.PARTNER_USED, 0),
    )


def _order(row: NeedRow, sort: str) -> tuple[float, float]:
    """Largest first; what is hidden last; a gap that no partner serves before all when sorted by partner."""
    people, gap = row.people or 0, row.gap if row.gap is not None else -1
    if sort == "people":
        return -people, -gap
    if sort == "partner" and gap > 0:
        return -(row.per_partner if row.per_partner is not None else float("inf")), -gap
    return (0.0 if sort == "partner" else -gap), -people


def _lines(by: str, below: Sequence[Office]) -> list[tuple[str, str, Office | None]]:
    if by == "risk":
        return [*((code, str(label), None) for code, label in RISKS.items()), ("", _("Belum dinilai"), None)]
    if by == "sex":
        return [(code, str(label), None) for code, label in SEXES.items() if code]
    if by == "age":
        return [(name, name, None) for _low, name in AGE_BANDS[::-1]]
    return [(office.code, _short_name(office), office) for office in below]


def _short_name(office: Office) -> str:
    if office.kind == OfficeKind.KANWIL:
        return office.name.removeprefix("Kanwil Ditjenpas ")
    return office.name.replace("Kelas II ", "").replace("Kelas I ", "")


def _heat(counts: Counts, keys: Sequence[str], by: str, below: Sequence[Office], hides: bool) -> list[HeatLine]:
    """A line for each office (or risk, sex, age) with clients, a cell for each need; hidden need by need."""
    lines = [line for line in _lines(by, below) if line[0] in counts.get(EVERYBODY, {})]
    clients = [counts[EVERYBODY][value].people for value, _label, _office in lines]
    numbers = {key: [counts[key].get(value, Parts()).people for value, _label, _office in lines] for key in keys}
    shown: dict[str, list[int | None]] = {
        key: hide_small(each) if hides else list(each) for key, each in numbers.items()
    }
    heads = hide_small(clients) if hides else list(clients)
    return [
        HeatLine(
            value,
            label,
            heads[place],
            [_cell(key, shown[key][place], heads[place]) for key in keys],
            office,
        )
        for place, (value, label, office) in enumerate(lines)
    ]


def _cell(key: str, people: int | None, clients: int | None) -> HeatCell:
    share = None if people is None or not clients else round(100 * people / clients)
    shade = 0 if not people or share is None else 1 + sum(share >= edge for edge in SHADES[1:])
    return HeatCell(key, need_short(key), need_label(key), people, share, shade)


def _chart(rows: Sequence[NeedRow]) -> dict[str, Any]:
    """The first needs as bars of what runs, is planned, and is neither; a hidden part is a gap."""
    drawn = rows[:BARS_DRAWN]
    parts = (
        (_("Berjalan"), "LOW", "running"),
        (_("Direncanakan"), "MEDIUM", "planned"),
        (_("Belum ada baris"), "VERY_HIGH", "unplanned"),
    )
    return {
        "category_label": _("Kebutuhan"),
        "categories": [row.short for row in drawn],
        "note": " · ".join(f"{row.short} {row.label}" for row in drawn if row.short != row.label),
        "series": [
            {"name": name, "tone": tone, "data": [getattr(row, part) for row in drawn]} for name, tone, part in parts
        ],
    }
