"""Who may hold, register and hand over a guidance period."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.scope import Scope

REGISTER = "clients.register_client"
VIEW = "clients.view_client"
CHANGE = "clients.change_client"
ASSIGN = "clients.assign_officer"
OFFICER_ROLES = (RoleCode.PK, RoleCode.APK)


def check_may_register(*, scope: Scope, office_id: int, officer_id: int | None, is_child: bool) -> None:
    """Raises NotAllowed when the new row would lie outside the reader's own register."""
    if not scope.covers(REGISTER, office_id=office_id, officer_id=officer_id, is_child=is_child):
        raise NotAllowed(
            _("Masa bimbingan ini di luar lingkup tugas Anda: periksa kantor, PK, dan kelompok anak atau dewasa.")
        )


def check_may_hold(*, officer_id: int, office: Office, on: date) -> User:
    """The user, if PK or APK of this office (or of the Bapas above a Pos) on the day. Raises Invalid."""
    grants = RoleGrant.objects.on(on).filter(user_id=officer_id, user__is_active=True, role__in=OFFICER_ROLES)
    for grant in grants.select_related("office", "user"):
        if office.path.startswith(grant.office.path):
            return grant.user
    message = _("Petugas ini bukan PK atau APK di kantor tersebut pada hari ini.")
    raise Invalid(message, {"officer": message})
