"""What scoring accepts and refuses, and what stays true for any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.bands import band_of
from clients.rules.scoring import AnswerError, partial, problems, score
from tests.clients.instruments import (
    ALL,
    ANAK,
    CONTEXTS,
    KRIM,
    MAN,
    RRI,
    complete_answers,
    highest,
    lowest,
)

instruments = st.sampled_from(ALL)
contexts = st.sampled_from(CONTEXTS)
IMPOSSIBLE = [True, False, 1.0, "1", 99, -1, 10**30, [1], {"a": 1}, float("nan")]


@given(data=st.data(), instrument=instruments, context=contexts)
def test_any_valid_answers_give_a_total_in_bounds_and_its_band(data, instrument, context):
    result = score(instrument, data.draw(complete_answers(instrument)), context)
    assert 0 <= result.total <= instrument.total.maximum
    assert band_of(instrument.total.bands, result.total).category == result.category
    for factor in instrument.factors:
        found = result.factors[factor.code]
        assert 0 <= found.score <= found.maximum
        band = band_of(factor.bands, found.score)
        assert found.category == (band.category if band else None)


@given(data=st.data(), instrument=instruments, context=contexts)
def test_the_order_of_answers_does_not_matter(data, instrument, context):
    answers = data.draw(complete_answers(instrument))
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert score(instrument, shuffled, context) == score(instrument, answers, context)


@given(data=st.data(), instrument=instruments, context=contexts)
def test_a_higher_answer_never_lowers_the_total_of_an_added_part(data, instrument, context):
    answers = data.draw(complete_answers(instrument))
    code = data.draw(st.sampled_from(sorted(answers)))
    item = instrument.by_code[code]
    higher = answers | {code: data.draw(st.sampled_from(sorted(item.scores)))}
    change = higher[code] - answers[code]
    before, after = (score(instrument, each, context) for each in (answers, higher))
    assert after.total - before.total == instrument.total.sign(item.part) * change
    for factor in item.factors:
        assert after.factors[factor].score - before.factors[factor].score == change


@given(data=st.data(), context=contexts)
def test_ticks_never_change_the_total(data, context):
    for instrument in (RRI, KRIM):
        answers = data.draw(complete_answers(instrument))
        plain = score(instrument, answers, context)
        boxes = [tick.code for tick in instrument.ticks if tick.part in plain.parts_due]
        ticked = data.draw(st.sets(st.sampled_from(boxes))) if boxes else set()
        result = score(instrument, answers | dict.fromkeys(ticked, True), context)
        assert (result.total, result.category) == (plain.total, plain.category)
        assert (result.factors, result.parts_due) == (plain.factors, plain.parts_due)
        assert result.ticks == ticked


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.code)
@pytest.mark.parametrize("empty", ["absent", "null"])
def test_every_single_missing_item_is_named(instrument, empty):
    for slot in (slot for slot in instrument.slots if slot.required):
        answers = lowest(instrument)
        del answers[slot.code]
        if empty == "null":
            answers[slot.code] = None
        with pytest.raises(AnswerError, match=f"^{slot.code}: ") as refused:
            score(instrument, answers, MAN)
        assert refused.value.item == slot.code
        found = problems(instrument, answers, MAN)
        assert [(p.item, p.kind) for p in found] == [(slot.code, "missing")]


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.code)
@pytest.mark.parametrize("bad", IMPOSSIBLE, ids=repr)
def test_every_impossible_score_is_named(instrument, bad):
    for item in (item for item in instrument.items if item.kind == "score"):
        answers = lowest(instrument) | {item.code: bad}
        if item.code == "K6B":
            del answers["K6A"]
        found = problems(instrument, answers, MAN)
        assert [(p.item, p.kind) for p in found] == [(item.code, "impossible")]


@pytest.mark.parametrize("instrument", [RRI, KRIM], ids=lambda each: each.code)
@pytest.mark.parametrize("bad", [0, 1, None, "true", "", [], 1.0], ids=repr)
def test_a_tick_is_true_or_false_and_nothing_else(instrument, bad):
    for tick in instrument.ticks:
        found = problems(instrument, lowest(instrument) | {tick.code: bad}, MAN)
        assert [(p.item, p.kind) for p in found] == [(tick.code, "impossible")]


@pytest.mark.parametrize("stranger", ["A11", "a1", "K6", "", "B1.1 ", "R0", "N43", "é"])
@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.code)
def test_an_unknown_item_is_named(instrument, stranger):
    found = problems(instrument, lowest(instrument) | {stranger: 1}, MAN)
    assert [(p.item, p.kind) for p in found] == [(stranger, "unknown")]


def test_ticks_of_the_other_instrument_are_unknown():
    assert problems(KRIM, lowest(KRIM) | {"B1": True})[0].kind == "unknown"
    assert problems(RRI, lowest(RRI) | {"B1.1": True}, MAN)[0].kind == "unknown"


@pytest.mark.parametrize(
    ("context", "name", "kind"),
    [
        (None, "sex", "missing"),
        ({}, "sex", "missing"),
        ({"sex": "L", "drug_offence": True}, "sex", "impossible"),
        ({"sex": True, "drug_offence": True}, "sex", "impossible"),
        ({"sex": ["F"], "drug_offence": True}, "sex", "impossible"),
        ({"sex": "F"}, "drug_offence", "missing"),
        ({"sex": "F", "drug_offence": 1}, "drug_offence", "impossible"),
        ({"sex": "F", "drug_offence": "true"}, "drug_offence", "impossible"),
    ],
)
def test_rri_needs_sex_and_drug_offence(context, name, kind):
    first = problems(RRI, lowest(RRI), context)[0]
    assert (first.item, first.kind) == (name, kind)
    with pytest.raises(AnswerError, match=f"^{name}: "):
        score(RRI, lowest(RRI), context)


@pytest.mark.parametrize("instrument", [KRIM, ANAK], ids=lambda each: each.code)
@pytest.mark.parametrize("context", [None, {}, {"sex": "?"}, MAN])
def test_the_others_need_no_context(instrument, context):
    assert problems(instrument, lowest(instrument), context) == []


def test_all_problems_come_in_the_order_of_the_form():
    answers = lowest(RRI) | {"A2": 7, "Z": 1, "B1": 1}
    del answers["A1"]
    found = [p.item for p in problems(RRI, answers, {"sex": "M"})]
    assert found == ["drug_offence", "A1", "A2", "B1", "Z"]


@given(data=st.data(), instrument=instruments, context=contexts)
def test_the_live_panel_never_excludes_what_comes_out(data, instrument, context):
    answers = data.draw(complete_answers(instrument))
    given_so_far = data.draw(st.sets(st.sampled_from(sorted(answers))))
    result = score(instrument, answers, context)
    live = partial(instrument, {code: answers[code] for code in given_so_far}, context)
    readable = {code for code in answers if instrument.by_code[code].readable}
    blank = [c for c in answers if c not in given_so_far and c in readable]
    assert len(live.missing) == len(blank) == live.needed - live.answered
    assert live.lowest <= result.total <= live.highest
    assert result.category in live.possible_categories
    assert set(live.parts_due) <= set(result.parts_due) <= {*live.parts_due, *live.parts_open}
    assert live.kriminogenik_due in (None, result.kriminogenik_due)
    assert live.category in (None, result.category)


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.code)
@pytest.mark.parametrize("answers", [lowest, highest], ids=["lowest", "highest"])
def test_the_live_panel_ends_as_the_result(instrument, answers):
    given_all = answers(instrument)
    result, live = score(instrument, given_all, MAN), partial(instrument, given_all, MAN)
    assert live.is_complete
    assert (live.total, live.category) == (result.total, result.category)
    assert (live.lowest, live.highest) == (result.total, result.total)
    assert live.parts_due == result.parts_due and not live.parts_open
    assert live.kriminogenik_due == result.kriminogenik_due
    for code, factor in live.factors.items():
        found = result.factors[code]
        assert (factor.score, factor.category) == (found.score, found.category)


def test_the_live_panel_settles_a_branch_as_soon_as_it_is_certain():
    start = partial(RRI, {}, MAN)
    assert (start.parts_due, start.parts_open) == (("A",), ("B",))
    assert start.kriminogenik_due is None
    seven = partial(RRI, {"A1": 3, "A5": 4}, MAN)
    assert (seven.parts_due, seven.parts_open, seven.kriminogenik_due) == (("A",), (), True)
    assert seven.category is None and seven.total == 7


def test_the_live_panel_keeps_a_bad_answer_apart_from_a_missing_one():
    live = partial(RRI, lowest(RRI) | {"A1": 2}, MAN)
    assert (live.missing, [p.item for p in live.problems]) == ((), ["A1"])
    assert (live.answered, live.needed, live.category) == (9, 10, None)
