"""The register number: a pattern of the installation, a book, and a running number that restarts each year.

Pattern and books are proposals until Ditjenpas gives its own (domain.md 2.8), so the pattern is a setting.
"""

from datetime import date

GUIDANCE_BOOK = "BIM"
SUPERVISION_BOOK = "WAS"
SUPERVISED = frozenset({"PENGAWASAN", "RJ"})


def book_of(status: str) -> str:
    """The register book of a guidance period: pengawasan has one of its own."""
    return SUPERVISION_BOOK if status in SUPERVISED else GUIDANCE_BOOK


def register_number(*, pattern: str, office_code: str, book: str, is_child: bool, running: int, on: date) -> str:
    """The number as text: "3301/BIM-D/0007/11/2026". Raises KeyError for a name the pattern may not use."""
    return pattern.format(
        office=office_code,
        book=book,
        cohort="A" if is_child else "D",
        running=running,
        month=on.month,
        year=on.year,
    )
