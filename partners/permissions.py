"""Who may change an entry of the directory: people of the office that keeps it."""

from django.utils.translation import gettext as _

from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from partners.models import Agreement, Organisation, Referral, Site


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


def may_write_referral(referral: Referral, scope: Scope) -> bool:
    """The client's officer and section draft, send, withdraw and review; `scope` not narrowed."""
    return may_refer(referral.guidance, scope)


def may_refer(guidance: Guidance, scope: Scope) -> bool:
    """May the reader begin a referral of this client? `scope` not narrowed."""
    return scope.covers(
        "partners.write_referral",
        office_id=guidance.office_id,
        officer_id=guidance.officer_id,
        is_child=guidance.is_child,
    )


def may_serve_referral(referral: Referral, scope: Scope) -> bool:
    """A worker of the partner it was sent to."""
    return referral.partner_id is not None and scope.serves("partners.serve_referral", referral.partner_id)


def check_may_write_referral(referral: Referral, scope: Scope) -> None:
    """Raises NotAllowed."""
    if not may_write_referral(referral, scope):
        raise NotAllowed(_("Rujukan ini diurus PK yang membimbing klien dan kepala seksinya."))


def check_may_answer_referral(referral: Referral, scope: Scope) -> None:
    """The partner's worker, or the PK on the partner's word: many partners have no internet. Raises NotAllowed."""
    if not may_serve_referral(referral, scope) and not may_write_referral(referral, scope):
        raise NotAllowed(_("Rujukan ini dijawab mitra yang dituju, atau PK atas keterangan mitra."))
