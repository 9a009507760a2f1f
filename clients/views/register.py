"""Registering a client: one page, and the parts of it that answer while it is filled in."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError
from bapas_portal.core.forms import put_errors, row_number
from clients.actions.register import register_client
from clients.forms.case import CASE
from clients.forms.person import PERSON, guarantor_values
from clients.forms.register import RegisterForm
from clients.models import Case, Client, Guidance
from clients.permissions.guidance import REGISTER, VIEW
from clients.queries.file import registered_with
from clients.queries.people import Known, choosable_officers, choosable_offices, known_people, nik_holder_outside
from clients.rules.nik import nik_disagrees
from clients.views.answers import REFUSED
from clients.views.regions import is_searching, region_picker

REDRAWS = ("use_client", "new_person")
NOTHING_KNOWN = Known([], 0)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(REGISTER)
def register(request: PortalRequest) -> HttpResponse:
    client = _known_client(request)
    if request.method != "POST" or is_searching(request) or any(name in request.POST for name in REDRAWS):
        return _page(request, _unsent_form(request, client))
    form = _form(request, client, data=request.POST)
    if not form.is_valid():
        return _page(request, form, _look_for(request, form) if client is None else NOTHING_KNOWN)
    made = registered_with(request.scope, form.cleaned_data["form_key"])
    if made is None and client is None and not form.cleaned_data["is_confirmed_new"]:
        known = _look_for(request, form)
        if known.total:
            return _page(request, form, known)
    try:
        guidance = _register(request, form)
    except DomainError as error:
        put_errors(form, error)
        return _page(request, form)
    messages.success(request, _("Klien terdaftar dengan nomor register %(number)s.") % {"number": guidance.register_no})
    if nik_disagrees(guidance.client.nik_text, birth_on=guidance.client.birth_on, sex=guidance.client.sex):
        messages.warning(
            request, _("NIK tidak cocok dengan tanggal lahir atau jenis kelamin. Periksa kembali KTP klien.")
        )
    return redirect("clients:guidance_detail", guidance.pk)


@require_POST
@requires(REGISTER)
def register_similar(request: PortalRequest) -> HttpResponse:
    """The part that warns of people already known, for HTMX."""
    form = _unsent_form(request, None)
    nik = "".join(filter(str.isdigit, form.typed("nik")))
    context = {
        "form": form,
        "known": _look_for(request, form),
        "nik_outside": nik_holder_outside(request.full_scope.narrowed(VIEW), nik),
        "nik_disagrees": nik_disagrees(nik, birth_on=form.day("birth_on"), sex=form.typed("sex")),
    }
    return render(request, "clients/_register_similar.html", context)


@require_POST
@requires(REGISTER)
def register_ground(request: PortalRequest) -> HttpResponse:
    """The part with anak or dewasa and the legal grounds that fit, for HTMX."""
    form = _unsent_form(request, _known_client(request))
    form.narrow_statuses()
    return render(request, "clients/_register_ground.html", {"form": form})


def _known_client(request: PortalRequest) -> Client | None:
    wanted = request.POST.get("use_client") or request.POST.get("client") or request.GET.get("orang") or ""
    number = row_number(wanted)
    if "new_person" in request.POST or number is None:
        return None
    return get_object_or_404(Client.objects.visible_to(request.full_scope.narrowed(VIEW)), pk=number)


def _form(request: PortalRequest, client: Client | None, **data: Any) -> RegisterForm:
    return RegisterForm(
        **data,
        offices=choosable_offices(request.scope),
        officers=choosable_officers(request.scope),
        own_officer=all(reach.own_only for reach in request.scope.reaches),
        client=client,
        cases=_cases(request, client) if client else (),
    )


def _cases(request: PortalRequest, client: Client) -> QuerySet[Case]:
    """The person's cases that the reader may see."""
    rows = Case.objects.visible_to(request.full_scope.narrowed(VIEW)).filter(client=client)
    return rows.select_related("offence_group").order_by("-offence_on")


def _unsent_form(request: PortalRequest, client: Client | None) -> RegisterForm:
    """The form as typed so far, without complaints about what is still missing."""
    initial: dict[str, Any] = {"office": request.scope.office_id, "start_on": today_in()}
    if request.method == "POST":
        initial = request.POST.dict()
    if client is not None:
        initial["client"] = client.pk
    else:
        initial.pop("client", None)
    return _form(request, client, initial=initial)


def _look_for(request: PortalRequest, form: RegisterForm) -> Known:
    nik = "".join(filter(str.isdigit, form.typed("nik")))
    name = " ".join(form.typed("name").split())
    if not name and not nik:
        return NOTHING_KNOWN
    return known_people(request.full_scope.narrowed(VIEW), name=name, birth_on=form.day("birth_on"), nik=nik)


def _register(request: PortalRequest, form: RegisterForm) -> Guidance:
    values = form.cleaned_data
    client = form.known_client
    new_person = client is None
    new_case = new_person or not values["case"]
    return register_client(
        client_id=client.pk if client else None,
        person={name: values[name] for name in PERSON} if new_person else None,
        residence={"street": values["street"], "region_id": values["region"] or None} if new_person else None,
        guarantor=guarantor_values(values) if new_person else None,
        case_id=None if new_case else int(values["case"]),
        case={name: values[name] for name in CASE} if new_case else None,
        office_id=int(values["office"]),
        officer_id=int(values["officer"]) if values["officer"] else None,
        status=values["status"],
        start_on=values["start_on"],
        guidance_end_on=values["guidance_end_on"],
        sentence_expiry_on=values["sentence_expiry_on"],
        decree_no=values["decree_no"],
        decree_on=values["decree_on"],
        register_no=values["register_no"],
        form_key=values["form_key"],
        by=request.user,
        scope=request.full_scope,
    )


def _page(request: PortalRequest, form: RegisterForm, known: Known = NOTHING_KNOWN) -> HttpResponse:
    context = {
        "form": form,
        "client": form.known_client,
        "known": known,
        "nik_outside": "",
        "nik_disagrees": False,
        "region_picker": region_picker(form, "region"),
        "guarantor_picker": region_picker(form, "guarantor_region"),
    }
    return render(request, "clients/register.html", context, status=REFUSED if form.is_bound else 200)
