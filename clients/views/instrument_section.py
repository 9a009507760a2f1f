"""One section of a draft on one page: shown, saved, and refused with what is wrong beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.forms import put_errors
from clients.models import InstrumentVersion
from clients.permissions.instrument import check_is_draft
from clients.rules.instrument_edit import NoSuchEntry, entry
from clients.views.instrument import page_context


def draft_of(pk: int) -> InstrumentVersion:
    """The draft. Raises Http404, or WrongState for a published version."""
    version = get_object_or_404(InstrumentVersion.objects.select_related("saved_by"), pk=pk)
    check_is_draft(version)
    return version


def entry_or_404(version: InstrumentVersion, kind: str, code: str) -> dict[str, Any]:
    try:
        return entry(version.definition, kind, code)
    except NoSuchEntry as missing:
        raise Http404 from missing


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPage:
    """`make` builds the form from data and initial values; `save` gets the valid form; `anchor` is its place after."""

    title: str
    anchor: str
    template: str
    make: Callable[..., forms.Form]
    initial: dict[str, Any]
    save: Callable[[Any], object]
    remove_url: str = ""

    def answer(self, request: PortalRequest, version: InstrumentVersion) -> HttpResponse:
        if request.method != "POST":
            return self._page(request, version, self.make(initial={**self.initial, "revision": version.revision}), 200)
        form, status = self.make(request.POST), 422
        if form.is_valid():
            try:
                self.save(form)
            except DomainError as error:
                form, status = self._refused(request, version, form, error), error.http_status
            else:
                messages.success(request, _("Rancangan tersimpan."))
                return redirect(reverse("clients:instrument_detail", args=[version.pk]) + self.anchor)
        return self._page(request, version, form, status)

    def _refused(
        self, request: PortalRequest, version: InstrumentVersion, form: forms.Form, error: DomainError
    ) -> forms.Form:
        """The form again. After somebody else's change it carries the new revision: saving again is on purpose."""
        if error.code == "stale":
            data = request.POST.copy()
            data["revision"] = str(InstrumentVersion.objects.values_list("revision", flat=True).get(pk=version.pk))
            form = self.make(data)
            form.add_error(None, str(error.message))
            form.add_error(
                None, _("Bandingkan dengan isi terbaru. Bila isian ini yang benar, tekan Simpan sekali lagi.")
            )
        else:
            put_errors(form, error)
            if isinstance(error, Invalid) and error.fields.keys() - form.fields.keys() and not form.errors:
                form.add_error(None, str(error.message))
        return form

    def _page(self, request: PortalRequest, version: InstrumentVersion, form: forms.Form, status: int) -> HttpResponse:
        context = {
            **page_context(request, version, "content"),
            "form": form,
            "title": self.title,
            "anchor": self.anchor,
            "remove_url": self.remove_url,
        }
        return render(request, self.template, context, status=status)
