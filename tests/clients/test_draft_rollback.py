"""Taking a draft back to any moment, for sequences of events drawn at random: in the rules, and in the database."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.core.errors import WrongState
from clients.actions.draft_rollback import drop_draft, roll_back
from clients.models import Guidance
from clients.queries.draft import meetings, values_at, values_in
from clients.rules.draft_rollback import met_since, values_back
from clients.rules.drafting import Kept, Typed, fold, is_same, receive, unsettled
from tests.clients.instruments import RRI
from tests.clients.test_draft_pages import keep
from tests.factories import make_guidance
from tests.factories.instruments import publish_shipped

FIELDS = ("answer:A1", "answer:A2", "note:A1", "head:place")
VALUES: dict[str, list[Any]] = {
    "answer:A1": [None, 0, 3],
    "answer:A2": [None, 0, 1],
    "note:A1": ["", "x", "y"],
    "head:place": ["", "Rumah"],
}
STEPS = st.lists(
    st.sampled_from(FIELDS).flatmap(
        lambda name: st.tuples(
            st.just(name), st.sampled_from(VALUES[name]), st.integers(0, 3), st.sampled_from(["w1", "w2"])
        )
    ),
    min_size=1,
    max_size=12,
)


def played(steps) -> list[Kept]:
    """Events of windows that lag behind by some events."""
    state = fold({}, [])
    events: list[Kept] = []
    for name, value, lag, window in steps:
        change = Typed(name, value, max(0, len(events) - lag), uuid.uuid4(), window)
        events += receive(state, [change], set())
    return events


@given(STEPS, st.data())
def test_any_moment_comes_back_by_new_events_alone(steps, data):
    events = played(steps)
    seq = data.draw(st.integers(0, len(events)))
    then, now = fold({}, events[:seq]), fold({}, events)
    back = values_back(now.values, then.values, met_since(events, seq))
    changes = [Typed(name, value, now.seq, uuid.uuid4(), "kembali") for name, value in back.items()]
    after = [*events, *receive(now, changes, set())]
    values = fold({}, after).values
    assert all(is_same(values.get(name), then.values.get(name)) for name in FIELDS)
    open_then, open_now = ({event.field for event in unsettled(kept)} for kept in (events[:seq], after))
    assert open_now <= open_then, "no conflict of a later moment waits"


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.data())
def test_any_moment_of_a_kept_draft_comes_back(guidance, scoped, steps, data):
    scope, pk = scoped(guidance.officer, "clients.assess"), guidance.officer
    draft = None
    for name, value, lag, window in steps:
        seen = max(0, draft.seq - lag) if draft is not None else 0
        draft = keep(guidance, (name, value), since=seen, window=window)
    assert draft is not None
    seq = data.draw(st.integers(0, draft.seq - 1))
    then = values_at(draft, RRI, seq)
    met = [each.field for each in meetings(draft, RRI)]
    differs = [name for name in FIELDS if not is_same(then.get(name), values_in(draft, RRI).get(name))]
    given_back = {"draft_id": draft.pk, "seq": seq, "seen": draft.seq, "by": pk, "scope": scope}
    if differs:
        assert roll_back(key=uuid.uuid4(), **given_back) >= len(differs)
    elif not met:
        with pytest.raises(WrongState):
            roll_back(key=uuid.uuid4(), **given_back)
    draft.refresh_from_db()
    assert all(is_same(then.get(name), values_in(draft, RRI).get(name)) for name in FIELDS)
    drop_draft(draft_id=draft.pk, seen=draft.seq, by=pk, scope=scope)
