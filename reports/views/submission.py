"""A Bapas' month: its figures, what it explains, the evaluation; signing, taking back, deciding."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.forms import put_again, put_errors, row_number
from bapas_portal.core.once import StaleEdit
from reports import actions
from reports.choices import SubmissionState
from reports.forms_period import LABELS, DecideForm, SubmissionForm
from reports.labels import warning_label
from reports.models import Period, Submission
from reports.queries.dashboard import short_name
from reports.queries.period import line_of
from reports.queries.submission import SHOWN, OfficeMonth, office_month, versions_of
from reports.rules_period import EDITABLE

methods = require_http_methods(["GET", "HEAD", "POST"])


class _Place:
    """The month and the Bapas that a page is about, with its report if it has begun one."""

    def __init__(self, request: PortalRequest, pk: int, office_pk: int) -> None:
        self.period = get_object_or_404(Period, pk=pk)
        offices = Office.objects.visible_to(request.scope).filter(kind=OfficeKind.BAPAS)
        self.office = get_object_or_404(offices, pk=office_pk)
        rows = Submission.objects.visible_to(request.scope).select_related("submitted_by", "decided_by")
        self.submission = rows.filter(period=self.period, office=self.office).first()
        self.args = [pk, office_pk]

    @property
    def is_editable(self) -> bool:
        return not self.period.is_published and (self.submission is None or self.submission.state in EDITABLE)

    @property
    def where(self) -> dict[str, Any]:
        return {"period_id": self.period.pk, "office_id": self.office.pk}

    def url(self, name: str) -> str:
        return reverse(f"reports:submission_{name}", args=self.args)


@require_safe
@requires("reports.view_submission")
def submission_detail(request: PortalRequest, pk: int, office_pk: int) -> HttpResponse:
    place = _Place(request, pk, office_pk)
    found = office_month(place.office, place.period.month)
    submission, state = place.submission, place.submission.state if place.submission else ""
    answers = submission.answers if submission else {}

    def may(permission: str) -> bool:
        return request.full_scope.covers(f"reports.{permission}", office_id=place.office.pk)

    context = _context(place, found) | {
        "line": line_of(place.period, place.office, submission),
        "warned": [
            {"label": warning_label(one.code, one.now, one.before), "answer": answers.get(one.code, "")}
            for one in found.warned
        ],
        "evaluation": [(LABELS[name][0], getattr(submission, name)) for name in LABELS] if submission else [],
        "versions": list(versions_of(place.period, place.office)),
        "may_edit": place.is_editable and may("write_submission"),
        "may_submit": place.is_editable and submission is not None and may("submit_month"),
        "may_take_back": state == SubmissionState.SUBMITTED and not place.period.is_published and may("submit_month"),
        "may_decide": state in (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED)
        and not place.period.is_published
        and may("accept_submission"),
    }
    return render(request, "reports/submission_detail.html", context)


def _context(place: _Place, found: OfficeMonth) -> dict[str, Any]:
    return {
        "period": place.period,
        "office": place.office,
        "submission": place.submission,
        "is_counted": found.run_id is not None,
        "has_before": found.before is not None,
        "figures": [
            {
                "name": short_name(measure),
                "now": found.now.get(measure, 0),
                "before": found.before.get(measure, 0) if found.before is not None else None,
                "change": found.now.get(measure, 0) - found.before.get(measure, 0) if found.before is not None else 0,
            }
            for measure in SHOWN
        ],
        "back_url": place.url("detail"),
    }


@methods
@requires("reports.write_submission")
def submission_edit(request: PortalRequest, pk: int, office_pk: int) -> HttpResponse:
    """Write the report. Saved elsewhere meanwhile, it comes back with both wordings, nothing written over."""
    place = _Place(request, pk, office_pk)
    found = office_month(place.office, place.period.month)
    form = SubmissionForm(request.POST or None, warned=found.warned, initial=SubmissionForm.values_of(place.submission))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_submission(
                **place.where,
                lock_version=form.cleaned_data["lock_version"] or 0,
                texts=form.texts(),
                answers=form.answers(),
                by=request.user,
                scope=request.scope,
            )
        except StaleEdit:
            place = _Place(request, pk, office_pk)
            conflict = _both_wordings(form, SubmissionForm.values_of(place.submission))
            put_again(form, lock_version=str(place.submission.lock_version if place.submission else 0))
        except WrongState as error:
            # Handed in or published meanwhile: what was typed stays on the page, to be taken elsewhere.
            put_errors(form, error)
        else:
            messages.success(request, _("Laporan tersimpan."))
            return redirect(place.url("detail"))
    return _form_page(request, place, found, form, conflict)


def _both_wordings(form: SubmissionForm, kept: dict[str, Any]) -> list[dict[str, str]]:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "lock_version"}
    return [
        {"label": str(form.fields[name].label), "typed": value, "stored": str(kept.get(name, ""))}
        for name, value in typed.items()
        if value != kept.get(name, "")
    ]


def _form_page(
    request: PortalRequest,
    place: _Place,
    found: OfficeMonth,
    form: SubmissionForm,
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:
    status = 409 if conflict is not None else 422 if form.is_bound else 200
    context = _context(place, found) | {"form": form, "conflict": conflict}
    return render(request, "reports/submission_form.html", context, status=status)


@methods
@requires("reports.submit_month")
def submission_submit(request: PortalRequest, pk: int, office_pk: int) -> HttpResponse:
    """Ask the head once more, then sign. What is missing sends the head to the form, each part marked."""
    place = _Place(request, pk, office_pk)
    if place.submission is None or not place.is_editable:
        return redirect(place.url("detail"))
    if request.method == "POST":
        lock = row_number(request.POST.get("lock_version", ""))
        try:
            actions.submit_month(
                **place.where, lock_version=-1 if lock is None else lock, by=request.user, scope=request.scope
            )
        except Invalid as error:
            return _missing(request, place, error)
        except WrongState as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Laporan diajukan kepada Kanwil dengan tanda tangan Anda."))
        return redirect(place.url("detail"))
    context = _context(place, office_month(place.office, place.period.month))
    context["cancel_url"] = place.url("detail")
    return render(request, "reports/submission_submit.html", context)


def _missing(request: PortalRequest, place: _Place, error: Invalid) -> HttpResponse:
    found = office_month(place.office, place.period.month)
    stored = SubmissionForm.values_of(place.submission)
    form = SubmissionForm({name: str(value) for name, value in stored.items()}, warned=found.warned)
    form.is_valid()
    put_errors(form, error)
    return _form_page(request, place, found, form)


@require_POST
@requires("reports.submit_month")
def submission_take_back(request: PortalRequest, pk: int, office_pk: int) -> HttpResponse:
    place = _Place(request, pk, office_pk)
    try:
        actions.take_back(**place.where, by=request.user, scope=request.scope)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Laporan ditarik kembali. Perbaiki, lalu ajukan lagi."))
    return redirect(place.url("detail"))


@methods
@requires("reports.accept_submission")
def submission_decide(request: PortalRequest, pk: int, office_pk: int) -> HttpResponse:
    """Accept with the Kanwil's own words, or return with what is to be mended."""
    place = _Place(request, pk, office_pk)
    versions = list(versions_of(place.period, place.office))
    if not versions:
        raise Http404("nothing was handed in")
    form = DecideForm(request.POST or None, initial={"version": versions[0].number})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.decide_submission(**place.where, **form.values(), by=request.user, scope=request.scope)
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                put_again(form, version=str(versions[0].number))
                status = error.http_status
            else:
                messages.success(request, _("Keputusan tersimpan dan terbaca oleh Bapas."))
                return redirect(place.url("detail"))
    context = _context(place, office_month(place.office, place.period.month))
    context |= {"form": form, "signed": versions[0], "signed_texts": _signed_texts(versions[0].content)}
    return render(request, "reports/submission_decide.html", context, status=status)


def _signed_texts(content: dict[str, Any]) -> list[tuple[str, str]]:
    """The signed answers and evaluation, each under its words."""
    answers = [(warning_label(one["code"], one["now"], one["before"]), one["answer"]) for one in content["warnings"]]
    return answers + [(str(LABELS[name][0]), content["evaluation"][name]) for name in LABELS]
