"""The shapes of the cross-sector view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from bapas_portal.accounts.models import Office


@dataclass(frozen=True, slots=True)
class SectorsAsked:
    """What the reader looks at."""

    office: Office
    month: date


@dataclass(frozen=True, slots=True)
class SectorRow:
    """Places for service in one regency beside the orders of the clients who live there; `code` '' is not known.

    needed, gap: seats a week; owed: hours; expected: new orders a month; shut: seats of sites without a valid K3 check.
    """

    code: str
    name: str
    sites: int
    seats: int
    shut: int
    orders: int
    owed: float
    needed: float
    expected: float

    @property
    def gap(self) -> float:
        return round(self.needed - self.seats, 2)

    @property
    def is_without_site(self) -> bool:
        return self.orders > 0 and self.sites == 0


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """A kind of agreement: how many in each state, in the order of the columns, and how many end soon."""

    label: str | Promise
    numbers: Sequence[int]
    ending: int

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Sectors:
    """The page: agreements by kind and state, partners and sites by kind and check, and the regencies.

    months: the whole months over which `expected` is the average; by_province: seats missing, for the map.
    """

    states: Sequence[str | Promise]
    agreements: Sequence[AgreementLine]
    partners: Sequence[tuple[str | Promise, int]]
    checks: Sequence[tuple[str | Promise, int]]
    rows: Sequence[SectorRow]
    whole: SectorRow
    months: Sequence[date]
    by_province: Mapping[str, float]

    @property
    def agreements_whole(self) -> AgreementLine:
        columns = zip(*(line.numbers for line in self.agreements), strict=True)
        return AgreementLine("", [sum(column) for column in columns], sum(line.ending for line in self.agreements))

    @property
    def without_site(self) -> int:
        return sum(row.is_without_site for row in self.rows)

    @property
    def partners_whole(self) -> int:
        return sum(number for _label, number in self.partners)

    @property
    def sites_whole(self) -> int:
        return sum(number for _label, number in self.checks)
