"""A step that a partner does becomes a referral; how the service goes shows beside the step, and ticks nothing."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, NotAllowed, WrongState
from clients.models import Need
from partners.actions.referral import reroute_referral
from partners.choices_referral import ReferralStage
from partners.models import Referral
from programs.actions.plan_referral import refer_step
from programs.models import PlanReferral, PlanStep
from programs.queries.plan_referral import first_service, referral_of, service_choices
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.partners import make_offering, make_organisation, move_referral
from tests.factories.plan_parts import make_step
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
PARTNER = "PARTNER"


@pytest.fixture
def partner(bapas):
    return make_organisation(office=bapas, serves=["HOUSING"])


@pytest.fixture
def offering(partner):
    return make_offering(partner, needs=["HOUSING"])


@pytest.fixture
def step(bapas, pk, partner) -> PlanStep:
    plan = make_plan(make_guidance(office=bapas, officer=pk))
    return make_step(make_line(plan, partner_id=partner.pk), actor=PARTNER)


def refer(step, offering, by, **changes) -> Referral:
    values = {"form_key": uuid4(), "aim": "Punya tempat tinggal"} | changes
    return refer_step(step_id=step.pk, offering_id=offering.pk, by=by, scope=scope_of(by), **values)


def move_to(referral: Referral, *stages: ReferralStage) -> Referral:
    for stage in stages:
        move_referral(referral, stage)
    return referral


def test_a_partners_step_is_referred_once_for_the_need_of_its_line(step, offering, pk):
    key = uuid4()
    referral = refer(step, offering, pk, form_key=key)
    assert refer(step, offering, pk, form_key=key).pk == referral.pk
    assert [row.need_id for row in referral.needs.all()] == [step.line.need_id]
    assert PlanReferral.objects.get().step == step
    with pytest.raises(WrongState):
        refer(step, make_offering(offering.organisation, needs=["HOUSING"]), pk)
    assert Referral.objects.count() == 1


def test_after_a_refusal_it_may_be_referred_again_and_a_rerouted_one_stands_for_the_step(step, offering, pk):
    declined = move_to(refer(step, offering, pk), ReferralStage.SENT, ReferralStage.DECLINED)
    other = make_offering(offering.organisation, needs=["HOUSING"])
    rerouted = reroute_referral(
        referral_id=declined.pk, offering_id=other.pk, form_key=uuid4(), by=pk, scope=scope_of(pk)
    )
    assert referral_of(step, scope_of(pk)).referral == rerouted
    move_to(rerouted, ReferralStage.WITHDRAWN)
    again = refer(step, offering, pk)
    assert referral_of(step, scope_of(pk)).referral == again


def test_what_is_not_referred(step, offering, pk, bapas):
    with pytest.raises(WrongState):
        refer(make_step(step.line, actor="CLIENT"), offering, pk)
    with pytest.raises(WrongState):
        refer(make_step(step.line, actor=PARTNER, state="DONE"), offering, pk)
    Need.objects.filter(pk=step.line.need_id).update(closed_on=today_in(), closing="MET")
    with pytest.raises(WrongState):
        refer(step, offering, pk)
    assert not Referral.objects.exists()


def test_who_may_refer(step, offering, bapas, other_pk):
    with pytest.raises(PlanStep.DoesNotExist):
        refer(step, offering, other_pk)
    with pytest.raises((PlanStep.DoesNotExist, NotAllowed)):
        refer(step, offering, make_user(RoleCode.PK, bapas))
    assert refer(step, offering, make_user(RoleCode.HEAD, bapas)).pk


def test_the_database_holds_step_and_referral_to_one_client(step, offering, pk, bapas):
    strange = make_step(make_line(make_plan(make_guidance(office=bapas, officer=pk))), actor=PARTNER)
    referral = refer(step, offering, pk)
    for act in (
        lambda: PlanReferral.objects.create(step=strange, referral=move_to(_free(step, offering))),
        lambda: PlanReferral.objects.filter(referral=referral).update(step=strange),
        lambda: PlanReferral.objects.all().delete(),
    ):
        with pytest.raises(Exception, match=r"plan_referral"), transaction.atomic():
            act()


def _free(step, offering) -> Referral:
    from tests.factories.partners import make_referral

    return make_referral(step.line.plan.guidance, make_offering(offering.organisation, needs=["HOUSING"]))


def test_services_offered_are_near_fit_the_need_and_the_lines_partner_comes_first(step, offering, pk, bapas):
    near = make_offering(make_organisation(office=bapas), needs=["HOUSING"])
    make_offering(make_organisation(office=bapas), needs=["F3"])
    make_offering(make_organisation(office=bapas), needs=["HOUSING"], is_active=False)
    make_offering(make_organisation(office=bapas), needs=["HOUSING"], for_men=False)
    make_offering(make_organisation(office=make_bapas()), needs=["HOUSING"])
    choices = service_choices(step.line, step.line.plan.guidance)
    assert [[pk for pk, _name in group] for _label, group in choices[1:]] == [[offering.pk], [near.pk]]
    assert first_service(choices, step.line) == str(offering.pk)


def test_the_page_refers_and_the_plan_shows_how_it_stands(step, offering, pk, signed_in):
    browser, plan = signed_in(pk), reverse("programs:plan_detail", args=[step.line.plan.guidance_id])
    address = reverse("programs:step_refer", args=[step.pk])
    assert address in browser.get(plan).content.decode()
    page = browser.get(address)
    assert f'<option value="{offering.pk}" selected>' in page.content.decode()
    wrong = browser.post(address, {"form_key": uuid4(), "offering": offering.pk, "aim": ""})
    assert wrong.status_code == 422
    sent = {"form_key": uuid4(), "offering": offering.pk, "aim": "Punya kamar", "sessions_planned": 4}
    answer = browser.post(address, sent)
    referral = Referral.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/mitra/rujukan/{referral.pk}/")
    assert browser.post(address, sent).status_code == 302
    assert browser.post(address, sent | {"form_key": uuid4()}).status_code == 422
    shown = browser.get(plan).content.decode()
    assert (address in shown, f"/mitra/rujukan/{referral.pk}/" in shown) == (False, True)
    assert "sudah dirujuk" in browser.get(address).content.decode()


def test_a_completed_service_proposes_the_tick_and_ticks_nothing(step, offering, pk, signed_in):
    make_version(step.line.plan)
    stages = (ReferralStage.SENT, ReferralStage.ACCEPTED, ReferralStage.STARTED, ReferralStage.COMPLETED)
    referral = move_to(refer(step, offering, pk), *stages)
    browser, address = signed_in(pk), reverse("programs:step_move", args=[step.pk])
    page = browser.get(address).content.decode()
    assert 'value="DONE" selected' in page
    assert f'value="{referral.ended_on.isoformat()}"' in page
    step.refresh_from_db()
    assert step.state == "PLANNED"
    plan = browser.get(reverse("programs:plan_detail", args=[step.line.plan.guidance_id])).content.decode()
    assert "tandai langkah ini?" in plan


def test_wrong_people_at_the_door(step, bapas, other_pk, kanwil_staff, signed_in, client):
    address = reverse("programs:step_refer", args=[step.pk])
    assert signed_in(other_pk).get(address).status_code == 404
    assert signed_in(kanwil_staff).get(address).status_code == 403
    assert client.get(address).status_code == 302
    assert signed_in(make_user(RoleCode.PK, bapas)).get(address).status_code == 404


def test_the_plan_asks_no_more_for_more_referrals(step, offering, pk, bapas, signed_in, django_assert_max_num_queries):
    browser, address = signed_in(pk), reverse("programs:plan_detail", args=[step.line.plan.guidance_id])
    refer(step, offering, pk)
    browser.get(address)
    with django_assert_max_num_queries(200) as before:
        browser.get(address)
    for _number in range(3):
        refer(make_step(step.line, actor=PARTNER), make_offering(offering.organisation, needs=["HOUSING"]), pk)
    with django_assert_max_num_queries(len(before)):
        browser.get(address)


@pytest.mark.django_db(transaction=True)
def test_two_windows_refer_a_step_once(step, offering, pk):
    others = [make_offering(offering.organisation, needs=["HOUSING"]) for _number in range(4)]

    def act(service):
        try:
            return refer(step, service, pk).pk
        except DomainError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(act, others))
    assert len([one for one in done if one]) == 1
    assert PlanReferral.objects.count() == Referral.objects.count() == 1
