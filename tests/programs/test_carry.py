"""Open goals of an earlier guidance are taken over: matched by need, measured from the last reading, once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from clients.models import Guidance
from programs.actions.carry import carry_lines
from programs.models import PlanLine
from programs.queries.carry import offers
from programs.queries.plan_review import overdue_lines
from programs.rules.carry import carried_days, carried_measure, clamped
from programs.rules.measure import Amount, Measure
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.plan_parts import make_indicator_reading, make_step
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_need, make_plan
from tests.programs.conftest import WRITE
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
VIEW = "programs.view_plan"
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
NUMBERS = Measure("kali", baseline_value=Decimal(6), target_value=Decimal(0))


@given(DAYS, DAYS, DAYS, DAYS)
def test_a_line_and_its_steps_lie_ahead(due_on, start_on, today, step):
    first, last = carried_days(due_on, start_on=start_on, today=today, months=3)
    assert max(start_on, today) == first < last
    assert first <= clamped(step, first, last) <= last


@pytest.mark.parametrize(
    ("measure", "latest", "baseline"),
    [
        (NUMBERS, Amount(Decimal(4), "kali"), Decimal(4)),
        (NUMBERS, Amount(Decimal(0), "kali"), Decimal(6)),
        (NUMBERS, Amount(Decimal(4), "jam"), Decimal(6)),
        (NUMBERS, Amount(words="jarang"), Decimal(6)),
        (NUMBERS, None, Decimal(6)),
        (Measure("", "menganggur", "bekerja"), Amount(words="magang"), "magang"),
        (Measure("", "menganggur", "bekerja"), Amount(words="x" * 150), "x" * 100),
        (Measure(), Amount(words="magang"), ""),
    ],
)
def test_the_last_reading_becomes_the_baseline(measure, latest, baseline):
    carried = carried_measure(measure, latest)
    assert (carried.baseline_value if carried.unit else carried.baseline) == baseline


@pytest.fixture
def old(guidance, bapas, pk) -> PlanLine:
    """Running, measured, with one step open, in a guidance of the same person that ended."""
    days = {"start_on": date(2024, 1, 1), "ended_on": date(2024, 12, 1), "end_reason": "SELESAI"}
    before = make_guidance(office=bapas, officer=pk, client=guidance.client, **days)
    measure = {"unit": "kali", "baseline_value": 6, "target_value": 0}
    line = make_line(make_plan(before), make_need(before), state="RUNNING", **measure)
    make_indicator_reading(line, pk, value=4)
    make_step(line)
    make_step(line, action="Sudah selesai", state="DONE")
    return line


@pytest.fixture
def carry(guidance, pk, scoped):
    def carrying(*lines: int) -> list[PlanLine]:
        scopes = {"scope": scoped(pk, WRITE), "reading": scoped(pk, VIEW)}
        return carry_lines(guidance_id=guidance.pk, line_ids=lines, by=pk, **scopes)

    return carrying


def test_a_goal_is_taken_over_once(old, guidance, carry):
    need = make_need(guidance)
    (line,) = carry(old.pk)
    assert (line.need, line.goal, line.carried_from, line.state) == (need, old.goal, old, "PLANNED")
    assert (line.baseline_value, line.target_value, line.unit) == (4, 0, "kali")
    assert line.start_on == today_in(guidance.office.zone) < line.due_on
    assert [(step.action, step.state) for step in line.steps.all()] == [("Mencari kontrakan", "PLANNED")]
    assert carry(old.pk) == []
    assert guidance.plan.lines.count() == 1
    assert AuditEvent.objects.filter(verb="plan_line.carried").count() == 1
    old.refresh_from_db()
    assert old.state == "RUNNING"


def test_without_its_need_open_it_is_shown_and_not_taken(old, guidance, carry, pk, scoped):
    (offer,) = offers(scoped(pk, VIEW), guidance)
    assert (offer.need, offer.may_take) == (None, False)
    with pytest.raises(WrongState):
        carry(old.pk)
    with pytest.raises(Invalid):
        carry()
    assert not PlanLine.objects.filter(plan__guidance=guidance).exists()


def test_a_need_by_tick_answers_the_same_need_by_hand(old, guidance, carry, pk):
    make_need(guidance, "B2.2", kind="TICK", assessment=make_assessment(guidance, "KRIM"))
    (line,) = carry(old.pk)
    assert line.need.code == "B2.2"


@pytest.mark.parametrize("changes", [{"state": "DONE"}, {"state": "DROPPED"}])
def test_what_is_over_is_not_offered(old, guidance, pk, scoped, changes):
    PlanLine.objects.filter(pk=old.pk).update(**changes)
    assert offers(scoped(pk, VIEW), guidance) == []


def test_the_past_of_another_bapas_is_not_offered(guidance, other_bapas, other_pk, pk, scoped, carry):
    far = make_guidance(office=other_bapas, officer=other_pk, client=guidance.client, start_on=date(2024, 1, 1))
    line = make_line(make_plan(far), make_need(far))
    make_need(guidance)
    assert offers(scoped(pk, VIEW), guidance) == []
    with pytest.raises(WrongState):
        carry(line.pk)


def test_the_page_offers_takes_and_tells(old, guidance, pk, signed_in):
    make_need(guidance)
    browser, page, plan = signed_in(pk), url("plan_carry", guidance.pk), url("plan_detail", guidance.pk)
    assert page in browser.get(plan).content.decode()
    assert f'name="lines" value="{old.pk}"' in browser.get(page).content.decode()
    assert browser.post(page, {}).status_code == 422
    assert browser.post(page, {"lines": ["0"]}).status_code == 422
    assert "1 baris diambil" in browser.post(page, {"lines": [old.pk]}, follow=True).content.decode()
    assert "satu kali" in browser.post(page, {"lines": [old.pk]}, follow=True).content.decode()
    assert "Sudah diambil" in browser.get(page).content.decode()
    assert "Diteruskan dari rencana sebelumnya" in browser.get(plan).content.decode()


def test_a_plan_with_no_past_says_so(guidance, pk, signed_in):
    assert "Tidak ada yang dapat diambil" in signed_in(pk).get(url("plan_carry", guidance.pk)).content.decode()


def test_who_may_not(guidance, bapas, other_pk, kanwil_staff, signed_in, client):
    address = url("plan_carry", guidance.pk)
    assert signed_in(make_user(RoleCode.PK, bapas)).get(address).status_code == 404
    assert signed_in(other_pk).post(address, {"lines": ["1"]}).status_code == 404
    assert signed_in(kanwil_staff).get(address).status_code == 403
    client.logout()
    assert client.get(address).status_code == 302
    assert Guidance.objects.get(pk=guidance.pk).ended_on is None


def test_a_plan_that_nobody_approved_has_no_overdue_goal(line, pk, scoped):
    assert line.due_on < today_in() - timedelta(1)
    assert not overdue_lines(scoped(pk, VIEW)).exists()
    make_version(line.plan)
    assert overdue_lines(scoped(pk, VIEW)).get() == line
