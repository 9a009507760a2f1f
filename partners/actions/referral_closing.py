"""The end of a guidance ends its open referrals: nobody may be sent, or kept waiting, for a client who has left."""

from datetime import date

from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from clients.models import Guidance
from partners.actions.referral_move import move, tell_partner
from partners.actions.referral_queue import fill_places
from partners.choices_referral import OPEN, ReferralStage
from partners.models import Offering, Referral


def end_with_guidance(guidance: Guidance, by: User) -> None:
    """Open referrals of a guidance that ended: started ones end early, the others are withdrawn; places go on.

    In the transaction that closes the guidance. All services are locked first, in the order of their ids: two
    guidances that end at once, with clients at the same services, wait for each other and never for ever.
    """
    held = Referral.objects.filter(guidance=guidance, stage__in=OPEN).values_list("offering_id", flat=True)
    services = list(Offering.objects.select_for_update().filter(pk__in=set(held)).order_by("pk"))
    rows = Referral.objects.filter(guidance=guidance, stage__in=OPEN).select_for_update(of=("self",)).order_by("pk")
    for referral in rows.select_related("guidance__office", "offering__organisation"):
        _end(referral, guidance.ended_on or referral.since_on, by)
    for offering in services:
        fill_places(offering_id=offering.pk, by=by)


def _end(referral: Referral, ended_on: date, by: User) -> None:
    day, reason, was_sent = max(ended_on, referral.since_on), _("bimbingan berakhir"), referral.partner_id is not None
    if referral.started_on is not None:
        move(referral, ReferralStage.ENDED_EARLY, by=by, on=day, reason=reason, ended_on=day)
    else:
        move(referral, ReferralStage.WITHDRAWN, by=by, on=day, reason=reason)
    if was_sent:
        tell_partner(referral, "guidance_over", _("Masa bimbingan seorang klien berakhir; rujukannya ikut berakhir."))
