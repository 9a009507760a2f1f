"""Reading drafts: what stands, what stood at any moment, which values met, and all of it in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from bapas_portal.core.dates import today_in
from clients.choices import ConsentGiver, DraftState, EvidenceSource, VersionStanding
from clients.models import Assessment, AssessmentDraft, DraftEvent, Guidance
from clients.queries.instruments import standing_of
from clients.rules.assessing import guardian_must_consent
from clients.rules.draft_fields import ANSWER, HEAD, NOTE, SOURCE, split_answer, values_of
from clients.rules.drafting import Kept, rewind
from clients.rules.instrument import Instrument

HEAD_WORDS = {
    "consent_by": _lazy("Persetujuan diberikan oleh"),
    "guardian_name": _lazy("Nama orang tua atau wali"),
    "consent_on": _lazy("Tanggal persetujuan"),
    "assessed_on": _lazy("Tanggal asesmen"),
    "place": _lazy("Tempat"),
    "purpose": _lazy("Tujuan"),
}


def open_draft(guidance: Guidance, instrument: str, replaces: Assessment | None) -> AssessmentDraft | None:
    """The draft being filled in, with its version and its people. The guidance is in scope. One query."""
    rows = AssessmentDraft.objects.select_related("version", "opened_by", "saved_by")
    return rows.filter(guidance=guidance, instrument=instrument, replaces=replaces, state=DraftState.OPEN).first()


def is_current(draft: AssessmentDraft) -> bool:
    """Is its version the one an assessment is made with today? A correction keeps the version of what it corrects."""
    if draft.replaces_id is not None:
        return True
    return standing_of(draft.version, today_in()) == VersionStanding.IN_FORCE


def first_values(guidance: Guidance, instrument: Instrument, replaces: Assessment | None) -> dict[str, Any]:
    """What a form begins with, by field: today and the usual giver of consent, or all of what it corrects."""
    if replaces is not None:
        _giver, _colon, name = replaces.consent_by.partition(": ")
        head = {
            "consent_by": ConsentGiver.GUARDIAN.value if name else ConsentGiver.CLIENT.value,
            "guardian_name": name,
            "consent_on": replaces.consent_on.isoformat(),
            "assessed_on": replaces.assessed_on.isoformat(),
            "place": replaces.place,
            "purpose": replaces.purpose,
        }
        return values_of(
            instrument, answers=replaces.answers, notes=replaces.notes, sources=replaces.sources, head=head
        )
    today = today_in(guidance.office.zone)
    is_minor = guardian_must_consent(guidance.client.birth_on, today)
    giver = ConsentGiver.GUARDIAN if is_minor else ConsentGiver.CLIENT
    head = {"consent_by": giver.value, "consent_on": today.isoformat(), "assessed_on": today.isoformat()}
    return values_of(instrument, answers={}, notes={}, sources={}, head=head)


def values_in(draft: AssessmentDraft, instrument: Instrument) -> dict[str, Any]:
    """What stands in a draft, by field."""
    return values_of(instrument, answers=draft.answers, notes=draft.notes, sources=draft.sources, head=draft.head)


def values_at(draft: AssessmentDraft, instrument: Instrument, seq: int) -> dict[str, Any]:
    """What stood after event `seq` (0: what the form began with). At most one query, none for the present."""
    values = values_in(draft, instrument)
    if seq >= draft.seq:
        return values
    later = DraftEvent.objects.filter(draft=draft, seq__gt=seq).order_by("-seq")
    return rewind(values, (kept_of(event) for event in later))


def kept_of(event: DraftEvent) -> Kept:
    """A row as the rules know it."""
    return Kept(
        seq=event.seq,
        field=event.field,
        value=event.value,
        before=event.before,
        is_conflict=event.is_conflict,
        key=event.key,
        window=event.window,
        typed_at=event.typed_at,
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a field: who gave it, when by the server's clock, in which window. "" for what nobody typed."""

    value: Any
    words: str
    by: str
    at: str
    window: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two values of one field, side by side: what stands, and what met it. `seq` is the event kept beside."""

    field: str
    label: str
    stands: Side
    beside: Side
    seq: int


def meetings(draft: AssessmentDraft, instrument: Instrument) -> list[Meeting]:
    """The conflicts of a draft that nobody settled, the last one of each field. One query, two if there are any."""
    settled = DraftEvent.objects.filter(
        draft=OuterRef("draft"), field=OuterRef("field"), seq__gt=OuterRef("seq"), is_conflict=False
    )
    rows = DraftEvent.objects.filter(~Exists(settled), draft=draft, is_conflict=True).select_related("by")
    waiting = {event.field: event for event in rows.order_by("seq")}
    if not waiting:
        return []
    setters = setters_of(draft, waiting)
    values = values_in(draft, instrument)
    return [meeting(instrument, event, values.get(field), setters.get(field)) for field, event in waiting.items()]


def meeting(instrument: Instrument, event: DraftEvent, standing: Any, setter: DraftEvent | None) -> Meeting:
    return Meeting(
        field=event.field,
        label=field_words(instrument, event.field),
        stands=side(instrument, event.field, standing, setter),
        beside=side(instrument, event.field, event.value, event),
        seq=event.seq,
    )


def side(instrument: Instrument, field: str, value: Any, event: DraftEvent | None) -> Side:
    words = value_words(instrument, field, value)
    if event is None:
        return Side(value, words, "", "")
    return Side(value, words, event.by.name, moment_words(event.at), event.window)


def setters_of(draft: AssessmentDraft, fields: Iterable[str]) -> dict[str, DraftEvent]:
    """The events that set what stands in these fields, with their people. One query, none where nothing was set."""
    seqs = [draft.field_seq[field] for field in fields if field in draft.field_seq]
    if not seqs:
        return {}
    return {event.field: event for event in DraftEvent.objects.filter(draft=draft, seq__in=seqs).select_related("by")}


def field_words(instrument: Instrument, field: str) -> str:
    """ "answer:A1" in an officer's words."""
    kind, _colon, code = field.partition(":")
    if kind == HEAD:
        return str(HEAD_WORDS.get(code, code))
    item = instrument.by_code.get(code)
    label = f"{code} {item.short_label}" if item is not None else code
    return {NOTE: _("Bukti %(item)s"), SOURCE: _("Sumber %(item)s")}.get(kind, "%(item)s") % {"item": label}


