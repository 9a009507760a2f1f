"""What was measured of a line: reading it, adding a reading, putting one right."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs import permissions
from programs.actions.indicator import correct_reading, take_reading
from programs.forms.indicator import ReadingForm
from programs.models import IndicatorReading, PlanLine
from programs.queries.indicator import is_replaced, readings_chart, readings_of, standing_of
from programs.queries.plan import approved_line_ids
from programs.views.line import visible_line

methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires("programs.view_plan")
def line_readings(request: PortalRequest, pk: int) -> HttpResponse:
    """From baseline to target: every reading of a line, the corrected ones marked."""
    line = visible_line(request, pk)
    guidance = line.plan.guidance
    record_read(subject=guidance, by=request.user, part="plan_readings", line=pk)
    readings = readings_of(request.scope, line)
    may_write = guidance.ended_on is None and permissions.may_write_plan(guidance, request.full_scope)
    context = {
        "line": line,
        "guidance": guidance,
        "readings": readings,
        "measured": standing_of(line, [row for row in readings if not is_replaced(row)]),
        "chart": readings_chart(line, readings),
        "may_write": may_write and pk in approved_line_ids(line.plan),
    }
    return render(request, "programs/line_readings.html", context)


@methods
@requires("programs.write_plan")
def reading_take(request: PortalRequest, pk: int) -> HttpResponse:
    line = visible_line(request, pk)
    first = ReadingForm.first_values() | {"measured_on": today_in(line.plan.guidance.office.zone)}
    form = ReadingForm(request.POST if request.method == "POST" else None, unit=line.unit, initial=first)
    if form.is_bound and form.is_valid():
        try:
            row = take_reading(line_id=pk, by=request.user, scope=request.scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, row, _("Hasil ukur tersimpan."))
            return _back(line)
    return _page(request, form, line)


@methods
@requires("programs.write_plan")
def reading_correct(request: PortalRequest, pk: int) -> HttpResponse:
    """A wrong reading stays to be read, with the one that replaces it."""
    reading = get_object_or_404(IndicatorReading.objects.visible_to(request.scope), pk=pk)
    line = visible_line(request, reading.line_id)
    sent = request.POST if request.method == "POST" else None
    form = ReadingForm(sent, unit=reading.unit, is_correction=True, initial=ReadingForm.initial_of(reading))
    if form.is_bound and form.is_valid():
        try:
            row = correct_reading(reading_id=pk, by=request.user, scope=request.scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, row, _("Hasil ukur dibetulkan."))
            return _back(line)
    return _page(request, form, line, reading)


def _back(line: PlanLine) -> HttpResponseRedirect:
    return redirect(reverse("programs:line_readings", args=[line.pk]))


def _page(
    request: PortalRequest, form: ReadingForm, line: PlanLine, reading: IndicatorReading | None = None
) -> HttpResponse:
    context = {"form": form, "line": line, "guidance": line.plan.guidance, "reading": reading}
    return render(request, "programs/reading_form.html", context, status=422 if form.errors else 200)
