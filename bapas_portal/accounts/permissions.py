"""Who may do what to offices, people and roles; the list of roles itself is roles.py."""

from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.roles import ROLES
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
