"""The person behind the guidance periods, and corrections and moves of that person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from clients.actions.case import correct_case
from clients.actions.person import change_guarantor, correct_person, move_residence
from clients.forms.case import CASE, CaseForm
from clients.forms.person import PERSON, ChangeGuarantorForm, MoveForm, PersonForm, guarantor_values
from clients.models import Client, Guidance
from clients.permissions.guidance import CHANGE, REGISTER, VIEW
from clients.rules.nik import masked
from clients.views.answers import SmallForm, guidance_in_reach
from clients.views.guidance import FORM


@require_safe
@requires(VIEW)
def client_detail(request: PortalRequest, pk: int) -> HttpResponse:
    client = get_object_or_404(Client.objects.visible_to(request.scope), pk=pk)
    periods = Guidance.objects.visible_to(request.scope).filter(client=client)
    periods = periods.select_related("office", "officer", "case__offence_group").order_by("-start_on", "-pk")
    record_read(subject=client, by=request.user, office_id=periods[0].office_id)
    context = {
        "client": client,
        "periods": periods,
        "nik_masked": masked(client.nik_text),
        "may_register": request.full_scope.holds(REGISTER),
    }
    return render(request, "clients/client_detail.html", context)


@FORM
@requires(CHANGE)
def person_correct(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    client = guidance.client
    page = SmallForm(
        title=_("Perbaiki data orang"),
        lead=_("Untuk membetulkan yang keliru. Nilai lama tetap tersimpan di riwayat."),
        button=_("Simpan perbaikan"),
        done=_("Data orang diperbaiki."),
        make=PersonForm,
        initial={name: getattr(client, name) for name in PERSON} | {"aliases": ", ".join(client.aliases)},
        save=lambda values: correct_person(client_id=client.pk, by=request.user, scope=request.scope, **values),
    )
    return page.answer(request, guidance)


@FORM
@requires(CHANGE)
def residence_move(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    page = SmallForm(
        title=_("Pindah alamat"),
        lead=_("Alamat sebelumnya tetap tersimpan, berakhir sehari sebelum tanggal ini."),
        button=_("Simpan alamat baru"),
        done=_("Alamat baru tersimpan."),
        make=MoveForm,
        initial={},
        region="region",
        save=lambda values: move_residence(
            client_id=guidance.client_id,
            street=values["street"],
            region_code=values["region"],
            from_on=values["from_on"],
            by=request.user,
            scope=request.scope,
        ),
    )
    return page.answer(request, guidance)


@FORM
@requires(CHANGE)
def guarantor_change(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)

    def save(values: dict) -> object:
        columns = guarantor_values(values)
        return change_guarantor(
            client_id=guidance.client_id,
            from_on=values["from_on"],
            region_code=columns.pop("region_id"),
            by=request.user,
            scope=request.scope,
            **columns,
        )

    page = SmallForm(
        title=_("Ganti penjamin"),
        lead=_("Penjamin sebelumnya tetap tersimpan, berakhir sehari sebelum tanggal ini."),
        button=_("Simpan penjamin"),
        done=_("Penjamin baru tersimpan."),
        make=ChangeGuarantorForm,
        initial={},
        region="guarantor_region",
        save=save,
    )
    return page.answer(request, guidance)


@FORM
@requires(CHANGE)
def case_correct(request: PortalRequest, pk: int) -> HttpResponse:
    guidance = guidance_in_reach(request, pk)
    case = guidance.case
    page = SmallForm(
        title=_("Perbaiki perkara"),
        lead=_("Untuk membetulkan yang keliru. Nilai lama tetap tersimpan di riwayat."),
        button=_("Simpan perbaikan"),
        done=_("Perkara diperbaiki."),
        make=CaseForm,
        initial={name: getattr(case, name) for name in CASE},
        save=lambda values: correct_case(case_id=case.pk, by=request.user, scope=request.scope, **values),
    )
    return page.answer(request, guidance)
