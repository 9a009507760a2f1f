"""A draft moves on to the version in force, when its instrument was replaced while it was being filled in."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.actions.assessment import locked_guidance
from clients.actions.draft import Place, Saved, save_draft
from clients.choices import DraftState
from clients.models import AssessmentDraft
from clients.permissions.assessment import check_running
from clients.queries.draft import is_current, values_in
from clients.queries.instruments import definition_of
from clients.rules.drafting import Typed

WINDOW = "versi"


@transaction.atomic
def renew_draft(*, draft_id: int, by: User, scope: Scope) -> Saved:
    """End a draft of a version no longer in force, and begin one of today's with every value that still fits.

    The old draft stays as it was, with its events; `refused` of the answer are the values that no longer fit.
    `scope` is narrowed to clients.assess. Raises AssessmentDraft.DoesNotExist (outside the scope) or WrongState.
    """
    rows = AssessmentDraft.objects.visible_to(scope)
    guidance = locked_guidance(rows.values_list("guidance_id", flat=True).get(pk=draft_id), scope)
    draft = rows.select_related("version").select_for_update(of=("self",)).get(pk=draft_id)
    check_running(guidance)
    if draft.state != DraftState.OPEN or is_current(draft):
        raise WrongState(_("Rancangan ini sudah dipindahkan ke versi yang berlaku."))
    draft.state = DraftState.DROPPED
    draft.save(update_fields=["state"])
    values = values_in(draft, definition_of(draft.version))
    changes = [Typed(name, value, 0, uuid.uuid4(), WINDOW) for name, value in values.items()]
    place = Place(guidance.pk, draft.instrument, uuid.uuid4())
    saved = save_draft(place=place, changes=changes, since=0, window=WINDOW, by=by, scope=scope)
    renewed = saved.draft.pk if saved.draft is not None else None
    record(verb="draft.renewed", subject=draft, by=by, office_id=guidance.office_id, guidance=guidance.pk, into=renewed)
    return saved
