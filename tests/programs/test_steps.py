"""Steps to a goal: part of the plan's words, ticked off without touching them."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from programs.actions.line import change_line
from programs.actions.plan import decide_plan, submit_plan
from programs.actions.step import add_step, change_step, move_step, remove_step
from programs.choices import PlanState
from programs.choices_plan import StepActor, StepState
from programs.models import PlanLine, PlanStep, PlanStepState
from programs.queries.plan import approved_version, changes_since, versions_of
from programs.queries.step import overdue_steps
from tests.factories.plan_parts import make_step, step_values
from tests.factories.programs import line_values
from tests.programs.conftest import APPROVE, WRITE

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(pk, scoped):
    """by and scope of the client's PK."""
    return {"by": pk, "scope": scoped(pk, WRITE)}


@pytest.fixture
def approved_step(add, guidance, pk, head, scoped, act) -> PlanStep:
    step = add_step(line_id=add().pk, **act, **step_values())
    submit_plan(guidance_id=guidance.pk, **act)
    decide_plan(guidance_id=guidance.pk, approve=True, by=head, scope=scoped(head, APPROVE))
    return PlanStep.objects.get(pk=step.pk)


def _plan(step: PlanStep):
    return PlanLine.objects.select_related("plan").get(pk=step.line_id).plan


def test_ticking_a_step_off_keeps_the_plan_approved(approved_step, act):
    move_step(step_id=approved_step.pk, to="DONE", on=date(2025, 3, 20), **act)
    approved_step.refresh_from_db()
    assert approved_step.state == StepState.DONE
    assert _plan(approved_step).state == PlanState.APPROVED
    assert changes_since(approved_version(versions_of(_plan(approved_step))), _plan(approved_step)) == []


def test_changing_its_words_reopens_the_plan_and_shows_the_words(approved_step, act):
    change_step(step_id=approved_step.pk, lock_version=0, **act, **step_values(action="Mencari rumah kontrakan"))
    plan = _plan(approved_step)
    assert plan.state == PlanState.DRAFT
    change = changes_since(approved_version(versions_of(plan)), plan)[0]
    assert [(piece.mark, piece.text) for piece in change.fields["steps"]][1] == ("added", "rumah")


def test_a_wrong_tick_is_taken_back_with_a_reason_and_both_rows_stay(approved_step, act):
    move_step(step_id=approved_step.pk, to="DONE", on=date(2025, 3, 20), **act)
    with pytest.raises(Invalid) as refused:
        move_step(step_id=approved_step.pk, to="PLANNED", on=date(2025, 3, 21), **act)
    assert set(refused.value.fields) == {"reason"}
    move_step(step_id=approved_step.pk, to="PLANNED", on=date(2025, 3, 21), reason="Salah langkah", **act)
    assert [row.state for row in approved_step.states.order_by("pk")] == ["PLANNED", "DONE", "PLANNED"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "NOT_DONE"}, "reason"),
        ({"on": today_in() + timedelta(days=3)}, "on"),
        ({"on": date(2001, 1, 1)}, "on"),
    ],
)
def test_a_wrong_tick_is_refused_at_its_field(approved_step, act, changes, field):
    with pytest.raises(Invalid) as refused:
        move_step(step_id=approved_step.pk, **{"to": "DONE", "on": date(2025, 3, 20)} | changes, **act)
    assert set(refused.value.fields) == {field}


def test_a_step_is_not_ticked_before_its_approval(line, act):
    with pytest.raises(WrongState):
        move_step(step_id=make_step(line).pk, to="DONE", on=date(2025, 3, 20), **act)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due_on": date(2025, 6, 2)}, "due_on"),
        ({"due_on": date(2025, 2, 28)}, "due_on"),
        ({"action": "  "}, "action"),
        ({"actor": "X"}, "actor"),
    ],
)
def test_a_wrong_step_is_refused_at_its_field(line, act, changes, field):
    with pytest.raises(Invalid) as refused:
        add_step(line_id=line.pk, **act, **step_values(**changes))
    assert set(refused.value.fields) == {field}


def test_a_double_click_saves_once_and_other_words_are_told(line, act):
    key = uuid.uuid4()
    first = add_step(line_id=line.pk, form_key=key, **act, **step_values())
    assert add_step(line_id=line.pk, form_key=key, **act, **step_values()).pk == first.pk
    with pytest.raises(SentBefore):
        add_step(line_id=line.pk, form_key=key, **act, **step_values(action="Lain"))
    assert line.steps.count() == 1


