"""The supervisor's list: saved whole or not at all, nobody overwritten, hours credited, corrections on record."""

from datetime import date, time, timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.distance import metres_between
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from programs.actions.service_attendance import save_attendance
from programs.actions.service_correct import correct_attendance
from programs.models import HoursEntry, ServiceAttendance, ServiceSeal
from programs.queries.service_seal import attended_of, chain_of
from programs.rules.service import daytime
from programs.rules.service_attendance import Facts, Sent, cleaned, faults, proposed_end
from tests.factories.accounts import make_user
from tests.factories.service import make_entry
from tests.factories.service_day import running_order, seated, session_of
from tests.factories.service_session import make_seat, make_session

SUPERVISE = "programs.supervise_service"
CAME = Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(12), quality=3, conduct=4)
MISSED = Sent(outcome="MISSED")


@pytest.fixture
def save(pk, scoped):
    def saving(seats, sent=CAME, *, by=None, **rows):
        by = by or pk
        asked = {seat.pk: sent for seat in seats} | rows.get("rows", {})
        return save_attendance(session_id=seats[0].session_id, rows=asked, by=by, scope=scoped(by, SUPERVISE))

    return saving


@pytest.fixture
def correct(pk):
    def correcting(row, sent, reason="Salah lihat", *, by=None):
        by = by or pk
        return correct_attendance(attendance_id=row.pk, sent=sent, reason=reason, by=by, scope=scope_of(by))

    return correcting


def facts(**changes) -> Facts:
    values = {
        "runs": True,
        "is_child": False,
        "start_on": date(2026, 1, 1),
        "deadline_on": date(2026, 6, 30),
        "is_paused": False,
        "per_day": 240,
        "ordered": 3600,
        "done": 0,
        "that_day": 0,
    }
    return Facts(**values | changes)


DAY, ON = daytime("06:00-18:00"), date(2026, 3, 2)


class TestRules:
    @pytest.mark.parametrize(
        ("sent", "changes", "expected"),
        [
            (CAME, {}, {}),
            (MISSED, {"runs": False, "is_paused": True}, {}),
            (Sent(outcome="EXCUSED", note=" "), {}, {"note": "needs_reason"}),
            (CAME, {"runs": False}, {"outcome": "ended"}),
            (CAME, {"deadline_on": date(2026, 3, 1)}, {"outcome": "outside_period"}),
            (CAME, {"is_paused": True}, {"outcome": "paused"}),
            (Sent(outcome="ATTENDED"), {}, {"started_at": "needs_time", "ended_at": "needs_time"}),
            (Sent(outcome="ATTENDED", started_at=time(9), ended_at=time(9)), {}, {"ended_at": "nothing_worked"}),
            (
                Sent(outcome="ATTENDED", started_at=time(5), ended_at=time(6)),
                {"is_child": True},
                {"started_at": "not_daytime"},
            ),
            (CAME, {"that_day": 1}, {"ended_at": "beyond_day"}),
            (CAME, {"done": 3400}, {"ended_at": "beyond_order"}),
            (Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(11), travel=61), {}, {"travel": "beyond_day"}),
            (Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(11), travel=60), {}, {}),
        ],
    )
    def test_each_broken_rule_is_named_at_its_field(self, sent, changes, expected):
        assert faults(sent, facts(**changes), ON, DAY) == expected

    @given(st.integers(0, 300), st.integers(0, 3600))
    def test_the_proposed_end_always_fits(self, that_day, done):
        known = facts(that_day=that_day, done=done)
        end = proposed_end(time(8), time(12), known)
        worked = (end.hour - 8) * 60 + end.minute
        assert worked == max(min(240, 240 - that_day, 3600 - done), 0)

    def test_who_did_not_come_says_no_times(self):
        assert cleaned(Sent(outcome="MISSED", started_at=time(8), travel=30, note=" x ")) == Sent(
            outcome="MISSED", note="x"
        )

    def test_metres(self):
        assert metres_between((-7.0, 110.4), (-7.0, 110.4)) == 0
        assert metres_between((-7.0, 110.4), (-7.01, 110.4)) == pytest.approx(1112, abs=2)


