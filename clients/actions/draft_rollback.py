"""A draft taken back to an earlier moment, or given up to start over. Nothing is erased: both add to its history."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.actions.draft import Place, save_draft
from clients.choices import DraftState
from clients.models import AssessmentDraft, DraftEvent
from clients.permissions.assessment import check_running
from clients.queries.draft import is_current
from clients.queries.draft_moment import BACK, back_to
from clients.queries.instruments import definition_of
from clients.rules.drafting import Typed


@transaction.atomic
def roll_back(*, draft_id: int, seq: int, seen: int, key: uuid.UUID, by: User, scope: Scope) -> int:
    """Give every field the value it had after event `seq`, by new events. Returns how many fields were set.

    seen: the last event the person had seen; key: of the page that asked, so that a second click sets nothing and
    answers 0. `scope` is narrowed to clients.assess. Raises AssessmentDraft.DoesNotExist (outside the scope), or
    WrongState: draft_moved (somebody typed meanwhile), draft_same (nothing differs), draft_finished, draft_dropped,
    draft_version.
    """
    draft = _locked(draft_id, scope)
    if DraftEvent.objects.filter(draft=draft, key=key).exists():
        return 0
    check_open(draft)
    _check_seen(draft, seen)
    values = way_back(draft, seq)
    window = f"{BACK}{seq}"
    changes = [Typed(name, value, draft.seq, key, window) for name, value in values.items()]
    place = Place(draft.guidance_id, draft.instrument, draft.form_key, draft.replaces_id)
    saved = save_draft(place=place, changes=changes, since=draft.seq, window=window, by=by, scope=scope)
    count = len(saved.kept)
    _leave_trail("draft.restored", draft, by, seq=seq, fields=count)
    return count


@transaction.atomic
def drop_draft(*, draft_id: int, seen: int, by: User, scope: Scope) -> bool:
    """Give a draft up; the form then begins anew. It stays readable. False when it was given up before.

    Raises AssessmentDraft.DoesNotExist (outside the scope), or WrongState: draft_moved, draft_finished.
    """
    draft = _locked(draft_id, scope)
    if draft.state == DraftState.DROPPED:
        return False
    check_open(draft)
    _check_seen(draft, seen)
    draft.state = DraftState.DROPPED
    draft.save(update_fields=["state"])
    _leave_trail("draft.dropped", draft, by, seq=draft.seq)
    return True


def check_open(draft: AssessmentDraft) -> None:
    """Raises WrongState for a draft that is not being filled in any more, or whose guidance ended."""
    check_running(draft.guidance)
    if draft.state == DraftState.FINISHED:
        raise WrongState(_("Asesmen ini sudah selesai; rancangannya tidak diubah lagi."), "draft_finished")
    if draft.state == DraftState.DROPPED:
        raise WrongState(_("Rancangan ini sudah dibatalkan; isiannya tetap dapat dibaca."), "draft_dropped")


def way_back(draft: AssessmentDraft, seq: int) -> dict[str, Any]:
    """{field: value} to set so that the draft is what it was after event `seq`. Raises WrongState as `roll_back`."""
    check_open(draft)
    if not is_current(draft):
        raise WrongState(
            _("Instrumen ini sudah berganti versi. Buka formulirnya untuk memindahkan isian lebih dahulu."),
            "draft_version",
        )
    values = back_to(draft, definition_of(draft.version), seq)
    if not values:
        raise WrongState(_("Isian pada saat itu sama dengan yang sekarang; tidak ada yang dikembalikan."), "draft_same")
    return values


def _locked(draft_id: int, scope: Scope) -> AssessmentDraft:
    rows = AssessmentDraft.objects.visible_to(scope).select_related("version", "guidance")
    return rows.select_for_update(of=("self",)).get(pk=draft_id)


def _check_seen(draft: AssessmentDraft, seen: int) -> None:
    if draft.seq != seen:
        raise WrongState(
            _("Ada isian baru sejak halaman ini dibuka. Periksa kembali sebelum melanjutkan."), "draft_moved"
        )


def _leave_trail(verb: str, draft: AssessmentDraft, by: User, **said: int) -> None:
    office = draft.guidance.office_id
    record(verb=verb, subject=draft, by=by, office_id=office, guidance=draft.guidance_id, **said)
