"""Service orders: the running ones, those of a client with their ledger, and taking over a verdict."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import tell_saved
from clients.models import Guidance
from programs.actions.service import kind_of, open_order
from programs.choices import SERVICE_GROUNDS, OrderState
from programs.forms.service import OrderForm
from programs.queries import service as queries
from programs.queries.service_seal import attended_of
from programs.queries.service_step import steps_of
from programs.rules.service import LIMITS
from programs.views.plan import visible_guidance

PAGE_ROWS = 50


@require_safe
@requires("programs.view_service")
def service_list(request: PortalRequest) -> HttpResponse:
    """Running orders, those at risk first."""
    pictures = queries.running(request.scope)
    page = Paginator(pictures, PAGE_ROWS).get_page(row_number(request.GET.get("page", "")) or 1)
    late = sum(picture.is_at_risk for picture in pictures)
    return render(request, "programs/service_list.html", {"page": page, "count": len(pictures), "late": late})


@require_safe
@requires("programs.view_service")
def service_detail(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """The orders of one client; of the running or latest one the whole ledger. A trail is left of the reading."""
    guidance = visible_guidance(request, guidance_pk)
    record_read(subject=guidance, by=request.user, part="service")
    return render(request, "programs/service_detail.html", service_context(request, guidance))


def service_context(request: PortalRequest, guidance: Guidance) -> dict[str, Any]:
    orders = queries.orders_of(guidance)
    today = today_in(guidance.office.zone)
    current = orders[0] if orders else None
    reach: dict[str, Any] = {
        "office_id": guidance.office_id,
        "officer_id": guidance.officer_id,
        "is_child": guidance.is_child,
    }
    is_running = current is not None and current.state == OrderState.RUNNING
    fits = guidance.status in SERVICE_GROUNDS
    may_write = request.full_scope.covers("programs.write_service", **reach)
    may_correct = request.full_scope.covers("programs.correct_hours", **reach)
    return {
        "guidance": guidance,
        "picture": queries.picture_of(current, today) if current else None,
        "lines": queries.ledger_of(current) if current else [],
        "consents": list(current.consents.select_related("by").order_by("-pk")) if current else [],
        "attended": attended_of(current.pk) if current else [],
        "steps": steps_of(current.pk) if current else [],
        "earlier": queries.pictures_of([(order, today) for order in orders[1:]]),
        "may_open": may_write and not is_running and guidance.ended_on is None and fits,
        "fits": fits,
        "may_write": may_write and is_running,
        "may_correct": may_correct and is_running,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_service")
def service_new(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    guidance = visible_guidance(request, guidance_pk)
    kind = kind_of(guidance)
    form = OrderForm(request.POST or None, guidance=guidance, kind=kind, initial=_proposal(guidance, kind))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                order = open_order(guidance_id=guidance.pk, by=request.user, scope=request.scope, **form.values())
            except (Invalid, WrongState) as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, order, _("Perintah tersimpan."))
                return redirect("programs:service_detail", guidance.pk)
    context = {"guidance": guidance, "form": form, "kind": kind}
    return render(request, "programs/service_form.html", context, status=status)


def _proposal(guidance: Guidance, kind: str) -> dict[str, Any]:
    start = guidance.start_on
    months = LIMITS[kind].months
    deadline = add_months(start, months) if months else guidance.guidance_end_on
    return OrderForm.first_values() | {"start_on": start, "deadline_on": deadline, "verdict_on": guidance.decree_on}
