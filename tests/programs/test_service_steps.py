"""The ladder after a miss: proposed, taken by a person, the grave steps decided by a second, withdrawn if excused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from programs.actions.service_correct import correct_attendance
from programs.actions.service_step import decide_step, take_step
from programs.choices_service import BreachStep
from programs.models import ServiceStep, ServiceStepAct
from programs.queries.service_step import line_of, misses, proposals
from programs.rules.ladder import next_step, read_ladder
from programs.rules.service_attendance import Sent
from tests.factories.accounts import make_user
from tests.factories.service_day import make_attendance, running_order
from tests.factories.service_session import make_seat, make_session
from tests.programs.pages import url

WRITE, CORRECT = "programs.write_service", "programs.correct_hours"
STEPS = BreachStep.values


class TestLadder:
    @given(st.permutations(STEPS), st.sets(st.sampled_from(STEPS)))
    def test_the_next_step_is_the_first_that_does_not_stand(self, ladder, standing):
        step = next_step(ladder, standing)
        assert (step is None) == (standing == set(STEPS))
        if step is not None:
            assert set(ladder[: ladder.index(step)]) <= standing
            assert step not in standing

    @pytest.mark.parametrize("text", ["", "TEGURAN_1,TEGURAN_1", "TEGURAN_9"])
    def test_a_setting_that_is_no_ladder_fails_loudly(self, text):
        with pytest.raises(ValueError, match="ladder"):
            read_ladder(text, STEPS)


@pytest.fixture
def order(bapas, pk):
    return running_order(bapas, pk)


@pytest.fixture
def missed(bapas, pk, order):
    """missed(days ago) -> a session the client missed."""

    def missing(days: int = 1):
        return make_attendance(make_seat(make_session(bapas, today_in() - timedelta(days)), order), pk)

    return missing


@pytest.fixture
def take(pk, scoped):
    def taking(miss, step="TEGURAN_1", **changes):
        values = {"step": step, "taken_on": today_in(), "note": "Sudah ditelepon", "form_key": uuid4()} | changes
        return take_step(miss_id=miss.pk, by=pk, scope=scoped(pk, WRITE), **values)

    return taking


def up_to(take, missed, head, scoped, count: int) -> list[ServiceStep]:
    """The first `count` steps, the grave ones approved."""
    steps = [take(missed(20 - number), step) for number, step in enumerate(STEPS[:count])]
    for step in steps[2:]:
        decide_step(step_id=step.pk, approve=True, note="", by=head, scope=scoped(head, CORRECT))
    return steps


@pytest.mark.django_db
class TestSteps:
    def test_the_steps_come_one_after_the_other_and_end_at_the_prosecutor(self, order, missed, take, head, scoped):
        up_to(take, missed, head, scoped, 4)
        last = missed(1)
        assert proposals([last])[order.pk] is None
        with pytest.raises(WrongState, match="jaksa"):
            take(last, "LAPORAN_JAKSA")

    def test_a_step_out_of_turn_twice_for_one_miss_or_too_early_is_refused(self, missed, take):
        miss = missed(5)
        with pytest.raises(WrongState, match="berubah"):
            take(miss, "TEGURAN_2")
        with pytest.raises(Invalid) as refusal:
            take(miss, taken_on=today_in() - timedelta(6))
        assert "taken_on" in refusal.value.fields
        key = uuid4()
        assert take(miss, form_key=key) == take(miss, form_key=key)
        with pytest.raises(WrongState, match="sudah dicatat"):
            take(miss)

    def test_who_asks_does_not_decide_and_a_refusal_says_why(self, missed, take, head, pk, scoped, order):
        steps = [take(missed(9 - number), step) for number, step in enumerate(STEPS[:3])]
        with pytest.raises(WrongState):
            decide_step(step_id=steps[0].pk, approve=True, note="", by=head, scope=scoped(head, CORRECT))
        with pytest.raises(Invalid):
            decide_step(step_id=steps[2].pk, approve=False, note=" ", by=head, scope=scoped(head, CORRECT))
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            ServiceStepAct.objects.create(step=steps[2], act="APPROVED", by=pk)
        decide_step(
            step_id=steps[2].pk, approve=False, note="Beri satu kesempatan", by=head, scope=scoped(head, CORRECT)
        )
        with pytest.raises(WrongState):
            decide_step(step_id=steps[2].pk, approve=True, note="", by=head, scope=scoped(head, CORRECT))
        assert proposals([missed(1)])[order.pk] == BreachStep.HEARING

    def test_the_head_who_asks_does_not_decide(self, missed, head, scoped, take):
        take(missed(4))
        take(missed(3), "TEGURAN_2")
        values = {"taken_on": today_in(), "note": "Berulang", "form_key": uuid4()}
        step = take_step(miss_id=missed(2).pk, step="PEMERIKSAAN", by=head, scope=scoped(head, WRITE), **values)
        with pytest.raises(NotAllowed):
            decide_step(step_id=step.pk, approve=True, note="", by=head, scope=scoped(head, CORRECT))

    def test_a_valid_reason_given_later_withdraws_the_step(self, order, missed, take, pk):
        miss = missed(2)
        step = take(miss)
        sent = Sent(outcome="EXCUSED", note="Surat dokter puskesmas")
        later = correct_attendance(
            attendance_id=miss.pk, sent=sent, reason="Surat baru diterima", by=pk, scope=scope_of(pk)
        )
        assert line_of(step).state == "WITHDRAWN"
        assert step.acts.get().note == "Surat baru diterima"
        with pytest.raises(WrongState):
            take(later)
        assert proposals([missed(1)])[order.pk] == BreachStep.WARNING_1

    def test_the_database_keeps_steps_and_knows_what_a_miss_is(self, bapas, pk, order, missed, take):
        step = take(missed(3))
        excused = make_attendance(
            make_seat(make_session(bapas, today_in()), order), pk, outcome="EXCUSED", note="Sakit"
        )
        values = {"order": order, "step": "TEGURAN_1", "taken_on": today_in(), "by": pk}
        for act in (
            lambda: ServiceStep.objects.filter(pk=step.pk).update(note="x"),
            lambda: step.delete(),
            lambda: ServiceStep.objects.create(miss=excused, form_key=uuid4(), **values),
            lambda: ServiceStep.objects.create(miss=step.miss, form_key=uuid4(), **values),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_the_list_shows_misses_without_a_step_oldest_first(self, missed, take, pk, scoped):
        young, old = missed(1), missed(8)
        scope = scoped(pk, "programs.view_service")
        assert list(misses(scope).order_by("seat__session__held_on")) == [old, young]
        take(old)
        assert list(misses(scope)) == [young]


@pytest.mark.django_db
class TestPages:
    def test_who_may(self, client, missed, take, other_bapas, kanwil_staff, head):
        miss = missed(3)
        step = take(miss)
        pages = [("service_step_take", miss.pk), ("service_step_letter", step.pk)]
        assert client.get(url("service_misses")).status_code == 302
        client.force_login(make_user(RoleCode.HEAD, other_bapas))
        for name, pk in [*pages, ("service_step_decide", step.pk)]:
            assert client.get(url(name, pk)).status_code == 404
        client.force_login(kanwil_staff)
        assert client.get(url("service_misses")).status_code == 403
        for name, pk in pages:
            assert client.get(url(name, pk)).status_code == 403

    def test_a_step_is_taken_decided_and_printed(self, client, missed, take, pk, head):
        take(missed(5))
        take(missed(4), "TEGURAN_2")
        miss = missed(2)
        client.force_login(pk)
        assert "Pemeriksaan" in client.get(url("service_misses")).content.decode()
        sent = {"form_key": str(uuid4()), "step": "PEMERIKSAAN", "taken_on": today_in().isoformat()}
        refused = client.post(url("service_step_take", miss.pk), sent | {"note": ""})
        assert refused.status_code == 400
        assert "pertimbangannya" in refused.content.decode()
        page = client.post(
            url("service_step_take", miss.pk), sent | {"note": "Tiga kali"}, follow=True
        ).content.decode()
        assert "menunggu keputusan" in page
        step = ServiceStep.objects.get(step="PEMERIKSAAN")
        assert client.get(url("service_step_letter", step.pk)).status_code == 409
        assert client.get(url("service_step_decide", step.pk)).status_code == 403
        client.force_login(head)
        assert "Menunggu keputusan Anda" in client.get(url("service_misses")).content.decode()
        done = client.post(url("service_step_decide", step.pk), {"approve": "1", "note": ""}, follow=True)
        assert "Keputusan tersimpan" in done.content.decode()
        letter = client.get(url("service_step_letter", step.pk))
        assert letter.content.startswith(b"%PDF")
