"""The demonstration's referrals: each stage, with the parts that belong to it, and a fair queue at full services."""

import pytest
from django.db.models import Count, F, Q

from partners.choices_referral import SEATED, ReferralStage
from partners.models import Offering, Referral, ReferralReport, ReferralSession
from programs.models import PlanReferral

pytestmark = pytest.mark.django_db


def test_referrals_stand_in_every_stage_with_what_belongs_to_it(seeded):
    """The database's own checks hold moves and places; here: that each kind of row is there and fits."""
    stages = dict(Referral.objects.values_list("stage").annotate(count=Count("pk")))
    assert set(stages) >= set(ReferralStage) - {ReferralStage.PAUSED}
    moved = Referral.objects.annotate(moves_made=Count("moves")).exclude(lock_version=F("moves_made"))
    assert not moved.exists()
    assert Referral.objects.exclude(rerouted_from=None).exists()
    assert PlanReferral.objects.exists()
    assert ReferralSession.objects.filter(needs_officer=True).exists()
    assert set(ReferralReport.objects.values_list("decision", flat=True)) == {"WAITING", "ACCEPTED", "RETURNED"}
    assert not ReferralReport.objects.filter(outcomes=None).exists()
    assert not Referral.objects.filter(guidance__ended_on__isnull=False, stage__in=["DRAFT", "SENT", *SEATED]).exists()


def test_who_waits_waits_at_a_full_service_behind_all_it_took(seeded):
    rows = Offering.objects.annotate(
        seated=Count("referrals", filter=Q(referrals__stage__in=SEATED)),
        queue=Count("referrals", filter=Q(referrals__stage="WAITING")),
    )
    assert rows.filter(queue__gt=0).exists()
    assert not rows.filter(queue__gt=0).exclude(places=F("seated")).exists()
    for waiting in Referral.objects.filter(stage="WAITING"):
        ahead = waiting.offering.referrals.filter(stage__in=SEATED, queued_at__gt=waiting.queued_at)
        assert not ahead.exists()
