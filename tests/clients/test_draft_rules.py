"""Several windows typing into one draft: every interleaving, told apart by properties."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.draft_fields import columns_of, fault_of, values_of
from clients.rules.drafting import (
    Kept,
    State,
    Typed,
    differing,
    fold,
    is_same,
    receive,
    rewind,
    unsettled,
)
from tests.clients.instruments import KRIM, RRI

FIELDS = ("answer:A1", "answer:A2", "note:A1")
VALUES = (None, 0, 1, "catatan")
MOMENT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SOURCES = ("KLIEN", "BERKAS")


def typed(field="answer:A1", value=1, base=0, window="w1", key=None, minute=0) -> Typed:
    return Typed(field, value, base, key or uuid.uuid4(), window, MOMENT + timedelta(minutes=minute))


@st.composite
def deliveries(draw) -> list[list[Typed]]:
    """Batches as they arrive: three windows, each knowing what it last heard; some batches come twice or late."""
    moves = draw(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.sampled_from(FIELDS), st.sampled_from(VALUES), st.booleans()),
            max_size=25,
        )
    )
    state, heard, batches = State(), dict.fromkeys("abc", 0), []
    for minute, (window, name, value, hears) in enumerate(moves):
        batch = [typed(name, value, heard[window], window, minute=minute)]
        batches.append(batch)
        receive(state, batch, set())
        if hears:
            heard[window] = state.seq
    again = draw(st.lists(st.sampled_from(batches), max_size=6)) if batches else []
    return draw(st.permutations(batches + again)) if draw(st.booleans()) else batches + again


def run(batches: list[list[Typed]], initial: dict) -> tuple[State, list[Kept]]:
    state, log = State(dict(initial)), []
    for batch in batches:
        log += receive(state, batch, {(event.key, event.field) for event in log})
    return state, log


@given(deliveries(), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES)))
def test_every_value_is_kept_once_and_the_state_is_the_fold(batches, initial):
    state, log = run(batches, initial)
    sent = {(change.key, change.field): change.value for batch in batches for change in batch}
    assert len(log) == len(sent)
    assert {(event.key, event.field): event.value for event in log} == sent
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    again = fold(initial, log)
    assert (again.values, again.seqs, again.seq) == (state.values, state.seqs, state.seq)


@given(deliveries())
def test_no_value_is_applied_over_an_unseen_different_one(batches):
    """Told by a plain walk over the log, without the rule's own bookkeeping."""
    _state, log = run(batches, {})
    bases = {(change.key, change.field): change.base for batch in batches for change in batch}
    standing: dict[str, Kept] = {}
    for event in log:
        before = standing.get(event.field)
        unseen = before is not None and before.seq > bases[event.key, event.field]
        differs = not is_same(before.value if before else None, event.value)
        if unseen and differs and not event.is_conflict:
            assert before.window == event.window and event.typed_at >= before.typed_at
        if event.is_conflict:
            assert unseen and differs
        elif differs:
            standing[event.field] = event


@given(deliveries(), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(VALUES)), st.integers(0, 30))
def test_any_moment_comes_back(batches, initial, cut):
    state, log = run(batches, initial)
    there = fold(initial, [event for event in log if event.seq <= cut])
    back = rewind(state.values, [event for event in reversed(log) if event.seq > cut])
    assert not differing(there.values, back)


def test_the_same_value_twice_is_no_conflict_and_moves_nothing():
    state = State()
    receive(state, [typed(value=1, window="w1")], set())
    (event,) = receive(state, [typed(value=1, window="w2")], set())
    assert not event.is_conflict and state.seqs == {"answer:A1": 1}


def test_a_different_unseen_value_is_kept_beside_and_settled_by_a_later_one():
    state = State()
    log = receive(state, [typed(value=1, window="w1")], set())
    log += receive(state, [typed(value=0, window="w2")], set())
    assert state.values == {"answer:A1": 1} and unsettled(log) == [log[-1]]
    log += receive(state, [typed(value=0, window="w2", base=state.seq)], set())
    assert state.values == {"answer:A1": 0} and unsettled(log) == []


def test_agreeing_with_what_stands_settles_too():
    state = State()
    log = receive(state, [typed(value=1), typed(value=0, window="w2")], set())
    log += receive(state, [typed(value=1, window="w2", base=2)], set())
    assert state.values == {"answer:A1": 1} and unsettled(log) == []


def test_a_window_covers_its_own_earlier_value_but_not_with_a_late_one():
    state = State()
    events = receive(state, [typed(value=1, minute=1), typed(value=0, minute=2), typed(value=1, minute=0)], set())
    assert [event.is_conflict for event in events] == [False, False, True]
    assert state.values == {"answer:A1": 0}


@pytest.mark.parametrize(
    ("one", "other", "same"), [(None, "", True), (False, None, True), (1, True, False), (0, None, False)]
)
def test_sameness(one, other, same):
    assert is_same(one, other) is same


FAULTS = [
    (RRI, "answer:A1", 3, None),
    (RRI, "answer:A1", 2, "impossible"),
    (RRI, "answer:A1", True, "impossible"),
    (RRI, "answer:A1", "3", None),
    (RRI, "answer:A1", None, None),
    (RRI, "answer:B1", True, None),
    (RRI, "answer:B1", 1, "impossible"),
    (RRI, "answer:Z9", 1, "unknown"),
    (KRIM, "answer:K6A", "K6B:1", None),
    (KRIM, "answer:K6A", "K7:1", "impossible"),
    (KRIM, "answer:K6B", 1, "unknown"),
    (RRI, "note:A1", "x" * 4000, None),
    (RRI, "note:A1", "x" * 4001, "too_long"),
    (RRI, "note:Z9", "x", "unknown"),
    (RRI, "note:A1", 5, "impossible"),
    (RRI, "source:A1", "KLIEN", None),
    (RRI, "source:A1", "TETANGGA", "impossible"),
    (RRI, "source:A1", 7, "impossible"),
    (RRI, "head:place", "Bapas", None),
    (RRI, "head:place", "x" * 121, "too_long"),
    (RRI, "head:secret", "x", "unknown"),
    (RRI, "", 1, "unknown"),
]


@pytest.mark.parametrize(("instrument", "field", "value", "fault"), FAULTS)
def test_what_a_field_may_hold(instrument, field, value, fault):
    assert fault_of(instrument, field, value, SOURCES) == fault


def test_columns_and_fields_are_two_ways_of_writing_the_same():
    columns = {
        "answers": {"K1": 2, "K6B": 1, "B2.2": True},
        "notes": {"K1": "surat"},
        "sources": {"K1": "KLIEN"},
        "head": {"place": ""},
    }
    values = values_of(KRIM, **columns)
    assert values["answer:K6A"] == "K6B:1"
    assert columns_of(values) == columns
    assert columns_of({**values, "answer:K6A": 0})["answers"]["K6A"] == 0
    assert "K6B" not in columns_of({**values, "answer:K6A": 0})["answers"]
