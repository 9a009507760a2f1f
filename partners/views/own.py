"""Pages of a partner's worker: the day, one referral, answers, sessions with feedback, the report at the end."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from partners.actions.referral_report import add_referral_session, hand_in_report
from partners.choices_referral import Outcome, ReferralStage, ReportDecision
from partners.forms.referral import ReportForm, SessionForm, StepForm
from partners.models import Referral
from partners.queries import own as queries
from partners.queries.referral import needs_of, place_in_queue, reports_of, sessions_of, told
from partners.views.referral_steps import STEP_BY_CODE, session_to_correct, steps_of

methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(queries.SERVE)
def home(request: PortalRequest) -> HttpResponse:
    """What waits for the partner today."""
    return render(request, "partners/own_home.html", {"day": queries.day_of(request.scope)})


@require_safe
@requires(queries.SERVE)
def concluded(request: PortalRequest) -> HttpResponse:
    page = keyset_page(
        queries.concluded(request.scope), order=("-since_on", "-pk"), cursor=request.GET.get("after", "")
    )
    context = {"page": page, "rows": queries.told_each(page.rows), "next_url": next_url(request.GET, page)}
    return render(request, "partners/own_concluded.html", context)


def sent_here(request: PortalRequest, pk: int) -> Referral:
    """A referral sent to the worker's partner, else 404."""
    return get_object_or_404(queries.sent(request.full_scope.narrowed(queries.SERVE)), pk=pk)


@require_safe
@requires(queries.SERVE)
def referral(request: PortalRequest, pk: int) -> HttpResponse:
    """One referral, with the least of the client; a trail is left of the reading."""
    row = sent_here(request, pk)
    record_read(subject=row.guidance, by=request.user, office_id=row.guidance.office_id, part="partner")
    reports, needs = reports_of(row), needs_of(row)
    words = {need.row.pk: need.label for need in needs}
    for report in reports:
        vars(report)["answers"] = [
            (words[each.need_id], Outcome(each.outcome).label, each.note) for each in report.outcomes.all()
        ]
    is_over = row.stage in (ReferralStage.COMPLETED, ReferralStage.ENDED_EARLY)
    context = _page(row, row.offering.name) | {
        "needs": needs,
        "place": place_in_queue(row),
        "sessions": sessions_of(row),
        "reports": reports,
        "moves": row.moves.order_by("-pk"),
        "steps": steps_of(row, for_partner=True),
        "may_add_session": row.started_on is not None,
        "may_report": is_over and all(report.decision == ReportDecision.RETURNED for report in reports),
    }
    return render(request, "partners/own_referral.html", context)


def _answer(
    request: PortalRequest,
    row: Referral,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    title: str,
    said: str,
    **more: Any,
) -> HttpResponse:
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
                return redirect("own:referral", row.pk)
    return render(
        request, "partners/own_act.html", _page(row, title) | {"form": form, "hint": ""} | more, status=status
    )


def _page(row: Referral, title: str) -> dict[str, Any]:
    return {"referral": row, "told": told(row), "title": title}


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user, "scope": request.full_scope}


@methods
@requires(queries.SERVE)
def step(request: PortalRequest, pk: int, step: str) -> HttpResponse:
    row = sent_here(request, pk)
    found = STEP_BY_CODE.get(step)
    if found is None or not found.is_partners:
        raise Http404
    form = StepForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today_in(row.guidance.office.zone)},
        with_day=found.with_day,
        with_reason=found.with_reason,
    )
    return _answer(
        request,
        row,
        form,
        lambda: found.act(referral_id=pk, **form.cleaned_data, **_who(request)),
        title=str(found.label),
        said=str(found.said),
        hint=found.hint,
    )


@methods
@requires(queries.SERVE)
def session(request: PortalRequest, pk: int) -> HttpResponse:
    """A session with feedback; `perbaiki` in the address names the one that is put right."""
    row = sent_here(request, pk)
    old = session_to_correct(row, request.GET.get("perbaiki", ""))
    first = SessionForm.first_values() | {"held_on": today_in(row.guidance.office.zone)}
    if old is not None:
        first |= {name: getattr(old, name) for name in SessionForm.base_fields if name not in ("form_key", "reason")}
    form = SessionForm(request.POST or None, initial=first, is_correction=old is not None)
    return _answer(
        request,
        row,
        form,
        lambda: add_referral_session(
            referral_id=pk,
            replaces_id=old.pk if old else None,
            **(form.cleaned_data | {"form_key": form.cleaned_data["form_key"] or uuid.uuid4()}),
            **_who(request),
        ),
        title=_("Perbaiki pertemuan") if old else _("Catat pertemuan"),
        said=_("Pertemuan tercatat."),
    )


@methods
@requires(queries.SERVE)
def report(request: PortalRequest, pk: int) -> HttpResponse:
    row = sent_here(request, pk)
    form = ReportForm(request.POST or None, initial={"form_key": uuid.uuid4()}, needs=needs_of(row))
    return _answer(
        request,
        row,
        form,
        lambda: hand_in_report(
            referral_id=pk,
            summary=form.cleaned_data["summary"],
            advice=form.cleaned_data["advice"],
            outcomes=form.outcomes(),
            form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
            **_who(request),
        ),
        title=_("Laporan akhir"),
        said=_("Laporan akhir dikirim kepada PK."),
    )
