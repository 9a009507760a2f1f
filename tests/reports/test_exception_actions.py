"""Leave to enter late: asked, given for some days, refused; and what a published month refuses without it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.closing import check_month_open
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.guidance import close_guidance, correct_guidance
from programs.actions.activity import record_activity
from programs.actions.session import record_single
from reports import actions
from reports.models import EntryException
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.period import acting, make_period, published_period

pytestmark = pytest.mark.django_db
MAY_10 = date(2025, 5, 10)
TODAY = today_in()


@pytest.fixture
def period(directorate):
    return published_period(directorate)


def ask(period, office, user, **changes):
    values = {"reason": "Berkas terlambat", "form_key": uuid4()} | changes
    return actions.ask_exception(period_id=period.pk, office_id=office.pk, **values, **acting(user, "write_submission"))


def answer(exception, user, **changes):
    values = {"give": True, "from_on": TODAY, "until_on": TODAY + timedelta(3), "answer": ""} | changes
    return actions.decide_exception(exception_id=exception.pk, **values, **acting(user, "give_exception"))


def a_pos_of(bapas):
    return Office.objects.create(kind="POS", code=f"{bapas.code}P", name="Pos Contoh", parent=bapas)


def test_a_published_month_is_closed_until_there_is_leave(period, bapas, other_bapas, head, kanwil_staff):
    check_month_open(office_id=bapas.pk, on=date(2025, 6, 1), other=None)
    with pytest.raises(Invalid) as refused:
        check_month_open(office_id=bapas.pk, held_on=MAY_10, on=date(2025, 6, 1))
    assert list(refused.value.fields) == ["held_on"]
    assert "Minta pengecualian kepada Kanwil" in str(refused.value.fields["held_on"])
    answer(ask(period, bapas, head), kanwil_staff)
    check_month_open(office_id=bapas.pk, held_on=MAY_10)
    check_month_open(office_id=a_pos_of(bapas).pk, held_on=MAY_10)
    with pytest.raises(Invalid):
        check_month_open(office_id=other_bapas.pk, held_on=MAY_10)


@pytest.mark.parametrize(("from_in", "until_in", "is_open"), [(0, 0, True), (-3, 0, True), (1, 3, False)])
def test_leave_runs_from_its_first_to_its_last_day(period, bapas, head, kanwil_staff, from_in, until_in, is_open):
    days = {"from_on": TODAY + timedelta(from_in), "until_on": TODAY + timedelta(until_in)}
    answer(ask(period, bapas, head), kanwil_staff, **days)
    if is_open:
        check_month_open(office_id=bapas.pk, held_on=MAY_10)
    else:
        with pytest.raises(Invalid):
            check_month_open(office_id=bapas.pk, held_on=MAY_10)


def test_leave_that_is_over_closes_the_month_again(period, bapas, head, kanwil_staff):
    given = answer(ask(period, bapas, head), kanwil_staff)
    later = make_period(date(2025, 4, 1))
    assert later.pk != period.pk
    EntryException.objects.create(
        period=period,
        office=make_bapas(bapas.parent),
        reason="Lama",
        state="GIVEN",
        from_on=TODAY - timedelta(9),
        until_on=TODAY - timedelta(1),
        form_key=uuid4(),
        asked_by=head,
        decided_by=kanwil_staff,
        decided_at=given.decided_at,
    )
    old = EntryException.objects.earliest("until_on")
    with pytest.raises(Invalid):
        check_month_open(office_id=old.office_id, held_on=MAY_10)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_on": None}, "from_on"),
        ({"until_on": None}, "until_on"),
        ({"until_on": TODAY - timedelta(1)}, "until_on"),
        ({"give": False}, "answer"),
    ],
)
def test_what_an_answer_lacks_stands_beside_its_field(period, bapas, head, kanwil_staff, changes, field):
    with pytest.raises(Invalid) as refused:
        answer(ask(period, bapas, head), kanwil_staff, **changes)
    assert list(refused.value.fields) == [field]


def test_who_asks_and_who_answers(period, bapas, other_bapas, head, pk, kanwil_staff, directorate):
    with pytest.raises(Office.DoesNotExist):
        ask(period, bapas, pk)
    with pytest.raises(Office.DoesNotExist):
        ask(period, other_bapas, head)
    asked = ask(period, bapas, head)
    with pytest.raises(WrongState):
        ask(period, bapas, head)
    for stranger in (head, make_user(RoleCode.KANWIL, other_bapas.parent)):
        with pytest.raises((EntryException.DoesNotExist, NotAllowed)):
            answer(asked, stranger)
    assert answer(asked, directorate).state == "GIVEN"
    with pytest.raises(WrongState):
        answer(asked, kanwil_staff)


def test_an_open_month_needs_no_leave(bapas, head):
    with pytest.raises(WrongState):
        ask(make_period(), bapas, head)


def test_asked_twice_by_a_double_click_is_one(period, bapas, head):
    key = uuid4()
    assert ask(period, bapas, head, form_key=key) == ask(period, bapas, head, form_key=key)


def test_a_fact_of_a_published_month_is_refused_at_its_field(period, bapas, pk, head, kanwil_staff, scoped):
    """Guidance, its end, sessions and activities; with leave they are written."""
    guidance = make_guidance(office=bapas, officer=pk, start_on=date(2025, 1, 10))
    single = {"mode": "OFFICE", "topic": "Rencana kerja", "held_on": MAY_10}
    single |= dict.fromkeys(("started_at", "ended_at", "next_on", "plan_line_id"))
    closing = {"guidance_id": guidance.pk, "ended_on": MAY_10, "end_reason": "MENINGGAL"}
    activity = {"held_on": MAY_10, "kind": "CLEANING", "title": "Bersih sungai", "place": "Balai desa"}
    activity |= {"region_code": "", "partner_ids": [], "narrative": ""}
    writes = {
        "session": lambda: record_single(
            guidance_id=guidance.pk,
            mark="PRESENT",
            form_key=uuid4(),
            by=pk,
            scope=scoped(pk, "programs.write_session"),
            **single,
        ),
        "activity": lambda: record_activity(
            office_id=bapas.pk, by=pk, scope=scoped(pk, "programs.write_activity"), **activity
        ),
        "start": lambda: correct_guidance(
            guidance_id=guidance.pk, start_on=MAY_10, by=head, scope=scoped(head, "clients.change_client")
        ),
        "end": lambda: close_guidance(by=head, scope=scoped(head, "clients.change_client"), **closing),
    }
    fields = {"session": "held_on", "activity": "held_on", "start": "start_on", "end": "ended_on"}
    for name, write in writes.items():
        with pytest.raises(Invalid) as refused:
            write()
        assert "sudah terbit" in str(refused.value.fields[fields[name]]), name
    answer(ask(period, bapas, head), kanwil_staff)
    for name in ("session", "activity", "end"):
        writes[name]()