def value_words(instrument: Instrument, field: str, value: Any) -> str:
    """A field's value in words; an empty one is said to be empty."""
    kind, _colon, code = field.partition(":")
    if value is None or value == "" or value is False:
        return _("tidak dicentang") if _is_tick(instrument, kind, code) else _("kosong")
    if kind == ANSWER:
        return answer_words(instrument, code, value)
    if kind == SOURCE:
        return str(dict(EvidenceSource.choices).get(value, value))
    if field == "head:consent_by":
        return str(dict(ConsentGiver.choices).get(value, value))
    return _day_words(str(value)) if code.endswith("_on") else str(value)


def answer_words(instrument: Instrument, question: str, value: Any) -> str:
    """The label of the option chosen; of an alternative with its item's code."""
    if value is True:
        return _("dicentang")
    code, score = split_answer(question, value)
    item = instrument.by_code.get(code)
    label = next((option.label for option in item.options if option.score == score), "") if item else ""
    words = label or str(score)
    return f"{code}: {words}" if code != question else words


def _is_tick(instrument: Instrument, kind: str, code: str) -> bool:
    return kind == ANSWER and code in instrument.by_code and instrument.by_code[code].kind == "tick"


def _day_words(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return date_format(day, "j F Y") if day else text


def moment_words(at: datetime) -> str:
    """ "10.42" for today, "3 Mei 2026 10.42" for another day."""
    here = localtime(at)
    is_today = here.date() == localtime(now()).date()
    return date_format(here, "H.i" if is_today else "j F Y H.i")


def drafts_of(guidance: Guidance) -> QuerySet[AssessmentDraft]:
    """All drafts of a guidance period, the open ones first, then the newest. One query."""
    rows = AssessmentDraft.objects.filter(guidance=guidance).select_related("opened_by", "saved_by", "version")
    plain = rows.defer("version__definition", "answers", "notes", "sources", "head", "field_seq")
    return plain.order_by("-state", "-opened_at")
