"""Proposals, the list of the day, outputs, the calendar and reminders: who, when, and what the database refuses."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, transaction

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Notice
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit
from programs.actions.activity import submit_activity
from programs.actions.activity_part import add_link, add_output, remove_output
from programs.actions.calendar import add_entry, cancel_entry, change_entry
from programs.actions.day_list import save_day_list
from programs.actions.proposal import decide_proposal, propose_activity
from programs.actions.reminder import remind_offices
from programs.models import CalendarEntry, CareActivity, CareReminder, ParticipationMark
from programs.queries import activity as queries
from programs.queries.calendar import choosable_entries, visible_entries
from programs.rules.participation import DayMark
from tests.factories import make_bapas, make_guidance, make_kanwil, make_user
from tests.factories.programs import make_activity, make_entry, make_participation

pytestmark = pytest.mark.django_db
WRITE, APPROVE, CALENDAR = "programs.write_activity", "programs.approve_activity", "programs.write_calendar"
SOON = timedelta(days=5)


@pytest.fixture
def planned(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk, held_on=today_in() + SOON)


def test_a_proposal_is_approved_by_the_head(planned, pk, head, scoped):
    propose_activity(activity_id=planned.pk, by=pk, scope=scoped(pk, WRITE))
    done = decide_proposal(activity_id=planned.pk, approve=True, by=head, scope=scoped(head, APPROVE))
    assert (done.state, done.approved_by, done.proposed_by) == ("APPROVED", head, pk)
    with pytest.raises(WrongState):
        decide_proposal(activity_id=planned.pk, approve=True, by=head, scope=scoped(head, APPROVE))


def test_a_returned_proposal_is_a_draft_with_words(planned, pk, head, scoped):
    propose_activity(activity_id=planned.pk, by=pk, scope=scoped(pk, WRITE))
    with pytest.raises(Invalid):
        decide_proposal(activity_id=planned.pk, approve=False, by=head, scope=scoped(head, APPROVE))
    done = decide_proposal(
        activity_id=planned.pk, approve=False, comment="Cari mitra", by=head, scope=scoped(head, APPROVE)
    )
    assert (done.state, done.proposal_comment) == ("DRAFT", "Cari mitra")


def test_four_eyes_on_a_proposal_by_rule_and_by_the_database(planned, head, scoped):
    propose_activity(activity_id=planned.pk, by=head, scope=scoped(head, WRITE))
    with pytest.raises(NotAllowed):
        decide_proposal(activity_id=planned.pk, approve=True, by=head, scope=scoped(head, APPROVE))
    with pytest.raises(IntegrityError, match="activity_approval_four_eyes"), transaction.atomic():
        CareActivity.objects.filter(pk=planned.pk).update(
            state="APPROVED", approved_by=head, approved_at="2026-10-20T03:00:00Z"
        )


def test_the_database_holds_four_eyes_on_the_kanwils_decision(bapas, pk):
    row = make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk)
    with pytest.raises(IntegrityError, match="activity_decision_four_eyes"), transaction.atomic():
        CareActivity.objects.filter(pk=row.pk).update(
            state="ACCEPTED", decided_by=pk, decided_at="2026-10-20T03:00:00Z"
        )


def test_only_what_is_to_come_is_proposed(bapas, pk, scoped):
    past = make_activity(bapas, pk, held_on=today_in() - SOON)
    with pytest.raises(Invalid):
        propose_activity(activity_id=past.pk, by=pk, scope=scoped(pk, WRITE))


@pytest.fixture
def listed(bapas, pk):
    """An activity of the past days with an adult and a child of the PK, nobody asked yet."""
    activity = make_activity(bapas, pk, held_on=today_in() - SOON)
    rows = [
        make_participation(
            activity, make_guidance(office=bapas, officer=pk, child=child), has_agreed=None, agreed_guardian=""
        )
        for child in (False, True)
    ]
    return activity, *rows


def save(activity, by, marks, version=0):
    return save_day_list(activity_id=activity.pk, list_version=version, marks=marks, by=by, scope=scope_of(by))


def test_who_agreed_and_came_is_counted(listed, pk, scoped):
    activity, adult, child = listed
    assert queries.heads(activity).total == 0
    with pytest.raises(Invalid):
        submit_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE))
    assert save(activity, pk, {adult.pk: DayMark(True, "", True), child.pk: DayMark(True, "Ibu Contoh", False)}) == 2
    assert queries.heads(activity).total == 1
    assert save(activity, pk, {adult.pk: DayMark(False, "", None)}, version=1) == 1
    assert queries.heads(activity).total == 0
    assert [row.has_agreed for row in ParticipationMark.objects.filter(participation=adult)] == [True, False]


def test_a_child_needs_a_guardian_by_rule_and_by_the_database(listed, pk):
    activity, _adult, child = listed
    with pytest.raises(Invalid) as caught:
        save(activity, pk, {child.pk: DayMark(True, "", None)})
    assert set(caught.value.fields) == {f"guardian_{child.pk}"}
    with pytest.raises(IntegrityError, match="participation_child_by_guardian"), transaction.atomic():
        type(child).objects.filter(pk=child.pk).update(has_agreed=True)


def test_a_colleagues_child_is_asked_by_its_own_officer(listed, bapas):
    activity, adult, child = listed
    colleague = make_user(RoleCode.PK, bapas)
    with pytest.raises(Invalid) as caught:
        save(activity, colleague, {child.pk: DayMark(True, "Ibu Contoh", None)})
    assert set(caught.value.fields) == {f"agreed_{child.pk}"}
    assert save(activity, colleague, {adult.pk: DayMark(True, "", True)}) == 1


def test_the_second_of_two_savers_is_told(listed, pk, head):
    activity, adult, _child = listed
    save(activity, head, {adult.pk: DayMark(True, "", None)})
    with pytest.raises(StaleEdit):
        save(activity, pk, {adult.pk: DayMark(False, "", None)})
    adult.refresh_from_db()
    assert adult.has_agreed is True


def test_marks_are_never_changed(listed, pk):
    activity, adult, _child = listed
    save(activity, pk, {adult.pk: DayMark(True, "", None)})
    with pytest.raises(InternalError), transaction.atomic():
        ParticipationMark.objects.update(has_agreed=False)


def test_outputs_are_added_once_and_taken_off(bapas, pk, scoped):
    activity, scope, key = make_activity(bapas, pk), scoped(pk, WRITE), uuid4()
    for _ in range(2):
        row = add_output(activity_id=activity.pk, value=Decimal(12), unit="KG", form_key=key, by=pk, scope=scope)
    add_output(activity_id=activity.pk, value=Decimal(3), unit="PAKET", form_key=uuid4(), by=pk, scope=scope)
    remove_output(output_id=row.pk, by=pk, scope=scope)
    assert [each.unit for each in activity.outputs.filter(removed_at=None)] == ["PAKET"]
    assert activity.outputs.count() == 2
    with pytest.raises(Invalid) as caught:
        add_output(activity_id=activity.pk, value=Decimal(0), unit="LITER", form_key=uuid4(), by=pk, scope=scope)
    assert set(caught.value.fields) == {"value", "unit"}
    with pytest.raises(Invalid):
        add_link(activity_id=activity.pk, title="Berita", url="http://a.example", form_key=uuid4(), by=pk, scope=scope)


def entry_values(**changes) -> dict:
    day = date(2026, 10, 1)
    return {"title": "Bulan Bersih", "directive": "", "from_on": day, "to_on": day + SOON, "kanwil_ids": []} | changes


def test_an_entry_is_seen_where_it_holds(nation, kanwil, bapas, other_bapas, directorate, kanwil_staff, pk, other_pk):
    everywhere = make_entry(nation, directorate)
    some = make_entry(nation, directorate, kanwils=[kanwil])
    regional = make_entry(kanwil, kanwil_staff)
    local = make_entry(bapas, pk)
    sister = make_entry(make_bapas(kanwil), pk)
    assert set(visible_entries(scope_of(pk))) == {everywhere, some, regional, local}
    assert set(visible_entries(scope_of(other_pk))) == {everywhere}
    assert set(visible_entries(scope_of(kanwil_staff))) == {everywhere, some, regional, local, sister}
    assert set(visible_entries(scope_of(directorate))) == {everywhere, some, regional, local, sister}
    assert set(choosable_entries(bapas)) == {everywhere, some, regional, local}
    assert set(choosable_entries(other_bapas)) == {everywhere}


def test_an_office_writes_its_own_calendar_only(nation, kanwil, directorate, kanwil_staff, head, pk, scoped):
    foreign = make_kanwil(nation)
    entry = add_entry(
        form_key=uuid4(), by=directorate, scope=scoped(directorate, CALENDAR), **entry_values(kanwil_ids=[foreign.pk])
    )
    assert (entry.office, list(entry.kanwils.all())) == (nation, [foreign])
    with pytest.raises(Invalid):
        add_entry(form_key=uuid4(), by=head, scope=scoped(head, CALENDAR), **entry_values(kanwil_ids=[kanwil.pk]))
    with pytest.raises(NotAllowed):
        add_entry(form_key=uuid4(), by=pk, scope=scoped(pk, CALENDAR), **entry_values())
    with pytest.raises(CalendarEntry.DoesNotExist):
        cancel_entry(entry_id=entry.pk, reason="x", by=kanwil_staff, scope=scoped(kanwil_staff, CALENDAR))
    wide = make_entry(nation, directorate)
    with pytest.raises(NotAllowed):
        cancel_entry(entry_id=wide.pk, reason="x", by=kanwil_staff, scope=scoped(kanwil_staff, CALENDAR))


def test_an_entry_is_changed_under_its_lock_and_cancelled_with_words(head, bapas, scoped):
    scope, entry = scoped(head, CALENDAR), make_entry(bapas, head)
    change_entry(entry_id=entry.pk, lock_version=0, by=head, scope=scope, **entry_values())
    with pytest.raises(StaleEdit):
        change_entry(entry_id=entry.pk, lock_version=0, by=head, scope=scope, **entry_values(title="Lain"))
    with pytest.raises(Invalid):
        cancel_entry(entry_id=entry.pk, reason=" ", by=head, scope=scope)
    cancel_entry(entry_id=entry.pk, reason="Banjir", by=head, scope=scope)
    with pytest.raises(WrongState):
        change_entry(entry_id=entry.pk, lock_version=2, by=head, scope=scope, **entry_values())


def test_an_office_without_an_activity_is_reminded_once(bapas, kanwil, pk, head, kanwil_staff):
    done = make_bapas(kanwil)
    make_activity(done, pk, held_on=date(2026, 10, 3), state="SUBMITTED", submitted_by=pk)
    assert remind_offices(today=date(2026, 10, 19)) == 0
    assert remind_offices(today=date(2026, 10, 20)) == 1
    assert remind_offices(today=date(2026, 10, 25)) == 0
    assert set(Notice.objects.values_list("user", flat=True)) == {pk.pk, head.pk}
    assert CareReminder.objects.get().told == 2
    rows = queries.missing(scope_of(kanwil_staff), date(2026, 10, 1))
    assert {row.pk: row.reminded_at is not None for row in rows} == {bapas.pk: True, done.pk: False}
    assert remind_offices(today=date(2026, 11, 20)) == 2
