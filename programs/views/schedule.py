"""An order's schedule: the seats ahead, planning them, one by hand, and what the planner goes by."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import tell_saved
from programs.actions import service_placement, service_session
from programs.actions.schedule import plan_order
from programs.choices import OrderState, SeatState
from programs.forms.schedule import BusyForm, PlacementForm, SeatForm, StrikeForm
from programs.models import ServiceBusy, ServiceOrder, ServicePlacement, SessionSeat
from programs.queries.order_schedule import schedule_of
from programs.queries.service import pauses_by_day, picture_of, spoken
from programs.views.acting import act_and_return

methods = require_http_methods(["GET", "HEAD", "POST"])


def visible_order(request: PortalRequest, pk: int) -> ServiceOrder:
    """The order in the request's scope with all that its schedule needs; else 404."""
    rows = ServiceOrder.objects.visible_to(request.scope).prefetch_related(pauses_by_day())
    return get_object_or_404(
        rows.select_related("guidance__client", "guidance__office__parent__parent", "placement"), pk=pk
    )


def _page(order: ServiceOrder, title: str, **more: Any) -> dict[str, Any]:
    back = {"back_url": reverse("programs:order_schedule", args=[order.pk]), "back_label": _("Jadwal")}
    return {"title": title, "subtitle": order.guidance.client.name, "order": order} | back | more


@require_safe
@requires("programs.view_service")
def order_schedule(request: PortalRequest, pk: int) -> HttpResponse:
    """The seats ahead and what is short. A trail is left of the reading."""
    order = visible_order(request, pk)
    guidance = order.guidance
    record_read(subject=guidance, by=request.user, part="service")
    may_write = request.full_scope.covers(
        "programs.write_service",
        office_id=guidance.office_id,
        officer_id=guidance.officer_id,
        is_child=guidance.is_child,
    )
    is_running = order.state == OrderState.RUNNING
    context = {
        "guidance": guidance,
        "order": order,
        "picture": picture_of(order, today_in(guidance.office.zone)),
        "schedule": schedule_of(order),
        "busy_times": list(order.busy_times.filter(removed_at=None).select_related("by")),
        "placement": getattr(order, "placement", None),
        "may_write": may_write and is_running,
        "may_supervise": request.full_scope.covers("programs.supervise_service", office_id=guidance.office_id),
        "may_view_session": request.full_scope.covers("programs.view_service_session", office_id=guidance.office_id),
    }
    return render(request, "programs/order_schedule.html", context)


@require_POST
@requires("programs.write_service")
def schedule_plan(request: PortalRequest, pk: int) -> HttpResponse:
    """Plan what is left; sent again it changes nothing."""
    order = visible_order(request, pk)
    try:
        plan = plan_order(order_id=pk, by=request.user, scope=request.scope)
    except WrongState as error:
        messages.error(request, str(error.message))
        return redirect("programs:order_schedule", order.pk)
    if plan.take or plan.release:
        taken, gone = len(plan.take), len(plan.release)
        said = [ngettext("%(n)s sesi dipesan.", "%(n)s sesi dipesan.", taken) % {"n": taken}] if taken else []
        said += [ngettext("%(n)s tempat dilepas.", "%(n)s tempat dilepas.", gone) % {"n": gone}] if gone else []
        messages.success(request, " ".join([_("Jadwal disusun."), *said]))
    else:
        messages.info(request, _("Jadwal sudah sesuai; tidak ada yang berubah."))
    if plan.short:
        messages.warning(request, _("Masih kurang %(words)s; lihat sebabnya di bawah.") % {"words": spoken(plan.short)})
    return redirect("programs:order_schedule", order.pk)


@methods
@requires("programs.write_service")
def seat_book(request: PortalRequest, pk: int) -> HttpResponse:
    """A seat by hand, in a session of the officer's choice."""
    order = visible_order(request, pk)
    form = SeatForm(request.POST or None, order=order, initial=SeatForm.first_values())

    def act(**values: Any) -> None:
        made = service_session.book_seat(order_id=pk, by=request.user, scope=request.scope, **values)
        tell_saved(request, made, _("Tempat dipesan."))

    page = _page(order, _("Pesan tempat"), has_choice=form.has_choice, seat=None, is_open=True)
    return act_and_return(request, form, act, page=page, template="programs/seat_form.html")


def visible_seat(request: PortalRequest, pk: int) -> SessionSeat:
    rows = SessionSeat.objects.visible_to(request.scope).select_related("session__site")
    return get_object_or_404(rows, pk=pk)


@methods
@requires("programs.write_service")
def seat_move(request: PortalRequest, pk: int) -> HttpResponse:
    """Give up a booked seat and take one in another session, both or neither."""
    seat = visible_seat(request, pk)
    order = visible_order(request, seat.order_id)
    form = SeatForm(request.POST or None, order=order, initial=SeatForm.first_values())

    def act(**values: Any) -> None:
        made = service_session.move_seat(seat_id=pk, by=request.user, scope=request.scope, **values)
        tell_saved(request, made, _("Tempat dipindahkan."))

    page = _page(order, _("Pindahkan ke sesi lain"), has_choice=form.has_choice, seat=seat)
    page |= {"is_open": seat.state == SeatState.BOOKED}
    return act_and_return(request, form, act, page=page, template="programs/seat_form.html")


@methods
@requires("programs.write_service")
def busy_add(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    form = BusyForm(request.POST or None, initial=BusyForm.first_values())

    def act(**values: Any) -> None:
        made = service_placement.add_busy(order_id=pk, by=request.user, scope=request.scope, **values)
        tell_saved(request, made, _("Waktu berhalangan tersimpan; sesi yang bertabrakan segera dijadwalkan lagi."))

    return act_and_return(request, form, act, page=_page(order, _("Tambah waktu berhalangan")))


@methods
@requires("programs.write_service")
def busy_remove(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks first: what is struck out stays so."""
    busy = get_object_or_404(ServiceBusy.objects.visible_to(request.scope), pk=pk)
    order = visible_order(request, busy.order_id)

    def act() -> None:
        row = service_placement.remove_busy(busy_id=pk, by=request.user, scope=request.scope)
        tell_saved(request, row, _("Waktu berhalangan dicoret."))

    page = _page(order, _("Coret waktu berhalangan"), busy=busy)
    return act_and_return(request, StrikeForm(request.POST), act, page=page, template="programs/busy_remove.html")


@methods
@requires("programs.write_service")
def placement_edit(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    row = ServicePlacement.objects.visible_to(request.scope).filter(order=order).first()
    form = PlacementForm(request.POST or None, initial=PlacementForm.first_values(row))

    def act(**values: Any) -> None:
        service_placement.set_placement(order_id=pk, by=request.user, scope=request.scope, **values)
        messages.success(request, _("Kebutuhan tempat tersimpan."))

    page = _page(order, _("Kebutuhan tempat"))
    return act_and_return(request, form, act, page=page, template="programs/placement_form.html")
