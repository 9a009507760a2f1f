"""Certificates of programmes: issuing, printing, voiding."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions import programme_certificate as actions
from programs.files.programme_certificate import Asked
from programs.forms.guiding import CertificateForm, ReasonForm
from programs.models import ProgrammeCertificate
from programs.queries import guiding as queries


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def certificate_issue(request: PortalRequest, pk: int) -> HttpResponse:
    """Who signs is asked where a partner or, for a child, an organiser does; then it is issued."""
    row = get_object_or_404(queries.enrolments(request.scope).select_related("programme__partner"), pk=pk)
    who = queries.named(row.guidance, request.full_scope)
    if not who.is_named:
        raise NotAllowed(_("Sertifikat menyebut nama; hanya yang memegang klien ini yang dapat menerbitkannya."))
    form, status = CertificateForm(request.POST or None, row=row, initial=CertificateForm.initial_of(row)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = actions.issue_certificate(
                    enrolment_id=pk,
                    asked=Asked(**form.asked()),
                    form_key=form.cleaned_data["form_key"],
                    by=request.user,
                    scope=request.full_scope,
                )
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, _("Sertifikat terbit. Cetak, lalu mintakan tanda tangannya."))
                return redirect("programs:programme_detail", row.programme_id)
    context = {
        "title": _("Terbitkan sertifikat"),
        "subtitle": f"{who.name} · {row.programme.name}",
        "form": form,
        "note": _("Kata-katanya tetap seperti saat terbit. Yang keliru dibatalkan, lalu diterbitkan lagi."),
        "back_url": reverse("programs:programme_detail", args=[row.programme_id]),
        "back_label": row.programme.name,
    }
    return render(request, "programs/certificate_issue.html", context, status=status)


def _visible(request: PortalRequest, pk: int) -> ProgrammeCertificate:
    """A certificate of a programme in the request's scope; else 404."""
    return get_object_or_404(queries.certificates(request.scope), pk=pk)


@require_safe
@requires("programs.view_programme")
def certificate_file(request: PortalRequest, pk: int) -> HttpResponse:
    """The certificate as issued; one that was voided is not printed again. Printing leaves a trail."""
    file = actions.print_certificate(_visible(request, pk), by=request.user, scope=request.full_scope)
    headers = {
        "Content-Disposition": f'inline; filename="sertifikat-{pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def certificate_void(request: PortalRequest, pk: int) -> HttpResponse:
    found, status = _visible(request, pk), 200
    actions.check_may_know(found, request.full_scope)
    programme = found.enrolment.programme
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.void_certificate(
                    certificate_id=pk, by=request.user, scope=request.full_scope, **form.cleaned_data
                )
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                messages.success(request, _("Sertifikat dibatalkan; yang baru dapat diterbitkan."))
                return redirect("programs:programme_detail", programme.pk)
    context = {
        "title": _("Batalkan sertifikat"),
        "subtitle": programme.name,
        "form": form,
        "back_url": reverse("programs:programme_detail", args=[programme.pk]),
        "back_label": programme.name,
    }
    return render(request, "programs/guiding_act.html", context, status=status)
