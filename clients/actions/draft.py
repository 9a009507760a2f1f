"""Keeping an assessment while it is being filled in: every value typed is an event, nothing is typed over unseen."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.actions.assessment import correctable, locked_guidance, version_for
from clients.choices import DraftState, EvidenceSource
from clients.models import AssessmentDraft, DraftEvent
from clients.permissions.assessment import check_running
from clients.queries.draft import first_values, is_current, setters_of, values_in
from clients.queries.instruments import definition_of
from clients.rules.draft_fields import columns_of, fault_of
from clients.rules.drafting import Kept, Setter, State, Typed, receive
from clients.rules.instrument import Instrument

SOURCES = frozenset(EvidenceSource.values)
FAULT_WORDS: dict[str, str | Promise] = {
    "unknown": _("Isian ini tidak ada pada instrumen."),
    "impossible": _("Jawaban ini tidak ada pada pilihan."),
    "too_long": _("Terlalu panjang; persingkat lebih dahulu."),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Which form is being filled in: of whom, by which instrument, what it corrects, and the form's own key."""

    guidance_id: int
    instrument: str
    form_key: uuid.UUID
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the changes.

    standing: the events that set the fields concerned before, by field; refused: (change, why) of values that no such
    field can hold; others: fields that other windows set since the sender last looked.
    """

    draft: AssessmentDraft | None
    definition: Instrument | None = None
    kept: list[DraftEvent] = field(default_factory=list)
    standing: dict[str, DraftEvent] = field(default_factory=dict)
    refused: list[tuple[Typed, str | Promise]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> list[DraftEvent]:
        return [event for event in self.kept if event.is_conflict]


@transaction.atomic
def save_draft(*, place: Place, changes: Sequence[Typed], since: int, window: str, by: User, scope: Scope) -> Saved:
    """Keep what was typed. The first value kept makes the draft: looking at a form leaves none behind.

    since: the last event the sending window has seen; `scope` is narrowed to clients.assess. Queries: the same number
    for one change and for fifty. Raises Guidance.DoesNotExist (outside the scope), Assessment.DoesNotExist, or
    WrongState with the code draft_finished, draft_dropped or draft_version where the form can go no further.
    """
    draft = _locked_draft(place, scope)
    if draft is None and not changes:
        return Saved(None)
    if draft is None:
        draft = _made(place, by, scope)
    check_running(draft.guidance)
    definition = definition_of(draft.version)
    fitting, refused = _sorted_out(definition, changes)
    moved = [name for name, seq in draft.field_seq.items() if seq > since]
    standing = setters_of(draft, {*moved, *(change.field for change in fitting)})
    kept = _take_in(draft, definition, fitting, standing, by)
    touched = {change.field for change in fitting}
    others = [name for name in moved if name not in touched and standing[name].window != window]
    return Saved(draft, definition, kept, standing, refused, others)


def _locked_draft(place: Place, scope: Scope) -> AssessmentDraft | None:
    """The draft of this form, else the open one of the same guidance and instrument. Raises WrongState."""
    rows = AssessmentDraft.objects.visible_to(scope).select_related("version", "guidance")
    mine = Q(form_key=place.form_key)
    same = Q(state=DraftState.OPEN, replaces_id=place.replaces_id)
    wanted = rows.filter(mine | same, guidance_id=place.guidance_id, instrument=place.instrument)
    found = sorted(wanted.select_for_update(of=("self",)), key=lambda draft: draft.form_key != place.form_key)
    draft = found[0] if found else None
    if draft is not None and draft.state == DraftState.FINISHED:
        raise WrongState(
            _("Asesmen ini sudah diselesaikan oleh %(name)s.") % {"name": _finisher(draft)}, "draft_finished"
        )
    if draft is not None and draft.state == DraftState.DROPPED:
        raise WrongState(_("Rancangan ini sudah diganti: asesmennya dimulai lagi dari awal."), "draft_dropped")
    if draft is not None and not is_current(draft):
        raise WrongState(
            _("Instrumen ini sudah berganti versi. Muat ulang halaman untuk melanjutkan."), "draft_version"
        )
    return draft


def _finisher(draft: AssessmentDraft) -> str:
    return draft.finished_as.assessor.name if draft.finished_as is not None else ""


def _made(place: Place, by: User, scope: Scope) -> AssessmentDraft:
    """A new draft, begun with what an empty form shows. The lock on the guidance keeps a second one away."""
    guidance = locked_guidance(place.guidance_id, scope)
    found = _locked_draft(place, scope)
    if found is not None:
        return found
    check_running(guidance)
    if AssessmentDraft.objects.filter(form_key=place.form_key).exists():
        raise WrongState(_("Formulir ini sudah dipakai untuk klien lain. Buka formulir baru."))
    replaces = correctable(guidance, place.instrument, place.replaces_id) if place.replaces_id else None
    version = version_for(guidance, place.instrument, replaces)
    draft = AssessmentDraft.objects.create(
        guidance=guidance,
        version=version,
        instrument=place.instrument,
        replaces=replaces,
        opened_by=by,
        form_key=place.form_key,
        **columns_of(first_values(guidance, definition_of(version), replaces)),
    )
    record(verb="draft.opened", subject=draft, by=by, office_id=guidance.office_id, **_said(draft))
    return draft


def _said(draft: AssessmentDraft) -> dict[str, Any]:
    return {"guidance": draft.guidance_id, "instrument": draft.instrument, "version": draft.version_id}


def _sorted_out(definition: Instrument, changes: Iterable[Typed]) -> tuple[list[Typed], list[tuple[Typed, Any]]]:
    fitting, refused = [], []
    for change in changes:
        fault = fault_of(definition, change.field, change.value, SOURCES)
        if fault is None:
            fitting.append(change)
        else:
            refused.append((change, FAULT_WORDS[fault]))
    return fitting, refused


def _take_in(
    draft: AssessmentDraft,
    definition: Instrument,
    changes: Sequence[Typed],
    standing: Mapping[str, DraftEvent],
    by: User,
) -> list[DraftEvent]:
    """Fold changes into the locked draft: one look for those kept before, one write of events, one of the state."""
    if not changes:
        return []
    sent = DraftEvent.objects.filter(draft=draft, key__in={change.key for change in changes})
    known = {(key, name) for key, name in sent.values_list("key", "field")}
    # A window may claim to have seen no more than there is.
    typed = [replace(change, base=min(change.base, draft.seq)) for change in changes]
    setters = {name: Setter(event.window, event.typed_at) for name, event in standing.items()}
    state = State(values_in(draft, definition), dict(draft.field_seq), setters, draft.seq)
    events = [_event(draft, kept, by) for kept in receive(state, typed, known)]
    if events:
        DraftEvent.objects.bulk_create(events)
        _put(draft, state, by)
    return events


def _event(draft: AssessmentDraft, kept: Kept, by: User) -> DraftEvent:
    return DraftEvent(
        draft=draft,
        seq=kept.seq,
        field=kept.field,
        value=kept.value,
        before=kept.before,
        is_conflict=kept.is_conflict,
        window=kept.window,
        key=kept.key,
        by=by,
        typed_at=kept.typed_at,
    )


def _put(draft: AssessmentDraft, state: State, by: User) -> None:
    for name, column in columns_of(state.values).items():
        setattr(draft, name, column)
    draft.field_seq, draft.seq, draft.saved_by, draft.saved_at = state.seqs, state.seq, by, timezone.now()
    draft.save(update_fields=["answers", "notes", "sources", "head", "field_seq", "seq", "saved_by", "saved_at"])
