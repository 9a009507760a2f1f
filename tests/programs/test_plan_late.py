"""Steps past their day in the list of reviews, who has them, and the count in the inbox of plans."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from programs.models import PlanStep
from programs.queries.plan_late import Waiting
from tests.factories import make_guidance, make_user
from tests.factories.plan_parts import make_step
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


def late_step(office, officer, **fields) -> PlanStep:
    """A step past its day in a plan long in force."""
    step = make_step(make_line(make_plan(make_guidance(office=office, officer=officer, **fields))))
    make_version(step.line.plan, at=timezone.now() - timedelta(120))
    return step


def test_an_officer_sees_the_own_steps_and_ticks_them_off(bapas, pk, signed_in):
    mine, other = late_step(bapas, pk), late_step(bapas, make_user(RoleCode.PK, bapas))
    make_step(mine.line, action="Sudah jalan")
    PlanStep.objects.filter(action="Sudah jalan").update(state="DONE")
    browser = signed_in(pk)
    found = browser.get(url("plan_review_list"))
    assert (found.context["step_total"], [row.pk for row in found.context["steps"].rows]) == (1, [mine.pk])
    assert url("step_move", mine.pk) in found.content.decode() and "Per PK" not in found.content.decode()
    whole = browser.get(url("plan_review_list"), {"whose": "office"})
    assert whole.context["step_total"] == 2 and url("step_move", other.pk) not in whole.content.decode()
    assert "tujuan 1, langkah 1" in browser.get(url("plan_inbox")).content.decode()


def test_a_head_sees_who_has_what_waiting(bapas, pk, head, signed_in):
    first, second = late_step(bapas, pk), late_step(bapas, make_user(RoleCode.PK, bapas))
    late_step(bapas, pk, ended_on=timezone.now().date(), end_reason="HMB")
    browser = signed_in(head)
    found = browser.get(url("plan_review_list"))
    counted = {row.officer.pk: row.waiting for row in found.context["officers"]}
    assert counted == {pk.pk: Waiting(1, 1, 1), second.line.responsible_id: Waiting(1, 1, 1)}
    assert url("step_move", first.pk) not in found.content.decode()
    assert "tujuan 2, langkah 2" in browser.get(url("plan_inbox")).content.decode()


def test_a_long_list_of_steps_goes_on_with_its_filters(bapas, pk, signed_in):
    step = late_step(bapas, pk)
    for number in range(54):
        make_step(step.line, action=f"Langkah {number}")
    browser = signed_in(pk)
    page = browser.get(url("plan_review_list"), {"whose": "office"})
    assert page.context["step_total"] == 55 and len(page.context["steps"].rows) == 50
    more = browser.get(url("plan_review_list") + page.context["step_next_url"])
    assert len(more.context["steps"].rows) == 5 and more.context["form"].cleaned_data["whose"] == "office"


def test_another_office_and_a_colleague_of_a_child_see_nothing(bapas, pk, other_pk, signed_in):
    late_step(bapas, pk, child=True)
    for reader in (other_pk, make_user(RoleCode.PK, bapas)):
        found = signed_in(reader).get(url("plan_review_list"), {"whose": "office"})
        assert found.context["step_total"] == 0 and not found.context["officers"]
        assert "Tinjauan yang menunggu" not in signed_in(reader).get(url("plan_inbox")).content.decode()
