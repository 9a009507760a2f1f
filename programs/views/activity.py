"""Klien Bapas Peduli: list, record, read, hand in, decide."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import SentBefore, StaleEdit, tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from bapas_portal.core.wordings import both_wordings
from partners.queries.organisation import partners_near
from programs.actions import activity as actions
from programs.forms.activity import ActivityDecisionForm, ActivityFilterForm, ActivityForm, month_of
from programs.models import CareActivity
from programs.queries import activity as queries
from programs.queries.calendar import choosable_entries
from programs.rules.moves import EDITABLE_ACTIVITY
from programs.views.activity_page import activity_context, visible_activity


@require_safe
@requires("programs.view_activity")
def activity_list(request: PortalRequest) -> HttpResponse:
    scope = request.full_scope
    form = ActivityFilterForm(
        request.GET or None,
        offices=queries.offices_in_reach(scope),
        may_see_drafts=scope.holds(queries.WRITE),
    )
    rows = _narrowed(queries.visible_activities(scope), form)
    page = keyset_page(queries.with_head_count(rows), order=("-held_on", "-pk"), cursor=request.GET.get("after", ""))
    queries.mark_late(page.rows)
    return render(
        request,
        "programs/activity_list.html",
        {
            "form": form,
            "page": page,
            "total": rows.count(),
            "next_url": next_url(request.GET, page),
            "may_add": scope.holds(queries.WRITE),
        },
    )


def _narrowed(rows: QuerySet[CareActivity], form: ActivityFilterForm) -> QuerySet[CareActivity]:
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    month = month_of(wanted.get("month", ""))
    if month:
        rows = queries.in_month(rows, month)
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if wanted.get("office"):
        rows = rows.filter(office__path__startswith=wanted["office"].path)
    return rows


@require_safe
@requires("programs.view_activity")
def activity_detail(request: PortalRequest, pk: int) -> HttpResponse:
    activity = visible_activity(request, pk)
    return render(request, "programs/activity_detail.html", activity_context(request, activity))


@require_http_methods(["GET", "POST"])
@requires("programs.write_activity")
def activity_new(request: PortalRequest) -> HttpResponse:
    offices = Office.objects.visible_to(request.scope).filter(kind__in=(OfficeKind.BAPAS, OfficeKind.POS))
    home = get_object_or_404(offices, pk=request.scope.office_id)
    form = ActivityForm(
        request.POST or None,
        offices=offices,
        partners=partners_near(home),
        entries=choosable_entries(home),
        initial={
            "calendar_entry": request.GET.get("agenda", ""),
            "form_key": uuid.uuid4(),
            "office": home.pk,
            "held_on": _today(home),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            activity = actions.record_activity(
                office_id=form.cleaned_data["office"].pk,
                form_key=form.cleaned_data["form_key"],
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except (Invalid, SentBefore) as error:
            put_errors(form, error)
        else:
            tell_saved(request, activity, _("Kegiatan tercatat. Pilih klien yang ikut, lalu tambahkan foto."))
            return redirect("programs:activity_detail", activity.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
@requires("programs.write_activity")
def activity_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change an activity. One saved elsewhere meanwhile comes back with both wordings, nothing written over."""
    activity = _writable(request, pk)
    form = ActivityForm(
        request.POST or None,
        offices=None,
        partners=partners_near(activity.office),
        entries=choosable_entries(activity.office, activity.calendar_entry_id),
        initial=ActivityForm.initial_of(activity),
    )
    if activity.state not in EDITABLE_ACTIVITY:
        messages.error(request, _("Kegiatan yang sudah diajukan atau diterima tidak dapat diubah."))
        return redirect("programs:activity_detail", pk)
    conflict: list[dict[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"]
        try:
            actions.change_activity(
                activity_id=pk, lock_version=version, by=request.user, scope=request.scope, **form.values()
            )
        except StaleEdit:
            # Read again: the other window may have saved between our reading and the action's lock.
            activity = _writable(request, pk)
            conflict = both_wordings(form, ActivityForm.initial_of(activity))
            form.data = request.POST.copy()
            form.data["lock_version"] = str(activity.lock_version)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("programs:activity_detail", pk)
    return _form_page(request, form, activity, conflict)


def _writable(request: PortalRequest, pk: int) -> CareActivity:
    return get_object_or_404(CareActivity.objects.visible_to(request.scope).select_related("office"), pk=pk)


@require_POST
@requires("programs.write_activity")
def activity_submit(request: PortalRequest, pk: int) -> HttpResponse:
    get_object_or_404(CareActivity.objects.visible_to(request.scope), pk=pk)
    try:
        actions.submit_activity(activity_id=pk, by=request.user, scope=request.scope)
    except (Invalid, WrongState) as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Kegiatan diajukan ke Kanwil."))
    return redirect("programs:activity_detail", pk)


def _undecided(request: PortalRequest, activity: CareActivity, form: ActivityDecisionForm) -> HttpResponse:
    context = activity_context(request, activity, decision_form=form)
    return render(request, "programs/activity_detail.html", context, status=422)


@require_POST
@requires("programs.accept_activity")
def activity_decide(request: PortalRequest, pk: int) -> HttpResponse:
    """Accept or return; a return without words comes back to the page as it was typed."""
    activity = visible_activity(request, pk)
    accept = request.POST.get("decision") == "accept"
    form = ActivityDecisionForm(request.POST)
    if not form.is_valid():
        return _undecided(request, activity, form)
    try:
        actions.decide_activity(
            activity_id=pk,
            accept=accept,
            comment=form.cleaned_data["comment"],
            by=request.user,
            scope=request.scope,
        )
    except Invalid as error:
        put_errors(form, error)
        return _undecided(request, activity, form)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Kegiatan diterima.") if accept else _("Kegiatan dikembalikan ke Bapas."))
    return redirect("programs:activity_detail", pk)


def _form_page(
    request: PortalRequest,
    form: ActivityForm,
    activity: CareActivity | None,
    conflict: Sequence[dict[str, str]] | None = None,
) -> HttpResponse:
    status = 409 if conflict is not None else 422 if form.is_bound and form.errors else 200
    context = {"form": form, "activity": activity, "conflict": conflict}
    return render(request, "programs/activity_form.html", context, status=status)


def _today(office: Office) -> date:
    return today_in(office.zone)
