"""Doors of the instruments: the list, one version to read, its file, and the schema of such files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from clients.choices import VersionState
from clients.forms.sheet import html_id
from clients.instruments import schema
from clients.models import InstrumentVersion
from clients.permissions.instrument import MANAGE
from clients.queries.instrument_list import assessments_with, versions_by_instrument
from clients.queries.instrument_words import doubts_of, kriminogenik_rule, part_rule
from clients.queries.instruments import definition_of, standing_of
from clients.rules.instrument import Instrument, Part
from clients.rules.instrument_file import write_file

VIEW = "clients.view_instruments"
SIGNS = {1: _("Ditambahkan ke skor."), -1: _("Dikurangkan dari skor."), 0: ""}


@require_safe
@requires(VIEW)
def instrument_list(request: PortalRequest) -> HttpResponse:
    context = {"groups": versions_by_instrument(today_in()), "may_manage": request.full_scope.holds(MANAGE)}
    return render(request, "clients/instrument_list.html", context)


@require_safe
@requires(VIEW)
def instrument_detail(request: PortalRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(InstrumentVersion.objects.select_related("saved_by"), pk=pk)
    instrument = definition_of(version)
    context = {
        **page_context(request, version, "content"),
        "doubts": doubts_of(instrument),
        "due_words": kriminogenik_rule(instrument.kriminogenik_due),
        "parts": [_part(instrument, part) for part in instrument.parts],
        "assessments": assessments_with(version),
    }
    return render(request, "clients/instrument_detail.html", context)


def page_context(request: PortalRequest, version: InstrumentVersion, tab: str) -> dict[str, Any]:
    """What the head and the tabs of every page of a version need."""
    may_manage = request.full_scope.holds(MANAGE)
    return {
        "version": version,
        "instrument": definition_of(version),
        "standing": standing_of(version, today_in()),
        "tab": tab,
        "may_manage": may_manage,
        "may_edit": may_manage and version.state == VersionState.DRAFT,
    }


def _part(instrument: Instrument, part: Part) -> dict[str, Any]:
    return {
        "part": part,
        "rule": part_rule(part.due),
        "sign_words": SIGNS[instrument.total.sign(part.code)],
        "entries": [(html_id(item.code), item) for item in instrument.items_of(part.code)],
    }


@require_safe
@requires(VIEW)
def instrument_export(request: PortalRequest, pk: int) -> HttpResponse:
    """The whole instrument as one JSON file."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    name = slugify(f"{version.instrument} {version.version.replace('/', '-')}") or "instrumen"
    return _file(write_file(version.definition), f"{name}.json")


@require_safe
@requires(VIEW)
def instrument_schema(request: PortalRequest) -> HttpResponse:
    """The documented shape of such files (JSON Schema 2020-12)."""
    return _file(write_file(schema()), "instrument.schema.json")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json; charset=utf-8", headers=headers)
