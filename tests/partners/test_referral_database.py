"""What the database itself holds of referrals, whoever writes: moves, places, turns, and what was sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bapas_portal.core.dates import today_in
from partners.choices_referral import NEXT_STAGES, ReferralStage
from partners.models import Offering, Referral, ReferralMove, ReferralNeed, ReferralSession
from tests.factories import make_guidance
from tests.factories.partners import make_offering, make_referral, move_referral
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering(bapas):
    return make_offering(office=bapas, places=1)


def at(bapas, offering, stage):
    return make_referral(make_guidance(office=bapas), offering, stage)


@pytest.mark.parametrize("old", list(ReferralStage))
def test_only_the_moves_of_the_list_are_possible(bapas, offering, old):
    for new in ReferralStage:
        if new == old:
            continue
        referral = at(bapas, make_offering(office=bapas), old)
        if new in NEXT_STAGES[old]:
            assert move_referral(referral, new).stage == new
        else:
            with pytest.raises(IntegrityError, match=r"referral_moves|referral_sent_is_fixed"):
                move_referral(referral, new)


def test_no_more_are_accepted_than_there_are_places(bapas, offering):
    at(bapas, offering, ReferralStage.STARTED)
    with pytest.raises(IntegrityError, match="referral_within_places"):
        at(bapas, offering, ReferralStage.ACCEPTED)
    more = make_offering(office=bapas, places=2)
    at(bapas, more, ReferralStage.STARTED), at(bapas, more, ReferralStage.PAUSED)
    with pytest.raises(IntegrityError, match="offering_holds_its_clients"), transaction.atomic():
        Offering.objects.filter(pk=more.pk).update(places=1)


def test_who_came_first_is_accepted_first(bapas, offering):
    first, second = at(bapas, offering, ReferralStage.WAITING), at(bapas, offering, ReferralStage.WAITING)
    third = at(bapas, offering, ReferralStage.SENT)
    for late in (second, third):
        with pytest.raises(IntegrityError, match="referral_takes_its_turn"):
            move_referral(late, ReferralStage.ACCEPTED)
    assert move_referral(first, ReferralStage.ACCEPTED).stage == ReferralStage.ACCEPTED


def test_what_was_sent_stays_and_the_partner_is_the_services_own(bapas, offering):
    referral = at(bapas, offering, ReferralStage.SENT)
    other = make_offering(office=bapas)
    for fields in ({"offering": other}, {"queued_at": timezone.now()}, {"consent_by": "WALI"}):
        with pytest.raises(IntegrityError, match="referral_sent_is_fixed"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**fields)
    with pytest.raises(IntegrityError, match="referral_partner_of_offering"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(partner=other.organisation)
    with pytest.raises(IntegrityError, match="referral_client_is_fixed"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(guidance=make_guidance(office=bapas))


def test_nothing_is_sent_without_consent_and_nothing_shared_without_a_reason(bapas, offering):
    with pytest.raises(IntegrityError, match="referral_sent_whole"):
        move_referral(at(bapas, offering, ReferralStage.DRAFT), ReferralStage.SENT, consent_on=None)
    with pytest.raises(IntegrityError, match="referral_shares_say_why"), transaction.atomic():
        make_referral(make_guidance(office=bapas), offering, shared=["OFFENCE"])


def test_needs_are_the_clients_own_and_sessions_lie_within_the_service(bapas, offering, pk):
    referral = at(bapas, offering, ReferralStage.STARTED)
    with pytest.raises(IntegrityError, match="referral_need_of_client"), transaction.atomic():
        ReferralNeed.objects.create(referral=referral, need=make_need(make_guidance(office=bapas)))
    ReferralNeed.objects.create(referral=referral, need=make_need(referral.guidance))
    session = {"referral": referral, "presence": "HADIR", "source": "PK", "by": pk}
    with pytest.raises(IntegrityError, match="referral_session_after_start"), transaction.atomic():
        ReferralSession.objects.create(held_on=today_in() - timedelta(1), form_key=uuid4(), **session)
    first = ReferralSession.objects.create(held_on=today_in(), form_key=uuid4(), **session)
    Offering.objects.update(places=None)
    other = at(bapas, offering, ReferralStage.STARTED)
    with pytest.raises(IntegrityError, match="referral_session_replaces_its_own"), transaction.atomic():
        ReferralSession.objects.create(
            **session | {"referral": other}, held_on=today_in(), form_key=uuid4(), replaces=first, reason="salah"
        )


@pytest.mark.parametrize("new", ["DECLINED", "WITHDRAWN", "PAUSED", "ENDED_EARLY"])
def test_a_move_that_takes_something_away_says_why(bapas, offering, new):
    with pytest.raises(IntegrityError, match="referral_move_says_why"), transaction.atomic():
        ReferralMove.objects.create(
            referral=at(bapas, offering, ReferralStage.DRAFT), old="SENT", new=new, on=today_in()
        )
