"""Places and turns under people who act at once: real connections, real locks."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.errors import DomainError
from partners.actions.referral_queue import queue_of
from partners.actions.referral_report import hand_in_report
from partners.actions.referral_stage import accept_referral, complete_referral, start_referral
from partners.choices_referral import SEATED, ReferralStage
from partners.models import Referral, ReferralNeed
from tests.factories import make_bapas, make_guidance, make_kanwil, make_nation, make_user
from tests.factories.partners import make_offering, make_referral
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bapas():
    return make_bapas(make_kanwil(make_nation()))


@pytest.fixture
def pk(bapas):
    return make_user("PK", bapas)


def at_once(*calls):
    """Run all calls at the same moment, each on a connection of its own; what they answered or raised."""
    found, start = [], threading.Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            found.append(call())
        except DomainError as error:
            found.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(calls)
    return found


def stages(offering):
    return Counter(Referral.objects.filter(offering=offering).values_list("stage", flat=True))


def test_eight_accept_at_once_for_three_places(bapas, pk):
    offering = make_offering(office=bapas, places=3)
    sent = [make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.SENT) for _ in range(8)]
    act = {"by": pk, "scope": scope_of(pk)}
    at_once(*(lambda referral=referral: accept_referral(referral_id=referral.pk, **act) for referral in sent))
    assert stages(offering) == {"ACCEPTED": 3, "WAITING": 5}


def test_places_freed_and_taken_at_once_go_by_turn(bapas, pk):
    """Three end while three new ones are accepted: nobody jumps the queue, no place is lost or given twice."""
    offering = make_offering(office=bapas, places=3)
    act = {"by": pk, "scope": scope_of(pk)}
    served = [make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED) for _ in range(3)]
    waiting = [
        make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.WAITING) for _ in range(4)
    ]
    new = [make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.SENT) for _ in range(3)]
    at_once(
        *(lambda each=each: complete_referral(referral_id=each.pk, on=each.started_on, **act) for each in served),
        *(lambda each=each: accept_referral(referral_id=each.pk, **act) for each in (*new, *waiting)),
    )
    assert stages(offering) == {"COMPLETED": 3, "ACCEPTED": 3, "WAITING": 4}
    taken = set(Referral.objects.filter(offering=offering, stage__in=SEATED).values_list("pk", flat=True))
    assert taken == {each.pk for each in waiting[:3]}
    assert [each.pk for each in queue_of(offering.pk)] == [waiting[3].pk, *(each.pk for each in new)]


def test_a_double_click_starts_once_and_reports_once(bapas, pk):
    referral = make_referral(
        make_guidance(office=bapas, officer=pk), make_offering(office=bapas), ReferralStage.ACCEPTED
    )
    need = ReferralNeed.objects.create(referral=referral, need=make_need(referral.guidance))
    act = {"by": pk, "scope": scope_of(pk)}
    start = {"referral_id": referral.pk, "on": referral.since_on}
    answers = at_once(*(lambda: start_referral(**start, **act) for _ in range(4)))
    assert sum(isinstance(answer, DomainError) for answer in answers) == 3
    complete_referral(**start, **act)
    key, outcomes = uuid4(), {need.pk: ("MET", "")}
    told = {"referral_id": referral.pk, "summary": "Baik", "outcomes": outcomes, "form_key": key}
    reports = at_once(*(lambda: hand_in_report(**told, **act) for _ in range(4)))
    assert len({report.pk for report in reports}) == 1
