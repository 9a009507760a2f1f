"""The fields of a draft: their names, what each may hold, and how they stand in the draft's columns. Plain values only.

Names: "answer:<question>", where a question is a scored item, the first of several alternatives, or a tick;
"note:<item>", "source:<item>", "head:<field>".
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from clients.rules.instrument import Instrument

ANSWER, NOTE, SOURCE, HEAD = "answer", "note", "source", "head"
Fault = Literal["unknown", "impossible", "too_long"]
# A draft takes longer notes than an assessment, so that a text on its way to being shortened is kept too.
NOTE_LENGTH = 4000
HEAD_LENGTHS = {
    "consent_by": 20,
    "guardian_name": 140,
    "consent_on": 10,
    "assessed_on": 10,
    "place": 120,
    "purpose": 120,
}


def name_of(kind: str, code: str) -> str:
    return f"{kind}:{code}"


def fault_of(instrument: Instrument, field: str, value: Any, sources: Iterable[str]) -> Fault | None:
    """Why this value cannot stand in this field; None when it can. None as a value empties any field."""
    kind, _, code = field.partition(":")
    if kind == ANSWER:
        return _answer_fault(instrument, code, value)
    if kind == HEAD:
        return _text_fault(value, HEAD_LENGTHS[code]) if code in HEAD_LENGTHS else "unknown"
    if kind not in (NOTE, SOURCE) or code not in instrument.by_code:
        return "unknown"
    if kind == NOTE:
        return _text_fault(value, NOTE_LENGTH)
    return None if value is None or value == "" or value in sources else "impossible"


def _text_fault(value: Any, most: int) -> Fault | None:
    if value is not None and not isinstance(value, str):
        return "impossible"
    return "too_long" if value and len(value) > most else None


def _answer_fault(instrument: Instrument, code: str, value: Any) -> Fault | None:
    item = instrument.by_code.get(code)
    if item is None or (item.kind == "score" and question_of(instrument, code) != code):
        return "unknown"
    if value is None or (item.kind == "tick" and isinstance(value, bool)):
        return None
    chosen, score = split_answer(code, value)
    fits = item.kind == "score" and question_of(instrument, chosen) == code
    return None if fits and type(score) is int and score in instrument.by_code[chosen].scores else "impossible"


def question_of(instrument: Instrument, code: str) -> str:
    """The question an item belongs to: the first of its alternatives, else the item itself; "" for no item."""
    item = instrument.by_code.get(code)
    if item is None or not item.alternative:
        return code if item else ""
    return next(each.code for each in instrument.items if each.alternative == item.alternative)


def split_answer(question: str, value: Any) -> tuple[str, Any]:
    """("K6A", "K6B:1") -> ("K6B", 1); a plain score belongs to the question's own item."""
    if not isinstance(value, str):
        return question, value
    code, _, score = value.rpartition(":")
    return code or question, int(score) if score.isascii() and score.isdigit() and len(score) < 6 else score


def values_of(
    instrument: Instrument,
    *,
    answers: Mapping[str, Any],
    notes: Mapping[str, str],
    sources: Mapping[str, str],
    head: Mapping[str, str],
) -> dict[str, Any]:
    """Columns of a draft (or of an assessment) as one flat mapping by field."""
    values: dict[str, Any] = {}
    for code, value in answers.items():
        question = question_of(instrument, code) or code
        values[name_of(ANSWER, question)] = value if question == code else f"{code}:{value}"
    for kind, given in ((NOTE, notes), (SOURCE, sources), (HEAD, head)):
        values |= {name_of(kind, code): value for code, value in given.items()}
    return values


def columns_of(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The flat mapping as the columns answers, notes, sources, head; empty ones stay out, but for the head's."""
    columns: dict[str, dict[str, Any]] = {ANSWER: {}, NOTE: {}, SOURCE: {}, HEAD: {}}
    for field, value in values.items():
        kind, _, code = field.partition(":")
        if kind == HEAD:
            columns[HEAD][code] = "" if value is None else value
        elif value is not None and value != "" and value is not False:
            code, value = split_answer(code, value) if kind == ANSWER else (code, value)
            columns[kind][code] = value
    return {"answers": columns[ANSWER], "notes": columns[NOTE], "sources": columns[SOURCE], "head": columns[HEAD]}
