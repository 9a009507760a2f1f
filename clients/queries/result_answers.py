"""What was answered, item by item, with its points, its evidence and where that comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.choices import EvidenceSource
from clients.models import Assessment
from clients.rules.instrument import Instrument, Item, Part


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item: `points` is None for a box without a score and for an item left empty."""

    code: str
    label: str
    answer: str
    points: int | None
    most: int | None
    is_given: bool
    note: str
    source: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Items under one heading ("" for a part without headings)."""

    label: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """A part that was due. `points` is the sum of its scored items, None where it has none."""

    code: str
    label: str
    points: int | None
    most: int | None
    groups: tuple[AnswerGroup, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """The saved answers; `shows_words` false leaves out the notes, in which a person may be named."""

    answers: Mapping[str, Any]
    notes: Mapping[str, str]
    sources: Mapping[str, str]
    shows_words: bool


def answered_parts(
    instrument: Instrument, assessment: Assessment, parts_due: tuple[str, ...], *, shows_words: bool
) -> list[AnsweredPart]:
    """The parts that were filled in, in the order of the form. No query."""
    given = _Given(assessment.answers, assessment.notes, assessment.sources, shows_words)
    return [_part(instrument, part, given) for part in instrument.parts if part.code in parts_due]


def _part(instrument: Instrument, part: Part, given: _Given) -> AnsweredPart:
    slots = [slot for slot in instrument.slots if slot.part == part.code]
    unused = {item.code for slot in slots for item in _unused(slot.items, given.answers)}
    labels = {factor.code: factor.label for factor in instrument.factors}
    labels |= {group.code: group.label for group in part.groups}
    grouped: dict[str, list[AnswerLine]] = {}
    for item in instrument.items_of(part.code):
        if item.code not in unused:
            grouped.setdefault(_group_of(item), []).append(_line(item, given))
    groups = tuple(
        AnswerGroup("" if labels.get(key) == part.label else labels.get(key, ""), tuple(lines))
        for key, lines in grouped.items()
    )
    points = sum(line.points or 0 for group in groups for line in group.lines)
    has_points = bool(slots)
    most = sum(slot.highest for slot in slots)
    return AnsweredPart(part.code, part.label, points if has_points else None, most if has_points else None, groups)


def _unused(items: tuple[Item, ...], answers: Mapping[str, Any]) -> list[Item]:
    """Of alternatives those that were not answered; an item alone is always shown."""
    if len(items) == 1:
        return []
    return [item for item in items if answers.get(item.code) is None]


def _group_of(item: Item) -> str:
    return item.group or next(iter(item.factors), "")


def _line(item: Item, given: _Given) -> AnswerLine:
    value = given.answers.get(item.code)
    is_tick = item.kind == "tick"
    chosen = next((option.label for option in item.options if value is not None and option.score == value), "")
    ticked = _("Ya") if value is True else _("Tidak")
    source = given.sources.get(item.code, "")
    return AnswerLine(
        code=item.code,
        label=item.label,
        answer=ticked if is_tick else chosen or _("Tidak dinilai"),
        points=None if is_tick or value is None else value,
        most=None if is_tick else item.highest,
        is_given=value is True if is_tick else value is not None,
        note=given.notes.get(item.code, "") if given.shows_words else "",
        source=str(EvidenceSource(source).label) if source in EvidenceSource else source,
        flags=tuple(flag.text for flag in item.flags),
    )
