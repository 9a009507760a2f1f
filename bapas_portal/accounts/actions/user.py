"""People and their roles. Accounts are switched off and roles are ended; nothing is deleted."""

import secrets
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import ApiToken, Office, RoleGrant, User
from bapas_portal.accounts.permissions import check_manages, check_not_oneself, check_role_fits
from bapas_portal.accounts.queries import users_in
from bapas_portal.accounts.totp import ALPHABET
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.scope import Scope

MANAGE = "accounts.manage_users"
GROUPS, GROUP_LENGTH = 4, 4


class UserValues(TypedDict, total=False):
    """What may be changed later. `nip`: 18 digits or None."""

    nip: str | None
    name: str
    grade: str
    is_active: bool


def new_password() -> str:
    """A first password to be told to one person and changed by that person: 16 signs, about 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def add_user(*, username: str, by: User, scope: Scope, **values: Unpack[UserValues]) -> tuple[User, str]:
    """Make an account; returns it and its first password, which is kept nowhere. Raises NotAllowed or Invalid."""
    _check_manages_people(scope)
    password = new_password()
    user = User(username=username.lower(), **values)
    user.set_password(password)
    _save(user, verb="user.created", by=by, fields=[])
    return user, password


@transaction.atomic
def change_user(*, user_id: int, by: User, scope: Scope, **values: Unpack[UserValues]) -> User:
    """Change name, NIP, grade, or switch the account on or off. Raises Invalid, NotAllowed or User.DoesNotExist."""
    user = _locked(user_id, scope)
    given: dict[str, Any] = dict(values)
    if user.pk == by.pk and given.get("is_active") is False:
        message = _("Akun sendiri tidak dapat dinonaktifkan. Minta administrator lain.")
        raise Invalid(message, {"is_active": message})
    changed = sorted(name for name, value in given.items() if getattr(user, name) != value)
    for name in changed:
        setattr(user, name, given[name])
    if changed:
        _save(user, verb="user.changed", by=by, fields=changed)
    return user


@transaction.atomic
def reset_password(*, user_id: int, by: User, scope: Scope) -> tuple[User, str]:
    """Give the account a new first password, which ends its sessions and its API keys.

    Raises NotAllowed or User.DoesNotExist.
    """
    user = _locked(user_id, scope)
    password = new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    revoked = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    record(verb="user.password_reset", subject=user, by=by, keys_revoked=revoked)
    return user, password


@transaction.atomic
def give_role(
    *, user_id: int, role: str, office_id: int, from_on: date, to_on: date | None, by: User, scope: Scope
) -> RoleGrant:
    """Give a role at an office for a time. Raises NotAllowed, Invalid (wrong office, days, already held)."""
    user = _locked(user_id, scope)
    office = Office.objects.get(pk=office_id)
    check_not_oneself(user, by)
    check_manages(scope, MANAGE, office)
    check_role_fits(role, office)
    if to_on is not None and to_on < from_on:
        message = _("Hari terakhir tidak boleh sebelum hari pertama.")
        raise Invalid(message, {"to_on": message})
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                user=user, role=role, office=office, from_on=from_on, to_on=to_on, granted_by=by
            )
    except IntegrityError as error:
        if "grant_same_role_once_at_a_time" not in str(error):
            raise
        message = _("Peran ini di kantor ini sudah dipegang pada hari-hari itu.")
        raise Invalid(message, {"from_on": message}) from error
    record(verb="grant.given", subject=grant, by=by, user=user.pk, role=role, from_on=from_on.isoformat())
    return grant


@transaction.atomic
def end_role(*, grant_id: int, to_on: date, by: User, scope: Scope) -> RoleGrant:
    """Set the last day of a role; a day before the first is refused. Raises Invalid, WrongState or DoesNotExist."""
    grant = RoleGrant.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=grant_id)
    check_not_oneself(grant.user, by)
    if grant.to_on is not None and grant.to_on <= to_on:
        raise WrongState(_("Peran ini sudah berakhir pada hari itu atau sebelumnya."))
    if to_on < grant.from_on:
        message = _("Hari terakhir tidak boleh sebelum hari pertama peran ini.")
        raise Invalid(message, {"to_on": message})
    grant.to_on = to_on
    grant.save(update_fields=["to_on"])
    record(verb="grant.ended", subject=grant, by=by, user=grant.user_id, role=grant.role, to_on=to_on.isoformat())
    return grant


def _check_manages_people(scope: Scope) -> None:
    if not scope.holds(MANAGE):
        raise NotAllowed(_("Anda tidak berwenang mengelola pengguna."))


def _locked(user_id: int, scope: Scope) -> User:
    _check_manages_people(scope)
    return User.objects.select_for_update(of=("self",)).get(pk__in=users_in(scope).filter(pk=user_id).values("pk"))


def _save(user: User, *, verb: str, by: User, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            user.save()
            record(verb=verb, subject=user, by=by, fields=fields)
    except IntegrityError as error:
        field = "nip" if "nip" in str(error) else "username"
        message = _("NIP ini sudah dipakai akun lain.") if field == "nip" else _("Nama pengguna ini sudah dipakai.")
        raise Invalid(message, {field: message}) from error
