"""When a guidance ends its referrals end with it, and the places go to who waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from bapas_portal.accounts.models import Notice
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from clients.actions.guidance import close_guidance
from partners.choices_referral import ReferralStage as Stage
from partners.models import Referral
from tests.factories import make_guidance
from tests.factories.partners import make_offering, make_referral, make_worker

pytestmark = pytest.mark.django_db
CHANGE = "clients.change_client"


def close(guidance, by, **changes):
    values = {"ended_on": today_in(), "end_reason": "CABUT"} | changes
    return close_guidance(guidance_id=guidance.pk, by=by, scope=scope_of(by).narrowed(CHANGE), **values)


@pytest.mark.parametrize(
    ("stage", "then"),
    [
        (Stage.DRAFT, Stage.WITHDRAWN),
        (Stage.SENT, Stage.WITHDRAWN),
        (Stage.WAITING, Stage.WITHDRAWN),
        (Stage.ACCEPTED, Stage.WITHDRAWN),
        (Stage.STARTED, Stage.ENDED_EARLY),
        (Stage.PAUSED, Stage.ENDED_EARLY),
        (Stage.DECLINED, Stage.DECLINED),
        (Stage.COMPLETED, Stage.COMPLETED),
    ],
)
def test_each_stage_ends_as_it_may(bapas, pk, stage, then):
    guidance = make_guidance(office=bapas, officer=pk)
    referral = make_referral(guidance, make_offering(office=bapas), stage)
    close(guidance, pk, ended_on=today_in() - timedelta(3))
    referral.refresh_from_db()
    assert referral.stage == then
    if then != stage:
        assert referral.moves.order_by("-pk").first().reason == "bimbingan berakhir"


def test_the_place_goes_to_who_waits_and_the_partner_is_told(bapas, pk):
    offering = make_offering(office=bapas, places=1)
    worker = make_worker(offering.organisation)
    leaving, other = (make_guidance(office=bapas, officer=pk) for _number in range(2))
    make_referral(leaving, offering, Stage.STARTED)
    waiting = make_referral(other, offering, Stage.WAITING)
    close(leaving, pk)
    waiting.refresh_from_db()
    assert waiting.stage == Stage.ACCEPTED
    assert Notice.objects.filter(user=worker.user, key__endswith="guidance_over").exists()
    assert Notice.objects.filter(user=pk, text__contains="diterima").exists()


@pytest.mark.django_db(transaction=True)
def test_guidances_that_end_at_once_with_crossed_services_all_end(bapas, pk):
    services = [make_offering(office=bapas, places=6) for _number in range(3)]
    guidances = [make_guidance(office=bapas, officer=pk) for _number in range(4)]
    for number, guidance in enumerate(guidances):
        for offering in services if number % 2 else reversed(services):
            make_referral(guidance, offering, Stage.STARTED)

    def act(guidance):
        try:
            return close(guidance, pk).ended_on
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(act, guidances))
    assert set(Referral.objects.values_list("stage", flat=True)) == {Stage.ENDED_EARLY}
