"""What is done to a running order: hours, penalties, adjustments, reversals, pauses, and its end."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions import hours
from programs.actions import service as actions
from programs.actions.service_terms import correct_terms
from programs.forms import service as service_forms
from programs.forms.service_terms import TermsForm
from programs.models import HoursEntry, ServiceOrder
from programs.queries.service import LedgerLine, picture_of

methods = require_http_methods(["GET", "HEAD", "POST"])
Text = str | Promise


def visible_order(request: PortalRequest, pk: int) -> ServiceOrder:
    rows = ServiceOrder.objects.visible_to(request.scope).select_related("guidance__client", "guidance__office")
    return get_object_or_404(rows, pk=pk)


def act_on_order(
    request: PortalRequest,
    order: ServiceOrder,
    form: Any,
    act: Callable[..., Any],
    *,
    title: Text,
    said: Text,
    line: LedgerLine | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and fits, act and go back to the ledger. A refusal keeps what was typed."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = act(by=request.user, scope=request.scope, **form.values())
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, said)
                return redirect("programs:service_detail", order.guidance_id)
    today = today_in(order.guidance.office.zone)
    context = {"guidance": order.guidance, "picture": picture_of(order, today), "form": form, "title": title}
    return render(request, "programs/service_act.html", context | {"line": line}, status=status)


def _keyed(form: type[service_forms.KeyedForm], request: PortalRequest, **first: Any) -> service_forms.KeyedForm:
    return form(request.POST or None, initial=form.first_values() | first)


def _today(order: ServiceOrder) -> Any:
    return today_in(order.guidance.office.zone)


@methods
@requires("programs.write_service")
def hours_credit(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    form = _keyed(service_forms.CreditForm, request, worked_on=_today(order), is_travel="0")
    return act_on_order(
        request,
        order,
        form,
        lambda **values: hours.credit_hours(order_id=pk, **values),
        title=gettext_lazy("Catat jam"),
        said=gettext_lazy("Jam tersimpan."),
    )


@methods
@requires("programs.write_service")
def hours_penalise(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    form = _keyed(service_forms.PenaltyForm, request, worked_on=_today(order))
    return act_on_order(
        request,
        order,
        form,
        lambda **values: hours.penalise(order_id=pk, **values),
        title=gettext_lazy("Potong jam"),
        said=gettext_lazy("Potongan tersimpan."),
    )


@methods
@requires("programs.correct_hours")
def hours_adjust(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    return act_on_order(
        request,
        order,
        _keyed(service_forms.AdjustForm, request),
        lambda **values: hours.adjust(order_id=pk, **values),
        title=gettext_lazy("Sesuaikan jam"),
        said=gettext_lazy("Penyesuaian tersimpan."),
    )


@methods
@requires("programs.write_service")
def hours_reverse(request: PortalRequest, pk: int) -> HttpResponse:
    """Cancel an entry: one's own, or anybody's for who may correct hours."""
    entry = get_object_or_404(HoursEntry.objects.visible_to(request.scope).select_related("by"), pk=pk)
    order = visible_order(request, entry.order_id)
    return act_on_order(
        request,
        order,
        _keyed(service_forms.ReverseForm, request),
        lambda **values: hours.reverse(entry_id=pk, **values),
        title=gettext_lazy("Batalkan baris"),
        said=gettext_lazy("Baris dibatalkan; keduanya tetap tercatat."),
        line=LedgerLine(entry, 0, is_reversed=False),
    )


@methods
@requires("programs.write_service")
def service_pause(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    return act_on_order(
        request,
        order,
        service_forms.PauseForm(request.POST or None, initial={"from_on": _today(order)}),
        lambda **values: actions.pause_order(order_id=pk, **values),
        title=gettext_lazy("Jeda"),
        said=gettext_lazy("Jeda tersimpan."),
    )


@methods
@requires("programs.write_service")
def service_resume(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    return act_on_order(
        request,
        order,
        service_forms.ResumeForm(request.POST or None, initial={"last_on": _today(order)}),
        lambda **values: actions.resume_order(order_id=pk, **values),
        title=gettext_lazy("Akhiri jeda"),
        said=gettext_lazy("Jeda berakhir; perintah dilanjutkan."),
    )


@methods
@requires("programs.write_service")
def service_finish(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    title = _("Tutup perintah sebelum selesai") if order.minutes_left else _("Nyatakan selesai")
    return act_on_order(
        request,
        order,
        service_forms.FinishForm(request.POST or None, order=order, initial={"on": _today(order)}),
        lambda **values: actions.finish_order(order_id=pk, **values),
        title=title,
        said=gettext_lazy("Perintah ditutup."),
    )


@methods
@requires("programs.correct_hours")
def service_terms(request: PortalRequest, pk: int) -> HttpResponse:
    """Correct what was typed of the verdict; the hours in all and the first day stay."""
    order = visible_order(request, pk)
    return act_on_order(
        request,
        order,
        TermsForm(request.POST or None, order=order),
        lambda **values: correct_terms(order_id=pk, **values),
        title=gettext_lazy("Betulkan putusan"),
        said=gettext_lazy("Putusan dibetulkan; yang lama tetap tercatat."),
    )
