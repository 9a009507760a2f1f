"""What a sheet of a workbook is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MONTH = "mmm yyyy"


@dataclass(frozen=True)
class Column:
    """A column's head, width in characters, and number format ('' for text and whole numbers)."""

    head: str
    width: int = 12
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