@pytest.mark.django_db
class TestSaving:
    def test_a_list_credits_everybody_seals_every_row_and_moves_the_seats(self, bapas, pk, save):
        seats = seated(bapas, pk, count=3)
        rows = {
            seats[1].pk: MISSED,
            seats[2].pk: Sent(outcome="ATTENDED", started_at=time(8, 30), ended_at=time(11), travel=30, rest=30),
        }
        taken = save(seats, rows=rows)
        assert len(taken.saved) == 3
        for seat, state, minutes in zip(seats, ("ATTENDED", "MISSED", "ATTENDED"), (240, 0, 150), strict=True):
            seat.refresh_from_db()
            seat.order.refresh_from_db()
            assert (seat.state, seat.order.minutes_done) == (state, minutes)
            assert [link.is_whole for link in chain_of(seat.order_id)] == [True]
        session = session_of(seats)
        session.refresh_from_db()
        assert session.state == "HELD"

    def test_a_wrong_row_is_named_and_nothing_is_saved(self, bapas, pk, save):
        seats = seated(bapas, pk, count=3)
        make_entry(seats[1].order, today_in(), 60)
        with pytest.raises(Invalid) as refusal:
            save(seats, rows={seats[2].pk: Sent(outcome="EXCUSED")})
        assert set(refusal.value.fields) == {f"{seats[1].pk}-ended_at", f"{seats[2].pk}-note"}
        assert "4 jam menurut putusan" in str(refusal.value.fields[f"{seats[1].pk}-ended_at"])
        assert not ServiceAttendance.objects.exists()
        assert HoursEntry.objects.count() == 1

    def test_the_same_list_twice_counts_once_and_other_words_overwrite_nothing(self, bapas, pk, save):
        seats = seated(bapas, pk, count=2)
        save(seats)
        second = make_user("PK", bapas)
        again = save(seats, by=second, rows={seats[1].pk: MISSED})
        assert [row.by_id for row in again.same] == [pk.pk]
        stands, sent, names = again.differs[0]
        assert (stands.outcome, sent.outcome) == ("ATTENDED", "MISSED")
        assert "outcome" in names
        assert HoursEntry.objects.count() == 2

    def test_two_halves_of_a_list_by_two_supervisors_are_both_saved(self, bapas, pk, save):
        seats = seated(bapas, pk, count=4)
        save(seats[:2])
        taken = save(seats[2:], by=make_user("PK", bapas))
        assert len(taken.saved) == 2
        assert not taken.differs

    def test_a_day_ahead_a_cancelled_session_and_a_strange_seat_are_refused(self, bapas, pk, save, scoped):
        ahead = seated(bapas, pk, on=today_in() + timedelta(1))
        strange = seated(bapas, pk)
        with pytest.raises(WrongState, match="baru berlangsung"):
            save(ahead)
        with pytest.raises(WrongState, match="berubah"):
            save(strange, rows={ahead[0].pk: CAME})
        empty = make_session(bapas, today_in(), starts_at=time(13), ends_at=time(15))
        type(empty).objects.filter(pk=empty.pk).update(state="CANCELLED", cancel_reason="Hujan")
        with pytest.raises(WrongState, match="dibatalkan"):
            save_attendance(session_id=empty.pk, rows={}, by=pk, scope=scoped(pk, SUPERVISE))

    def test_a_setting_can_ask_for_more_than_a_word(self, bapas, pk, save, settings):
        settings.SERVICE_PROOF = "PICTURE_OR_PLACE"
        seats = seated(bapas, pk)
        with pytest.raises(Invalid) as refusal:
            save(seats)
        assert "bukti" in str(refusal.value.fields[f"{seats[0].pk}-outcome"])
        assert save(seats, MISSED).saved

    def test_a_childs_evening_is_refused_here_too(self, bapas, pk, save):
        seats = seated(bapas, pk, child=True)
        with pytest.raises(Invalid) as refusal:
            save(seats, Sent(outcome="ATTENDED", started_at=time(17), ended_at=time(19)))
        assert "pasal 76" in str(refusal.value.fields[f"{seats[0].pk}-ended_at"])

    def test_the_database_keeps_rows_and_the_first_row_of_a_seat_is_one(self, bapas, pk, save):
        row = save(seated(bapas, pk), MISSED).saved[0]
        values = {"seat": row.seat, "order": row.order, "outcome": "MISSED", "by": pk, "recorded_at": row.recorded_at}
        for act in (
            lambda: ServiceAttendance.objects.filter(pk=row.pk).update(note="x"),
            lambda: ServiceAttendance.objects.filter(pk=row.pk).delete(),
            lambda: ServiceSeal.objects.filter(order=row.order).update(seal="0" * 64),
            lambda: ServiceAttendance.objects.create(form_key=uuid4(), **values),
            lambda: ServiceSeal.objects.create(order=row.order, number=3, previous="", seal="0" * 64, attendance=row),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


@pytest.mark.django_db
class TestCorrecting:
    def test_a_correction_takes_the_hours_back_and_credits_anew(self, bapas, pk, save, correct):
        seat = seated(bapas, pk)[0]
        row = save([seat]).saved[0]
        later = correct(row, Sent(outcome="ATTENDED", started_at=time(9), ended_at=time(11)))
        seat.order.refresh_from_db()
        assert seat.order.minutes_done == 120
        assert later.replaces_id == row.pk
        assert [(line.is_replaced, line.is_whole) for line in attended_of(seat.order_id)] == [
            (True, True),
            (False, True),
        ]
        correct(later, MISSED)
        seat.order.refresh_from_db()
        seat.refresh_from_db()
        assert (seat.order.minutes_done, seat.state) == (0, "MISSED")
        assert list(seat.order.entries.values_list("kind", flat=True)).count("REVERSAL") == 2

    def test_a_correction_asks_why_and_what(self, bapas, pk, save, correct):
        row = save(seated(bapas, pk)).saved[0]
        with pytest.raises(Invalid) as refusal:
            correct(row, CAME, " ")
        assert set(refusal.value.fields) == {"reason", "outcome"}
        with pytest.raises(Invalid) as refusal:
            correct(row, Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(13)))
        assert "ended_at" in refusal.value.fields
        assert row.order.entries.count() == 1

    def test_whoever_comes_second_is_told_who_was_first(self, bapas, pk, save, correct):
        row = save(seated(bapas, pk)).saved[0]
        correct(row, MISSED)
        with pytest.raises(WrongState, match="sudah tersimpan"):
            correct(row, MISSED)
        with pytest.raises(WrongState, match=pk.name):
            correct(row, Sent(outcome="EXCUSED", note="Sakit"))

    def test_a_colleague_may_not_and_the_head_may(self, bapas, pk, head, save, correct):
        row = save(seated(bapas, pk)).saved[0]
        with pytest.raises(NotAllowed):
            correct(row, MISSED, by=make_user("PK", bapas))
        assert correct(row, MISSED, by=head).by_id == head.pk


