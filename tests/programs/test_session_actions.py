"""Sessions and the list of who came: one client's, a group's, and two officers with the same list."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from clients.models import Guidance
from programs.actions import session as actions
from programs.actions.attendance import save_marks
from programs.models import AttendanceMark, GuidanceSession
from programs.queries.guiding import next_date, summary_of
from programs.rules.attendance import SentMark, Verdict, judged, share
from tests.factories import make_guidance, make_user
from tests.factories.guiding import make_attendance, make_session
from tests.factories.programs import make_line, make_plan

WRITE = "programs.write_session"
SAID = st.tuples(st.sampled_from(["", "PRESENT", "ABSENT"]), st.sampled_from(["", "catatan"]))


@given(seen=SAID, sent=SAID, stands=SAID)
def test_nothing_another_wrote_is_overwritten_unseen(seen, sent, stands):
    verdict = judged(seen=seen, sent=sent, stands=stands)
    if verdict is Verdict.SAVE:
        assert stands == seen != sent
    if verdict is Verdict.CLASH:
        assert len({seen, sent, stands}) == 3
    if verdict is Verdict.KEEP:
        assert sent in (seen, stands)


def test_a_share_counts_the_late_and_leaves_out_the_unmarked():
    assert share(["PRESENT", "LATE", "EXCUSED", "ABSENT", ""]) == (2, 4)
    assert share([]) == (0, 0)


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def record(guidance, pk, scoped):
    def recording(**changes) -> GuidanceSession:
        by = changes.pop("by", pk)
        values = {
            "guidance_id": guidance.pk,
            "mark": "PRESENT",
            "form_key": uuid4(),
            "held_on": today_in(),
            "started_at": None,
            "ended_at": None,
            "mode": "HOME",
            "topic": "Mencari pekerjaan",
            "plan_line_id": None,
            "account": "",
            "result": "",
            "next_on": None,
        }
        return actions.record_single(by=by, scope=scoped(by, WRITE), **values | changes)

    return recording


@pytest.mark.django_db
def test_a_session_of_one_client_carries_its_line_need_and_next_date(record, guidance):
    line, later = make_line(make_plan(guidance)), today_in() + timedelta(7)
    made = record(plan_line_id=line.pk, next_on=later, mark="LATE")
    assert (made.need_id, made.plan_line_id) == (line.need_id, line.pk)
    summary = summary_of(guidance)
    assert (summary.attended, summary.marked, summary.next_on) == (1, 1, later)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", today_in() + timedelta(2)),
        ("held_on", today_in() - timedelta(9999)),
        ("next_on", today_in()),
        ("mode", "GROUP"),
        ("mark", ""),
        ("topic", " "),
        ("plan_line_id", 999999),
    ],
)
def test_each_fault_stands_at_its_field_and_nothing_is_saved(record, field, value):
    with pytest.raises(Invalid) as caught:
        record(**{field: value})
    assert set(caught.value.fields) == {field}
    assert not GuidanceSession.objects.exists()


@pytest.mark.django_db
def test_a_cancelled_session_no_longer_says_the_next_date_or_counts(record, guidance, pk):
    made = record(next_on=today_in() + timedelta(3))
    actions.cancel_session(session_id=made.pk, reason="Salah klien", by=pk, scope=scope_of(pk))
    assert next_date(guidance) is None
    assert summary_of(guidance).marked == 0
    with pytest.raises(WrongState):
        actions.cancel_session(session_id=made.pk, reason="Lagi", by=pk, scope=scope_of(pk))


@pytest.mark.django_db
def test_a_colleague_neither_records_nor_cancels_but_marks_the_group(record, bapas, pk):
    colleague = make_user(RoleCode.PK, bapas)
    with pytest.raises(Guidance.DoesNotExist):
        record(by=colleague)
    single = record()
    with pytest.raises(GuidanceSession.DoesNotExist):
        actions.cancel_session(session_id=single.pk, reason="x", by=colleague, scope=scope_of(colleague))
    group = make_session(bapas, pk)
    row = make_attendance(group, make_guidance(office=bapas, officer=pk, child=True))
    sent = [SentMark(row.pk, 0, "PRESENT", "")]
    assert save_marks(session_id=group.pk, sent=sent, by=colleague, scope=scope_of(colleague)).saved == [row]


@pytest.mark.django_db
def test_a_row_changed_by_another_is_told_and_the_rest_is_saved(bapas, pk, head):
    group = make_session(bapas, pk)
    rows = [make_attendance(group, make_guidance(office=bapas, officer=pk)) for _ in range(3)]

    def sent(*marks: str, version: int = 0) -> list[SentMark]:
        return [SentMark(row.pk, version, mark, "") for row, mark in zip(rows, marks, strict=True)]

    def save(by, marks):
        return save_marks(session_id=group.pk, sent=marks, by=by, scope=scope_of(by))

    assert len(save(head, sent("ABSENT", "PRESENT", "")).saved) == 2
    outcome = save(pk, sent("PRESENT", "PRESENT", "LATE"))
    assert [row.pk for row in outcome.clashes] == [rows[0].pk]
    assert outcome.clashes[0].marked_by == head
    assert [row.pk for row in outcome.saved] == [rows[2].pk]
    assert not save(pk, sent("ABSENT", "PRESENT", "LATE", version=1)).saved
    again = save(pk, sent("PRESENT", "PRESENT", "LATE", version=1))
    assert [row.pk for row in again.saved] == [rows[0].pk]
    assert list(AttendanceMark.objects.filter(attendance=rows[0]).values_list("mark", "by")) == [
        ("ABSENT", head.pk),
        ("PRESENT", pk.pk),
    ]


@pytest.mark.django_db
def test_marks_wait_for_the_day_and_for_a_mark(bapas, pk, guidance):
    ahead = make_session(bapas, pk, held_on=today_in() + timedelta(3))
    row = make_attendance(ahead, guidance)
    with pytest.raises(WrongState, match="belum tiba"):
        save_marks(session_id=ahead.pk, sent=[SentMark(row.pk, 0, "PRESENT", "")], by=pk, scope=scope_of(pk))
    row = make_attendance(make_session(bapas, pk), guidance, "PRESENT")
    for wrong in (SentMark(row.pk, 1, "", ""), SentMark(row.pk, 1, "X", ""), SentMark(row.pk, 1, "LATE", "x" * 501)):
        with pytest.raises(Invalid) as caught:
            save_marks(session_id=row.session_id, sent=[wrong], by=pk, scope=scope_of(pk))
        assert set(caught.value.fields) == {str(row.pk)}


@pytest.mark.django_db(transaction=True)
def test_two_officers_send_the_same_list_at_once(bapas, pk, head):
    group = make_session(bapas, pk)
    rows = [make_attendance(group, make_guidance(office=bapas, officer=pk)) for _ in range(6)]

    def send(who_and_mark):
        by, mark = who_and_mark
        try:
            sent = [SentMark(row.pk, 0, mark, "") for row in rows]
            return save_marks(session_id=group.pk, sent=sent, by=by, scope=scope_of(by))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(send, [(pk, "PRESENT"), (head, "ABSENT")])
    assert sorted([len(one.saved), len(two.saved)]) == [0, 6]
    assert sorted([len(one.clashes), len(two.clashes)]) == [0, 6]
    assert AttendanceMark.objects.count() == 6
