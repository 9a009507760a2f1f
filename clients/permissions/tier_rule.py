"""Who may write tier rules: the administrator (accounts/roles.py). A rule opens no client."""

from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import VersionState
from clients.models import TierRule

MANAGE = "clients.manage_tiers"


def check_may_manage(scope: Scope) -> None:
    """Raises NotAllowed."""
    if not scope.holds(MANAGE):
        raise NotAllowed(_("Hanya administrator yang menyusun dan menerbitkan aturan intensitas."))


def check_is_draft(rule: TierRule) -> None:
    """Raises WrongState for a rule that was published: it never changes again."""
    if rule.state != VersionState.DRAFT:
        raise WrongState(_("Aturan yang sudah diterbitkan tidak berubah lagi. Salin menjadi rancangan baru."))
