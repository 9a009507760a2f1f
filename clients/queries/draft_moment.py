"""A draft as it stood at any moment, part by part in words, and what differs from now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.models import AssessmentDraft, DraftEvent
from clients.queries.draft import HEAD_WORDS, field_words, kept_of, value_words, values_at, values_in
from clients.rules.draft_fields import ANSWER, HEAD, NOTE, SOURCE, name_of, question_of
from clients.rules.draft_rollback import met_since, values_back
from clients.rules.drafting import differing
from clients.rules.instrument import Instrument, Part

# The window of events that took a draft back, before the number of the event gone back to.
BACK = "kembali:"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in words: what it held then, and what it holds now."""

    label: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question (or field of the head) as it stood; `differs`: is anything of it different now?"""

    code: str
    label: str
    answer: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class MomentPart:
    """Lines that held something then; `empty`: codes of the questions that held nothing."""

    title: str
    lines: tuple[Line, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """The form after event `seq`; `event` is that event, None for how the form began."""

    seq: int
    event: DraftEvent | None
    differences: tuple[Difference, ...]
    parts: tuple[MomentPart, ...]


def moment_of(draft: AssessmentDraft, instrument: Instrument, seq: int) -> Moment:
    """The form as it stood after event `seq` (0 to draft.seq). Two queries at most."""
    then, now = values_at(draft, instrument, seq), values_in(draft, instrument)
    changed = in_order(instrument, differing(then, now))
    head = MomentPart(_("Keterangan asesmen"), tuple(_head_lines(instrument, then, set(changed))), ())
    return Moment(
        seq=seq,
        event=DraftEvent.objects.filter(draft=draft, seq=seq).select_related("by").first() if seq else None,
        differences=tuple(differences(instrument, changed, then, now)),
        parts=(head, *(_part(instrument, part, then, set(changed)) for part in instrument.parts)),
    )


def back_to(draft: AssessmentDraft, instrument: Instrument, seq: int) -> dict[str, Any]:
    """{field: value} to set so that the draft is what it was after event `seq`. Two queries.

    A conflict that came later is left behind with it: its field is set to what stands.
    """
    events = DraftEvent.objects.filter(draft=draft, field__in=_met_fields(draft)).order_by("seq")
    met = met_since((kept_of(event) for event in events), seq)
    return values_back(values_in(draft, instrument), values_at(draft, instrument, seq), met)


def _met_fields(draft: AssessmentDraft) -> Any:
    return DraftEvent.objects.filter(draft=draft, is_conflict=True).values("field")


def differences(
    instrument: Instrument, fields: Iterable[str], then: Mapping[str, Any], now: Mapping[str, Any]
) -> list[Difference]:
    """Each field in words, with both its values."""
    return [
        Difference(
            field_words(instrument, field),
            value_words(instrument, field, then.get(field)),
            value_words(instrument, field, now.get(field)),
        )
        for field in fields
    ]


def in_order(instrument: Instrument, fields: Iterable[str]) -> list[str]:
    """Fields as the form has them: the head first, then item by item."""
    head, kinds = list(HEAD_WORDS), (HEAD, ANSWER, NOTE, SOURCE)

    def place(field: str) -> tuple[int, int]:
        kind, _colon, code = field.partition(":")
        if kind == HEAD:
            return -1, head.index(code)
        return instrument.order.get(code, len(instrument.items)), kinds.index(kind)

    return sorted(fields, key=place)


def _head_lines(instrument: Instrument, then: Mapping[str, Any], changed: set[str]) -> Iterable[Line]:
    for code, label in HEAD_WORDS.items():
        field = name_of(HEAD, code)
        if then.get(field) or field in changed:
            yield Line("", str(label), value_words(instrument, field, then.get(field)), (), (), field in changed)


def _part(instrument: Instrument, part: Part, then: Mapping[str, Any], changed: set[str]) -> MomentPart:
    """One line a question: alternatives of it share its answer, and each may have a note and a source."""
    held: dict[str, list[str]] = {}
    for item in instrument.items_of(part.code):
        held.setdefault(question_of(instrument, item.code), []).append(item.code)
    lines, empty = [], []
    for question, codes in held.items():
        fields = [name_of(ANSWER, question), *(name_of(kind, code) for code in codes for kind in (NOTE, SOURCE))]
        if any(then.get(field) not in (None, "", False) or field in changed for field in fields):
            lines.append(_line(instrument, question, codes, then, any(field in changed for field in fields)))
        else:
            empty.append(question)
    title = _("Bagian %(code)s: %(label)s") % {"code": part.code, "label": part.label}
    return MomentPart(title, tuple(lines), tuple(empty))


def _line(instrument: Instrument, question: str, codes: list[str], then: Mapping[str, Any], differs: bool) -> Line:
    answer = name_of(ANSWER, question)
    sources = [name_of(SOURCE, code) for code in codes if then.get(name_of(SOURCE, code))]
    return Line(
        code=question,
        label=instrument.by_code[question].label,
        answer=value_words(instrument, answer, then.get(answer)),
        notes=tuple(str(then[name_of(NOTE, code)]) for code in codes if then.get(name_of(NOTE, code))),
        sources=tuple(value_words(instrument, field, then[field]) for field in sources),
        differs=differs,
    )