def test_a_step_saved_elsewhere_is_not_written_over(line, act):
    step = make_step(line)
    change_step(step_id=step.pk, lock_version=0, **act, **step_values(action="Satu"))
    with pytest.raises(StaleEdit):
        change_step(step_id=step.pk, lock_version=0, **act, **step_values(action="Dua"))
    with pytest.raises(StaleEdit):
        remove_step(step_id=step.pk, lock_version=0, **act)


def test_a_removed_step_leaves_the_plan_and_keeps_its_row(approved_step, act):
    remove_step(step_id=approved_step.pk, lock_version=0, **act)
    assert not PlanStep.objects.visible_to(act["scope"]).current().exists()
    assert PlanStep.objects.get().removed_at is not None


def test_a_line_does_not_shrink_below_its_steps(line, act, pk):
    make_step(line)
    with pytest.raises(Invalid) as refused:
        values = line_values(line.need, pk, due_on=date(2025, 3, 15))
        change_line(line_id=line.pk, lock_version=0, **act, **values)
    assert set(refused.value.fields) == {"due_on"}


def test_a_ticked_step_does_not_bind_the_days_of_its_line(approved_step, act, pk):
    move_step(step_id=approved_step.pk, to="DONE", on=date(2025, 3, 10), **act)
    values = line_values(approved_step.line.need, pk, due_on=date(2025, 3, 15))
    change_line(line_id=approved_step.line_id, lock_version=0, **act, **values)
    back = {"to": "PLANNED", "on": date(2025, 3, 12), "reason": "Salah"}
    with pytest.raises(WrongState):
        move_step(step_id=approved_step.pk, **back, **act)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanStep.objects.filter(pk=approved_step.pk).update(state="PLANNED")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda step: PlanStep.objects.filter(pk=step.pk).update(due_on=date(2025, 7, 1)),
        lambda step: PlanLine.objects.filter(pk=step.line_id).update(due_on=date(2025, 3, 15)),
        lambda step: PlanStepState.objects.create(step=step, state="NOT_DONE", from_on=date(2025, 3, 3)),
        lambda step: PlanLine.objects.filter(pk=step.line_id).update(baseline="x"),
    ],
)
def test_the_database_refuses_what_the_actions_refuse(line, wrong):
    step = make_step(line)
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(step)


def test_overdue_steps_are_those_nobody_ticked(approved_step, act, scoped, other_pk):
    assert [step.pk for step in overdue_steps(act["scope"])] == [approved_step.pk]
    assert not overdue_steps(scoped(other_pk, WRITE)).exists()
    move_step(step_id=approved_step.pk, to="NOT_DONE", on=date(2025, 4, 2), reason="Sakit", **act)
    assert not overdue_steps(act["scope"]).exists()


def test_the_pages_save_a_step_and_tick_it(approved_step, signed_in, pk, guidance):
    browser = signed_in(pk)
    page = browser.get(reverse("programs:plan_detail", args=[guidance.pk])).content.decode()
    assert "Mencari kontrakan" in page
    assert "Lewat waktu" in page
    key = str(uuid.uuid4())
    sent = {"to": "DONE", "on": "2025-03-20", "reason": "", "form_key": key}
    tick = reverse("programs:step_move", args=[approved_step.pk])
    assert browser.get(tick).status_code == 200
    assert browser.post(tick, sent).status_code == 302
    assert "satu kali" in browser.post(tick, sent, follow=True).content.decode()
    wrong = {"action": "", "actor": StepActor.FAMILY, "due_on": "2025-04-01", "form_key": str(uuid.uuid4())}
    url = reverse("programs:step_add", args=[approved_step.line_id])
    assert browser.post(url, wrong).status_code == 422
    assert browser.post(url, wrong | {"action": "Menjemput klien"}).status_code == 302
    step = PlanStep.objects.get(action="Menjemput klien")
    edit, remove = reverse("programs:step_edit", args=[step.pk]), reverse("programs:step_remove", args=[step.pk])
    posted = {"action": "Mengantar klien", "actor": "FAMILY", "due_on": "2025-04-01", "lock_version": "0"}
    assert browser.post(edit, posted).status_code == 302
    conflict = browser.post(edit, posted | {"action": "Lain"})
    assert conflict.status_code == 409
    assert "Mengantar klien" in conflict.content.decode()
    assert browser.get(remove).status_code == 200
    assert browser.post(remove, {"lock_version": "1"}).status_code == 302


@pytest.mark.parametrize("name", ["step_edit", "step_move", "step_remove", "step_add"])
def test_who_may_not_write_the_plan_gets_no_form(name, line, signed_in, other_pk, kanwil_staff, client):
    step = make_step(line)
    url = reverse(f"programs:{name}", args=[line.pk if name == "step_add" else step.pk])
    assert signed_in(other_pk).get(url).status_code == 404
    assert signed_in(kanwil_staff).get(url).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302
