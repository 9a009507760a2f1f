"""The hours ledger: the law's limits, each said at its field; many writers at once: test_service_races."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from programs.actions import hours
from programs.actions.service import finish_order, open_order, pause_order, resume_order
from programs.models import HoursEntry, ServiceOrder
from tests.factories import make_guidance
from tests.factories.service import make_order, order_values

WRITE, CORRECT = "programs.write_service", "programs.correct_hours"
DAY = date(2026, 3, 2)


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, status="KERSOS")


@pytest.fixture
def order(guidance) -> ServiceOrder:
    return make_order(guidance)


@pytest.fixture
def credit(order, pk, scoped):
    scope = scoped(pk, WRITE)

    def crediting(minutes: int = 120, day: date = DAY, **changes):
        values = {"order_id": order.pk, "worked_on": day, "minutes": minutes, "form_key": uuid4()}
        return hours.credit_hours(by=pk, scope=scope, **values | changes)

    return crediting


def done(order: ServiceOrder) -> int:
    return ServiceOrder.objects.get(pk=order.pk).minutes_done


@pytest.mark.django_db
class TestOpening:
    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("minutes_ordered", 479, "8 sampai 240 jam (KUHP pasal 85)"),
            ("minutes_ordered", 14401, "8 sampai 240 jam (KUHP pasal 85)"),
            ("minutes_per_day", 481, "Paling lama 8 jam sehari (KUHP pasal 85)"),
            ("days_a_week", 8, "1 sampai 7 hari"),
            ("deadline_on", date(2026, 8, 10), "Paling lama 6 bulan"),
            ("deadline_on", date(2026, 2, 8), "tidak boleh sebelum mulai"),
            ("start_on", date(2026, 2, 1), "paling cepat pada tanggal putusan"),
            ("verdict_no", " ", "nomor putusan"),
            ("place", "", "tempat"),
        ],
    )
    def test_a_term_beyond_the_law_is_refused_at_its_field(self, guidance, pk, scoped, field, value, said):
        with pytest.raises(Invalid) as refusal:
            self.opened(guidance, pk, scoped, **{field: value})
        assert said in str(refusal.value.fields[field])

    def test_a_child_serves_at_most_three_hours_a_day(self, bapas, pk, scoped):
        child = make_guidance(office=bapas, officer=pk, child=True, status="YANMAS")
        with pytest.raises(Invalid) as refusal:
            self.opened(child, pk, scoped, minutes_per_day=181, minutes_ordered=7201)
        assert "3 jam sehari (UU 11/2012 pasal 76)" in str(refusal.value.fields["minutes_per_day"])
        assert "7 sampai 120 jam" in str(refusal.value.fields["minutes_ordered"])

    def test_the_database_knows_the_limits_too(self, guidance):
        for wrong in ({"minutes_ordered": 14401}, {"minutes_per_day": 500}, {"deadline_on": date(2026, 8, 10)}):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_order(guidance, **wrong)

    def test_a_second_click_answers_with_the_first_order_and_a_second_order_is_refused(self, guidance, pk, scoped):
        key = uuid4()
        first = self.opened(guidance, pk, scoped, form_key=key, verdict_no="7/Pid.B/2026/PN Contoh")
        assert self.opened(guidance, pk, scoped, form_key=key, verdict_no="7/Pid.B/2026/PN Contoh") == first
        with pytest.raises(WrongState):
            self.opened(guidance, pk, scoped)

    def opened(self, guidance, pk, scoped, form_key=None, **changes):
        values = order_values(**changes)
        return open_order(
            guidance_id=guidance.pk, form_key=form_key or uuid4(), by=pk, scope=scoped(pk, WRITE), **values
        )


@pytest.mark.django_db
class TestLedger:
    def test_work_and_travel_count_and_a_penalty_takes_off(self, order, credit, pk, scoped):
        credit(120)
        credit(60, is_travel=True)
        hours.penalise(
            order_id=order.pk,
            worked_on=DAY,
            minutes=30,
            reason="Datang terlambat",
            form_key=uuid4(),
            by=pk,
            scope=scoped(pk, WRITE),
        )
        assert done(order) == 150

    def test_a_day_holds_no_more_than_the_verdict_says(self, order, credit):
        credit(200)
        with pytest.raises(Invalid, match="Belum tersimpan") as refusal:
            credit(41)
        assert "240 menit" in str(refusal.value.fields["minutes"])
        credit(40)
        assert done(order) == 240

    def test_never_beyond_the_order(self, bapas, pk, scoped):
        order = make_order(
            make_guidance(office=bapas, officer=pk, status="KERSOS"), minutes_ordered=480, minutes_per_day=480
        )
        scope = scoped(pk, WRITE)
        for day, minutes in ((DAY, 400), (DAY + timedelta(1), 80)):
            hours.credit_hours(order_id=order.pk, worked_on=day, minutes=minutes, form_key=uuid4(), by=pk, scope=scope)
        with pytest.raises(Invalid, match="Belum tersimpan"):
            hours.credit_hours(
                order_id=order.pk, worked_on=DAY + timedelta(2), minutes=1, form_key=uuid4(), by=pk, scope=scope
            )
        assert done(order) == 480

    def test_outside_the_period_in_a_pause_or_ahead_is_refused(self, order, credit, pk, scoped):
        scope = scoped(pk, WRITE)
        pause_order(
            order_id=order.pk, from_on=DAY, to_on=DAY + timedelta(3), reason="ILLNESS", note="", by=pk, scope=scope
        )
        for day in (order.start_on - timedelta(1), order.deadline_on + timedelta(1), DAY + timedelta(3)):
            with pytest.raises(Invalid) as refusal:
                credit(day=day)
            assert "worked_on" in refusal.value.fields
        assert done(order) == 0

    def test_hours_cannot_be_worked_at_the_same_time_twice(self, credit):
        credit(120, started_at=time(8), ended_at=time(10))
        with pytest.raises(Invalid) as refusal:
            credit(60, started_at=time(9), ended_at=time(10))
        assert "bertumpuk" in str(refusal.value.fields["started_at"])

    def test_a_double_click_counts_once(self, order, credit):
        key = uuid4()
        assert credit(form_key=key) == credit(form_key=key)
        assert done(order) == 120

    def test_a_key_of_another_orders_form_is_refused(self, order, credit, bapas, pk, scoped):
        other, key = make_order(make_guidance(office=bapas, officer=pk, status="KERSOS")), uuid4()
        credit(form_key=key)
        with pytest.raises(WrongState):
            credit(order_id=other.pk, form_key=key)
        assert done(other) == 0

    def test_a_reversal_takes_back_exactly_the_entry_once(self, order, credit, pk, scoped):
        entry, scope = credit(90), scoped(pk, WRITE)
        back = hours.reverse(entry_id=entry.pk, reason="Salah klien", form_key=uuid4(), by=pk, scope=scope)
        back.refresh_from_db()
        assert (back.minutes, back.worked_on, done(order)) == (-90, DAY, 0)
        with pytest.raises(WrongState):
            hours.reverse(entry_id=entry.pk, reason="Lagi", form_key=uuid4(), by=pk, scope=scope)

    def test_adjustments_are_capped_and_belong_to_the_superior(self, order, pk, head, scoped):
        values = {"order_id": order.pk, "reason": "Mesin absen rusak", "form_key": uuid4()}
        with pytest.raises(NotAllowed):
            hours.adjust(minutes=10, by=pk, scope=scoped(pk, WRITE), **values)
        hours.adjust(minutes=100, by=head, scope=scoped(head, CORRECT), **values)
        with pytest.raises(Invalid) as refusal:
            hours.adjust(minutes=-81, by=head, scope=scoped(head, CORRECT), **values | {"form_key": uuid4()})
        assert "180 menit" in str(refusal.value.fields["minutes"])
        assert done(order) == 100

    def test_the_ledger_and_the_balance_cannot_be_rewritten(self, order, credit):
        entry = credit(60)
        for act in (
            lambda: HoursEntry.objects.filter(pk=entry.pk).update(minutes=600),
            lambda: HoursEntry.objects.filter(pk=entry.pk).delete(),
            lambda: ServiceOrder.objects.filter(pk=order.pk).update(minutes_done=3600),
            lambda: ServiceOrder.objects.filter(pk=order.pk).update(minutes_ordered=480),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
        assert done(order) == 60

    def test_one_statement_with_many_rows_is_checked_row_by_row(self, order, pk):
        def rows(*minutes: int) -> list[HoursEntry]:
            kinds = {True: "CREDIT", False: "PENALTY"}
            return [
                HoursEntry(
                    order=order, kind=kinds[m > 0], worked_on=DAY, minutes=m, reason="uji", form_key=uuid4(), by=pk
                )
                for m in minutes
            ]

        with pytest.raises(IntegrityError, match="hours_day_limit"), transaction.atomic():
            HoursEntry.objects.bulk_create(rows(200, 60))
        HoursEntry.objects.bulk_create(rows(200, -30, 60))
        assert done(order) == 230

    def test_an_order_is_done_when_whole_and_says_why_when_not(self, order, credit, pk, scoped):
        credit(120)
        with pytest.raises(Invalid) as refusal:
            finish_order(order_id=order.pk, on=DAY, note=" ", by=pk, scope=scoped(pk, WRITE))
        assert "note" in refusal.value.fields
        ended = finish_order(order_id=order.pk, on=DAY, note="Dicabut jaksa", by=pk, scope=scoped(pk, WRITE))
        assert ended.state == "ENDED"
        with pytest.raises(WrongState):
            credit(10)

    def test_a_pause_ends_and_work_goes_on(self, order, credit, pk, scoped):
        scope = scoped(pk, WRITE)
        pause_order(order_id=order.pk, from_on=DAY, to_on=None, reason="ILLNESS", note="", by=pk, scope=scope)
        with pytest.raises(Invalid):
            pause_order(
                order_id=order.pk, from_on=DAY + timedelta(9), to_on=None, reason="SITE", note="", by=pk, scope=scope
            )
        resume_order(order_id=order.pk, last_on=DAY + timedelta(1), by=pk, scope=scope)
        credit(day=DAY + timedelta(2))
        assert done(order) == 120
