"""Programmes of guidance: the office's list, one with its participants and sessions, opening, changing, closing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from partners.models import Organisation
from partners.queries.organisation import partners_near
from programs.actions import programme as actions
from programs.choices import EnrolmentState, ProgrammeState
from programs.forms.guiding import CloseProgrammeForm, ProgrammeFilterForm, ProgrammeForm
from programs.models import Programme
from programs.queries import guiding as queries
from programs.rules.moves import GOING, may_move_programme
from programs.views.offices import offices_with


@require_safe
@requires("programs.view_programme")
def programme_list(request: PortalRequest) -> HttpResponse:
    """The programmes of the reader's offices, the latest first."""
    offices = offices_with(request.full_scope, queries.VIEW)
    form = ProgrammeFilterForm(request.GET or None, offices=offices)
    rows = Programme.objects.visible_to(request.scope)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("office"):
        rows = rows.filter(office__path__startswith=wanted["office"].path)
    shown = queries.with_seats(rows).select_related("intervention", "partner", "office")
    page = keyset_page(shown, order=("-start_on", "-pk"), cursor=request.GET.get("after", ""))
    context = {
        "form": form,
        "page": page,
        "total": rows.count(),
        "next_url": next_url(request.GET, page),
        "may_write": request.full_scope.holds(queries.WRITE),
    }
    return render(request, "programs/programme_list.html", context)


def visible_programme(request: PortalRequest, pk: int) -> Programme:
    """The programme in the request's scope; else 404."""
    rows = Programme.objects.visible_to(request.scope).select_related("office", "intervention", "partner")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires("programs.view_programme")
def programme_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """A programme with who takes part, who waits, and its sessions."""
    programme = visible_programme(request, pk)
    people = queries.members(programme, request.full_scope)
    may_write = request.full_scope.covers(queries.WRITE, office_id=programme.office_id)
    waiting = [each for each in people if each.row.state == EnrolmentState.WAITING]
    seated = [each for each in people if each.row.state in queries.SEATED]
    context = {
        "programme": programme,
        "seated": seated,
        "waiting": waiting,
        "gone": [each for each in people if each not in seated and each not in waiting],
        "free": max(0, programme.capacity - len(seated)),
        "sessions": list(queries.sessions_of(programme)),
        "may_write": may_write,
        "may_change": may_write and programme.state in GOING,
        "moves": [state for state in ProgrammeState if may_move_programme(programme.state, state)] if may_write else [],
    }
    return render(request, "programs/programme_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def programme_new(request: PortalRequest) -> HttpResponse:
    offices = offices_with(request.full_scope, queries.WRITE)
    office = offices.filter(pk=request.scope.office_id or 0).first() or offices.first()
    first = {"form_key": uuid.uuid4(), "office": office, "start_on": today_in(office.zone if office else "WIB")}
    form = ProgrammeForm(
        request.POST or None,
        offices=offices,
        partners=partners_near(office) if office else Organisation.objects.none(),
        initial=first,
    )
    if request.method == "POST" and form.is_valid():
        try:
            programme = actions.open_programme(
                office_id=form.cleaned_data["office"].pk,
                form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
                by=request.user,
                scope=request.full_scope,
                **form.values(),
            )
        except NotAllowed:
            raise
        except DomainError as error:
            put_errors(form, error)
        else:
            tell_saved(request, programme, _("Program dibuka. Daftarkan pesertanya."))
            return redirect("programs:programme_detail", programme.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def programme_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a programme; saved by another meanwhile, both wordings are shown and nothing is overwritten."""
    programme = visible_programme(request, pk)
    first = ProgrammeForm.initial_of(programme)
    form = ProgrammeForm(request.POST or None, offices=None, partners=partners_near(programme.office), initial=first)
    conflict: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["lock_version"]
        try:
            actions.change_programme(
                programme_id=pk,
                lock_version=-1 if seen is None else seen,
                by=request.user,
                scope=request.full_scope,
                **form.values(),
            )
        except WrongState as error:
            put_errors(form, error)
            if error.code == "stale":
                conflict = _both_wordings(form, programme)
                form.data = {**{key: form.data[key] for key in form.data}, "lock_version": str(programme.lock_version)}
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("programs:programme_detail", pk)
    return _form_page(request, form, programme, conflict)


def _both_wordings(form: ProgrammeForm, stored: Programme) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "typed": value, "stored": getattr(stored, name)}
        for name, value in form.values().items()
        if value != getattr(stored, name)
    ]


def _form_page(
    request: PortalRequest,
    form: ProgrammeForm,
    programme: Programme | None,
    conflict: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    status = 409 if conflict else 400 if form.is_bound else 200
    context = {"form": form, "programme": programme, "conflict": conflict or []}
    return render(request, "programs/programme_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def programme_move(request: PortalRequest, pk: int) -> HttpResponse:
    """Start, finish or cancel: a page that says what it means, then the act."""
    programme = visible_programme(request, pk)
    to = request.POST.get("to") or request.GET.get("to", "")
    if to not in ProgrammeState.values or not may_move_programme(programme.state, to):
        messages.error(request, _("Keadaan program ini sudah berubah."))
        return redirect("programs:programme_detail", pk)
    form = CloseProgrammeForm(request.POST or None, initial={"to": to})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_programme(
                programme_id=pk, to=to, note=form.cleaned_data["note"], by=request.user, scope=request.full_scope
            )
        except NotAllowed:
            raise
        except DomainError as error:
            put_errors(form, error)
            status = error.http_status
        else:
            messages.success(request, _("Keadaan program diubah."))
            return redirect("programs:programme_detail", pk)
    titles = {
        ProgrammeState.RUNNING: _("Mulai program"),
        ProgrammeState.FINISHED: _("Nyatakan program selesai"),
        ProgrammeState.CANCELLED: _("Batalkan program"),
    }
    context = {
        "title": titles[ProgrammeState(to)],
        "subtitle": programme.name,
        "form": form,
        "back_url": reverse("programs:programme_detail", args=[programme.pk]),
        "back_label": programme.name,
    }
    return render(request, "programs/guiding_act.html", context, status=status)
