"""What a list sent back says against what stands by now, row by row; and attendance in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from programs.choices import ATTENDED

Said = tuple[str, str]
"""A mark and its note."""


@dataclass(frozen=True, slots=True)
class SentMark:
    """A row as the page sent it: `version` is the one it showed (0: not marked), `mark` may be "" only then."""

    attendance_id: int
    version: int
    mark: str
    note: str


class Verdict(Enum):
    """What becomes of a row that was sent."""

    KEEP = "keep"
    SAVE = "save"
    CLASH = "clash"


def judged(*, seen: Said, sent: Said, stands: Said) -> Verdict:
    """`seen` when the page was opened, `sent` by it now, `stands` by now.

    A row nobody touched on the page is kept as it stands; one that another changed meanwhile to something else clashes.
    """
    if sent in (seen, stands):
        return Verdict.KEEP
    return Verdict.SAVE if stands == seen else Verdict.CLASH


def share(marks: Iterable[str]) -> tuple[int, int]:
    """(attended, marked) of the marks; a row not marked yet ("") does not count."""
    given = [mark for mark in marks if mark]
    return sum(mark in ATTENDED for mark in given), len(given)
