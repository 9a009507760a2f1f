"""Doors of a draft's history: who entered what, the form at any moment, taking it back, and starting over."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import WrongState
from bapas_portal.core.forms import row_number
from bapas_portal.core.paging import keyset_page, next_url
from clients.actions.draft_rollback import check_open, drop_draft, roll_back, way_back
from clients.choices import DraftState
from clients.forms.draft_pages import HistoryForm, seen_of, sent_key
from clients.models import AssessmentDraft
from clients.permissions.assessment import may_assess
from clients.permissions.second_rating import check_not_rating
from clients.queries.draft import is_current, meetings
from clients.queries.draft_history import events_of, saved_words, sittings, touched
from clients.queries.draft_moment import Moment, moment_of
from clients.queries.instruments import definition_of
from clients.queries.result_page import moment_words

MOVED = "draft_moved"
JOINED = ("version", "guidance__client", "guidance__office", "opened_by", "saved_by", "finished_as")


@require_safe
@requires("clients.view_client")
def draft_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """The history, or with ?sampai=<event> the form as it stood after that event."""
    draft = _opened(request, pk)
    guidance = draft.guidance
    record_read(subject=draft, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    answer = _moment_page(request, draft) if "sampai" in request.GET else _history_page(request, draft)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _history_page(request: PortalRequest, draft: AssessmentDraft) -> HttpResponse:
    instrument, zone = definition_of(draft.version), draft.guidance.office.zone
    form = HistoryForm(request.GET, codes=touched(draft, instrument))
    page = keyset_page(events_of(draft, form.code), order=("-seq",), cursor=request.GET.get("after", ""))
    context = {
        **_about(request, draft),
        "form": form,
        "is_narrowed": bool(form.code),
        "sittings": sittings(page.rows, instrument, zone),
        "waiting": meetings(draft, instrument) if draft.state == DraftState.OPEN else [],
        "next_url": next_url(request.GET, page),
        "first_url": "" if page.is_first else f"?{urlencode({'isian': form.code})}",
        "reset_url": reverse("clients:draft_detail", args=[draft.pk]),
    }
    return render(request, "clients/draft_history.html", context)


def _moment_page(request: PortalRequest, draft: AssessmentDraft) -> HttpResponse:
    seq = _moment(request.GET.get("sampai", ""), draft)
    moment = moment_of(draft, definition_of(draft.version), seq)
    context = {
        **_about(request, draft),
        "moment": moment,
        "when": _when(draft, moment),
        "who": moment.event.by.name if moment.event else draft.opened_by.name,
        "earlier": seq - 1 if seq else None,
        "later": seq + 1 if seq < draft.seq else None,
    }
    return render(request, "clients/draft_moment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def draft_restore(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks, then takes the draft back to ?sampai=<event>."""
    draft = _opened(request, pk)
    seq = _moment(request.GET.get("sampai", ""), draft)
    moved = ""
    if request.method == "POST":
        seen, key = seen_of(request.POST.get("seen", "")), sent_key(request.POST.get("key", ""))
        try:
            count = roll_back(draft_id=pk, seq=seq, seen=seen, key=key, by=request.user, scope=request.scope)
        except WrongState as error:
            if error.code != MOVED:
                raise
            moved = str(error.message)
            draft = _opened(request, pk)
        else:
            _say_restored(request, count)
            return redirect("clients:draft_detail", pk)
    count = len(way_back(draft, seq))
    moment = moment_of(draft, definition_of(draft.version), seq)
    context = {
        **_about(request, draft),
        "moment": moment,
        "when": _when(draft, moment),
        "count": len(moment.differences),
        "left_behind": count - len(moment.differences),
        "key": uuid.uuid4(),
        "moved": moved,
        "cancel_url": f"{reverse('clients:draft_detail', args=[pk])}?sampai={seq}",
    }
    return render(request, "clients/draft_restore.html", context, status=409 if moved else 200)


def _say_restored(request: PortalRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Rancangan ini sudah dikembalikan; kiriman kedua tidak mengubah apa-apa."))
        return
    text = ngettext("%(count)d isian dikembalikan.", "%(count)d isian dikembalikan.", count) % {"count": count}
    messages.success(request, text)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def draft_drop(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks, then gives the draft up and opens an empty form."""
    draft = _opened(request, pk)
    moved = ""
    if request.method == "POST":
        try:
            is_new = drop_draft(
                draft_id=pk, seen=seen_of(request.POST.get("seen", "")), by=request.user, scope=request.scope
            )
        except WrongState as error:
            if error.code != MOVED:
                raise
            moved = str(error.message)
            draft = _opened(request, pk)
        else:
            if is_new:
                messages.success(request, _("Rancangan dibatalkan. Isiannya tetap dapat dibaca di riwayatnya."))
            else:
                messages.info(request, _("Rancangan ini sudah dibatalkan sebelumnya."))
            return redirect(_form_url(draft))
    check_open(draft)
    context = {
        **_about(request, draft),
        "moved": moved,
        "cancel_url": reverse("clients:draft_detail", args=[pk]),
    }
    return render(request, "clients/draft_drop.html", context, status=409 if moved else 200)


def _opened(request: PortalRequest, pk: int) -> AssessmentDraft:
    """The draft in reach. Raises 404, or WrongState for who rates its guidance blind."""
    draft = get_object_or_404(AssessmentDraft.objects.visible_to(request.scope).select_related(*JOINED), pk=pk)
    check_not_rating(draft.guidance_id, request.user)
    return draft


def _moment(text: str, draft: AssessmentDraft) -> int:
    """The event that was asked for. Raises 404 for one that the draft does not have."""
    seq = row_number(text)
    if seq is None or seq > draft.seq:
        raise Http404
    return seq


def _when(draft: AssessmentDraft, moment: Moment) -> str:
    at = moment.event.at if moment.event is not None else draft.opened_at
    return moment_words(at, draft.guidance.office.zone)


def _about(request: PortalRequest, draft: AssessmentDraft) -> dict[str, Any]:
    """What every page of a draft says of it."""
    is_open = draft.state == DraftState.OPEN
    may_write = is_open and may_assess(request.full_scope, draft.guidance)
    return {
        "draft": draft,
        "guidance": draft.guidance,
        "instrument": definition_of(draft.version),
        "saved": saved_words(draft, draft.guidance.office.zone),
        "form_url": _form_url(draft) if may_write else "",
        "may_drop": may_write,
        "may_restore": may_write and is_current(draft),
    }


def _form_url(draft: AssessmentDraft) -> str:
    address = reverse("clients:assessment_new", args=[draft.guidance_id, draft.instrument])
    return f"{address}?replaces_id={draft.replaces_id}" if draft.replaces_id is not None else address
