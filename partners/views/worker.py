"""Pages of a partner's workers: who signs in for it, inviting, ending; and the page an invited worker opens."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.core.access import PortalRequest, public, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed
from bapas_portal.core.forms import put_errors
from partners.actions import worker as actions
from partners.forms.worker import EndForm, InviteForm, JoinForm
from partners.models import Invitation, Organisation, Worker
from partners.queries.worker import open_invitation, workers_of

methods = require_http_methods(["GET", "HEAD", "POST"])
INVITE = "partners.invite_worker"


def kept(request: PortalRequest, pk: int) -> Organisation:
    """A partner that an office in reach keeps, else 404."""
    return get_object_or_404(Organisation.objects.visible_to(request.scope).select_related("office"), pk=pk)


def own_worker(request: PortalRequest, pk: int) -> Worker:
    rows = Worker.objects.visible_to(request.scope).select_related("user", "organisation__office")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(INVITE)
def worker_list(request: PortalRequest, pk: int) -> HttpResponse:
    """Everybody who signs in or signed in for the partner."""
    organisation = kept(request, pk)
    context = {"organisation": organisation, "workers": workers_of(organisation, request.scope)}
    return render(request, "partners/worker_list.html", context)


@never_cache
@methods
@requires(INVITE)
def worker_invite(request: PortalRequest, pk: int) -> HttpResponse:
    organisation = kept(request, pk)
    form = InviteForm(request.POST or None, initial={"form_key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"form_key": form.cleaned_data["form_key"] or uuid.uuid4()}
        try:
            worker, secret = actions.invite_worker(
                organisation_id=pk, by=request.user, scope=request.full_scope, **values
            )
        except NotAllowed:
            raise
        except DomainError as error:
            put_errors(form, error)
        else:
            return _secret_page(request, worker, secret)
    context = {"organisation": organisation, "form": form}
    return render(request, "partners/worker_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@requires(INVITE)
def worker_again(request: PortalRequest, pk: int) -> HttpResponse:
    own_worker(request, pk)
    worker, secret = actions.invite_again(worker_id=pk, by=request.user, scope=request.full_scope)
    return _secret_page(request, worker, secret)


@require_POST
@requires(INVITE)
def worker_withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    worker = own_worker(request, pk)
    actions.withdraw_invitation(worker_id=pk, by=request.user, scope=request.full_scope)
    messages.success(request, _("Undangan ditarik; alamatnya tidak berlaku lagi."))
    return redirect("partners:worker_list", worker.organisation_id)


@methods
@requires(INVITE)
def worker_end(request: PortalRequest, pk: int) -> HttpResponse:
    worker = own_worker(request, pk)
    form = EndForm(request.POST or None, initial={"on": today_in(worker.organisation.office.zone)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_worker(worker_id=pk, by=request.user, scope=request.full_scope, **form.cleaned_data)
        except Invalid as error:
            put_errors(form, error)
            status = error.http_status
        else:
            messages.success(request, _("Petugas diakhiri."))
            return redirect("partners:worker_list", worker.organisation_id)
    context = {"worker": worker, "organisation": worker.organisation, "form": form}
    return render(request, "partners/worker_end.html", context, status=422 if form.errors and status == 200 else status)


@public
@never_cache
@sensitive_post_parameters()
@methods
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """An invited worker sets a password, once. Whatever is wrong with the address, the answer is the same."""
    found = open_invitation(actions.digest_of(secret))
    form = JoinForm(request.POST or None)
    if found is not None and request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(secret=secret, password=form.cleaned_data["password"])
        except Invitation.DoesNotExist:
            found = None
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Kata sandi tersimpan. Silakan masuk dengan nama pengguna Anda."))
            return redirect("accounts:sign_in")
    status = 404 if found is None else 422 if form.errors else 200
    return render(request, "partners/invitation.html", {"invitation": found, "form": form}, status=status)


def _secret_page(request: PortalRequest, worker: Worker, secret: str) -> HttpResponse:
    """The one answer that shows the address."""
    address = request.build_absolute_uri(reverse("partners:invitation", args=[secret]))
    context = {
        "worker": worker,
        "organisation": worker.organisation,
        "address": address,
        "days": settings.INVITATION_DAYS,
    }
    return render(request, "partners/worker_secret.html", context)
