"""What is done to an agreement: signing, stopping, renewing, its parties, sites, files and the people warned."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import tell_saved
from partners.actions import agreement as actions
from partners.actions import agreement_part as parts
from partners.choices_agreement import AgreementStage
from partners.forms.agreement import PaperForm, PartyForm, SignForm, SiteForm, StopForm, WatchersForm
from partners.models import Agreement, AgreementParty, AgreementSite
from partners.queries.agreement import may_be_watcher, parties_of, sites_of_parties, watchers_of
from partners.queries.organisation import partners_near
from partners.views.agreement import own

methods = require_http_methods(["GET", "HEAD", "POST"])
WRITE = "partners.write_agreement"


def _act(
    request: PortalRequest, agreement: Agreement, form: forms.Form, act: Callable[[], Any], *, title: str, said: str
) -> HttpResponse:
    """Show the form; when it is sent and fits, act and go back. A refusal keeps what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = act()
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, made, said)
                return redirect("partners:agreement_detail", agreement.pk)
    context = {"agreement": agreement, "form": form, "title": title}
    return render(request, "partners/agreement_act.html", context, status=status)


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user, "scope": request.scope}


@methods
@requires(WRITE)
def agreement_sign(request: PortalRequest, pk: int) -> HttpResponse:
    agreement = own(request, pk).agreement
    today = today_in(agreement.office.zone)
    first = {"lock_version": agreement.lock_version, "signed_on": today, "starts_on": today}
    form = SignForm(request.POST or None, initial=first)
    return _act(
        request,
        agreement,
        form,
        lambda: actions.sign_agreement(agreement_id=pk, **form.cleaned_data, **_who(request)),
        title=_("Catat penandatanganan"),
        said=_("Penandatanganan tercatat."),
    )


@methods
@requires(WRITE)
def agreement_stop(request: PortalRequest, pk: int) -> HttpResponse:
    agreement = own(request, pk).agreement
    form = StopForm(request.POST or None, initial={"on": today_in(agreement.office.zone)})
    return _act(
        request,
        agreement,
        form,
        lambda: actions.stop_agreement(agreement_id=pk, **form.cleaned_data, **_who(request)),
        title=_("Hentikan perjanjian"),
        said=_("Perjanjian dihentikan."),
    )


@require_POST
@requires(WRITE)
def agreement_to_draft(request: PortalRequest, pk: int) -> HttpResponse:
    return _move(request, pk, AgreementStage.DRAFT)


@require_POST
@requires(WRITE)
def agreement_to_exploring(request: PortalRequest, pk: int) -> HttpResponse:
    return _move(request, pk, AgreementStage.EXPLORING)


def _move(request: PortalRequest, pk: int, stage: AgreementStage) -> HttpResponse:
    own(request, pk)
    return _back(request, pk, lambda: actions.move_agreement(agreement_id=pk, stage=stage, **_who(request)))


@require_POST
@requires(WRITE)
def agreement_renew(request: PortalRequest, pk: int) -> HttpResponse:
    own(request, pk)
    try:
        made = actions.renew_agreement(agreement_id=pk, form_key=uuid.uuid4(), **_who(request))
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("partners:agreement_detail", pk)
    tell_saved(request, made, _("Rancangan perpanjangan dibuat. Isi nomornya, lalu catat penandatanganan."))
    return redirect("partners:agreement_detail", made.pk)


@methods
@requires(WRITE)
def agreement_party(request: PortalRequest, pk: int) -> HttpResponse:
    """Add a partner who signs, or write its number and signer again."""
    agreement = own(request, pk).agreement
    choices = [(row.pk, f"{row.name} ({row.office.name})") for row in partners_near(agreement.office)]
    chosen = request.GET.get("mitra", "")
    party = parties_of(agreement).filter(organisation=row_number(chosen) or 0).first()
    first = {name: getattr(party, name) for name in ("number", "signer", "position")} if party else {}
    first["organisation"] = party.organisation_id if party else None
    form = PartyForm(request.POST or None, initial=first, choices=[("", _("Pilih mitra")), *choices])

    def act() -> Any:
        values = {name: form.cleaned_data[name] for name in ("number", "signer", "position")}
        return parts.put_party(
            agreement_id=pk, organisation_id=form.cleaned_data["organisation"], **values, **_who(request)
        )

    return _act(request, agreement, form, act, title=_("Mitra yang menandatangani"), said=_("Pihak tersimpan."))


@require_POST
@requires(WRITE)
def agreement_party_remove(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AgreementParty.objects.visible_to(request.scope), pk=pk, removed_at=None)
    return _back(request, row.agreement_id, lambda: parts.remove_party(party_id=pk, **_who(request)))


@methods
@requires(WRITE)
def agreement_site(request: PortalRequest, pk: int) -> HttpResponse:
    agreement = own(request, pk).agreement
    choices = [(row.pk, row.name) for row in sites_of_parties(agreement)]
    form = SiteForm(request.POST or None, choices=[("", _("Pilih tempat kerja")), *choices])

    def act() -> Any:
        return parts.put_site(
            agreement_id=pk,
            site_id=form.cleaned_data["site"],
            capacity=form.cleaned_data["capacity"],
            **_who(request),
        )

    return _act(request, agreement, form, act, title=_("Tempat kerja"), said=_("Tempat kerja tersimpan."))


@require_POST
@requires(WRITE)
def agreement_site_remove(request: PortalRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AgreementSite.objects.visible_to(request.scope), pk=pk, removed_at=None)
    return _back(request, row.agreement_id, lambda: parts.remove_site(part_id=pk, **_who(request)))


@methods
@requires(WRITE)
def agreement_file_add(request: PortalRequest, pk: int) -> HttpResponse:
    agreement = own(request, pk).agreement
    form = PaperForm(request.POST or None, request.FILES or None)

    def act() -> Any:
        upload = form.cleaned_data["upload"]
        return parts.add_file(
            agreement_id=pk,
            data=upload.read(),
            name=upload.name,
            note=form.cleaned_data["note"],
            **_who(request),
        )

    return _act(request, agreement, form, act, title=_("Unggah berkas"), said=_("Berkas tersimpan."))


@methods
@requires(WRITE)
def agreement_watchers(request: PortalRequest, pk: int) -> HttpResponse:
    agreement = own(request, pk).agreement
    choices = [(person.pk, person.name) for person in may_be_watcher(agreement)]
    now = [row.user_id for row in watchers_of(agreement)]
    form = WatchersForm(request.POST or None, initial={"people": now}, choices=choices)

    def act() -> Any:
        return parts.set_watchers(agreement_id=pk, user_ids=set(form.cleaned_data["people"]), **_who(request))

    return _act(request, agreement, form, act, title=_("Yang diberi tahu"), said=_("Perubahan tersimpan."))


def _back(request: PortalRequest, pk: int, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Perubahan tersimpan."))
    return redirect("partners:agreement_detail", pk)
