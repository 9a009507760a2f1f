"""The plain rules of plans: moves, codes of help, contents, digests, words that changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.help import ADULT_TWINS, TICKS, help_codes
from programs.choices import ActivityState, LineState, PlanState
from programs.rules.content import digest_of, line_content, plan_changes, plan_content, shown, word_changes
from programs.rules.moves import line_moves, may_move_activity, may_move_line, may_move_plan

PLAN = {("DRAFT", "SUBMITTED"), ("RETURNED", "SUBMITTED"), ("SUBMITTED", "APPROVED"), ("SUBMITTED", "RETURNED")}
PLAN |= {("APPROVED", "DRAFT")}
LINE = {("PLANNED", "RUNNING"), ("PLANNED", "DONE"), ("PLANNED", "DROPPED")}
LINE |= {("RUNNING", "DONE"), ("RUNNING", "DROPPED"), ("DROPPED", "RUNNING")}
ACTIVITY = {("DRAFT", "SUBMITTED"), ("RETURNED", "SUBMITTED"), ("SUBMITTED", "ACCEPTED"), ("SUBMITTED", "RETURNED")}
ACTIVITY |= {
    ("DRAFT", "PROPOSED"),
    ("PROPOSED", "APPROVED"),
    ("PROPOSED", "DRAFT"),
    ("APPROVED", "DRAFT"),
    ("APPROVED", "SUBMITTED"),
}


@pytest.mark.parametrize(
    ("states", "allowed", "may_move"),
    [(PlanState, PLAN, may_move_plan), (LineState, LINE, may_move_line), (ActivityState, ACTIVITY, may_move_activity)],
)
def test_exactly_the_listed_moves_are_allowed(states, allowed, may_move):
    assert {(a, b) for a in states.values for b in states.values if may_move(a, b)} == allowed


def test_a_finished_line_stays_finished():
    assert list(line_moves("DONE")) == []
    assert list(line_moves("PLANNED")) == ["RUNNING", "DONE", "DROPPED"]


@pytest.mark.parametrize(
    ("kind", "code", "is_child", "codes"),
    [
        ("FACTOR", "F3", False, ("F3",)),
        ("FACTOR", "F2", True, ("ANAK-F2", "F3", "REHABILITATION")),
        ("FACTOR", "F9", True, ("ANAK-F9",)),
        ("TICK", "B2.2", False, ("HOUSING",)),
        ("TICK", "B9.9", False, ()),
        ("PRACTICAL", "IDENTITY", True, ("IDENTITY",)),
    ],
)
def test_help_codes(kind, code, is_child, codes):
    assert help_codes(kind=kind, code=code, is_child=is_child) == codes


def test_every_aspect_and_tick_has_help():
    assert set(ADULT_TWINS) == {f"F{number}" for number in range(1, 7)}
    assert len(TICKS) == 18


WORDS = st.text(alphabet="ab c", max_size=30)


@given(WORDS, WORDS)
def test_the_pieces_give_both_texts_back(before, after):
    pieces = word_changes(before, after)
    assert " ".join(p.text for p in pieces if p.mark != "added").split() == before.split()
    assert " ".join(p.text for p in pieces if p.mark != "removed").split() == after.split()


def a_line(**changes):
    return line_content(
        **{
            "line_id": 1,
            "need": {"id": 1, "kind": "PRACTICAL", "code": "HOUSING", "label": "Tempat tinggal", "category": ""},
            "goal": "Punya rumah",
            "intervention": {"code": "X", "name": "Rujukan"},
            "partner": None,
            "start_on": "2025-01-01",
            "due_on": "2025-02-01",
            "indicator": "Surat",
            "responsible": {"id": 1, "name": "Petugas"},
        }
        | changes
    )


def test_the_digest_hangs_on_the_words_and_not_on_the_order_of_keys():
    content = plan_content([a_line()])
    turned = {"lines": [dict(reversed(list(a_line().items())))]}
    assert digest_of(content) == digest_of(turned)
    assert len(digest_of(content)) == 64
    assert digest_of(content) != digest_of(plan_content([a_line(goal="Punya rumah.")]))


def test_changes_name_lines_and_fields():
    before = plan_content([a_line(), a_line(line_id=2)])
    after = plan_content([a_line(goal="Punya kontrakan", partner={"id": 3, "name": "Griya"}), a_line(line_id=3)])
    found = {(change.kind, change.line_id): set(change.fields) for change in plan_changes(before, after)}
    assert found[("changed", 1)] == {"goal", "partner"}
    assert ("added", 3) in found
    assert ("removed", 2) in found
    assert plan_changes(before, before) == []


def test_shown_is_made_for_people():
    assert shown(a_line(), "need") == "Tempat tinggal"
    assert shown(a_line(), "partner") == ""
    assert shown(a_line(), "due_on") == "01-02-2025"
    assert shown(a_line(), "responsible") == "Petugas"
