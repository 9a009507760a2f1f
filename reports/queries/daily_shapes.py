"""What the daily report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from reports.daily_blocks import BlockText, Column

Numbers = Mapping[str, int | None]
"""Code of a column -> number; None where hidden."""


@dataclass(frozen=True)
class Line:
    """One office's numbers."""

    name: str | Promise
    numbers: Numbers

    def of(self, columns: Sequence[Column]) -> list[int | None]:
        return [self.numbers[column.code] for column in columns]

    def is_nought(self, columns: Sequence[Column]) -> bool:
        return not any(number is None or number for number in self.of(columns))

    def cells(self, columns: Sequence[Column]) -> list[tuple[Column, int | None]]:
        return list(zip(columns, self.of(columns), strict=True))


@dataclass(frozen=True)
class Signer:
    """Who signs for the office; name and NIP are "" where the grants do not say who it is."""

    office: Office
    name: str = ""
    nip: str = ""

    @property
    def role(self) -> str:
        if self.office.kind == OfficeKind.KANWIL:
            return _("Kepala Bidang Pembimbingan Kemasyarakatan")
        if self.office.kind == OfficeKind.DITJENPAS:
            return _("Direktur Pembimbingan Kemasyarakatan")
        return _("Kepala %(office)s") % {"office": self.office.name}


@dataclass(frozen=True)
class Part:
    """A block with its lines, each a name and its cells, ready for a page; the sum is last where there is one."""

    block: BlockText
    lines: list[tuple[str | Promise, list[tuple[Column, int | None]]]]

    @property
    def heading(self) -> str:
        return f"{self.block.number}. {self.block.title}"


@dataclass(frozen=True)
class Daily:
    """The report of one office and day. `total`: the sum of the lines, None for a Bapas, which has one line."""

    office: Office
    day: date
    blocks: Sequence[BlockText]
    lines: Sequence[Line]
    total: Line | None
    signer: Signer

    @property
    def hides(self) -> bool:
        """Small numbers of children are hidden in what goes above a Bapas."""
        return self.office.kind != OfficeKind.BAPAS

    @property
    def all_lines(self) -> list[Line]:
        return [*self.lines, *([self.total] if self.total else [])]

    @property
    def parts(self) -> list[Part]:
        return [
            Part(block, [(line.name, line.cells(block.columns)) for line in self.all_lines]) for block in self.blocks
        ]
