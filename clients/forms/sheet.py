"""The items of an instrument as a form: what was posted read into answers, and answers shown as questions.

Radio names are `butir-A1`; alternatives (K6A, K6B) share one group `butir-K6A`, so that only one can be chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.choices import EvidenceSource
from clients.forms.remarks import NOTHING, Last, Mark, Remarks
from clients.queries.draft import Meeting
from clients.rules.conditions import ALWAYS
from clients.rules.instrument import Flag, Instrument, Item, Part, Slot

PREFIX, NOTE_PREFIX, SOURCE_PREFIX = "butir-", "bukti-", "sumber-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Answers as scoring takes them, evidence notes, and where each comes from (EvidenceSource), by item code."""

    answers: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


def read_sheet(instrument: Instrument, posted: Mapping[str, str]) -> Sheet:
    """Read the items out of a posted form. A value that is no whole number is kept for scoring to refuse by name."""
    answers: dict[str, Any] = {}
    for slot in instrument.slots:
        raw = posted.get(PREFIX + slot.code, "")
        code, value = _split(slot, raw)
        if value != "":
            answers[code] = _whole(value)
    for item in instrument.ticks:
        if posted.get(PREFIX + item.code):
            answers[item.code] = True
    notes = {item.code: posted.get(NOTE_PREFIX + item.code, "").replace("\r\n", "\n") for item in instrument.items}
    sources = {item.code: posted.get(SOURCE_PREFIX + item.code, "") for item in instrument.items}
    return Sheet(
        answers,
        {code: note for code, note in notes.items() if note.strip()},
        {code: source for code, source in sources.items() if source},
    )


def _split(slot: Slot, raw: str) -> tuple[str, str]:
    """ "K6B:1" -> ("K6B", "1"); a plain "1" belongs to the slot's first item."""
    code, colon, value = raw.rpartition(":")
    known = {item.code for item in slot.items}
    return (code, value) if colon and code in known else (slot.code, raw)


def _whole(value: str) -> int | str:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else value


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `value` is posted, `number` is the key that chooses it."""

    value: str
    label: str
    is_chosen: bool
    number: int
    id: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One item with its options; a question has several blocks only for alternatives."""

    item: Item
    choices: tuple[Choice, ...]
    note: str
    source: str
    error: str
    flags: tuple[Flag, ...]
    id: str
    meetings: Sequence[Meeting] = ()
    marks: Sequence[Mark] = ()
    last: Last | None = None

    @property
    def is_answered(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)

    @property
    def source_options(self) -> SafeString:
        return _source_options(self.source, get_language())


