"""The file of a guidance period, and what is done to the period itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from clients.actions.guidance import assign_officer, close_guidance, correct_guidance
from clients.forms.guidance import GUIDANCE, AssignForm, CloseForm, CorrectGuidanceForm
from clients.models import Guidance
from clients.permissions.guidance import ASSIGN, CHANGE, REGISTER, VIEW
from clients.queries.caseload import latest_risks
from clients.queries.due import due_of_guidance
from clients.queries.file import guidance_file, held_since, history, other_periods
from clients.queries.people import choosable_officers
from clients.queries.workload_choice import candidates
from clients.rules.closing import reasons_for
from clients.rules.cohort import age_on
from clients.rules.nik import masked
from clients.views.answers import SmallForm, guidance_in_reach

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(VIEW)
def guidance_detail(request: PortalRequest, pk: int) -> HttpResponse:
    try:
        guidance = guidance_file(request.scope, pk)
    except Guidance.DoesNotExist as error:
        raise Http404 from error
    client = guidance.client
    record_read(subject=client, by=request.user, office_id=guidance.office_id, guidance=guidance.pk)
    today = today_in(guidance.office.zone)
    row: dict[str, Any] = {
        "office_id": guidance.office_id,
        "officer_id": guidance.officer_id,
        "is_child": guidance.is_child,
    }
    is_open = guidance.ended_on is None
    others = other_periods(request.scope, guidance)
    since = min([guidance.start_on, *(other.start_on for other in others)])
    context = {
        "guidance": guidance,
        "client": client,
        "case": guidance.case,
        "age": age_on(client.birth_on, today),
        "age_at_offence": age_on(client.birth_on, guidance.case.offence_on),
        "nik_masked": masked(client.nik_text),
        "days_left": (guidance.guidance_end_on - today).days if is_open else None,
        "residences": held_since(client.residences, since),
        "guarantors": held_since(client.guarantors, since),
        "assignments": guidance.assignments.select_related("officer").order_by("-from_on"),
        "others": others,
        "events": history(guidance),
        "risk": latest_risks(request.scope, [guidance.pk]).get(guidance.pk, ""),
        "first_instrument": "ANAK" if guidance.is_child else "RRI",
        "may_change": request.full_scope.covers(CHANGE, **row),
        "may_assign": is_open and request.full_scope.covers(ASSIGN, **row),
        "may_assess": is_open and request.full_scope.covers("clients.assess", **row),
        "may_register": request.full_scope.holds(REGISTER),
        "due_row": due_of_guidance(request.scope, guidance.pk),
    }
    return render(request, "clients/guidance_detail.html", context)


@FORM
@requires(CHANGE)
def guidance_correct(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    page = SmallForm(
        title=_("Perbaiki masa bimbingan"),
        lead=_("Nilai lama tetap tersimpan di riwayat."),
        button=_("Simpan perbaikan"),
        done=_("Masa bimbingan diperbaiki."),
        make=lambda *args, **kwargs: CorrectGuidanceForm(*args, is_child=guidance.is_child, **kwargs),
        initial={name: getattr(guidance, name) for name in GUIDANCE},
        save=lambda values: correct_guidance(guidance_id=guidance.pk, by=request.user, scope=request.scope, **values),
    )
    return page.answer(request, guidance)


@FORM
@requires(ASSIGN)
def officer_assign(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    offered = candidates(request.full_scope, guidance, choosable_officers(request.scope))

    def save(values: dict[str, Any]) -> None:
        chosen = next(each for each in offered if each.officer.pk == int(values["officer"]))
        assign_officer(
            guidance_id=guidance.pk,
            officer_id=chosen.officer.pk,
            from_on=values["from_on"],
            by=request.user,
            scope=request.scope,
        )
        if chosen.is_over and chosen.load is not None:
            text = _("%(name)s kini memegang %(points)s poin dari kapasitas %(capacity)s. Penunjukan tetap berlaku.")
            told = {"name": chosen.officer.name, "points": chosen.after, "capacity": chosen.load.capacity}
            messages.warning(request, text % told)

    lead = _("PK yang ditunjuk dapat mengisi asesmen dan rencana aksi klien ini; PK sebelumnya tidak lagi.")
    order = _("Yang bebannya paling ringan di atas; angka kedua adalah bebannya dengan klien ini.")
    page = SmallForm(
        title=_("Tunjuk PK"),
        lead=f"{lead} {order}" if any(each.load for each in offered) else lead,
        button=_("Tunjuk PK"),
        done=_("PK ditunjuk."),
        make=lambda *args, **kwargs: AssignForm(
            *args, officers=[(each.officer.pk, each.words) for each in offered], **kwargs
        ),
        initial={"from_on": max(today_in(guidance.office.zone), guidance.start_on)},
        save=save,
    )
    return page.answer(request, guidance)


@FORM
@requires(CHANGE)
def guidance_close(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    page = SmallForm(
        title=_("Tutup masa bimbingan"),
        lead=_("Setelah ditutup, masa bimbingan ini hanya dapat dibaca. Penutupan tidak dapat dibatalkan."),
        button=_("Tutup masa bimbingan"),
        done=_("Masa bimbingan ditutup."),
        make=lambda *args, **kwargs: CloseForm(*args, reasons=reasons_for(guidance.status), **kwargs),
        initial={"ended_on": today_in(guidance.office.zone)},
        save=lambda values: close_guidance(guidance_id=guidance.pk, by=request.user, scope=request.scope, **values),
    )
    return page.answer(request, guidance)
