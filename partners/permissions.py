"""Who may change an entry of the directory: people of the office that keeps it."""

from django.utils.translation import gettext as _

from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.scope import Scope
from partners.models import Agreement, Organisation, Site


def may_change(organisation: Organisation, scope: Scope) -> bool:
    return scope.covers("partners.write_organisation", office_id=organisation.office_id)


def check_may_change(organisation: Organisation, scope: Scope) -> None:
    """Raises NotAllowed."""
    if not may_change(organisation, scope):
        raise NotAllowed(_("Data mitra ini diubah oleh kantor yang mencatatnya."))


def may_change_agreement(agreement: Agreement, scope: Scope) -> bool:
    return scope.covers("partners.write_agreement", office_id=agreement.office_id)


def check_may_change_agreement(agreement: Agreement, scope: Scope) -> None:
    """Raises NotAllowed."""
    if not may_change_agreement(agreement, scope):
        raise NotAllowed(_("Perjanjian ini diubah oleh kantor yang mencatatnya."))


def may_write_site(site: Site, scope: Scope) -> bool:
    """A site is changed by the office that keeps its partner; `scope` not narrowed."""
    return scope.covers("partners.write_site", office_id=site.organisation.office_id)
