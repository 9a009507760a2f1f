"""Doors of drafts: what the script saves."""

from datetime import datetime
from typing import Any

from django.http import Http404, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError
from clients.actions.draft import Place, Saved, save_draft
from clients.choices import InstrumentCode
from clients.forms.draft import read_sent
from clients.models import Assessment, Guidance
from clients.queries.draft import Meeting, Side, field_words, meeting, moment_words, side, values_in
from clients.rules.instrument import Instrument


@require_POST
@requires("clients.assess")
def draft_save(request: PortalRequest, guidance_pk: int, instrument: str) -> JsonResponse:
    """Keep a list of changes; the answer says what of it stands, what met another value, and what others set.

    Body: {form_key, replaces_id, since, window, changes: [{field, value, base, key, window, typed_at}]}. Answer:
    {seq, form_key, saved_at, keys, conflicts, others, refused}; {code, message} with 400, 404 or 409 when refused.
    """
    if instrument not in InstrumentCode.values:
        raise Http404
    try:
        sent = read_sent(request.body)
        place = Place(guidance_pk, instrument, sent.form_key, sent.replaces_id)
        saved = save_draft(
            place=place,
            changes=sent.changes,
            since=sent.since,
            window=sent.window,
            by=request.user,
            scope=request.scope,
        )
    except (Guidance.DoesNotExist, Assessment.DoesNotExist) as missing:
        raise Http404 from missing
    except DomainError as error:
        return JsonResponse({"code": error.code, "message": str(error.message)}, status=error.http_status)
    keys = [str(change.key) for change in sent.changes]
    return JsonResponse({"keys": keys, **_told(saved, sent.since, now())})


def _told(saved: Saved, since: int, at: datetime) -> dict[str, Any]:
    draft, definition = saved.draft, saved.definition
    if draft is None or definition is None:
        return {"seq": since, "form_key": "", "saved_at": "", "conflicts": [], "others": [], "refused": []}
    values = values_in(draft, definition)
    return {
        "seq": draft.seq,
        "form_key": str(draft.form_key),
        "saved_at": moment_words(at),
        "conflicts": [
            _conflict(meeting(definition, event, values.get(event.field), saved.standing.get(event.field)))
            for event in saved.conflicts
        ],
        "others": [
            {"field": name, "label": field_words(definition, name), **_side(_other(saved, definition, values, name))}
            for name in saved.others
        ],
        "refused": [
            {"field": change.field, "key": str(change.key), "message": str(why)} for change, why in saved.refused
        ],
    }


def _other(saved: Saved, definition: Instrument, values: dict[str, Any], name: str) -> Side:
    return side(definition, name, values.get(name), saved.standing[name])


def _conflict(met: Meeting) -> dict[str, Any]:
    sides = {"stands": _side(met.stands), "beside": _side(met.beside)}
    return {"field": met.field, "label": met.label, "seq": met.seq, **sides}


def _side(one: Side) -> dict[str, Any]:
    return {"value": one.value, "words": one.words, "by": one.by, "at": one.at, "window": one.window}
