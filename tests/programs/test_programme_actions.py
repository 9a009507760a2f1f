"""Programmes and who takes part: places, the waiting list, results, and two officers at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from programs.actions import enrolment, programme
from programs.actions.session import plan_group
from programs.choices import ProgrammeState
from programs.models import Attendance, Enrolment, EnrolmentStep, Programme
from tests.factories import make_guidance, make_user
from tests.factories.guiding import make_enrolment, make_programme, programme_values
from tests.factories.programs import make_line, make_need, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(bapas, pk):
    return [make_guidance(office=bapas, officer=pk, name=f"Klien {letter}") for letter in "ABC"]


def enrolled(made: Programme, people, by) -> list[Enrolment]:
    return enrolment.enrol(programme_id=made.pk, guidance_ids=[each.pk for each in people], by=by, scope=scope_of(by))


def test_a_programme_is_opened_once_and_only_in_ones_own_office(bapas, other_bapas, pk):
    common = {"form_key": uuid4(), "by": pk, "scope": scope_of(pk), **programme_values()}
    first = programme.open_programme(office_id=bapas.pk, **common)
    assert programme.open_programme(office_id=bapas.pk, **common).pk == first.pk
    with pytest.raises(NotAllowed):
        programme.open_programme(office_id=other_bapas.pk, **common)
    assert AuditEvent.objects.filter(verb="programme.opened").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("place", ""),
        ("capacity", 0),
        ("sessions_planned", 201),
        ("audience", "X"),
        ("intervention_id", "X"),
    ],
)
def test_each_fault_of_a_programme_stands_at_its_field(bapas, pk, field, value):
    with pytest.raises(Invalid) as caught:
        programme.open_programme(
            office_id=bapas.pk, form_key=uuid4(), by=pk, scope=scope_of(pk), **programme_values(**{field: value})
        )
    assert set(caught.value.fields) == {field}


def test_who_finds_no_place_waits_in_order_and_moves_up_by_an_act(bapas, pk, people):
    made = make_programme(bapas, pk, capacity=1)
    rows = enrolled(made, people, pk)
    assert [row.state for row in rows] == ["ENROLLED", "WAITING", "WAITING"]
    act = {"by": pk, "scope": scope_of(pk)}
    with pytest.raises(WrongState, match="Belum ada tempat"):
        enrolment.admit(enrolment_id=rows[1].pk, **act)
    enrolment.end_enrolment(enrolment_id=rows[0].pk, to="LEFT", words="Bekerja di kota lain", **act)
    with pytest.raises(WrongState, match="berurutan"):
        enrolment.admit(enrolment_id=rows[2].pk, **act)
    assert enrolment.admit(enrolment_id=rows[1].pk, **act).state == "ENROLLED"
    assert list(EnrolmentStep.objects.filter(enrolment=rows[1]).values_list("state", flat=True)) == [
        "WAITING",
        "ENROLLED",
    ]


def test_somebody_new_does_not_overtake_the_waiting_list(bapas, pk, people):
    made = make_programme(bapas, pk, capacity=1)
    rows = enrolled(made, people[:2], pk)
    enrolment.end_enrolment(enrolment_id=rows[0].pk, to="LEFT", words="Sakit", by=pk, scope=scope_of(pk))
    assert [row.state for row in enrolled(made, people[2:], pk)] == ["WAITING"]


def test_the_line_of_the_plan_is_linked_and_the_coming_sessions_list_who_enrols(bapas, pk, people):
    made = make_programme(bapas, pk)
    line = make_line(make_plan(people[0]), make_need(people[0]), intervention_id=made.intervention_id)
    session = plan_group(
        office_id=bapas.pk,
        programme_id=made.pk,
        form_key=uuid4(),
        by=pk,
        scope=scope_of(pk),
        held_on=today_in(),
        started_at=None,
        ended_at=None,
        topic="Pembukaan",
        facilitator="",
    )
    assert enrolled(made, people[:1], pk)[0].plan_line_id == line.pk
    assert Attendance.objects.get(session=session).guidance == people[0]


def test_clients_out_of_sight_are_not_enrolled(bapas, other_bapas, pk, other_pk):
    made = make_programme(bapas, pk)
    for stranger in (
        make_guidance(office=other_bapas, officer=other_pk),
        make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas), child=True),
    ):
        with pytest.raises(Invalid):
            enrolled(made, [stranger], pk)
    with pytest.raises(Programme.DoesNotExist):
        enrolled(made, [], other_pk)


def test_finishing_wants_every_result_and_cancelling_says_why_to_all(bapas, pk, people):
    made = make_programme(bapas, pk, capacity=2, state=ProgrammeState.RUNNING)
    rows = enrolled(made, people, pk)
    act = {"programme_id": made.pk, "by": pk, "scope": scope_of(pk)}
    with pytest.raises(WrongState, match="masih 2"):
        programme.move_programme(to="FINISHED", **act)
    with pytest.raises(Invalid):
        programme.move_programme(to="CANCELLED", **act)
    programme.move_programme(to="CANCELLED", note="Mitra mundur", **act)
    assert set(Enrolment.objects.values_list("state", "reason")) == {("LEFT", "Mitra mundur")}
    assert EnrolmentStep.objects.filter(state="LEFT").count() == len(rows)
    with pytest.raises(WrongState):
        enrolled(made, people, pk)


def test_a_programme_saved_by_another_is_not_overwritten(bapas, pk, head):
    made = make_programme(bapas, pk)
    values = programme_values(capacity=3)
    common = {"programme_id": made.pk, "lock_version": 0}
    programme.change_programme(by=head, scope=scope_of(head), **common, **values)
    with pytest.raises(WrongState) as caught:
        programme.change_programme(by=pk, scope=scope_of(pk), **common, **values)
    assert caught.value.code == "stale"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_enrol_more_than_there_are_places(bapas, pk):
    made = make_programme(bapas, pk, capacity=3)
    people = [make_guidance(office=bapas, officer=pk) for _ in range(8)]
    scope = scope_of(pk)

    def through_the_action(guidance) -> None:
        try:
            enrolment.enrol(programme_id=made.pk, guidance_ids=[guidance.pk], by=pk, scope=scope)
        finally:
            connection.close()

    def through_the_table(guidance) -> None:
        try:
            make_enrolment(made, guidance)
        except IntegrityError as error:
            assert "enrolment_within_capacity" in str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(through_the_table, people[:4]))
        list(pool.map(through_the_action, people[4:]))
    assert made.enrolments.filter(state="ENROLLED").count() == 3
    assert made.enrolments.filter(state="WAITING").count() == 4
    first = made.enrolments.filter(state="ENROLLED").first()
    enrolment.end_enrolment(enrolment_id=first.pk, to="LEFT", words="Pindah", by=pk, scope=scope)
    waiting = made.enrolments.filter(state="WAITING").order_by("pk").first()

    def press(_number: int) -> bool:
        try:
            enrolment.admit(enrolment_id=waiting.pk, by=pk, scope=scope)
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 1
