"""The keys and cut-offs as printed: tables against the shipped data."""

import json

import jsonschema
import pytest

from clients.instruments import FILES, FOLDER, shipped
from clients.rules.instrument_check import check_definition, reachable_scores, reachable_totals
from clients.rules.scoring import AnswerError, score
from tests.clients.instruments import ALL, ANAK, CONTEXTS, KRIM, MAN, RRI, answers_for_total, lowest

YES_1, NO_1 = {"Ya": 1, "Tidak": 0}, {"Tidak": 1, "Ya": 0}
RRI_SCORES = [{0, 3}, {0, 1}, {0, 1}, {0, 1}, {0, 2, 4}, {0, 1}, {0, 1}, {0, 1}, {0, 1, 2, 3}, {0, 1}]
KRIM_YES_NO = {
    "K4": NO_1, "K5": NO_1, "K6A": YES_1, "K6B": NO_1, "K7": YES_1,
    **dict.fromkeys(("K11", "K12", "K13", "K14", "K15", "K16", "K17", "K18", "K19"), YES_1),
    "K21": NO_1, **dict.fromkeys(("K22", "K23", "K24", "K25", "K28", "K29"), YES_1),
}  # fmt: skip
KRIM_THREE = {
    "K1": {"Tidak": 2, "Sebagian": 1, "Ya": 0},
    "K2": {"Tidak dengan keduanya": 2, "Dengan salah satu": 1, "Dengan keduanya": 0},
    "K3": {"Tidak": 2, "Sebagian": 1, "Ya": 0},
    "K8": {"Tidak": 2, "Perlu dikembangkan": 1, "Ya": 0},
    "K9": {"Tidak": 2, "Perlu dikembangkan": 1, "Ya": 0},
    "K10": {"Tidak": 2, "Perlu dikembangkan": 1, "Ya": 0},
    "K20": {"Ya": 0, "Terbatas": 1, "Tidak ada": 2},
    "K26": {"Ya": 0, "Sedikit": 1, "Tidak": 2},
    "K27": {"Tidak": 0, "Perlu perhatian": 1, "Ya": 2},
}
CHILD_SCORES = [
    {1, 4}, {0, 1, 2, 3, 4}, {1, 2, 3, 4}, {0, 1, 2, 3, 4}, {0, 1, 2, 3, 4},
    {0, 1, 2, 3, 4}, {1, 2, 3, 4}, {1, 2, 3, 4}, {1, 2, 3, 4}, {0, 1, 2, 3, 4},
    {0, 1, 2, 3}, {0, 1, 2},
]  # fmt: skip
TOTALS = [
    (RRI, [("LOW", 0, 6), ("MEDIUM", 7, 11), ("HIGH", 12, 15), ("VERY_HIGH", 16, 17)]),
    (KRIM, [("LOW", 0, 10), ("MEDIUM", 11, 22), ("HIGH", 23, 29), ("VERY_HIGH", 30, 38)]),
    (ANAK, [("LOW", 0, 13), ("MEDIUM", 14, 26), ("HIGH", 27, 40)]),
]
FACTORS = [
    (KRIM, "F1", [(0, 1), (2, 3), (4, 5), (6, 6)]),
    (KRIM, "F2", [(0, 2), (3, 6), (7, 8), (9, 10)]),
    (KRIM, "F3", [(0, 1), (2, 4), (5, 5), (6, 6)]),
    (KRIM, "F4", [(0, 1), (2, 3), (4, 4), (5, 5)]),
    (KRIM, "F5", [(0, 0), (1, 1), (2, 2)]),
    (KRIM, "F6", [(0, 0), (1, 1), (2, 2)]),
    (KRIM, "F7", [(0, 1), (2, 4), (5, 6), (7, 7)]),
    (ANAK, "F1", [(0, 3), (4, 8), (9, 12)]),
    (ANAK, "F2", [(0, 1), (2, 2), (3, 4)]),
    (ANAK, "F3", [(0, 1), (2, 4), (5, 6)]),
    (ANAK, "F4", [(0, 2), (3, 5), (6, 8)]),
    (ANAK, "F5", [(0, 1), (2, 2), (3, 5)]),
    (ANAK, "F6", [(0, 1), (2, 5), (6, 7)]),
    (ANAK, "N", [(0, 13), (14, 28), (29, 42)]),
]
SCHEMA = json.loads((FOLDER / "instrument.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", FILES)
def test_a_shipped_definition_is_sound(code):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(shipped(code))
    assert check_definition(shipped(code)) == []


def test_rri_options_are_the_printed_ones():
    assert [item.scores for item in RRI.items_of("A")] == RRI_SCORES


@pytest.mark.parametrize(("code", "key"), [*KRIM_YES_NO.items(), *KRIM_THREE.items()])
def test_kriminogenik_keys_point_the_right_way(code, key):
    assert {option.label: option.score for option in KRIM.by_code[code].options} == key


def test_the_kriminogenik_table_above_is_whole():
    assert {item.code for item in KRIM.items_of("A")} == {*KRIM_YES_NO, *KRIM_THREE}


def test_child_options_are_the_printed_ones():
    assert [item.scores for item in (*ANAK.items_of("A"), *ANAK.items_of("B"))] == CHILD_SCORES
    assert [item.scores for item in ANAK.items_of("N")] == [{0, 1}] * 42


def test_ticks_are_counted_as_printed():
    counts = {"RRI": [4, 3, 3], "KRIM": [9, 9]}
    assert [sum(t.part == p for t in RRI.ticks) for p in "BCD"] == counts["RRI"]
    assert [sum(t.group == g for t in KRIM.ticks) for g in ("B1", "B2")] == counts["KRIM"]


@pytest.mark.parametrize(
    ("instrument", "total", "category"),
    [
        (instrument, total, category)
        for instrument, bands in TOTALS
        for category, low, high in bands
        for total in range(low, high + 1)
    ],
)
def test_every_total_has_its_printed_category(instrument, total, category):
    result = score(instrument, answers_for_total(instrument, total) | _rest(instrument, total), MAN)
    assert (result.total, result.category) == (total, category)


def _rest(instrument, total):
    """Answers that do not count in the main total (the child's needs)."""
    counted = answers_for_total(instrument, total)
    return {c: s for c, s in lowest(instrument).items() if c not in counted}


@pytest.mark.parametrize(("instrument", "factor", "bands"), FACTORS)
def test_every_factor_score_has_its_printed_category(instrument, factor, bands):
    categories = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
    expected = {s: categories[n] for n, (a, b) in enumerate(bands) for s in range(a, b + 1)}
    answers = lowest(instrument)
    found = {}
    for slot in (s for s in instrument.slots if factor in s.factors):
        for value in sorted(slot.items[0].scores):
            answers[slot.code] = value
            result = score(instrument, answers, MAN).factors[factor]
            found[result.score] = result.category
    assert found == expected
    assert reachable_scores(instrument, factor) == set(expected)


@pytest.mark.parametrize(("instrument", "highest"), [(RRI, 17), (KRIM, 38), (ANAK, 40)])
def test_every_whole_number_up_to_the_printed_maximum_can_be_reached(instrument, highest):
    assert reachable_totals(instrument) == set(range(highest + 1))


def test_six_a_and_six_b_are_alternatives():
    answers = lowest(KRIM)
    del answers["K6A"]
    with pytest.raises(AnswerError) as none:
        score(KRIM, answers)
    assert none.value.item == "K6A"
    assert score(KRIM, answers | {"K6B": 1}).factors["F2"].score == 1
    with pytest.raises(AnswerError) as both:
        score(KRIM, answers | {"K6A": 0, "K6B": 0})
    assert both.value.item == "K6B"


def test_the_unreadable_child_item_may_stay_empty():
    answers = lowest(ANAK)
    del answers["N12"]
    assert score(ANAK, answers).factors["F1"].score == 0
    assert score(ANAK, answers | {"N12": 1}).factors["F1"].score == 1


@pytest.mark.parametrize("code", ["K5", "K6A", "K6B", "K7", "K19", "K26", "K27", "B2.7"])
def test_a_doubtful_adult_key_carries_its_doubt(code):
    assert KRIM.by_code[code].flags


@pytest.mark.parametrize("code", ["R3", "R6", "N12"])
def test_a_doubtful_child_key_carries_its_doubt(code):
    assert ANAK.by_code[code].flags


TABLE_4_4 = [
    # total of A, drug offence, sex, parts, kriminogenik without a tick, with a tick in B
    (6, False, "M", "AB", False, True),
    (6, False, "F", "ABC", False, True),
    (6, True, "M", "ABD", True, True),
    (6, True, "F", "ABCD", True, True),
    (7, False, "M", "A", True, None),
    (7, False, "F", "AC", True, None),
    (7, True, "M", "AD", True, None),
    (7, True, "F", "ACD", True, None),
]


@pytest.mark.parametrize(("total", "drug", "sex", "parts", "plain", "ticked"), TABLE_4_4)
@pytest.mark.parametrize("distance", [0, 1, 2, 6])
def test_parts_due_and_kriminogenik_due(total, drug, sex, parts, plain, ticked, distance):
    total = total - distance if total < 7 else total + distance
    answers, context = answers_for_total(RRI, total), {"sex": sex, "drug_offence": drug}
    result = score(RRI, answers, context)
    assert "".join(result.parts_due) == parts
    assert result.kriminogenik_due is plain
    if ticked is not None:
        assert score(RRI, answers | {"B2": True}, context).kriminogenik_due is ticked


def test_a_tick_in_the_womens_part_alone_makes_kriminogenik_due():
    context = {"sex": "F", "drug_offence": False}
    assert score(RRI, lowest(RRI) | {"C3": True}, context).kriminogenik_due is True


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("total", [0, 6, 7, 17])
def test_a_tick_in_a_part_that_is_not_due_is_refused_by_name(context, total):
    answers = answers_for_total(RRI, total)
    due = score(RRI, answers, context).parts_due
    for tick in RRI.ticks:
        score(RRI, answers | {tick.code: False}, context)
        if tick.part in due:
            assert score(RRI, answers | {tick.code: True}, context).ticks == {tick.code}
        else:
            with pytest.raises(AnswerError) as refused:
                score(RRI, answers | {tick.code: True}, context)
            assert refused.value.item == tick.code


@pytest.mark.parametrize("instrument", [KRIM, ANAK])
def test_only_rri_decides_whether_kriminogenik_is_due(instrument):
    result = score(instrument, lowest(instrument))
    assert result.kriminogenik_due is None
    assert result.parts_due == tuple(part.code for part in instrument.parts)


def test_every_item_has_a_question_a_short_label_and_a_source():
    for item in (item for instrument in ALL for item in instrument.items):
        assert item.label and item.short_label and item.source
