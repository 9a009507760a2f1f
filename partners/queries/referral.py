"""Reads of referrals."""

from datetime import date

from django.db.models import Q

from clients.models import Guidance, Residence


def region_of(guidance: Guidance, day: date) -> str:
    """The region code of where the client lives on `day`; "" where it is not known."""
    lived = Residence.objects.filter(Q(to_on=None) | Q(to_on__gte=day), client=guidance.client_id, from_on__lte=day)
    return lived.values_list("region_id", flat=True).first() or ""
