"""Who may assess: the PK whose guidance it is (accounts/roles.py), while the guidance runs."""

from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from clients.models import Guidance


def may_assess(scope: Scope, guidance: Guidance) -> bool:
    """May the reader assess now? `scope` is the whole scope, not a narrowed one."""
    return guidance.ended_on is None and scope.covers(
        "clients.assess", office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


def check_running(guidance: Guidance) -> None:
    """Raises WrongState once the guidance has ended."""
    if guidance.ended_on is not None:
        raise WrongState(_("Masa bimbingan ini sudah berakhir; asesmen dan peta kebutuhannya tidak diubah lagi."))
