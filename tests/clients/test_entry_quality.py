"""What the order and the time of answers show of a form: changes, what was left, uniform answers, missing evidence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.entry_quality import Entry, entry_quality
from tests.clients.instruments import ALL, KRIM, RRI, complete_answers, highest, lowest

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def events(answers, *, every: float = 20, order=None):
    codes = list(order or answers)
    return [
        Entry(f"answer:{code}", answers[code], START + timedelta(seconds=n * every)) for n, code in enumerate(codes)
    ]


def judged(instrument, told, evidenced=()):
    return entry_quality(instrument, told, evidenced, straight_least=5, fast_seconds=3)


def mixed() -> dict:
    """RRI answers that are not all at one place."""
    return lowest(RRI) | {"A2": 1, "A5": 4}


def test_a_form_filled_in_order_shows_nothing():
    found = judged(RRI, events(mixed()), RRI.by_code)
    assert found.answered == tuple(slot.code for slot in RRI.slots)
    assert (dict(found.changed), found.left, found.straight_parts, found.missing) == ({}, frozenset(), (), frozenset())
    assert (found.seconds, found.is_fast, found.is_suspect) == (20.0, False, False)


def test_only_another_answer_is_a_change():
    told = events(mixed())
    at = told[-1].at
    told += [Entry("answer:A1", 3, at), Entry("answer:A1", 3, at), Entry("answer:A1", None, at)]
    told += [Entry("answer:A1", 0, at), Entry("note:A2", "x", at), Entry("head:place", "y", at)]
    assert dict(judged(RRI, told).changed) == {"A1": 2}


def test_the_other_of_two_alternatives_is_a_change_of_their_slot():
    told = events(lowest(KRIM))
    told += [Entry("answer:K6A", None, START), Entry("answer:K6B", 1, START + timedelta(minutes=30))]
    found = judged(KRIM, told)
    assert dict(found.changed) == {"K6A": 1}
    assert "K6B" not in found.answered


def test_what_was_passed_over_and_came_last_was_left():
    codes = [slot.code for slot in RRI.slots]
    found = judged(RRI, events(mixed(), order=[*codes[:2], *codes[3:], codes[2]]))
    assert found.left == {"A3"}


def test_the_last_items_of_the_form_are_not_left_for_coming_last():
    assert judged(RRI, events(mixed())).left == frozenset()


@pytest.mark.parametrize(("answers", "parts"), [(lowest(RRI), ("A",)), (mixed(), ()), (lowest(RRI) | {"A3": 1}, ())])
def test_one_place_throughout_a_part_is_uniform(answers, parts):
    assert judged(RRI, events(answers)).straight_parts == parts


def test_a_short_part_is_not_called_uniform():
    assert judged(RRI, events(dict(list(lowest(RRI).items())[:4]))).straight_parts == ()


def test_uniform_is_about_places_not_scores():
    """K1's first option scores 2, K6A's first scores 1: at one place, with different scores."""
    first = {slot.code: slot.items[0].options[0].score for slot in KRIM.slots}
    assert judged(KRIM, events(first)).straight_parts == ("A",)
    assert judged(KRIM, events(highest(KRIM))).straight_parts == ()


@pytest.mark.parametrize(("every", "is_fast"), [(2.9, True), (3.0, False), (0.5, True)])
def test_very_fast_is_below_the_bound(every, is_fast):
    assert judged(RRI, events(mixed(), every=every)).is_fast is is_fast


def test_a_form_sent_whole_has_no_speed():
    found = judged(RRI, events(mixed(), every=0))
    assert (found.seconds, found.is_fast) == (None, False)


def test_evidence_is_asked_of_every_answer():
    found = judged(RRI, events(mixed()), ["A1", "A9", "B1"])
    assert len(found.missing) == len(RRI.slots) - 2


def test_nothing_typed_is_nothing_found():
    found = judged(RRI, [])
    assert (found.answered, found.left, found.seconds, found.is_suspect) == ((), frozenset(), None, False)


@given(st.data(), st.sampled_from(ALL))
def test_any_order_of_answers_keeps_its_bounds(data, instrument):
    answers = data.draw(complete_answers(instrument))
    found = judged(instrument, events(answers, order=data.draw(st.permutations(list(answers)))))
    slots = {slot.code for slot in instrument.slots}
    assert set(found.answered) == slots
    assert found.left <= set(found.answered)
    assert len(found.left) <= -(-len(slots) // 10)
    assert found.changed == {}
    assert set(found.straight_parts) <= {part.code for part in instrument.parts}
