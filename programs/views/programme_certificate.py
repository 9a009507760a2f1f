"""Certificates of programmes: issuing, printing, voiding."""

import hashlib
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, NotAllowed, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions import programme_certificate as actions
from programs.files.programme_certificate import certificate_file as certificate_pdf
from programs.forms.guiding import ReasonForm
from programs.models import ProgrammeCertificate
from programs.queries import guiding as queries


@require_POST
@requires("programs.write_programme")
def certificate_issue(request: PortalRequest, pk: int) -> HttpResponse:
    """Issue it from the participant's row; `form_key` is the page's, so each row makes one of its own of it."""
    row = get_object_or_404(queries.enrolments(request.scope), pk=pk)
    try:
        key = uuid.uuid5(uuid.UUID(request.POST.get("form_key", "")), str(pk))
    except ValueError:
        key = uuid.uuid4()
    try:
        made = actions.issue_certificate(enrolment_id=pk, form_key=key, by=request.user, scope=request.full_scope)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        tell_saved(request, made, _("Sertifikat terbit. Cetak, lalu Kepala menandatangani dan memberi nomor."))
    return redirect("programs:programme_detail", row.programme_id)


def _visible(request: PortalRequest, pk: int) -> ProgrammeCertificate:
    """A certificate of a programme in the request's scope whose holder the reader may know; else 404."""
    found = get_object_or_404(queries.certificates(request.scope), pk=pk)
    who = found.enrolment.guidance
    if not request.full_scope.may_identify(office_id=who.office_id, officer_id=who.officer_id, is_child=who.is_child):
        raise NotAllowed(_("Sertifikat menyebut nama; hanya yang memegang klien ini yang dapat membacanya."))
    return found


@require_safe
@requires("programs.view_programme")
def certificate_file(request: PortalRequest, pk: int) -> HttpResponse:
    """The certificate as issued; one that was voided is not printed again. Printing leaves a trail."""
    found = _visible(request, pk)
    if found.voided_at is not None:
        raise WrongState(_("Sertifikat ini sudah dibatalkan: %(why)s") % {"why": found.void_reason})
    office = found.enrolment.programme.office
    file = certificate_pdf(found.content, office=office, by=request.user.name, at=timezone.now())
    record_read(
        subject=found,
        by=request.user,
        office_id=office.pk,
        act="printed",
        guidance=found.enrolment.guidance_id,
        digest=hashlib.sha256(file).hexdigest(),
    )
    headers = {
        "Content-Disposition": f'inline; filename="sertifikat-{found.pk}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_programme")
def certificate_void(request: PortalRequest, pk: int) -> HttpResponse:
    found, status = _visible(request, pk), 200
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
