"""What the client's side does on pages: drafting, sending, steps on the partner's word, sessions, report, review."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors, row_number
from bapas_portal.core.once import tell_saved
from clients.models import Guidance
from clients.queries.needs import NamedNeed, open_needs
from clients.rules.help import help_codes
from partners.actions import referral as actions
from partners.actions.referral_report import add_referral_session, hand_in_report, review_report
from partners.choices_referral import ReferralStage, ReportDecision
from partners.forms.referral import (
    ReferralForm,
    ReportForm,
    RerouteForm,
    ReviewForm,
    SendForm,
    SessionForm,
    StepForm,
)
from partners.models import Referral
from partners.permissions import check_may_write_referral
from partners.queries import referral as queries
from partners.views.referral import visible_referral
from partners.views.referral_steps import STEP_BY_CODE, session_to_correct
from partners.views.saving import changed, form_page

methods = require_http_methods(["GET", "HEAD", "POST"])
WRITE = "partners.write_referral"


def own(request: PortalRequest, pk: int) -> Referral:
    """A referral in sight that the reader may write. Raises Http404 or NotAllowed."""
    referral = visible_referral(request, pk)
    check_may_write_referral(referral, request.full_scope)
    return referral


def answer(
    request: PortalRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    context: dict[str, Any],
    said: str,
    template: str = "partners/referral_act.html",
) -> HttpResponse:
    """Show the form; when it is sent and fits, act and go to the referral. A refusal keeps what was typed."""
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
                pk = made.pk if isinstance(made, Referral) else made.referral_id
                return redirect("partners:referral_detail", pk)
    return render(request, template, context | {"form": form}, status=status)


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user, "scope": request.full_scope}


def _codes(needs: list[NamedNeed], guidance: Guidance) -> list[str]:
    """Codes of help for the client's needs."""
    return sorted(
        {code for each in needs for code in help_codes(kind=each.kind, code=each.code, is_child=guidance.is_child)}
    )


