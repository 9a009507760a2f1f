"""Who may do what to offices, people and roles; the list of roles itself is roles.py."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.roles import ROLES
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.scope import Scope

# Which kind of office stands under which (domain.md 1.1).
PARENT_KIND = {
    OfficeKind.KANWIL: OfficeKind.DITJENPAS,
    OfficeKind.BAPAS: OfficeKind.KANWIL,
    OfficeKind.POS: OfficeKind.BAPAS,
}


def check_manages(scope: Scope, permission: str, office: Office) -> None:
    """Raises NotAllowed when the reader does not hold `permission` at this office."""
    if not scope.covers(permission, office_id=office.pk):
        raise NotAllowed(_("Kantor ini di luar kewenangan Anda."))


def check_not_oneself(user: User, by: User) -> None:
    """Raises NotAllowed: nobody gives a role to oneself, or ends one's own (four eyes)."""
    if user.pk == by.pk:
        raise NotAllowed(_("Peran Anda sendiri diatur oleh administrator lain."))


def check_parent(kind: str, parent: Office) -> None:
    """Raises Invalid when an office of `kind` may not stand under `parent`."""
    needed = PARENT_KIND[OfficeKind(kind)]
    if parent.kind != needed:
        message = _("Kantor jenis ini berada di bawah %(kind)s.") % {"kind": needed.label}
        raise Invalid(message, {"parent": message})


def check_role_fits(role: str, office: Office) -> None:
    """Raises Invalid when `role` is not held at an office of this kind (roles.py, granted_at)."""
    kinds = ROLES[RoleCode(role)].granted_at
    if office.kind not in kinds:
        names = ", ".join(str(kind.label) for kind in kinds)
        message = _("Peran ini diberikan di: %(kinds)s.") % {"kinds": names}
        raise Invalid(message, {"office": message})


def is_exempt(user: User) -> bool:
    """A demonstration account outside production: its password is public, a second factor would keep nobody out."""
    return user.is_demo and settings.DJANGO_ENV != "prod" and not settings.SECOND_FACTOR_DEMO


def must_have_second_factor(user: User, scope: Scope) -> bool:
    """Does the policy ask a second factor of this person? (domain.md 10, assumed: settings SECOND_FACTOR_…)"""
    if is_exempt(user):
        return False
    named = not scope.role_codes.isdisjoint(settings.SECOND_FACTOR_ROLES)
    return named or (settings.SECOND_FACTOR_PARTNERS and scope.is_partner)


def second_factor_due_on(user: User) -> date:
    """The first day on which nothing else opens without it."""
    first = timezone.localdate(user.first_signed_in_at) if user.first_signed_in_at else today_in()
    return first + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
