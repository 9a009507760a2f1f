"""Leave to enter facts of a published month: who has it until when, asking for it, answering."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from reports import actions
from reports.choices import PeriodState
from reports.forms_period import ExceptionAnswerForm, ExceptionForm
from reports.models import EntryException, Period

methods = require_http_methods(["GET", "HEAD", "POST"])
ROWS_SHOWN = 30


@require_safe
@requires("reports.view_submission")
def exception_list(request: PortalRequest) -> HttpResponse:
    """Exceptions of the offices in reach, newest first."""
    rows = EntryException.objects.visible_to(request.scope).select_related("office", "period", "asked_by", "decided_by")
    page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": today_in(),
        "may_ask": request.full_scope.holds("reports.write_submission"),
        "may_answer": request.full_scope.holds("reports.give_exception"),
    }
    return render(request, "reports/exception_list.html", context)


@methods
@requires("reports.write_submission")
def exception_new(request: PortalRequest) -> HttpResponse:
    offices = list(Office.objects.visible_to(request.scope).filter(kind=OfficeKind.BAPAS).order_by("path"))
    periods = list(Period.objects.filter(state=PeriodState.PUBLISHED))
    form = ExceptionForm(request.POST or None, initial=ExceptionForm.first_values(), offices=offices, periods=periods)

    def act() -> None:
        made = actions.ask_exception(**form.values(), by=request.user, scope=request.scope)
        tell_saved(request, made, _("Permintaan terkirim. Jawaban Kanwil tampil di daftar ini."))

    page = {"title": _("Minta pengecualian entri"), "periods": periods}
    return _form_page(request, form, act, page)


@methods
@requires("reports.give_exception")
def exception_answer(request: PortalRequest, pk: int) -> HttpResponse:
    rows = EntryException.objects.visible_to(request.scope).select_related("office", "period", "asked_by")
    exception = get_object_or_404(rows, pk=pk)
    form = ExceptionAnswerForm(request.POST or None, initial={"from_on": today_in(exception.office.zone)})

    def act() -> None:
        actions.decide_exception(exception_id=pk, **form.values(), by=request.user, scope=request.scope)
        messages.success(request, _("Jawaban tersimpan."))

    return _form_page(request, form, act, {"title": _("Jawab permintaan pengecualian"), "exception": exception})


def _form_page(request: PortalRequest, form: Any, act: Any, page: dict[str, Any]) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                act()
            except NotAllowed:
                raise
            except (Office.DoesNotExist, Period.DoesNotExist) as error:
                raise Http404 from error
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                return redirect("reports:exception_list")
    page |= {"back_url": reverse("reports:exception_list"), "back_label": _("Pengecualian entri"), "form": form}
    return render(request, "reports/exception_form.html", page, status=status)
