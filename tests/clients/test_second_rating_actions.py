"""Asking for a blind second rating, scoring it, and taking it back: who may, what is kept, what stays as it was."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.audit.trail import record_read
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.second_rating import ask_second_rating, cancel_second_rating, rate_second
from clients.models import Assessment, Need, SecondRating, Tier
from clients.permissions.second_rating import check_not_rating
from clients.queries.second_rating import comparison, possible_raters
from tests.clients.instruments import ANAK, KRIM, RRI, answers_for_total
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.second_rating import make_second_rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk), "KRIM", 20)


@pytest.fixture
def rater(bapas):
    return make_user(RoleCode.PK, bapas)


@pytest.fixture
def ask(first, rater, head, scoped):
    def asked(**changes):
        by = changes.pop("by", head)
        given = {"first_id": first.pk, "rater_id": rater.pk, "due_on": today_in() + timedelta(days=7), "by": by}
        return ask_second_rating(**{"scope": scoped(by, "clients.ask_second_rating"), **given, **changes})

    return asked


@pytest.fixture
def rate(rater, scoped):
    def rated(rating, **changes):
        given = {"rating_id": rating.pk, "answers": answers_for_total(KRIM, 25), "by": rater}
        return rate_second(**{"scope": scoped(rater, "clients.rate_second"), **given, **changes})

    return rated


def test_asking_pins_version_and_first_result(ask, first, rater, head):
    rating = ask()
    assert (rating.first, rating.version, rating.instrument) == (first, first.version, "KRIM")
    assert (rating.rater, rating.asked_by, rating.state) == (rater, head, "ASKED")
    event = AuditEvent.objects.get(verb="second_rating.asked")
    assert (event.actor, event.office_id, event.data["officer"]) == (head, first.office_id, rater.pk)


@pytest.mark.parametrize("role", [RoleCode.HEAD, RoleCode.SECTION_ADULT, RoleCode.SUPERVISOR])
def test_heads_sections_and_supervisors_may_ask(ask, bapas, role):
    assert ask(by=make_user(role, bapas)).pk


def test_a_section_of_children_does_not_reach_an_adult(ask, bapas):
    with pytest.raises(Assessment.DoesNotExist):
        ask(by=make_user(RoleCode.SECTION_CHILD, bapas))


def test_another_offices_head_does_not_reach_it(ask, other_bapas):
    with pytest.raises(Assessment.DoesNotExist):
        ask(by=make_user(RoleCode.HEAD, other_bapas))


def test_the_first_assessor_is_no_second_rater(ask, pk):
    with pytest.raises(Invalid) as refused:
        ask(rater_id=pk.pk)
    assert set(refused.value.fields) == {"rater"}


def test_an_officer_of_another_office_is_no_rater(ask, other_pk):
    with pytest.raises(Invalid) as refused:
        ask(rater_id=other_pk.pk)
    assert set(refused.value.fields) == {"rater"}


def test_who_read_the_first_result_is_no_longer_blind(ask, first, rater, head):
    record_read(subject=first, by=rater)
    with pytest.raises(Invalid, match="buta") as refused:
        ask()
    assert "membuka hasil pertama" in str(refused.value.fields["rater"])
    assert rater not in possible_raters(first, head)


def test_the_choice_holds_whom_the_action_takes(ask, first, rater, head, bapas, pk, other_pk):
    assistant = make_user(RoleCode.APK, bapas)
    assert set(possible_raters(first, head)) == {rater, assistant}
    ask()
    assert set(possible_raters(first, head)) == {assistant}


def test_the_same_officer_is_asked_once(ask):
    ask()
    with pytest.raises(Invalid):
        ask()
    assert SecondRating.objects.count() == 1


def test_a_day_in_the_past_is_refused(ask):
    with pytest.raises(Invalid) as refused:
        ask(due_on=today_in() - timedelta(days=1))
    assert set(refused.value.fields) == {"due_on"}


def test_a_replaced_assessment_is_not_rated(ask, first):
    make_assessment(first.guidance, "KRIM", 21, replaces_id=first.pk)
    with pytest.raises(WrongState):
        ask()


def test_scoring_keeps_both_and_changes_nothing_of_the_client(ask, rate, first):
    before = list(Need.objects.order_by("pk").values()), list(Tier.objects.values()), Assessment.objects.count()
    rating = rate(ask(), notes={"K1": "Keterangan istri\r\nsejalan\x00"})
    assert (rating.state, rating.total, rating.category) == ("DONE", 25, "HIGH")
    assert rating.notes == {"K1": "Keterangan istri\nsejalan"}
    assert (
        list(Need.objects.order_by("pk").values()),
        list(Tier.objects.values()),
        Assessment.objects.count(),
    ) == before
    first.refresh_from_db()
    assert first.total == 20


def test_scoring_uses_the_circumstances_of_the_first_result(bapas, rater, scoped, head):
    guidance = make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas), sex="F", is_drug=True)
    rating = make_second_rating(make_assessment(guidance, "RRI", 8), rater)
    saved = rate_second(
        rating_id=rating.pk,
        answers=answers_for_total(RRI, 9),
        by=rater,
        scope=scoped(rater, "clients.rate_second"),
    )
    assert saved.result["parts_due"] == ["A", "C", "D"]


def test_sent_twice_is_saved_once(ask, rate):
    rating = ask()
    rate(rating)
    again = rate(rating, answers=answers_for_total(KRIM, 3))
    assert again.total == 25
    assert AuditEvent.objects.filter(verb="second_rating.done").count() == 1


def test_incomplete_answers_are_refused_by_item(ask, rate):
    answers = answers_for_total(KRIM, 20)
    del answers["K3"]
    with pytest.raises(Invalid) as refused:
        rate(ask(), answers=answers, notes={"K1": "x" * 1001})
    assert set(refused.value.fields) == {"K1", "K3"}


def test_nobody_else_scores_it(ask, rate, bapas, scoped):
    rating, colleague = ask(), make_user(RoleCode.PK, bapas)
    with pytest.raises(SecondRating.DoesNotExist):
        rate(rating, by=colleague, scope=scoped(colleague, "clients.rate_second"))
    with pytest.raises(NotAllowed):
        rate(rating, by=colleague)


def test_taken_back_it_is_neither_scored_nor_taken_back_again(ask, rate, head, scoped):
    rating = ask()
    cancel_second_rating(rating_id=rating.pk, by=head, scope=scoped(head, "clients.ask_second_rating"))
    with pytest.raises(WrongState):
        rate(rating)
    with pytest.raises(WrongState):
        cancel_second_rating(rating_id=rating.pk, by=head, scope=scoped(head, "clients.ask_second_rating"))
    assert ask().pk != rating.pk


def test_reading_the_result_is_closed_while_the_rating_is_open(ask, rate, first, rater, pk):
    rating = ask()
    with pytest.raises(WrongState, match="secara buta"):
        check_not_rating(first.guidance_id, rater)
    check_not_rating(first.guidance_id, pk)
    rate(rating)
    check_not_rating(first.guidance_id, rater)


def test_the_database_keeps_a_rating_that_is_done(ask, rate):
    rating = rate(ask())
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        SecondRating.objects.filter(pk=rating.pk).update(total=1)
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        rating.delete()


@pytest.mark.parametrize(("code", "definition"), [("KRIM", KRIM), ("ANAK", ANAK)])
def test_both_results_side_by_side(bapas, pk, code, definition):
    guidance = make_guidance(office=bapas, officer=pk, child=code == "ANAK")
    first = make_assessment(guidance, code, 12)
    answers = dict(first.answers)
    slot = definition.slots[0]
    answers[slot.code] = next(score for score in slot.items[0].scores if score != first.answers[slot.code])
    shown = comparison(make_second_rating(first, answers=answers))
    assert [row.code for row in shown.different] == [slot.code]
    assert shown.same == shown.both - 1
    row = shown.rows[0]
    assert row.first and row.second and row.first != row.second


def test_alternatives_are_compared_by_their_score(bapas, pk):
    first = make_assessment(make_guidance(office=bapas, officer=pk), "KRIM", 12, answers={"K6A": 1})
    answers = {code: value for code, value in first.answers.items() if code != "K6A"} | {"K6B": 1}
    shown = comparison(make_second_rating(first, answers=answers))
    row = next(row for row in shown.rows if row.code == "K6A")
    assert row.is_same and row.first.startswith("K6A") and row.second.startswith("K6B")


def test_a_part_that_only_one_filled_in_is_not_counted(bapas, pk):
    first = make_assessment(make_guidance(office=bapas, officer=pk), "RRI", 6, ticks=("B1",))
    shown = comparison(make_second_rating(first, answers=answers_for_total(RRI, 7)))
    ticks = {row.code: row.is_same for row in shown.rows if row.code.startswith("B")}
    assert ticks == {"B1": None, "B2": None, "B3": None, "B4": None}
    assert shown.both == 10
