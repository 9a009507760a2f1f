"""The waiting list of a service: who came first gets the place that was freed, in the transaction that frees it."""

from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from partners.actions.referral_move import move, tell_officer, tell_partner
from partners.choices_referral import SEATED, ReferralStage
from partners.models import Offering, Referral


def free_places(offering: Offering) -> int | None:
    """Clients the service can still take; None without a limit. Right while the service is locked."""
    if offering.places is None:
        return None
    return max(0, offering.places - offering.referrals.filter(stage__in=SEATED).count())


def queue_of(offering_id: int) -> list[Referral]:
    """Who waits, first come first."""
    waiting = Referral.objects.filter(offering=offering_id, stage=ReferralStage.WAITING)
    rows = waiting.select_related("guidance__office", "offering__organisation")
    return list(rows.order_by("queued_at", "pk"))


def fill_places(*, offering_id: int, by: User | None) -> list[Referral]:
    """Accept as many of those who wait as there are places; a service without a limit is asked case by case.

    In the caller's transaction; locks the service. Returns the accepted.
    """
    offering = Offering.objects.select_for_update().get(pk=offering_id)
    free = free_places(offering)
    if not free or not offering.is_active:
        return []
    taken = queue_of(offering_id)[:free]
    for referral in taken:
        move(referral, ReferralStage.ACCEPTED, by=by, reason=_("tempat tersedia, sesuai urutan daftar tunggu"))
        key = f"place:{referral.lock_version}"
        words = {"service": offering.name}
        tell_officer(referral, key, _("Tempat pada layanan %(service)s tersedia: klien Anda diterima.") % words)
        tell_partner(
            referral,
            key,
            _("Ada tempat pada %(service)s: satu klien yang menunggu diterima.") % words,
        )
    return taken
