"""Giving and ending roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bapas_portal.accounts.actions.user import end_role, give_role
from bapas_portal.accounts.forms import EndGrantForm, GrantForm
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.accounts.permissions import check_not_oneself
from bapas_portal.accounts.queries import users_in
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors

METHODS = ["GET", "HEAD", "POST"]
MANAGE = "accounts.manage_users"


@require_http_methods(METHODS)
@requires(MANAGE)
def grant_new(request: PortalRequest, pk: int) -> HttpResponse:
    """Give the person of `pk` a role."""
    person = get_object_or_404(users_in(request.scope), pk=pk)
    check_not_oneself(person, request.user)
    offices = Office.objects.visible_to(request.scope).filter(closed_on=None).order_by("path")
    form = GrantForm(request.POST or None, offices=offices, initial={"from_on": today_in()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            give_role(
                user_id=person.pk,
                role=data["role"],
                office_id=data["office"].pk,
                from_on=data["from_on"],
                to_on=data["to_on"],
                by=request.user,
                scope=request.scope,
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Peran diberikan."))
            return redirect("accounts:user_detail", person.pk)
    context = {"person": person, "form": form}
    return render(request, "accounts/grant_form.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@requires(MANAGE)
def grant_end(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask for the last day of the role of `pk`, and set it."""
    grants = RoleGrant.objects.visible_to(request.scope).select_related("user", "office")
    grant = get_object_or_404(grants, pk=pk)
    check_not_oneself(grant.user, request.user)
    form = EndGrantForm(request.POST or None, initial={"to_on": today_in()})
    if request.method == "POST" and form.is_valid():
        try:
            end_role(grant_id=grant.pk, to_on=form.cleaned_data["to_on"], by=request.user, scope=request.scope)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Hari terakhir peran tercatat."))
            return redirect("accounts:user_detail", grant.user_id)
    context = {
        "grant": grant,
        "form": form,
        "cancel_url": reverse("accounts:user_detail", args=[grant.user_id]),
    }
    return render(request, "accounts/grant_end.html", context, status=422 if form.errors else 200)
