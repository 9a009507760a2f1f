"""Doors of the assessment form: open or resume the draft, keep it, count, settle, finish; and the live panel."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, Invalid
from clients.actions.assessment import record_assessment
from clients.actions.draft import Place, Saved, save_draft
from clients.actions.draft_renewal import renew_draft
from clients.forms.assessment import AssessmentForm
from clients.forms.draft import base_of, chosen_side, key_of, posted_changes, window_of
from clients.forms.panel import panel_of
from clients.forms.remarks import marked_names
from clients.forms.sheet import Sheet, read_sheet
from clients.models import Assessment
from clients.queries.draft import field_words, first_values, meetings, open_draft, values_at
from clients.rules.draft_fields import HEAD, columns_of
from clients.rules.drafting import Typed
from clients.rules.scoring import problems
from clients.views.assessment_desk import (
    LAST,
    Desk,
    Shown,
    form_page,
    keys_of,
    new_window,
    open_desk,
    open_paper,
    shown_draft,
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("clients.assess")
def assessment_new(request: PortalRequest, guidance_pk: int, instrument: str) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    desk = open_desk(request, guidance_pk, instrument, sent.get("replaces_id", ""))
    if request.method != "POST":
        return _first_page(request, desk)
    step = request.POST.get("step")
    if step == "renew":
        return _renew(request, desk)
    if step == "count":
        return form_page(request, desk, _posted(request, desk, desk.form(initial=request.POST.dict())))
    return _keep(request, desk, is_last=step in (None, "save") and "settle" not in request.POST)


@require_POST
@requires("clients.assess")
def assessment_score(request: PortalRequest, guidance_pk: int, instrument: str) -> HttpResponse:
    """The live panel of what is typed so far; saves nothing."""
    paper = open_paper(request, guidance_pk, instrument, request.POST.get("replaces_id", ""))
    panel = panel_of(paper.instrument, read_sheet(paper.instrument, request.POST), paper.context)
    return render(request, "clients/assessment_panel.html", {"panel": panel, "is_live": True})


def _first_page(request: PortalRequest, desk: Desk) -> HttpResponse:
    if desk.is_outdated:
        return render(request, "clients/assessment_renew.html", {"desk": desk})
    beside = request.GET.get("dengan") == LAST
    if beside and desk.last is not None:
        record_read(subject=desk.last, by=request.user, office_id=desk.guidance.office_id, guidance=desk.guidance.pk)
    return form_page(request, desk, shown_draft(desk, marked=marked_names(request.GET.get("baru", "")), beside=beside))


def _posted(request: PortalRequest, desk: Desk, form: AssessmentForm, errors: Mapping[str, Any] | None = None) -> Shown:
    """The page as it was sent, for an answer that kept nothing of it."""
    return Shown(
        form,
        read_sheet(desk.instrument, request.POST),
        base_of(request.POST),
        window_of(request.POST) or new_window(),
        errors or {},
        beside=request.POST.get("dengan") == LAST,
    )


def _keep(request: PortalRequest, desk: Desk, *, is_last: bool) -> HttpResponse:
    """Keep what stands in the form as events of its draft; then finish, or go back to the form."""
    base, window = base_of(request.POST), window_of(request.POST) or new_window()
    before = values_at(desk.draft, desk.instrument, base) if desk.draft is not None else None
    shown = first_values(desk.guidance, desk.instrument, desk.replaces) if before is None else before
    changes = posted_changes(desk.instrument, request.POST, shown, base=base, window=window)
    settled, changes = _settling(request, desk, changes, window)
    try:
        saved = save_draft(
            place=_place(request, desk),
            changes=changes,
            since=base,
            window=window,
            by=request.user,
            scope=request.scope,
        )
    except DomainError as error:
        return _not_kept(request, desk, error)
    desk = replace(desk, draft=open_draft(desk.guidance, desk.code, desk.replaces))
    merged = _merged(request, desk, saved, window)
    if saved.refused:
        return _refused(request, desk, saved, merged)
    if is_last:
        return _finish(request, desk, saved, merged)
    _say_kept(request, saved, settled)
    return redirect(_address(request, desk, saved))


def _place(request: PortalRequest, desk: Desk) -> Place:
    key = key_of(request.POST.get("form_key", "")) or keys_of(desk)["form_key"]
    return Place(desk.guidance.pk, desk.code, key, desk.replaces.pk if desk.replaces is not None else None)


def _settling(request: PortalRequest, desk: Desk, changes: list[Typed], window: str) -> tuple[bool, list[Typed]]:
    """With the choice between two values that met, which stands for whatever else was sent for its field."""
    met = meetings(desk.draft, desk.instrument) if desk.draft is not None and "settle" in request.POST else []
    choice = chosen_side(request.POST.get("settle", ""), met, window, desk.draft.seq if desk.draft else 0)
    if choice is None:
        return False, changes
    return True, [*(change for change in changes if change.field != choice.field), choice]


def _say_kept(request: PortalRequest, saved: Saved, settled: bool) -> None:
    if saved.conflicts:
        messages.warning(request, _("Tersimpan. Ada isian yang berbeda di dua jendela: pilih yang benar."))
    elif settled:
        messages.success(request, _("Pilihan tersimpan. Isian yang lain tetap ada di riwayat rancangan."))
    elif "settle" in request.POST:
        messages.info(request, _("Pilihan ini sudah dibuat sebelumnya."))
    elif saved.draft is None:
        messages.info(request, _("Belum ada isian untuk disimpan."))
    else:
        messages.success(request, _("Rancangan tersimpan."))


def _address(request: PortalRequest, desk: Desk, saved: Saved | None = None) -> str:
    """Back to the form, by GET, with what it was showing and what others set meanwhile."""
    is_beside = request.POST.get("dengan") == LAST
    beside = {"compare": True, "plain": False}.get(request.POST.get("step", ""), is_beside)
    query = {
        "replaces_id": desk.replaces.pk if desk.replaces is not None else "",
        "dengan": LAST if beside else "",
        "baru": ",".join(saved.others) if saved is not None else "",
    }
    sent = urlencode({name: value for name, value in query.items() if value})
    address = reverse("clients:assessment_new", args=[desk.guidance.pk, desk.code])
    return f"{address}?{sent}" if sent else address


def _merged(request: PortalRequest, desk: Desk, saved: Saved, window: str) -> Shown:
    """The draft after this sending, with what it refused left as typed: nothing that was sent is lost."""
    columns = columns_of(desk.values() | {change.field: change.value for change, _why in saved.refused})
    sheet = Sheet(columns["answers"], columns["notes"], columns["sources"])
    key = request.POST.get("form_key") or uuid.uuid4()
    form = desk.form({**request.POST.dict(), **columns["head"], **keys_of(desk, key)})
    base = desk.draft.seq if desk.draft is not None else 0
    return Shown(form, sheet, base, window, marked=saved.others, beside=request.POST.get("dengan") == LAST)


def _refused(request: PortalRequest, desk: Desk, saved: Saved, shown: Shown) -> HttpResponse:
    """Values that no such field can hold, each with its reason beside it; the others are kept."""
    why = {change.field: str(text) for change, text in saved.refused}
    return form_page(request, desk, replace(shown, errors=_by_item(shown.form, why)), 400)


def _finish(request: PortalRequest, desk: Desk, saved: Saved, shown: Shown) -> HttpResponse:
    """Sign what stands. What is missing, has moved or is not settled comes back with its reason."""
    form, sheet = shown.form, shown.sheet
    if not form.is_valid():
        found = problems(desk.instrument, sheet.answers, desk.context)
        return form_page(request, desk, replace(shown, errors={each.item: each.message for each in found}), 400)
    # Whoever signs has seen their own values, but not what others set meanwhile.
    seen = base_of(request.POST) if saved.others else shown.base
    try:
        assessment = record_assessment(
            guidance_id=desk.guidance.pk,
            instrument=desk.code,
            answers=sheet.answers,
            notes=sheet.notes,
            sources=sheet.sources,
            seen=seen,
            by=request.user,
            scope=request.scope,
            **form.cleaned_data,
        )
    except DomainError as error:
        fields = dict(error.fields) if isinstance(error, Invalid) else {}
        if not fields:
            form.add_error(None, str(error.message))
        return form_page(request, desk, replace(shown, errors=_by_item(form, fields)), error.http_status)
    messages.success(request, _("Asesmen selesai dan ditandatangani atas nama Anda."))
    return redirect("clients:assessment_detail", pk=assessment.pk)


def _by_item(form: AssessmentForm, faults: Mapping[str, Any]) -> dict[str, str]:
    """Put the faults of the head beside its fields; those of items come back, by item."""
    items = {}
    for name, text in faults.items():
        kind, _colon, code = name.rpartition(":")
        if code in form.fields and kind in ("", HEAD):
            form.add_error(code, str(text))
        else:
            items[code] = str(text)
    return items


def _not_kept(request: PortalRequest, desk: Desk, error: DomainError) -> HttpResponse:
    """A form that can go no further: the result, if this is what it became; else everything typed, with the reason."""
    sheet, form = read_sheet(desk.instrument, request.POST), desk.form(request.POST)
    key = key_of(request.POST.get("form_key", ""))
    done = Assessment.objects.visible_to(request.scope).filter(guidance=desk.guidance, form_key=key).first()
    if done is not None and done.assessor_id == request.user.pk and _is_same(done, sheet):
        messages.info(request, _("Asesmen ini sudah selesai; kiriman kedua tidak menambah apa-apa."))
        return redirect("clients:assessment_detail", pk=done.pk)
    form.add_error(None, str(error.message))
    return form_page(request, desk, _posted(request, desk, form), status=error.http_status)


def _is_same(done: Assessment, sheet: Sheet) -> bool:
    notes = {code: note.strip() for code, note in sheet.notes.items()}
    return (done.answers, done.notes, done.sources) == (sheet.answers, notes, sheet.sources)


def _renew(request: PortalRequest, desk: Desk) -> HttpResponse:
    if desk.draft is not None and desk.is_outdated:
        saved = renew_draft(draft_id=desk.draft.pk, by=request.user, scope=request.scope)
        lost = [field_words(desk.instrument, change.field) for change, _why in saved.refused]
        messages.success(request, _("Isian dipindahkan ke versi yang berlaku. Periksa kembali sebelum menandatangani."))
        if lost:
            messages.warning(
                request, _("Tidak terbawa, karena tidak ada lagi: %(fields)s") % {"fields": ", ".join(lost)}
            )
    return redirect(_address(request, desk))
