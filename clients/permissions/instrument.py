"""Who may write instruments: the administrator (accounts/roles.py). Reading is a view's own matter."""

from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import VersionState
from clients.models import InstrumentVersion

MANAGE = "clients.manage_instruments"


def check_may_manage(scope: Scope) -> None:
    """Raises NotAllowed."""
    if not scope.holds(MANAGE):
        raise NotAllowed(_("Hanya administrator yang menyusun dan menerbitkan instrumen."))


def check_is_draft(version: InstrumentVersion) -> None:
    """Raises WrongState for a version that was published: it never changes again."""
    if version.state != VersionState.DRAFT:
        raise WrongState(_("Versi ini sudah diterbitkan dan tidak dapat diubah. Buat rancangan baru dari salinannya."))
