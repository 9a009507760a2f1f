"""The calendar of Klien Bapas Peduli: the month, and its entries."""

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import add_months, month_start, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.wordings import both_wordings
from programs.actions import calendar as actions
from programs.forms.activity import month_of
from programs.forms.calendar import CancelForm, EntryForm
from programs.models import CalendarEntry
from programs.queries import calendar as queries
from programs.queries.activity import WRITE, offices_in_reach


@require_safe
@requires("programs.view_activity")
def calendar_month(request: PortalRequest) -> HttpResponse:
    """One month: a grid on a wide screen, a list of days on a phone, from the same table."""
    scope, today = request.full_scope, today_in()
    month = queries.month_or_none(month_of(request.GET.get("month", ""))) or month_start(today)
    offices = offices_in_reach(scope).order_by("path")
    number = row_number(request.GET.get("office", ""))
    office = offices.filter(pk=number).first() if number else None
    weeks = queries.month_of_days(scope, month, today, office)
    context = {
        "month": month,
        "weeks": weeks,
        "is_empty": not any(day.entries or day.activities for week in weeks for day in week),
        "before": queries.month_or_none(add_months(month, -1)),
        "after": queries.month_or_none(add_months(month, 1)),
        "offices": offices,
        "office": office,
        "may_write": scope.holds(actions.WRITE),
        "may_add_activity": scope.holds(WRITE),
    }
    return render(request, "programs/calendar_month.html", context)


@require_safe
@requires("programs.view_activity")
def entry_detail(request: PortalRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(queries.visible_entries(request.full_scope).select_related("created_by"), pk=pk)
    context = {
        "entry": entry,
        "kanwils": entry.kanwils.order_by("path"),
        "activities": queries.activities_of(request.full_scope, entry),
        "may_change": entry.cancelled_at is None and actions.is_own(entry, request.full_scope),
        "may_add_activity": entry.cancelled_at is None and request.full_scope.holds(WRITE),
    }
    return render(request, "programs/entry_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_calendar")
def entry_new(request: PortalRequest) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.scope), pk=request.scope.office_id)
    today = today_in(office.zone)
    form = EntryForm(
        request.POST or None,
        kanwils=queries.kanwils_to_choose(office),
        initial={"form_key": uuid.uuid4(), "from_on": today, "to_on": today},
    )
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            entry = actions.add_entry(form_key=key, by=request.user, scope=request.scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, entry, _("Agenda tersimpan."))
            return redirect(_month_url(entry.from_on))
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        "programs/entry_form.html",
        {"form": form, "office": office, "entry": None, "conflict": None},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_calendar")
def entry_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change an entry. One saved elsewhere meanwhile comes back with both wordings."""
    entry = _visible(request, pk)
    kanwils = queries.kanwils_to_choose(entry.office)
    form = EntryForm(request.POST or None, kanwils=kanwils, initial=EntryForm.initial_of(entry))
    conflict: list[dict[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"]
        try:
            actions.change_entry(
                entry_id=pk,
                lock_version=-1 if version is None else version,
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except StaleEdit:
            entry = _visible(request, pk)
            stored = {name: value for name, value in EntryForm.initial_of(entry).items() if name != "form_key"}
            conflict = both_wordings(form, stored)
            form.data = request.POST.copy()
            form.data["lock_version"] = str(entry.lock_version)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("programs:entry_detail", pk)
    status = 409 if conflict is not None else 422 if form.is_bound and form.errors else 200
    context = {"form": form, "office": entry.office, "entry": entry, "conflict": conflict}
    return render(request, "programs/entry_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_calendar")
def entry_cancel(request: PortalRequest, pk: int) -> HttpResponse:
    entry = _visible(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.cancel_entry(entry_id=pk, reason=reason, by=request.user, scope=request.scope)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Agenda dibatalkan; tetap tampak di kalender dengan alasannya."))
            return redirect("programs:entry_detail", pk)
    context = {"entry": entry, "form": form, "cancel_url": reverse("programs:entry_detail", args=[pk])}
    return render(request, "programs/entry_cancel.html", context, status=422 if form.errors else 200)


def _visible(request: PortalRequest, pk: int) -> CalendarEntry:
    """An entry the reader's own office set; another's is not found."""
    own = CalendarEntry.objects.visible_to(request.scope).filter(office=request.scope.office_id)
    return get_object_or_404(own.select_related("office"), pk=pk)


def _month_url(day: date) -> str:
    return f"{reverse('programs:calendar_month')}?month={day:%Y-%m}"
