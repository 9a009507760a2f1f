"""From a result to ranked needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.needs import FoundNeed, aspects, needs_from_result, ranked
from clients.rules.scoring import score
from tests.clients.instruments import ANAK, KRIM, MAN, RRI, complete_answers, highest, lowest

FACTORS = {"KRIM": ["F1", "F2", "F3", "F4", "F5", "F6", "F7"], "ANAK": ["F1", "F2", "F3", "F4", "F5", "F6"], "RRI": []}


@pytest.mark.parametrize("instrument", [RRI, KRIM, ANAK], ids=lambda each: each.code)
def test_the_sum_of_the_aspects_is_no_aspect(instrument):
    assert [factor.code for factor in aspects(instrument)] == FACTORS[instrument.code]


def test_rri_finds_no_needs():
    answers = {**lowest(RRI), "B1": True}
    assert needs_from_result(RRI, score(RRI, answers, MAN)) == ()


def test_lowest_answers_find_nothing_and_ticks_always_count():
    assert needs_from_result(KRIM, score(KRIM, lowest(KRIM))) == ()
    found = needs_from_result(KRIM, score(KRIM, {**lowest(KRIM), "B2.2": True, "B1.7": True}))
    assert [(need.kind, need.code) for need in found] == [("TICK", "B1.7"), ("TICK", "B2.2")]


# One answer per factor away from the lowest: the cut-off between RENDAH and SEDANG (domain.md 4.5).
EDGES = [
    ({"K1": 1}, []),
    ({"K1": 2}, ["F1"]),
    ({"K8": 2}, []),
    ({"K8": 2, "K4": 1}, ["F2"]),
    ({"K11": 1}, []),
    ({"K11": 1, "K12": 1}, ["F3"]),
    ({"K20": 2}, ["F4"]),
    ({"K21": 1}, ["F5"]),
    ({"K24": 1}, ["F6"]),
    ({"K27": 1}, []),
    ({"K27": 2}, ["F7"]),
]


@pytest.mark.parametrize(("answers", "factors"), EDGES)
def test_a_factor_becomes_a_need_at_sedang(answers, factors):
    found = needs_from_result(KRIM, score(KRIM, {**lowest(KRIM), **answers}))
    assert [need.code for need in found] == factors


def test_child_aspects_become_needs():
    found = needs_from_result(ANAK, score(ANAK, highest(ANAK)))
    assert {need.code for need in found} == set(FACTORS["ANAK"])
    assert {need.category for need in found} == {"HIGH"}


def test_order_is_category_then_share_then_ticks_then_practical():
    rows = [
        FoundNeed("PRACTICAL", "WORK"),
        FoundNeed("TICK", "B1.10"),
        FoundNeed("FACTOR", "F5", "MEDIUM", 1, 2),
        FoundNeed("TICK", "B1.2"),
        FoundNeed("FACTOR", "F3", "MEDIUM", 4, 6),
        FoundNeed("FACTOR", "F2", "HIGH", 7, 10),
        FoundNeed("FACTOR", "F7", "VERY_HIGH", 7, 7),
        FoundNeed("FACTOR", "F6", "HIGH", 2, 2),
    ]
    assert [need.code for need in ranked(rows)] == ["F7", "F6", "F2", "F3", "F5", "B1.2", "B1.10", "WORK"]


@given(complete_answers(KRIM), st.sets(st.sampled_from([item.code for item in KRIM.ticks])))
def test_every_tick_and_no_low_factor_is_a_need(answers, ticks):
    result = score(KRIM, answers | dict.fromkeys(ticks, True))
    found = needs_from_result(KRIM, result)
    assert {need.code for need in found if need.kind == "TICK"} == ticks
    high = {code for code, standing in result.factors.items() if standing.category != "LOW"}
    assert {need.code for need in found if need.kind == "FACTOR"} == high
    assert list(found) == ranked(found)
