"""For any small instrument: scores are plain sums within what is printed, and the check finds exactly what is wrong."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.rules.instrument import parse
from clients.rules.instrument_check import check_definition
from clients.rules.instrument_file import file_faults, read_file, write_file
from clients.rules.results import AnswerError
from clients.rules.scoring import score
from tests.clients.instrument_strategy import CATEGORIES, SEXES, Definition, all_sums, holds, instruments

RRI = Path("clients/instruments/rri_02_2021.json")
some = settings(max_examples=60)
sexes = st.sampled_from(SEXES)


def printed(definition: Definition) -> list[tuple[str, Definition, set[int]]]:
    """(place, what is printed there, every score that can be had) of the total and of each factor."""
    sums = list(all_sums(definition))
    places = [("total", definition["total"], {total for _answers, total, _factors in sums})]
    for factor in definition["factors"]:
        places.append((factor["code"], factor, {factors[factor["code"]] for _answers, _total, factors in sums}))
    return places


def band_at(bands: list[Definition], number: int) -> list[str]:
    return [band["category"] for band in bands if band["from"] <= number <= band["to"]]


@some
@given(instruments())
def test_what_is_built_to_be_valid_passes(definition):
    assert check_definition(definition) == []
    assert file_faults(definition) == []


@some
@given(instruments())
def test_a_file_reads_back_to_the_same_instrument(definition):
    exported = write_file(definition)
    found, faults = read_file(exported)
    assert (found, faults) == (definition, [])
    assert write_file(found) == exported
    assert parse(found) == parse(definition)


@some
@given(instruments(), sexes)
def test_every_complete_set_of_answers_gives_its_plain_sum_within_what_is_printed(definition, sex):
    instrument = parse(definition)
    for answers, total, factors in all_sums(definition):
        result = score(instrument, answers, {"sex": sex})
        assert result.total == total <= definition["total"]["printed_maximum"]
        assert [result.category] == band_at(definition["total"]["bands"], total)
        for factor in definition["factors"]:
            found = result.factors[factor["code"]]
            assert found.score == factors[factor["code"]] <= found.maximum == factor["printed_maximum"]
            assert [found.category] == band_at(factor["bands"], found.score)
        due = [part["code"] for part in definition["parts"] if holds(part["due"], total, sex)]
        assert list(result.parts_due) == due


@some
@given(instruments())
def test_the_bands_part_the_range_and_each_can_be_had(definition):
    for _place, told, reachable in printed(definition):
        for number in range(min(reachable), max(reachable) + 1):
            assert len(band_at(told["bands"], number)) == 1
        assert {category for number in reachable for category in band_at(told["bands"], number)} == {
            band["category"] for band in told["bands"]
        }


@some
@given(instruments(), sexes, st.data())
def test_the_order_of_the_answers_is_of_no_account(definition, sex, data):
    answers, *_sums = data.draw(st.sampled_from(list(all_sums(definition))))
    turned = dict(data.draw(st.permutations(list(answers.items()))))
    instrument = parse(definition)
    assert score(instrument, turned, {"sex": sex}) == score(instrument, answers, {"sex": sex})


@some
@given(instruments(), sexes, st.data())
def test_a_box_of_a_part_that_is_not_due_is_refused(definition, sex, data):
    answers, total, _factors = data.draw(st.sampled_from(list(all_sums(definition))))
    instrument, ticked = parse(definition), answers | {"B1": True}
    branch = definition["parts"][-1]["due"]
    if holds(branch, total, sex):
        assert score(instrument, ticked, {"sex": sex}).ticks == {"B1"}
    else:
        with pytest.raises(AnswerError, match=r"^B1: "):
            score(instrument, ticked, {"sex": sex})


def is_sound(definition: Definition) -> bool:
    """By brute force, without the portal: may this be published? For what `disturbed` changes."""
    for _place, told, reachable in printed(definition):
        bands = told["bands"]
        if told["printed_maximum"] != max(reachable) or not bands:
            return False
        if tuple(band["category"] for band in bands) != CATEGORIES[: len(bands)]:
            return False
        if any(not any(band["from"] <= number <= band["to"] for number in reachable) for band in bands):
            return False
        span = range(min(*reachable, bands[0]["from"]), max(*reachable, bands[-1]["to"]) + 1)
        if any(len(band_at(bands, number)) != 1 for number in span):
            return False
        if sorted(bands, key=lambda band: band["from"]) != bands:
            return False
    totals = {total for _answers, total, _factors in all_sums(definition)}
    branch = definition["parts"][-1]["due"]
    return {holds(branch, total, sex) for total in totals for sex in SEXES} == {True, False}


@st.composite
def disturbed(draw: st.DrawFn) -> Definition:
    """A valid instrument after none to two small changes of bands, maxima, scores and the branch."""
    definition = deepcopy(draw(instruments()))
    changes = [_move_band, _move_band, _split_band, _drop_band, _rename_band, _move_maximum, _move_score, _move_branch]
    for _turn in range(draw(st.sampled_from([1, 1, 2, 0]))):
        draw(st.sampled_from(changes))(draw, definition)
    return definition


def _place(draw: st.DrawFn, definition: Definition) -> Definition:
    return draw(st.sampled_from([definition["total"], *definition["factors"]]))


def _move_band(draw: st.DrawFn, definition: Definition) -> None:
    bands = _place(draw, definition)["bands"]
    if bands:
        draw(st.sampled_from(bands))[draw(st.sampled_from(["from", "to"]))] += draw(st.sampled_from([-1, 1]))


def _split_band(draw: st.DrawFn, definition: Definition) -> None:
    """One band becomes two; perhaps nothing falls into one of them."""
    bands = _place(draw, definition)["bands"]
    long = [number for number, band in enumerate(bands) if band["from"] < band["to"]]
    if long and len(bands) < len(CATEGORIES):
        place = draw(st.sampled_from(long))
        cut = draw(st.integers(bands[place]["from"], bands[place]["to"] - 1))
        bands.insert(place, bands[place] | {"to": cut})
        bands[place + 1] = bands[place + 1] | {"from": cut + 1}
        for band, category in zip(bands, CATEGORIES, strict=False):
            band["category"] = category


def _rename_band(draw: st.DrawFn, definition: Definition) -> None:
    bands = _place(draw, definition)["bands"]
    if bands:
        draw(st.sampled_from(bands))["category"] = draw(st.sampled_from(CATEGORIES))


def _drop_band(draw: st.DrawFn, definition: Definition) -> None:
    bands = definition["total"]["bands"]
    if bands:
        bands.pop(draw(st.integers(0, len(bands) - 1)))


def _move_maximum(draw: st.DrawFn, definition: Definition) -> None:
    _place(draw, definition)["printed_maximum"] += draw(st.sampled_from([-1, 1]))


def _move_score(draw: st.DrawFn, definition: Definition) -> None:
    item = draw(st.sampled_from([item for item in definition["items"] if item["kind"] == "score"]))
    taken = {option["score"] for option in item["options"]}
    option = draw(st.sampled_from(item["options"]))
    option["score"] = draw(st.sampled_from(sorted(set(range(7)) - taken | {option["score"]})))


def _move_branch(draw: st.DrawFn, definition: Definition) -> None:
    word = draw(st.sampled_from(["at_least", "below"]))
    definition["parts"][-1]["due"] = {"fact": "total", word: draw(st.integers(-20, 35))}


@settings(max_examples=250)
@given(disturbed())
def test_the_check_accepts_exactly_what_is_sound(definition):
    assert (check_definition(definition) == []) == is_sound(definition), check_definition(definition)


def _gap(bands: list[Definition]) -> None:
    bands[0]["to"] -= 1


def _overlap(bands: list[Definition]) -> None:
    bands[0]["to"] += 1


def _order(bands: list[Definition]) -> None:
    bands.reverse()


@pytest.mark.parametrize(
    ("spoil", "words"), [(_gap, "berlubang"), (_overlap, "bertumpuk"), (_order, "urutan kategori")]
)
@some
@given(definition=instruments().filter(lambda each: len(each["total"]["bands"]) > 1))
def test_bands_that_do_not_meet_are_found(spoil, words, definition):
    spoil(definition["total"]["bands"])
    assert any(fault.startswith("total: ") and words in fault for fault in check_definition(definition))


@some
@given(instruments(), st.data())
def test_an_item_that_nobody_can_ever_be_asked_is_found(definition, data):
    totals = {total for _answers, total, _factors in all_sums(definition)}
    definition["parts"][-1]["due"] = data.draw(
        st.sampled_from(
            [
                {"fact": "total", "below": min(totals)},
                {"fact": "total", "at_least": max(totals) + 1},
                {"any": []},
                {"all": [{"fact": "sex", "is": "F"}, {"fact": "sex", "is": "M"}]},
            ]
        )
    )
    assert check_definition(definition) == ["bagian B: syaratnya tidak mungkin terpenuhi"]


@pytest.mark.parametrize(
    ("title", "can_be_kept"), [("\\u0000", True), ("\\ud800", True), ("a\0", False), ("\ud800", False)]
)
def test_letters_that_postgresql_does_not_keep_are_refused_and_their_spelling_is_not(title, can_be_kept):
    definition = json.loads(RRI.read_text()) | {"title": title}
    assert (file_faults(definition) == []) == can_be_kept
    assert (file_faults({title: 1}) == ["berkas memuat huruf yang tidak dapat disimpan"]) != can_be_kept


@some
@given(instruments(), st.data())
def test_codes_that_point_nowhere_are_found(definition, data):
    item = data.draw(st.sampled_from(definition["items"]))
    item["part"] = "Z"
    assert check_definition(definition) == file_faults(definition) == [f"{item['code']}: bagian Z tidak ada"]


@some
@given(instruments(), st.integers(0, 10**6))
def test_a_file_cut_short_is_refused_and_never_breaks(definition, place):
    exported = write_file(definition)
    found, faults = read_file(exported[: place % (len(exported) - 2)])
    assert found is None and faults


@some
@given(instruments())
def test_scoring_does_not_change_what_it_reads(definition):
    before = json.dumps(definition, sort_keys=True)
    instrument = parse(definition)
    for answers, _total, _factors in all_sums(definition):
        given_answers = dict(answers)
        score(instrument, given_answers, {"sex": "F"})
        assert given_answers == answers
    assert json.dumps(definition, sort_keys=True) == before
