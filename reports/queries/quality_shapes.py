"""The shapes of the quality page. None is a hidden number everywhere."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from clients.rules.agreement import Agreement
from reports.rules import wilson

# (first category, [(second category, number)]), totals last.
Crossed = list[tuple[str, list[tuple[str, int | None]]]]

# As many as have room for their codes on a phone.
ITEMS_CHARTED = 6


class Rate(NamedTuple):
    """hits of `of`, with the 95 % interval of Wilson."""

    hits: int
    of: int

    @property
    def percent(self) -> float:
        return round(100 * self.hits / self.of, 1)

    @property
    def low(self) -> float:
        return round(100 * wilson(self.hits, self.of)[0], 1)

    @property
    def high(self) -> float:
        return round(100 * wilson(self.hits, self.of)[1], 1)


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """One group: assessments, overrides asked for, approved upwards and downwards, and the share approved."""

    value: str
    label: str
    total: int | None
    asked: int | None
    up: int | None
    down: int | None
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class OverrideTable:
    by: str
    title: str
    rows: list[OverrideRow]
    whole: OverrideRow

    @property
    def chart_id(self) -> str:
        return f"mutu-{self.by}"

    @property
    def chart_title(self) -> str:
        return _("Disetujui (persen): %(group)s") % {"group": self.title}

    @property
    def chart(self) -> dict[str, Any] | None:
        """Shares for a bar chart; None where fewer than two are shown. Offices have names too long for bars."""
        shares = [row.rate.percent if row.rate else None for row in self.rows]
        if self.by == "office" or sum(share is not None for share in shares) < 2:
            return None
        series = [{"name": _("Disetujui (persen)"), "data": shares}]
        return {"category_label": self.title, "categories": [row.label for row in self.rows], "series": series}


@dataclass(slots=True)
class Agreed:
    """Agreement of second ratings about the category (TOTAL) or one item; `word`: agreement.strength."""

    code: str
    label: str
    n: int | None
    same: int | None
    plain: Agreement
    linear: Agreement
    word: str

    @property
    def percent(self) -> int | None:
        return round(100 * self.same / self.n) if self.n and self.same is not None else None


@dataclass(frozen=True, slots=True)
class ItemRow:
    code: str
    label: str
    answered: int | None
    changed: Rate | None
    left: Rate | None

    @property
    def changed_share(self) -> float:
        return self.changed.percent if self.changed else 0.0

    @property
    def left_share(self) -> float:
        return self.left.percent if self.left else 0.0


@dataclass(frozen=True, slots=True)
class SignRow:
    """Entries of an office: checked, uniform parts, very fast, both, and the share with either sign."""

    value: str
    label: str
    total: int | None
    part: int | None
    fast: int | None
    both: int | None
    rate: Rate | None


@dataclass
class Quality:
    assessments: int | None
    entries: int | None
    overrides: list[OverrideTable]
    agreed: Agreed
    agreed_items: list[Agreed]
    crossed: Crossed
    categories: list[str]
    items: list[ItemRow]
    signs: list[SignRow]

    @property
    def items_chart(self) -> dict[str, Any] | None:
        """The first items' two shares for a bar chart, named by their codes; None where none is shown."""
        rows = [row for row in self.items if row.changed or row.left][:ITEMS_CHARTED]
        if not rows:
            return None
        changed = [row.changed.percent if row.changed else None for row in rows]
        left = [row.left.percent if row.left else None for row in rows]
        series = [
            {"name": _("Diubah"), "data": changed},
            {"name": _("Ditinggal"), "data": left},
        ]
        return {"category_label": _("Butir"), "categories": [row.code for row in rows], "series": series}