@methods
@requires(WRITE)
def referral_new(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """A draft for a client; `layanan` and `kebutuhan` in the address preselect."""
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    needs = open_needs(guidance)
    first = {
        "form_key": uuid.uuid4(),
        "offering": row_number(request.GET.get("layanan", "")),
        "needs": [row_number(request.GET.get("kebutuhan", "")) or 0],
    }
    offerings = queries.offerings_for(guidance, _codes(needs, guidance)).order_by("name", "pk")
    form = ReferralForm(
        request.POST or None, initial=first, needs=needs, offerings=offerings, is_child=guidance.is_child
    )
    return answer(
        request,
        form,
        lambda: actions.draft_referral(
            guidance_id=guidance.pk,
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            **form.values(),
            **_who(request),
        ),
        context={"guidance": guidance, "referral": None, "needs": needs, "conflict": None},
        said=_("Rujukan tersusun. Periksa apa yang dilihat mitra, lalu kirim."),
        template="partners/referral_form.html",
    )


@methods
@requires(WRITE)
def referral_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change a draft, or put a sent one right. Saved elsewhere meanwhile, it comes back with both wordings."""
    referral = own(request, pk)
    guidance, is_draft = referral.guidance, referral.stage == ReferralStage.DRAFT
    needs = open_needs(guidance) if is_draft else []
    form = ReferralForm(
        request.POST or None,
        initial=_stored(referral),
        needs=needs,
        offerings=queries.offerings_for(guidance, _codes(needs, guidance)).order_by("name", "pk"),
        is_child=guidance.is_child,
        is_sent=not is_draft,
    )
    done, conflict = changed(
        request,
        form,
        lambda: actions.change_referral(
            referral_id=pk,
            lock_version=form.cleaned_data["lock_version"] or 0,
            **form.values(),
            **_who(request),
        ),
        lambda: _stored(own(request, pk)),
        _("Perubahan tersimpan."),
    )
    if done:
        return redirect("partners:referral_detail", pk)
    context = {"form": form, "guidance": guidance, "referral": referral, "needs": needs, "conflict": conflict}
    return form_page(request, "partners/referral_form.html", context)


def _stored(referral: Referral) -> dict[str, Any]:
    """What the form shows of the referral as it stands."""
    stored = {name: getattr(referral, name) for name in (*actions.CORRECTABLE, "lock_version", "offering")}
    return stored | {"needs": [need.row.need_id for need in queries.needs_of(referral)]}


@methods
@requires(WRITE)
def referral_send(request: PortalRequest, pk: int) -> HttpResponse:
    referral = own(request, pk)
    form = SendForm(request.POST or None, initial={"consent_on": today_in(referral.guidance.office.zone)})
    return answer(
        request,
        form,
        lambda: actions.send_referral(referral_id=pk, **form.cleaned_data, **_who(request)),
        context=_page(referral, _("Kirim ke mitra")) | {"told": queries.told(referral)},
        said=_("Rujukan dikirim ke mitra."),
    )


@methods
@requires(WRITE)
def referral_step(request: PortalRequest, pk: int, step: str) -> HttpResponse:
    """One of STEPS, by its code in the address."""
    referral = own(request, pk)
    found = STEP_BY_CODE.get(step)
    if found is None:
        raise Http404
    first = {"on": today_in(referral.guidance.office.zone)}
    form = StepForm(
        request.POST if request.method == "POST" else None,
        initial=first,
        with_day=found.with_day,
        with_reason=found.with_reason,
    )
    return answer(
        request,
        form,
        lambda: found.act(referral_id=pk, **form.cleaned_data, **_who(request)),
        context=_page(referral, str(found.label)) | {"hint": found.hint},
        said=str(found.said),
    )


@methods
@requires(WRITE)
def referral_reroute(request: PortalRequest, pk: int) -> HttpResponse:
    referral = own(request, pk)
    needs = [need.named for need in queries.needs_of(referral)]
    offerings = queries.offerings_for(referral.guidance, _codes(needs, referral.guidance)).exclude(
        pk=referral.offering_id
    )
    form = RerouteForm(
        request.POST or None, initial={"form_key": uuid.uuid4()}, offerings=offerings.order_by("name", "pk")
    )
    return answer(
        request,
        form,
        lambda: actions.reroute_referral(
            referral_id=pk,
            offering_id=form.cleaned_data["offering"].pk,
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            **_who(request),
        ),
        context=_page(referral, _("Alihkan ke layanan lain")),
        said=_("Rujukan pengganti tersusun. Periksa, lalu kirim."),
    )


@methods
@requires(WRITE)
def referral_session(request: PortalRequest, pk: int) -> HttpResponse:
    """A session on the partner's word; `perbaiki` in the address names the one that is put right."""
    referral = own(request, pk)
    old = session_to_correct(referral, request.GET.get("perbaiki", ""))
    first = SessionForm.first_values() | {"held_on": today_in(referral.guidance.office.zone)}
    if old is not None:
        first |= {name: getattr(old, name) for name in SessionForm.base_fields if name not in ("form_key", "reason")}
    form = SessionForm(request.POST or None, initial=first, is_correction=old is not None)
    return answer(
        request,
        form,
        lambda: add_referral_session(
            referral_id=pk,
            replaces_id=old.pk if old else None,
            **(form.cleaned_data | {"form_key": form.cleaned_data["form_key"] or uuid.uuid4()}),
            **_who(request),
        ),
        context=_page(referral, _("Perbaiki pertemuan") if old else _("Catat pertemuan")),
        said=_("Pertemuan tercatat."),
    )


@methods
@requires(WRITE)
def referral_report(request: PortalRequest, pk: int) -> HttpResponse:
    referral = own(request, pk)
    form = ReportForm(request.POST or None, initial={"form_key": uuid.uuid4()}, needs=queries.needs_of(referral))
    return answer(
        request,
        form,
        lambda: hand_in_report(
            referral_id=pk,
            summary=form.cleaned_data["summary"],
            advice=form.cleaned_data["advice"],
            outcomes=form.outcomes(),
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            **_who(request),
        ),
        context=_page(referral, _("Laporan akhir atas keterangan mitra")),
        said=_("Laporan akhir tercatat."),
    )


@methods
@requires(WRITE)
def referral_review(request: PortalRequest, pk: int) -> HttpResponse:
    referral = own(request, pk)
    report = referral.reports.filter(decision=ReportDecision.WAITING).first()
    if report is None:
        raise Http404
    form = ReviewForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: review_report(report_id=report.pk, **form.cleaned_data, **_who(request)),
        context=_page(referral, _("Tinjau laporan akhir")) | {"report": report},
        said=_("Tinjauan tercatat."),
    )


def _page(referral: Referral, title: str) -> dict[str, Any]:
    return {"referral": referral, "guidance": referral.guidance, "title": title}
