"""What a partner's worker may do: the rows of that partner, and nothing of any office."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.accounts.roles import PARTNER_PERMISSIONS
from bapas_portal.accounts.scopes import Standing
from bapas_portal.core.scope import Identity, Reach
from partners.models import Worker


def standing(user: User, day: date) -> Standing | None:
    """Asked at each request of somebody without a role; a worker past the last day, or of a partner that is switched
    off, stands for nobody. One query.
    """
    worker = (
        Worker.objects.on(day).filter(user=user, organisation__is_active=True).select_related("organisation").first()
    )
    if worker is None:
        return None
    reach = Reach(
        PARTNER_PERMISSIONS, office_ids=frozenset(), identity=Identity.NONE, partner_id=worker.organisation_id
    )
    return Standing((reach,), worker.organisation.name, str(_("Petugas mitra")))
