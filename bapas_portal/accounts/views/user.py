"""People: the list, one person with all roles, a new account, a new first password."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.accounts.actions.second_factor import reset_second_factor
from bapas_portal.accounts.actions.user import add_user, change_user, reset_password
from bapas_portal.accounts.forms import NewUserForm, PeopleFilterForm, ResetFactorForm, UserForm
from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.queries import grants_of, people, second_factor_of, users_in
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid
from bapas_portal.core.forms import put_errors
from bapas_portal.core.paging import keyset_page

METHODS = ["GET", "HEAD", "POST"]
MANAGE = "accounts.manage_users"


@require_safe
@requires(MANAGE)
def user_list(request: PortalRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET or None, offices=Office.objects.visible_to(request.scope))
    found = people(request.scope, **form.wanted()) if form.is_bound else people(request.scope)
    page = keyset_page(found, order=("name", "pk"), cursor=request.GET.get("after", ""))
    query = request.GET.copy()
    query["after"] = page.next_cursor
    context = {
        "form": form,
        "page": page,
        "total": found.count(),
        "next_url": f"?{query.urlencode()}" if page.next_cursor else "",
    }
    return render(request, "accounts/user_list.html", context)


@never_cache
@require_http_methods(METHODS)
@requires(MANAGE)
def user_new(request: PortalRequest) -> HttpResponse:
    """A new account; its first password stands on the answer to the form and nowhere else."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = add_user(
                username=form.cleaned_data["username"], by=request.user, scope=request.scope, **form.values()
            )
        except Invalid as error:
            put_errors(form, error)
        else:
            return render(request, "accounts/user_password.html", {"person": user, "password": password})
    return render(request, "accounts/user_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@requires(MANAGE)
def user_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """The account, its form, and every role the person held."""
    person = _person(request, pk)
    form = UserForm(request.POST or None, initial=UserForm.initial_of(person))
    if request.method == "POST" and form.is_valid():
        try:
            change_user(user_id=person.pk, by=request.user, scope=request.scope, **form.values())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("accounts:user_detail", person.pk)
    context = {
        "person": person,
        "form": form,
        "grants": grants_of(person, request.scope),
        "is_oneself": person.pk == request.user.pk,
        "today": today_in(),
        "factor": second_factor_of(person),
    }
    return render(request, "accounts/user_detail.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(METHODS)
@requires(MANAGE)
def user_password(request: PortalRequest, pk: int) -> HttpResponse:
    """Asks first; then shows the new first password once."""
    person = _person(request, pk)
    if request.method == "POST":
        _user, password = reset_password(user_id=person.pk, by=request.user, scope=request.scope)
        return render(request, "accounts/user_password.html", {"person": person, "password": password})
    context = {"person": person, "cancel_url": reverse("accounts:user_detail", args=[person.pk])}
    return render(request, "accounts/user_password_ask.html", context)


@require_http_methods(METHODS)
@requires(MANAGE)
def user_second_factor(request: PortalRequest, pk: int) -> HttpResponse:
    """The phone is lost: the person signs in by password alone and sets a new one up."""
    person = _person(request, pk)
    form = ResetFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reset_second_factor(
                user_id=person.pk, reason=form.cleaned_data["reason"], by=request.user, scope=request.scope
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Verifikasi dua langkah diatur ulang; orangnya diberi tahu."))
            return redirect("accounts:user_detail", person.pk)
    context = {"person": person, "form": form, "cancel_url": reverse("accounts:user_detail", args=[person.pk])}
    return render(request, "accounts/user_second_factor.html", context, status=422 if form.errors else 200)


def _person(request: PortalRequest, pk: int) -> User:
    return get_object_or_404(users_in(request.scope), pk=pk)
