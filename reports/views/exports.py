"""Exports: asking for a file, watching it being made, fetching it."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.htmx import page_or_part
from reports import actions
from reports.actions.export import Expired
from reports.files.names import CONTENT_TYPES, file_name
from reports.forms import ExportForm
from reports.models import Export
from reports.queries.figures import offices_in_reach, published_months

EXPORTS_SHOWN = 50


@require_safe
@requires("reports.export")
def export_list(request: PortalRequest) -> HttpResponse:
    """Files of the reader's reach, newest first."""
    exports = Export.objects.visible_to(request.scope).select_related("job", "office", "owner")[:EXPORTS_SHOWN]
    return render(request, "reports/export_list.html", {"exports": exports})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("reports.export")
def export_new(request: PortalRequest) -> HttpResponse:
    """The form; what was typed stays when something is refused."""
    months = [month for month, _as_of in published_months()]
    offices = offices_in_reach(request.scope)
    if not request.scope.holds("reports.export_national"):
        offices = [office for office in offices if office.parent_id is not None]
    initial = {"first_month": _code(months), "last_month": _code(months)}
    form = ExportForm(request.POST or None, months=months, offices=offices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            export = _request(form, request)
        except Invalid as refused:
            for name, text in refused.fields.items():
                form.add_error(name, str(text))
        except NotAllowed as refused:
            form.add_error("office", str(refused.message))
        else:
            return redirect("reports:export_detail", pk=export.pk)
    status = 400 if form.is_bound else 200
    return render(request, "reports/export_new.html", {"form": form, "has_months": bool(months)}, status=status)


def _code(months: list) -> str:
    return f"{months[0]:%Y-%m}" if months else ""


def _request(form: ExportForm, request: PortalRequest) -> Export:
    asked = dict(form.cleaned_data)
    try:
        return actions.request_export(office_id=asked.pop("office"), **asked, by=request.user, scope=request.scope)
    except Office.DoesNotExist as error:
        raise Http404("no such office in reach") from error


@require_safe
@requires("reports.export")
def export_detail(request: PortalRequest, pk: str) -> HttpResponse:
    """One file: its progress while it is made, then the link to it."""
    exports = Export.objects.visible_to(request.scope).select_related("job", "office", "owner")
    export = get_object_or_404(exports, pk=pk)
    context = {"export": export, "file_name": file_name(export)}
    return page_or_part(request, "reports/export_detail.html", "reports/_export_state.html", context)


@require_safe
@requires("reports.export")
def export_download(request: PortalRequest, pk: str) -> HttpResponseBase:
    """The file itself; 404 out of reach, 409 while it is made, 410 after its time. Every fetch leaves a trail."""
    try:
        export, file = actions.download_export(export_id=pk, by=request.user, scope=request.scope)
    except (Export.DoesNotExist, ValidationError) as error:
        raise Http404("no such export in reach") from error
    except Expired as gone:
        return render(request, "errors/domain_error.html", {"error": gone}, status=gone.http_status)
    name = file_name(export)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[name.rsplit(".", 1)[1]])
