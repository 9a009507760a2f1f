"""What a directive says: its content and digest, its text in blocks, and which words another version changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from programs.rules.content import Piece, word_changes

PARTS = ("title", "body", "terms", "applies_from", "due_on", "targets", "files")
"""What a reader compares between two versions, in the order of the page."""

BULLETS = ("- ", "* ", "• ")
MAX_TERMS = 60


def version_content(
    *,
    number: str,
    kind: str,
    version: int,
    title: str,
    body: str,
    terms: Iterable[Mapping[str, str]],
    applies_from: str,
    due_on: str,
    files: Iterable[Mapping[str, str]],
    targets: Iterable[str],
) -> dict[str, Any]:
    """The content of a version, of which the digest is taken. Days as YYYY-MM-DD or ""; files: name, digest;
    targets: each as one line of words that do not change with the reader's language."""
    return {
        "number": number,
        "kind": kind,
        "version": version,
        "title": title,
        "body": body,
        "terms": [{"term": row["term"], "text": row["text"]} for row in terms],
        "applies_from": applies_from,
        "due_on": due_on,
        "files": [{"name": row["name"], "digest": row["digest"]} for row in files],
        "targets": list(targets),
    }


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ("p", one line of text per line typed) or a list ("ul", "ol", one item per line)."""

    kind: Literal["p", "ul", "ol"]
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Plain text as paragraphs and lists: "- " begins a bullet, "1. " a numbered item, an empty line a new block."""
    found: list[Block] = []
    kind: Literal["p", "ul", "ol"] = "p"
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        line_kind, words = _read(line.strip())
        if lines and (not words or line_kind != kind):
            found.append(Block(kind, tuple(lines)))
            lines = []
        if words:
            kind = line_kind
            lines.append(words)
    return found


def _read(line: str) -> tuple[Literal["p", "ul", "ol"], str]:
    if line.startswith(BULLETS):
        return "ul", line[2:].strip()
    digits, dot, rest = line.partition(". ")
    if dot and digits.isascii() and digits.isdigit() and len(digits) <= 3 and rest.strip():
        return "ol", rest.strip()
    return "p", line


@dataclass(frozen=True, slots=True)
class PartChange:
    """The words of one part that stayed, came or went."""

    part: str
    pieces: Sequence[Piece]


def version_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PartChange]:
    """What the second content changes in the first, part by part; [] where both say the same."""
    changes = []
    for part in PARTS:
        old, new = said(before, part), said(after, part)
        if old.split() != new.split():
            changes.append(PartChange(part, word_changes(old, new)))
    return changes


def said(content: Mapping[str, Any], part: str) -> str:
    """One part of a content as words: days as DD-MM-YYYY, terms as "term: text", files by their names."""
    value = content[part]
    if part == "terms":
        return "; ".join(f"{row['term']}: {row['text']}" for row in value)
    if part == "files":
        return "; ".join(row["name"] for row in value)
    if part == "targets":
        return "; ".join(value)
    if part in ("applies_from", "due_on"):
        return "-".join(reversed(value.split("-")))
    return str(value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long a confirmation has been open. `days_left` is None without a due day, negative once it has passed."""

    days_open: int
    days_left: int | None

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def days_over(self) -> int:
        return max(0, -(self.days_left or 0))


def waiting(*, published_on: date, due_on: date | None, today: date) -> Waiting:
    """The due day itself is still in time."""
    return Waiting(max(0, (today - published_on).days), (due_on - today).days if due_on else None)


def percent(part: int, whole: int) -> int:
    """Whole percent, rounded down, so that 100 means all; 100 of nothing."""
    return part * 100 // whole if whole else 100
