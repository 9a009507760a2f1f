"""Branches and services: written by the office that keeps the partner, once; nothing closes over who still uses it."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from partners.actions.branch import add_branch, change_branch, close_branch, reopen_branch
from partners.actions.offering import add_offering, change_offering, close_offering, reopen_offering
from partners.choices_referral import ReferralStage
from partners.models import Branch, Offering, Organisation
from tests.factories import make_guidance
from tests.factories.partners import make_branch, make_offering, make_organisation, make_referral

BRANCH = {
    "name": "Kantor pusat",
    "street": "Jalan Contoh 1",
    "region_id": None,
    "latitude": -7.0,
    "longitude": 110.4,
    "phone": "024-555-0101",
    "how_to_get_there": "",
}
SERVICE = {
    "branch_id": None,
    "name": "Konseling",
    "description": "",
    "needs": ["F3"],
    "setting": "ON_SITE",
    "for_men": True,
    "for_women": True,
    "age_from": 18,
    "age_to": None,
    "cost": "FREE",
    "cost_note": "",
    "languages": ["ind"],
    "access": [],
    "areas": [],
    "how_to_get_there": "",
    "places": 5,
}


@pytest.fixture
def me(pk, scoped):
    return {"by": pk, "scope": scoped(pk, "partners.write_organisation")}


@pytest.mark.django_db
@pytest.mark.parametrize(("add", "values"), [(add_branch, BRANCH), (add_offering, SERVICE)])
def test_a_part_is_added_once_for_a_form(bapas, me, add, values):
    partner, key = make_organisation(office=bapas), uuid4()
    first = add(organisation_id=partner.pk, form_key=key, **me, **values)
    assert add(organisation_id=partner.pk, form_key=key, **me, **values) == first
    with pytest.raises(SentBefore):
        add(organisation_id=partner.pk, form_key=key, **me, **values | {"name": "Lain"})
    with pytest.raises(Invalid) as caught:
        add(organisation_id=partner.pk, form_key=uuid4(), **me, **values)
    assert "name" in caught.value.fields
    events = AuditEvent.objects.filter(verb__in=("branch.added", "offering.added"))
    assert [(event.actor, event.office_id) for event in events] == [(me["by"], bapas.pk)]


@pytest.mark.django_db
def test_another_offices_parts_are_out_of_sight(other_bapas, me):
    branch = make_branch(office=other_bapas)
    offering = make_offering(branch.organisation)
    stale = {"lock_version": 0, **me}
    for act, fault in (
        (lambda: add_branch(organisation_id=branch.organisation_id, form_key=uuid4(), **me, **BRANCH), Organisation),
        (lambda: add_offering(organisation_id=branch.organisation_id, form_key=uuid4(), **me, **SERVICE), Organisation),
        (lambda: change_branch(branch_id=branch.pk, **stale, **BRANCH), Branch),
        (lambda: close_branch(branch_id=branch.pk, **me), Branch),
        (lambda: change_offering(offering_id=offering.pk, **stale, **SERVICE), Offering),
        (lambda: close_offering(offering_id=offering.pk, **me), Offering),
    ):
        with pytest.raises(fault.DoesNotExist):
            act()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"needs": []}, "needs"),
        ({"needs": ["F9"]}, "needs"),
        ({"for_men": False, "for_women": False}, "for_women"),
        ({"age_from": 30, "age_to": 20}, "age_to"),
        ({"areas": ["99"]}, "areas"),
        ({"languages": ["xxx"]}, "languages"),
        ({"access": ["xxx"]}, "access"),
        ({"places": 0}, "places"),
        ({"branch_id": 10**9}, "branch_id"),
    ],
)
def test_nonsense_is_said_at_its_field(bapas, me, wrong, field):
    with pytest.raises(Invalid) as caught:
        add_offering(organisation_id=make_organisation(office=bapas).pk, form_key=uuid4(), **me, **SERVICE | wrong)
    assert set(caught.value.fields) == {field}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"latitude": None}, "latitude"), ({"latitude": 52.0}, "latitude"), ({"region_id": "99"}, "region_id")],
)
def test_a_branch_lies_in_indonesia(bapas, me, wrong, field):
    with pytest.raises(Invalid) as caught:
        add_branch(organisation_id=make_organisation(office=bapas).pk, form_key=uuid4(), **me, **BRANCH | wrong)
    assert set(caught.value.fields) == {field}


@pytest.mark.django_db
def test_a_point_is_kept_to_a_tenth_of_a_metre(bapas, me):
    """What is smaller PostgreSQL cannot square, and no search would answer any more."""
    values = BRANCH | {"latitude": 1e-300, "longitude": 110.12345678}
    branch = add_branch(organisation_id=make_organisation(office=bapas).pk, form_key=uuid4(), **me, **values)
    assert (branch.latitude, branch.longitude) == (0.0, 110.123457)


@pytest.mark.django_db
def test_a_branch_of_another_partner_or_a_closed_one_is_refused(bapas, me):
    partner = make_organisation(office=bapas)
    for branch in (make_branch(office=bapas), make_branch(partner, is_active=False)):
        values = SERVICE | {"branch_id": branch.pk}
        with pytest.raises(Invalid) as caught:
            add_offering(organisation_id=partner.pk, form_key=uuid4(), **me, **values)
        assert "branch_id" in caught.value.fields


@pytest.mark.django_db
def test_a_stale_edit_writes_nothing_over(bapas, me):
    offering = make_offering(office=bapas)
    change_offering(offering_id=offering.pk, lock_version=0, **me, **SERVICE)
    with pytest.raises(StaleEdit):
        change_offering(offering_id=offering.pk, lock_version=0, **me, **SERVICE | {"name": "Lain"})
    offering.refresh_from_db()
    assert (offering.name, offering.lock_version) == ("Konseling", 1)


@pytest.mark.django_db
def test_a_branch_closes_after_its_services(bapas, me):
    branch = make_branch(office=bapas)
    offering = make_offering(branch.organisation, branch=branch)
    with pytest.raises(WrongState, match="masih punya 1 layanan"):
        close_branch(branch_id=branch.pk, **me)
    close_offering(offering_id=offering.pk, **me)
    assert not close_branch(branch_id=branch.pk, **me).is_active
    with pytest.raises(WrongState):
        reopen_offering(offering_id=offering.pk, **me)
    assert reopen_branch(branch_id=branch.pk, **me).is_active
    assert reopen_offering(offering_id=offering.pk, **me).is_active


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "is_open"),
    [
        (ReferralStage.DRAFT, True),
        (ReferralStage.WAITING, True),
        (ReferralStage.STARTED, True),
        (ReferralStage.COMPLETED, False),
        (ReferralStage.DECLINED, False),
    ],
)
def test_a_service_closes_after_its_referrals(bapas, pk, me, stage, is_open):
    offering = make_offering(office=bapas)
    make_referral(make_guidance(office=bapas, officer=pk), offering, stage)
    if is_open:
        with pytest.raises(WrongState, match="1 rujukan"):
            close_offering(offering_id=offering.pk, **me)
    else:
        assert not close_offering(offering_id=offering.pk, **me).is_active


@pytest.mark.django_db
def test_places_never_fall_below_who_is_served(bapas, pk, me):
    offering = make_offering(office=bapas, places=3)
    for _each in range(2):
        make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED)
    with pytest.raises(Invalid) as caught:
        change_offering(offering_id=offering.pk, lock_version=0, **me, **SERVICE | {"places": 1})
    assert "places" in caught.value.fields


@pytest.mark.django_db
def test_more_places_take_in_who_waits_in_turn(bapas, pk, me):
    offering = make_offering(office=bapas, places=1)
    make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED)
    waiting = [
        make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.WAITING) for _each in range(2)
    ]
    change_offering(offering_id=offering.pk, lock_version=0, **me, **SERVICE | {"places": 2})
    for row in waiting:
        row.refresh_from_db()
    assert [row.stage for row in waiting] == [ReferralStage.ACCEPTED, ReferralStage.WAITING]


@pytest.mark.django_db(transaction=True)
def test_a_branch_does_not_close_under_a_new_service(bapas, pk):
    """Both at once: either the branch is closed and the service refused, or the service stands in an open branch."""
    branch = make_branch(office=bapas)
    scope = scope_of(pk).narrowed("partners.write_organisation")
    start, done = Barrier(2), []

    def try_it(act):
        start.wait()
        try:
            act()
            done.append(act)
        except (Invalid, WrongState):
            pass
        finally:
            connection.close()

    values = SERVICE | {"branch_id": branch.pk}
    acts = (
        lambda: close_branch(branch_id=branch.pk, by=pk, scope=scope),
        lambda: add_offering(organisation_id=branch.organisation_id, form_key=uuid4(), by=pk, scope=scope, **values),
    )
    threads = [Thread(target=try_it, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    branch.refresh_from_db()
    assert len(done) == 1
    assert branch.is_active is branch.offerings.exists()
