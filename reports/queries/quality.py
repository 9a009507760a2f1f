"""Fairness and quality of assessments: made of published facts alone, in one query."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from clients.rules.agreement import Agreement, agreement, strength
from clients.rules.instrument import Instrument
from reports.choices import QualityMeasure
from reports.labels import RISKS, SEXES
from reports.models import QualityFact
from reports.queries.quality_shapes import Agreed, Crossed, ItemRow, OverrideRow, OverrideTable, Quality, Rate, SignRow
from reports.rules import AGE_BANDS, SMALLEST_SHOWN, hide_small
from reports.rules_suppression import Cell, hide_table

RANKS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
WAYS = ("NONE", "OTHER", "UP", "DOWN")
SIGNS = ("CLEAN", "PART", "FAST", "BOTH")
ITEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class QualityAsked:
    """What the reader looks at. `hides_small`: the reader stands above a Bapas and sees children in large numbers."""

    office: Office
    instrument: str
    first: date
    last: date
    hides_small: bool

    @property
    def hides(self) -> bool:
        return self.hides_small and self.instrument == "ANAK"


@dataclass(frozen=True, slots=True)
class _Fact:
    code: str
    measure: str
    sex: str
    age_band: str
    key: str
    value: int


def narrowed(facts: QuerySet[QualityFact], asked: QualityAsked) -> QuerySet[QualityFact]:
    """The published facts of the office and all below it."""
    return facts.filter(
        month__range=(asked.first, asked.last),
        run__published_months__month=F("month"),
        office__path__startswith=asked.office.path,
        instrument=asked.instrument,
    )


def quality_of_office(scope: Scope, asked: QualityAsked, offices: Sequence[Office], definition: Instrument) -> Quality:
    """Everything the page shows. `scope` narrowed to reports.view_quality; `offices`: those in reach."""
    fields = ("office__path", "measure", "sex", "age_band", "key")
    rows = narrowed(QualityFact.objects.visible_to(scope), asked).order_by().values_list(*fields)
    depth = asked.office.path.count("/")
    facts = [
        _Fact([*path.split("/"), ""][depth], *rest) for path, *rest in rows.annotate(total=Sum("value")).iterator()
    ]
    below = [office for office in offices if office.parent_id == asked.office.pk]
    # A Pos has no line of its own: its figures stand at the Bapas.
    lines: list[tuple[str | None, str]] = [(office.code, _short(office)) for office in below]
    lines = lines or [(None, asked.office.name)]
    categories = [str(band.category) for band in sorted(definition.total.bands, key=lambda band: band.low)]
    return Quality(
        assessments=_shown(_sum(facts, QualityMeasure.CATEGORIES), asked.hides),
        entries=_shown(_sum(facts, QualityMeasure.ENTRIES), asked.hides),
        overrides=_override_tables(facts, asked.hides, categories, lines if below else []),
        agreed=_agreed(facts, "TOTAL", categories, asked.hides),
        agreed_items=_agreed_items(facts, definition, asked.hides),
        crossed=_crossed(facts, categories, asked.hides),
        categories=[str(RISKS[code]) for code in categories],
        items=_items(facts, definition, asked.hides),
        signs=_signs(facts, lines, asked.hides),
    )


def _short(office: Office) -> str:
    name = office.name.removeprefix("Kanwil Ditjenpas ")
    return name if office.kind == OfficeKind.KANWIL else name.replace("Kelas II ", "").replace("Kelas I ", "")


def _sum(facts: Iterable[_Fact], measure: str) -> int:
    return sum(fact.value for fact in facts if fact.measure == measure)


def _shown(number: int, hides: bool) -> int | None:
    return None if hides and 0 < number < SMALLEST_SHOWN else number


def _rate(hits: int | None, of: int | None) -> Rate | None:
    return Rate(hits, of) if hits is not None and of else None


def _way(key: str) -> str:
    way, decision, _category = key.split(":")
    return way if decision == "APPROVED" else "OTHER"


def _override_tables(
    facts: Sequence[_Fact], hides: bool, categories: Sequence[str], offices: Sequence[tuple[str | None, str]]
) -> list[OverrideTable]:
    """Overrides by sex, age, the score's category and office; each table with its totals and hidden by itself."""

    def category(fact: _Fact) -> str:
        return fact.key.split(":")[-1]

    cuts: list[tuple[str, str, list[tuple[str | None, str]], Callable[[_Fact], str]]] = [
        ("sex", _("Jenis kelamin"), [(code, str(label)) for code, label in SEXES.items() if code], lambda f: f.sex),
        ("age", _("Umur saat asesmen"), [(name, name) for _low, name in AGE_BANDS[::-1]], lambda f: f.age_band),
        ("category", _("Kategori menurut skor"), [(code, str(RISKS[code])) for code in categories], category),
    ]
    if offices:
        cuts.append(("office", _("Kantor"), list(offices), lambda f: f.code))
    return [_override_table(cut, facts, hides, categories) for cut in cuts]


def _override_table(
    cut: tuple[str, str, list[tuple[str | None, str]], Callable[[_Fact], str]],
    facts: Sequence[_Fact],
    hides: bool,
    categories: Sequence[str],
) -> OverrideTable:
    by, title, lines, value_of = cut
    counts: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact.measure == QualityMeasure.CATEGORIES:
            counts[value_of(fact), "NONE"] += fact.value
        elif fact.measure == QualityMeasure.OVERRIDES:
            counts[value_of(fact), _way(fact.key)] += fact.value
            counts[value_of(fact), "NONE"] -= fact.value
    present = [line for line in lines if any(counts[line[0] or "", way] for way in WAYS)]
    grid = [[counts[value or "", way] for way in WAYS] for value, _label in present]
    fixed: list[Cell] = []
    if by == "category":
        ends = {categories[0]: WAYS.index("DOWN"), categories[-1]: WAYS.index("UP")}
        fixed = [(place, ends[value]) for place, (value, _label) in enumerate(present) if value in ends]
        fixed = [(r, c) for r, c in fixed if grid[r][c] == 0]
    shown = _table(grid, hides, fixed)
    labels = [*present, (None, _("Semua"))]
    rows = [_override_row(value, label, line) for (value, label), line in zip(labels, shown, strict=True)]
    return OverrideTable(by, title, rows[:-1], rows[-1])


