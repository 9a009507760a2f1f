"""No new placement under an agreement that is over: not by the planner, not by hand, not by SQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from programs.actions import schedule, service_session
from programs.models import ServiceSession
from tests.factories.partners import make_agreement, make_site, make_slot
from tests.factories.service_session import make_session
from tests.programs.planning import booked, make_running

pytestmark = pytest.mark.django_db
WRITE, SESSION = "programs.write_service", "programs.write_service_session"


@pytest.fixture
def site(bapas):
    """Open on Mondays, under an agreement that ends in four weeks."""
    site = make_site(office=bapas)
    make_slot(site, 1)
    site.agreement = make_agreement(
        bapas, organisation=site.organisation, ends_on=today_in(bapas.zone) + timedelta(28), our_number="PAS-9/2024"
    )
    site.agreement.site_parts.create(site=site)
    return site


def test_sessions_open_only_while_an_agreement_holds(bapas, site):
    assert schedule.open_sessions(bapas, today_in(bapas.zone)) == 4
    assert ServiceSession.objects.latest("held_on").held_on <= site.agreement.ends_on
    following = make_agreement(
        bapas, organisation=site.organisation, renews=site.agreement, starts_on=site.agreement.ends_on + timedelta(1)
    )
    following.site_parts.create(site=site)
    assert schedule.open_sessions(bapas, today_in(bapas.zone)) >= 4


def test_a_stopped_agreement_gives_up_the_seats_ahead(bapas, pk, scoped, site):
    order = make_running(bapas, pk)
    schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    assert len(booked(order)) == 4
    day = today_in(bapas.zone) + timedelta(14)
    site.agreement.stage, site.agreement.stopped_on, site.agreement.stop_reason = "DIHENTIKAN", day, "Mitra tutup"
    site.agreement.save()
    schedule.plan_order(order_id=order.pk, by=pk, scope=scoped(pk, WRITE))
    assert booked(order) and max(booked(order)) < day


def test_by_hand_the_message_says_which_agreement(bapas, pk, scoped, site):
    day = site.agreement.ends_on + timedelta(1)
    hours = {"starts_at": "08:00", "ends_at": "12:00"}
    with pytest.raises(Invalid) as refused:
        service_session.open_session(
            office_id=bapas.pk,
            site_id=site.pk,
            held_on=day,
            seats=3,
            form_key=uuid4(),
            by=pk,
            scope=scoped(pk, SESSION),
            **hours,
        )
    assert "PAS-9/2024" in refused.value.fields["site_id"]
    with pytest.raises(IntegrityError, match="session_site_agreed"), transaction.atomic():
        make_session(bapas, day, site=site)


def test_a_seat_by_hand_in_a_session_opened_before_the_stop_is_refused(bapas, pk, scoped, site):
    session = make_session(bapas, site.agreement.ends_on, site=site)
    order = make_running(bapas, pk)
    site.agreement.stage, site.agreement.stopped_on = "DIHENTIKAN", session.held_on
    site.agreement.stop_reason = "Mitra tutup"
    site.agreement.save()
    with pytest.raises(Invalid) as refused:
        service_session.book_seat(
            order_id=order.pk, session_id=session.pk, form_key=uuid4(), by=pk, scope=scoped(pk, WRITE)
        )
    assert "PAS-9/2024" in refused.value.fields["session_id"]
