"""The office tree, and adding and changing offices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.actions.office import add_office, change_office
from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.forms import NewOfficeForm, OfficeFilterForm, OfficeForm
from bapas_portal.accounts.models import Office
from bapas_portal.accounts.queries import office_tree
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid
from bapas_portal.core.forms import put_errors

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@requires("accounts.view_offices")
def office_list(request: PortalRequest) -> HttpResponse:
    """The tree in reach; the search also keeps the offices above a hit."""
    form = OfficeFilterForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = office_tree(request.scope, search=wanted.get("q", ""), kind=wanted.get("kind", ""))
    may_manage = request.full_scope.holds("accounts.manage_offices")
    return render(request, "accounts/office_list.html", {"form": form, "rows": rows, "may_manage": may_manage})


@require_http_methods(METHODS)
@requires("accounts.manage_offices")
def office_new(request: PortalRequest) -> HttpResponse:
    parents = Office.objects.visible_to(request.scope).exclude(kind=OfficeKind.POS).order_by("path")
    initial = {"parent": request.GET.get("parent"), "kind": OfficeKind.BAPAS}
    form = NewOfficeForm(request.POST or None, parents=parents, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            office = add_office(
                kind=form.cleaned_data["kind"],
                code=form.cleaned_data["code"],
                parent_id=form.cleaned_data["parent"].pk,
                by=request.user,
                scope=request.scope,
                **form.values(),
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("%(name)s ditambahkan.") % {"name": office.name})
            return redirect("accounts:office_list")
    return _form_page(request, form, None)


@require_http_methods(METHODS)
@requires("accounts.manage_offices")
def office_edit(request: PortalRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.visible_to(request.scope).select_related("parent"), pk=pk)
    form = OfficeForm(request.POST or None, initial=OfficeForm.initial_of(office))
    if request.method == "POST" and form.is_valid():
        try:
            change_office(office_id=office.pk, by=request.user, scope=request.scope, **form.values())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("accounts:office_list")
    return _form_page(request, form, office)


def _form_page(request: PortalRequest, form: OfficeForm, office: Office | None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "accounts/office_form.html", {"form": form, "office": office}, status=status)
