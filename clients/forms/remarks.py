"""What stands beside the fields of a draft: values that met, values somebody else just set, and the last answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Assessment, DraftEvent
from clients.queries.draft import Meeting, Side, moment_words, value_words
from clients.rules.draft_fields import ANSWER, HEAD, NOTE, SOURCE, name_of
from clients.rules.instrument import Instrument

MOST_MARKS = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that another window set since the reader last looked: "Jawaban baru dari Siti, 10.42"."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Last:
    """An item's answer in the last assessment, in words; it is shown and never filled in."""

    day: date
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """By item code (for the head by the field's whole name): meetings, marks and last answers."""

    meetings: Mapping[str, list[Meeting]] = field(default_factory=dict)
    marks: Mapping[str, list[Mark]] = field(default_factory=dict)
    last: Mapping[str, Last] = field(default_factory=dict)


NOTHING = Remarks()
# The box of a meeting before the script fills it in.
BLANK = Meeting("", "", Side(None, "", "", ""), Side(None, "", "", ""), 0)


def by_place(found: Iterable[Any]) -> dict[str, list[Any]]:
    """Meetings or marks by the place they stand at."""
    places: dict[str, list[Any]] = {}
    for each in found:
        kind, _colon, code = each.field.partition(":")
        places.setdefault(each.field if kind == HEAD else code, []).append(each)
    return places


def marked_names(text: str) -> list[str]:
    """The fields to be marked, as an address carries them: "answer:A1,note:A1"."""
    return text.split(",")[:MOST_MARKS] if text else []


def mark_patterns() -> dict[str, str]:
    """How a mark reads, by kind of field; the script fills in the same words."""
    return {
        ANSWER: _("Jawaban baru dari %(name)s, %(at)s"),
        NOTE: _("Bukti baru dari %(name)s, %(at)s"),
        SOURCE: _("Sumber baru dari %(name)s, %(at)s"),
        HEAD: _("Isian baru dari %(name)s, %(at)s"),
    }


def marks_of(setters: Iterable[DraftEvent]) -> list[Mark]:
    """Marks for the fields that these events set, with their people."""
    patterns = mark_patterns()
    return [
        Mark(
            event.field, patterns[event.field.partition(":")[0]] % {"name": event.by.name, "at": moment_words(event.at)}
        )
        for event in setters
    ]


def last_answers(assessment: Assessment, definition: Instrument) -> dict[str, Last]:
    """What each item was answered last time, for the items that were to be filled in then; `definition` is its own."""
    due = set(assessment.result.get("parts_due", ()))
    return {
        item.code: Last(
            assessment.assessed_on,
            value_words(definition, name_of(ANSWER, item.code), assessment.answers.get(item.code)),
            assessment.notes.get(item.code, ""),
        )
        for item in definition.items
        if item.part in due
    }