def _table(grid: Sequence[Sequence[int]], hides: bool, fixed: Sequence[Cell] = ()) -> list[list[int | None]]:
    """The table with its totals; hidden where the reader sees small numbers hidden."""
    if not grid:
        return [[0] * (len(WAYS) + 1)]
    return hide_table(grid, fixed=fixed) if hides else hide_table(grid, smallest=1)


def _override_row(value: str | None, label: str, line: Sequence[int | None]) -> OverrideRow:
    _none, other, up, down, total = line
    parts = [other, up, down]
    approved = None if up is None or down is None else up + down
    return OverrideRow(
        value=value or "",
        label=label,
        total=total,
        asked=None if None in parts else sum(part or 0 for part in parts),
        up=up,
        down=down,
        rate=_rate(approved, total),
    )


def _pairs(facts: Iterable[_Fact], code: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact.measure == QualityMeasure.PAIRS and fact.key.startswith(f"{code}:"):
            _code, first, second = fact.key.split(":")
            found[first, second] += fact.value
    return found


def _agreed(facts: Sequence[_Fact], code: str, answers: Sequence[str], hides: bool) -> Agreed:
    """How far two raters gave one answer; hidden whole where a part of it would be small."""
    table: dict[tuple[Hashable, Hashable], int] = {
        pair: count for pair, count in _pairs(facts, code).items() if set(pair) <= set(answers)
    }
    n = sum(table.values())
    same = sum(count for (one, other), count in table.items() if one == other)
    if hides and None in [*hide_small([same, n - same]), _shown(n, hides)]:
        return Agreed(code, "", n=None, same=None, plain=Agreement(0), linear=Agreement(0), word="")
    plain, linear = agreement(table, answers), agreement(table, answers, "linear")
    if hides:
        # A kappa to many places would give the whole crossed table back.
        plain, linear = Agreement(n, plain.observed), Agreement(n)
    word = "" if plain.kappa is None else strength(plain.kappa)
    return Agreed(code, "", n=n, same=same, plain=plain, linear=linear, word=word)


def _agreed_items(facts: Sequence[_Fact], definition: Instrument, hides: bool) -> list[Agreed]:
    """The items on which raters agree least, first those. Ticks are left out: nearly all say no."""
    found = []
    for slot in definition.slots:
        answers = sorted({str(score) for item in slot.items for score in item.scores}, key=int)
        row = _agreed(facts, slot.code, answers, hides)
        if row.n:
            row.label = " / ".join(item.short_label for item in slot.items)
            found.append(row)
    return sorted(found, key=lambda row: row.plain.observed or 0.0)[:ITEMS_SHOWN]


def _crossed(facts: Sequence[_Fact], categories: Sequence[str], hides: bool) -> Crossed:
    pairs = _pairs(facts, "TOTAL")
    grid = [[pairs[first, second] for second in categories] for first in categories]
    shown = hide_table(grid) if hides else hide_table(grid, smallest=1)
    labels = [*(str(RISKS[code]) for code in categories), _("Semua")]
    return [(label, list(zip(labels, line, strict=True))) for label, line in zip(labels, shown, strict=True)]


def _items(facts: Sequence[_Fact], definition: Instrument, hides: bool) -> list[ItemRow]:
    """The items changed or left to the end most often, by the greater of the two shares."""
    counts: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        counts[fact.measure, fact.key] += fact.value
    rows = []
    for slot in definition.slots:
        answered = counts[QualityMeasure.ITEM_ANSWERED, slot.code]
        numbers = [counts[measure, slot.code] for measure in (QualityMeasure.ITEM_CHANGED, QualityMeasure.ITEM_LEFT)]
        changed, left = (hide_small([each, answered - each])[0] if hides else each for each in numbers)
        if any(numbers):
            label = " / ".join(item.short_label for item in slot.items)
            rows.append(
                ItemRow(slot.code, label, _shown(answered, hides), _rate(changed, answered), _rate(left, answered))
            )
    return sorted(rows, key=lambda row: -max(row.changed_share, row.left_share))[:ITEMS_SHOWN]


def _signs(facts: Sequence[_Fact], lines: Sequence[tuple[str | None, str]], hides: bool) -> list[SignRow]:
    """Entries by what they show, per office; the last row is all of them."""
    counts: Counter[tuple[str | None, str]] = Counter()
    is_single = lines[0][0] is None
    for fact in facts:
        if fact.measure == QualityMeasure.ENTRIES:
            counts[None if is_single else fact.code, fact.key] += fact.value
    present = [line for line in lines if any(counts[line[0], sign] for sign in SIGNS)]
    if not present:
        return []
    shown = _table([[counts[value, sign] for sign in SIGNS] for value, _label in present], hides)
    labels = present if is_single else [*present, (None, _("Semua"))]
    return [_sign_row(value, label, line) for (value, label), line in zip(labels, shown, strict=False)]


def _sign_row(value: str | None, label: str, line: Sequence[int | None]) -> SignRow:
    clean, part, fast, both, total = line
    suspect = None if clean is None or total is None else total - clean
    return SignRow(value or "", label, total, part, fast, both, _rate(suspect, total))
