"""Who entered what into a draft and when, in words; how conflicts were settled; and the drafts of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from clients.choices import DraftState
from clients.models import AssessmentDraft, DraftEvent, Guidance
from clients.queries.draft import HEAD_WORDS, field_words, value_words
from clients.queries.draft_moment import BACK
from clients.queries.instruments import definition_of
from clients.queries.result_page import moment_words
from clients.rules.draft_fields import ANSWER, HEAD, NOTE, SOURCE, name_of
from clients.rules.instrument import Instrument
from clients.rules.scoring import partial

RENEWED = "versi"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in words. `settled`: how a conflict was settled ("": it waits); `back`: the moment taken back to."""

    seq: int
    label: str
    before: str
    value: str
    is_conflict: bool
    settled: str
    back: int | None
    is_renewed: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """Entries that one person made in one window within a minute, newest first."""

    who: str
    when: str
    entries: tuple[Entry, ...]

    @property
    def last_seq(self) -> int:
        return self.entries[0].seq


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft on the list of a file: `answered` of `needed` questions, as far as the branches are known."""

    draft: AssessmentDraft
    saved: str
    answered: int
    needed: int

    @property
    def is_open(self) -> bool:
        return self.draft.state == DraftState.OPEN


def events_of(draft: AssessmentDraft, code: str = "") -> QuerySet[DraftEvent]:
    """The events of a draft with their people; `code` of an item or a field of the head narrows them."""
    rows = DraftEvent.objects.filter(draft=draft).select_related("by")
    return rows.filter(field__in=[name_of(kind, code) for kind in (ANSWER, NOTE, SOURCE, HEAD)]) if code else rows


def touched(draft: AssessmentDraft, instrument: Instrument) -> list[tuple[str, str]]:
    """(code, words) of the items and head fields that any event touched, in the order of the form. One query."""
    fields = DraftEvent.objects.filter(draft=draft).values_list("field", flat=True).distinct()
    codes = {field.partition(":")[2] for field in fields}
    head = [(code, str(words)) for code, words in HEAD_WORDS.items() if code in codes]
    items = [(item.code, f"{item.code} {item.short_label}") for item in instrument.items if item.code in codes]
    return head + items


def sittings(events: Iterable[DraftEvent], instrument: Instrument, zone: str) -> list[Sitting]:
    """Events (newest first) in words, put together by person, window and minute. A query where there are conflicts."""
    events = list(events)
    settlers = _settlers(events)
    grouped = groupby(events, key=lambda event: (event.by.name, event.window, moment_words(event.at, zone)))
    return [
        Sitting(who, when, tuple(_entry(instrument, event, settlers.get(event.seq), zone) for event in group))
        for (who, _window, when), group in grouped
    ]


def _settlers(events: list[DraftEvent]) -> dict[int, DraftEvent]:
    """For each conflict the event that settled it: the next one of its field that is none. Two queries, or none."""
    wanted = [event.pk for event in events if event.is_conflict]
    if not wanted:
        return {}
    later = DraftEvent.objects.filter(
        draft=OuterRef("draft"), field=OuterRef("field"), seq__gt=OuterRef("seq"), is_conflict=False
    ).order_by("seq")
    rows = DraftEvent.objects.filter(pk__in=wanted).annotate(settler=Subquery(later.values("pk")[:1]))
    settler_of = dict(rows.values_list("seq", "settler"))
    found = DraftEvent.objects.filter(pk__in=[pk for pk in settler_of.values() if pk]).select_related("by").in_bulk()
    return {seq: found[pk] for seq, pk in settler_of.items() if pk}


def _entry(instrument: Instrument, event: DraftEvent, settler: DraftEvent | None, zone: str) -> Entry:
    back = event.window.removeprefix(BACK) if event.window.startswith(BACK) else ""
    return Entry(
        seq=event.seq,
        label=field_words(instrument, event.field),
        before=value_words(instrument, event.field, event.before),
        value=value_words(instrument, event.field, event.value),
        is_conflict=event.is_conflict,
        settled=_settled_words(instrument, settler, zone) if settler is not None else "",
        back=int(back) if back.isascii() and back.isdigit() else None,
        is_renewed=event.window == RENEWED,
    )


def _settled_words(instrument: Instrument, settler: DraftEvent, zone: str) -> str:
    return _("Diselesaikan %(who)s, %(at)s: yang dipakai “%(value)s”") % {
        "who": settler.by.name,
        "at": moment_words(settler.at, zone),
        "value": value_words(instrument, settler.field, settler.value),
    }


def draft_cards(guidance: Guidance, context: Mapping[str, Any]) -> list[DraftCard]:
    """The open drafts of a guidance period, then those given up, the newest first. One query.

    context: what the branches need (`context_of`). The guidance is in scope, its office at hand.
    """
    rows = AssessmentDraft.objects.filter(guidance=guidance).exclude(state=DraftState.FINISHED)
    rows = rows.select_related("version", "opened_by", "saved_by", "replaces")
    return [_card(draft, context, guidance.office.zone) for draft in rows.order_by("-state", "-opened_at")]


def _card(draft: AssessmentDraft, context: Mapping[str, Any], zone: str) -> DraftCard:
    standing = partial(definition_of(draft.version), draft.answers, context)
    return DraftCard(draft, saved_words(draft, zone), standing.answered, standing.needed)


def saved_words(draft: AssessmentDraft, zone: str) -> str:
    return moment_words(draft.saved_at or draft.opened_at, zone)