@pytest.mark.django_db
class TestSeals:
    def test_a_change_by_sql_is_found(self, bapas, pk, save, capsys):
        first, second = (save(seated(bapas, pk, on=today_in() - timedelta(days))).saved[0] for days in (1, 2))
        call_command("verify_service_seals")
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("UPDATE programs_serviceattendance SET quality = 1 WHERE id = %s", [first.pk])
        with pytest.raises(SystemExit):
            call_command("verify_service_seals")
        said = capsys.readouterr().out
        assert f"attendance {first.pk})" in said
        assert f"attendance {second.pk})" not in said
        assert [line.is_whole for line in attended_of(first.order_id)] == [False]

    def test_a_change_of_the_ledger_and_a_seal_cut_out_are_found(self, bapas, pk, save):
        order = running_order(bapas, pk)
        for days in (1, 2, 3):
            session = make_session(bapas, today_in() - timedelta(days))
            row = save([make_seat(session, order)]).saved[0]
        assert [link.is_whole for link in chain_of(order.pk)] == [True] * 3
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("UPDATE programs_hoursentry SET minutes = 200 WHERE id = %s", [row.entry_id])
            cursor.execute("DELETE FROM programs_serviceseal WHERE order_id = %s AND number = 1", [order.pk])
        assert [link.is_whole for link in chain_of(order.pk)] == [False, False]
        with pytest.raises(IntegrityError), transaction.atomic():
            ServiceSeal.objects.create(order=order, number=9, previous="f" * 64, seal="0" * 64, attendance=row)
