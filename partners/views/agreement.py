"""Pages of agreements: the list, one agreement, drafting and changing it."""

import uuid
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_again, put_errors
from bapas_portal.core.once import StaleEdit, tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from bapas_portal.core.wordings import both_wordings
from partners.actions import agreement as actions
from partners.choices_agreement import AgreementStage
from partners.forms.agreement import AgreementFilterForm, AgreementForm
from partners.models import Agreement
from partners.permissions import check_may_change_agreement, may_change_agreement
from partners.queries import agreement as queries

methods = require_http_methods(["GET", "HEAD", "POST"])


def known(request: PortalRequest, pk: int) -> queries.AgreementRow:
    """The agreement with its state. Raises Http404 for one the reader does not know."""
    try:
        return queries.agreement(request.full_scope.narrowed("partners.view_agreement"), pk)
    except Agreement.DoesNotExist as error:
        raise Http404 from error


def own(request: PortalRequest, pk: int) -> queries.AgreementRow:
    """As `known`, for who may change it. Raises Http404 or NotAllowed."""
    row = known(request, pk)
    check_may_change_agreement(row.agreement, request.scope)
    return row


@require_safe
@requires("partners.view_agreement")
def agreement_list(request: PortalRequest) -> HttpResponse:
    """Agreements the reader knows, with how each stands today."""
    form = AgreementFilterForm(request.GET)
    found = queries.agreements(request.scope, form.wanted)
    page = keyset_page(found, order=("title", "pk"), cursor=request.GET.get("after", ""))
    context = {
        "form": form,
        "rows": queries.with_state(page.rows),
        "page": page,
        "total": found.count(),
        "next_url": next_url(request.GET, page),
        "may_add": request.full_scope.holds("partners.write_agreement"),
    }
    return render(request, "partners/agreement_list.html", context)


@require_safe
@requires("partners.view_agreement")
def agreement_detail(request: PortalRequest, pk: int) -> HttpResponse:
    row = known(request, pk)
    return render(request, "partners/agreement_detail.html", detail_context(request, row))


def detail_context(request: PortalRequest, row: queries.AgreementRow) -> dict[str, Any]:
    agreement = row.agreement
    scope = request.full_scope.narrowed("partners.view_agreement")
    return {
        "row": row,
        "agreement": agreement,
        "parent": queries.parent_of(agreement, scope),
        "children": queries.children_of(agreement, scope),
        "parties": queries.parties_of(agreement),
        "sites": queries.sites_of(agreement),
        "files": agreement.files.select_related("by"),
        "changes": agreement.changes.select_related("by"),
        "watchers": queries.watchers_of(agreement),
        "warning_days": settings.AGREEMENT_WARNING_DAYS,
        "warnings": agreement.warnings.order_by("-pk"),
        "may_change": may_change_agreement(agreement, request.full_scope),
        "is_open": agreement.stage in (AgreementStage.EXPLORING, AgreementStage.DRAFT),
        "is_stopped": agreement.stage == AgreementStage.STOPPED,
        "renewal": getattr(agreement, "renewal", None),
    }


def _parents(request: PortalRequest) -> QuerySet[Agreement]:
    return queries.frames(request.full_scope.narrowed("partners.view_agreement"))


@methods
@requires("partners.write_agreement")
def agreement_new(request: PortalRequest) -> HttpResponse:
    offices = Office.objects.visible_to(request.scope).order_by("path")
    first = AgreementForm.first_values() | {"office": request.scope.office_id}
    form = AgreementForm(request.POST or None, initial=first, parents=_parents(request), offices=offices)
    if request.method == "POST" and form.is_valid():
        try:
            agreement = actions.draft_agreement(
                office_id=form.cleaned_data["office"].pk,
                form_key=form.cleaned_data["form_key"] or uuid.uuid4(),
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, agreement, _("Perjanjian tercatat. Tambahkan mitra yang menandatangani."))
            return redirect("partners:agreement_detail", agreement.pk)
    return _form_page(request, form, None)


@methods
@requires("partners.write_agreement")
def agreement_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """Change it. One saved elsewhere meanwhile comes back with both wordings, nothing written over."""
    agreement = own(request, pk).agreement
    form = _edit_form(request, agreement)
    conflict: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(
                agreement_id=pk,
                lock_version=form.cleaned_data["lock_version"] or 0,
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except StaleEdit:
            agreement = own(request, pk).agreement
            conflict = both_wordings(form, AgreementForm.initial_of(agreement))
            put_again(form, lock_version=str(agreement.lock_version))
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            tell_saved(request, agreement, _("Perubahan tersimpan."))
            return redirect("partners:agreement_detail", pk)
    return _form_page(request, form, agreement, conflict)


def _edit_form(request: PortalRequest, agreement: Agreement) -> AgreementForm:
    return AgreementForm(
        request.POST or None,
        initial=AgreementForm.initial_of(agreement),
        parents=_parents(request),
        agreement=agreement,
    )


def _form_page(
    request: PortalRequest,
    form: AgreementForm,
    agreement: Agreement | None,
    conflict: list[dict[str, str]] | None = None,
) -> HttpResponse:
    status = 409 if conflict else 422 if form.is_bound and form.errors else 200
    context = {"form": form, "agreement": agreement, "conflict": conflict or []}
    return render(request, "partners/agreement_form.html", context, status=status)


@require_safe
@requires("partners.view_agreement")
def agreement_file(request: PortalRequest, pk: int) -> FileResponse:
    """A version of the paper, as a download, for who knows the agreement."""
    row = get_object_or_404(queries.papers(request.scope), pk=pk)
    answer = FileResponse(row.file.open("rb"), content_type=row.content_type, as_attachment=True, filename=row.name)
    answer["Cache-Control"] = "private, no-store"
    return answer
