"""Lines of a plan: adding, changing, taking out, carrying out."""

import uuid
from datetime import date, timedelta

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import StaleEdit
from clients.models import Guidance
from programs.actions.line import add_line, change_line, move_line, remove_line
from programs.choices import LineState, PlanState
from programs.models import ActionPlan, PlanLine
from tests.factories import make_guidance, make_user
from tests.factories.programs import line_values, make_need

pytestmark = pytest.mark.django_db
WRITE, APPROVE = "programs.write_plan", "programs.approve_plan"


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))


def test_the_first_line_starts_the_plan(add, guidance, pk):
    line = add()
    plan = ActionPlan.objects.get(guidance=guidance)
    assert (plan.state, plan.created_by, line.plan) == (PlanState.DRAFT, pk, plan)
    assert [row.state for row in line.states.all()] == [LineState.PLANNED]
    assert verbs() == ["plan.started", "plan_line.added"]
    assert AuditEvent.objects.filter(office=guidance.office).count() == 2


def test_a_double_click_adds_one_line(add):
    key = uuid.uuid4()
    assert add(form_key=key) == add(form_key=key)
    assert PlanLine.objects.current().count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"need_id": 0}, "need"),
        ({"intervention_code": "TIDAK-ADA"}, "intervention"),
        ({"partner_id": 0}, "partner"),
        ({"responsible_id": 0}, "responsible"),
        ({"due_on": date(2025, 2, 1)}, "due_on"),
        ({"goal": "  "}, "goal"),
        ({"indicator": ""}, "indicator"),
    ],
)
def test_an_incomplete_line_names_its_field(add, changes, field):
    with pytest.raises(Invalid) as caught:
        add(**changes)
    assert set(caught.value.fields) == {field}
    assert not ActionPlan.objects.exists()


def test_a_need_of_somebody_else_is_refused(add, bapas, pk):
    other = make_need(make_guidance(office=bapas, officer=pk))
    with pytest.raises(Invalid):
        add(need_id=other.pk)


def test_a_closed_need_is_refused_for_a_new_line(add, guidance):
    closed = make_need(guidance, closed_on=date(2025, 3, 1), closing="MET")
    with pytest.raises(Invalid):
        add(need=closed)


@pytest.mark.parametrize("role", [RoleCode.PK, RoleCode.HEAD, RoleCode.KANWIL])
def test_nobody_but_the_own_officer_writes(role, bapas, kanwil, guidance, scoped):
    person = make_user(role, kanwil if role == RoleCode.KANWIL else bapas)
    with pytest.raises(Guidance.DoesNotExist):
        add_line(
            guidance_id=guidance.pk,
            by=person,
            scope=scoped(person, WRITE),
            **line_values(make_need(guidance), person),
        )


def test_an_ended_guidance_takes_no_line(add, guidance):
    make_need(guidance)
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 9, 1), end_reason="HMB")
    with pytest.raises(WrongState):
        add()


def test_two_windows_do_not_overwrite_each_other(add, pk, scoped):
    line = add()
    scope = scoped(pk, WRITE)
    values = line_values(line.need, pk)
    change_line(line_id=line.pk, lock_version=0, by=pk, scope=scope, **values | {"goal": "Tujuan jendela satu"})
    with pytest.raises(StaleEdit):
        change_line(line_id=line.pk, lock_version=0, by=pk, scope=scope, **values | {"goal": "Tujuan jendela dua"})
    with pytest.raises(StaleEdit):
        remove_line(line_id=line.pk, lock_version=0, by=pk, scope=scope)
    line.refresh_from_db()
    assert (line.goal, line.lock_version) == ("Tujuan jendela satu", 1)
    assert AuditEvent.objects.get(verb="plan_line.changed").data == {"fields": ["goal"]}


def test_saving_the_same_words_changes_nothing(add, pk, scoped):
    line = add()
    change_line(line_id=line.pk, lock_version=0, by=pk, scope=scoped(pk, WRITE), **line_values(line.need, pk))
    line.refresh_from_db()
    assert line.lock_version == 0
    assert "plan_line.changed" not in verbs()


def test_a_line_runs_only_after_an_approval(add, pk, scoped):
    line = add()
    with pytest.raises(WrongState):
        move_line(line_id=line.pk, to="RUNNING", on=today_in(), by=pk, scope=scoped(pk, WRITE))


def test_a_line_is_carried_out_with_dates(approved, pk, scoped):
    line, scope = PlanLine.objects.current().get(), scoped(pk, WRITE)
    move_line(line_id=line.pk, to="RUNNING", on=today_in(), note="Mulai", by=pk, scope=scope)
    move_line(line_id=line.pk, to="DONE", on=today_in(), by=pk, scope=scope)
    line.refresh_from_db()
    assert line.state == LineState.DONE
    assert [row.state for row in line.states.order_by("id")] == ["PLANNED", "RUNNING", "DONE"]
    assert ActionPlan.objects.get().state == PlanState.APPROVED
    with pytest.raises(WrongState):
        move_line(line_id=line.pk, to="RUNNING", on=today_in(), by=pk, scope=scope)


@pytest.mark.parametrize("to", ["SESUATU", "PLANNED"])
def test_an_unknown_move_is_refused(approved, pk, scoped, to):
    line = PlanLine.objects.current().get()
    with pytest.raises(WrongState):
        move_line(line_id=line.pk, to=to, on=today_in(), by=pk, scope=scoped(pk, WRITE))


def test_the_day_of_a_move_is_between_the_last_and_today(approved, pk, scoped):
    line, scope = PlanLine.objects.current().get(), scoped(pk, WRITE)
    with pytest.raises(Invalid):
        move_line(line_id=line.pk, to="RUNNING", on=today_in() + timedelta(days=3), by=pk, scope=scope)
    with pytest.raises(Invalid):
        move_line(line_id=line.pk, to="DONE", on=today_in() - timedelta(days=1), by=pk, scope=scope)


@pytest.mark.parametrize(
    ("state", "may_change", "may_remove"),
    [("PLANNED", True, True), ("RUNNING", True, False), ("DONE", False, False), ("DROPPED", False, False)],
)
def test_what_was_carried_out_stays_in_the_plan(state, may_change, may_remove, add, pk, scoped):
    line, scope = add(), scoped(pk, WRITE)
    PlanLine.objects.filter(pk=line.pk).update(state=state)
    values = line_values(line.need, pk, goal="Tujuan lain")
    if may_change:
        line = change_line(line_id=line.pk, lock_version=0, by=pk, scope=scope, **values)
    else:
        with pytest.raises(WrongState):
            change_line(line_id=line.pk, lock_version=0, by=pk, scope=scope, **values)
    if may_remove:
        remove_line(line_id=line.pk, lock_version=line.lock_version, by=pk, scope=scope)
    else:
        with pytest.raises(WrongState):
            remove_line(line_id=line.pk, lock_version=line.lock_version, by=pk, scope=scope)