@lru_cache(maxsize=64)
def _source_options(chosen: str, language: str | None) -> SafeString:
    """The options of a source's list: the same for a hundred items of a form, so put together once."""
    options = [("", _("Belum dipilih")), *EvidenceSource.choices]
    rows = ((value, SafeString(" selected") if value == chosen else "", label) for value, label in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@dataclass(frozen=True, slots=True)
class Question:
    """What one fieldset asks: a scored slot, or all ticks of a group."""

    code: str
    name: str
    is_ticks: bool
    blocks: tuple[Block, ...]

    @property
    def is_alternative(self) -> bool:
        return not self.is_ticks and len(self.blocks) > 1

    @property
    def has_error(self) -> bool:
        return any(block.error for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading: a factor or a group."""

    label: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class PartSheet:
    part: Part
    sections: tuple[Section, ...]

    @property
    def is_always_due(self) -> bool:
        return self.part.due == ALWAYS

    @property
    def has_answers(self) -> bool:
        return any(
            block.note or block.meetings or any(choice.is_chosen for choice in block.choices)
            for section in self.sections
            for question in section.questions
            for block in question.blocks
        )


def html_id(code: str) -> str:
    """The id of an item's place on the page: links of the panel and of the error summary go there."""
    return PREFIX + code.replace(".", "-")


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary."""

    id: str
    label: str
    text: str


def error_links(instrument: Instrument, errors: Mapping[str, str]) -> list[ErrorLink]:
    """The faults of items for the error summary, in the order of the form; others follow without a place."""
    order = instrument.order
    links = []
    for code, text in sorted(errors.items(), key=lambda each: order.get(each[0], len(order))):
        item = instrument.by_code.get(code)
        links.append(ErrorLink(html_id(code), f"{code} {item.short_label}" if item else code, str(text)))
    return links


@dataclass(frozen=True, slots=True)
class _Filled:
    """What the questions are filled and marked with."""

    sheet: Sheet
    errors: Mapping[str, str]
    remarks: Remarks


def parts_of(
    instrument: Instrument, sheet: Sheet, errors: Mapping[str, str], remarks: Remarks = NOTHING
) -> tuple[PartSheet, ...]:
    """The whole form, part by part, with what was typed, and beside each item its error and its remarks."""
    filled = _Filled(sheet, errors, remarks)
    return tuple(PartSheet(part, _sections(instrument, part, filled)) for part in instrument.parts)


def _sections(instrument: Instrument, part: Part, filled: _Filled) -> tuple[Section, ...]:
    labels = {factor.code: factor.label for factor in instrument.factors}
    labels |= {group.code: group.label for group in part.groups}
    grouped: dict[str, list[Question]] = {}
    for slot in instrument.slots:
        if slot.part == part.code:
            key = slot.items[0].group or next(iter(slot.factors), "")
            grouped.setdefault(key, []).append(_slot_question(slot, filled))
    for key, items in _ticks_by_group(instrument, part).items():
        grouped.setdefault(key, []).append(_tick_question(part, key, items, filled))
    named = {key: "" if labels.get(key) == part.label else labels.get(key, "") for key in grouped}
    return tuple(Section(named[key], tuple(questions)) for key, questions in grouped.items())


def _ticks_by_group(instrument: Instrument, part: Part) -> dict[str, list[Item]]:
    grouped: dict[str, list[Item]] = {}
    for item in instrument.ticks:
        if item.part == part.code:
            grouped.setdefault(item.group, []).append(item)
    return grouped


def _slot_question(slot: Slot, filled: _Filled) -> Question:
    blocks, number = [], 0
    for item in slot.items:
        choices = []
        for option in item.options:
            number += 1
            is_chosen = filled.sheet.answers.get(item.code) == option.score
            place = f"{html_id(item.code)}-{option.score}"
            choices.append(Choice(f"{item.code}:{option.score}", option.label, is_chosen, number, place, option.score))
        if not slot.required:
            # A radio cannot be emptied again, and this item may stay empty (child N12).
            is_empty = not any(choice.is_chosen for choice in choices)
            choices.append(Choice("", _("Tidak dinilai"), is_empty, number + 1, f"{html_id(item.code)}-kosong"))
        blocks.append(_block(item, choices, filled))
    return Question(slot.code, PREFIX + slot.code, False, tuple(blocks))


def _tick_question(part: Part, group: str, items: list[Item], filled: _Filled) -> Question:
    blocks = []
    for number, item in enumerate(items, start=1):
        choice = Choice("1", item.label, filled.sheet.answers.get(item.code) is True, number, f"{html_id(item.code)}-1")
        blocks.append(_block(item, [choice], filled))
    return Question(group or part.code, PREFIX + (group or part.code), True, tuple(blocks))


def _block(item: Item, choices: list[Choice], filled: _Filled) -> Block:
    return Block(
        item=item,
        choices=tuple(choices),
        note=filled.sheet.notes.get(item.code, ""),
        source=filled.sheet.sources.get(item.code, ""),
        error=str(filled.errors.get(item.code, "")),
        flags=item.flags,
        id=html_id(item.code),
        meetings=filled.remarks.meetings.get(item.code, ()),
        marks=filled.remarks.marks.get(item.code, ()),
        last=filled.remarks.last.get(item.code),
    )
