"""The shapes of the needs picture: what is looked at, and what a row, a cell and the whole page hold."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from bapas_portal.accounts.models import Office
from reports.labels import need_label, need_short


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader looks at. `risk`: "" all, "NONE" not assessed. `hides_small`: numbers of children under five."""

    office: Office
    month: date
    is_child: bool | None
    sex: str = ""
    age: str = ""
    risk: str = ""
    by: str = ""
    sort: str = ""
    groups: frozenset[str] = frozenset()
    hides_small: bool = False

    @property
    def hides(self) -> bool:
        return self.hides_small and self.is_child is not False


class Parts(NamedTuple):
    """Sums of one need."""

    people: int = 0
    running: int = 0
    planned: int = 0
    partnered: int = 0


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Demand and supply of one need. None: hidden, or (per_partner) no partner to divide by.

    people = running + planned + unplanned; gap = people - running; share: per cent of the clients looked at.
    """

    key: str
    group: str
    people: int | None
    running: int | None
    planned: int | None
    unplanned: int | None
    gap: int | None
    partnered: int | None
    share: int | None
    programmes: int
    programmes_used: int
    partners: int
    partners_used: int

    @property
    def label(self) -> str:
        return need_label(self.key)

    @property
    def short(self) -> str:
        return need_short(self.key)

    @property
    def per_partner(self) -> float | None:
        return round(self.gap / self.partners, 1) if self.gap is not None and self.partners else None

    @property
    def is_unserved(self) -> bool:
        return self.partners == 0 and self.gap != 0


class HeatCell(NamedTuple):
    """people None: hidden; shade 0 to 5 by the share of the line's clients."""

    key: str
    short: str
    label: str
    people: int | None
    share: int | None
    shade: int


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One office, risk, sex or age band with its needs. `office` only where the lines are offices."""

    value: str
    label: str
    clients: int | None
    cells: list[HeatCell]
    office: Office | None = None


@dataclass
class Picture:
    clients: int | None
    people: int | None
    gap: int | None
    rows: list[NeedRow]
    heat: list[HeatLine]
    chart: dict[str, Any]
    by: str
    unmet: list[str] = field(default_factory=list)

    @property
    def without_partner(self) -> int:
        return sum(row.is_unserved for row in self.rows)
