"""The rule printed beside a result is the rule that made it: asked of random answers to all three instruments."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st

from clients.choices import RiskCategory
from clients.management.commands.score_instrument import answer_line
from clients.queries.assessment import facts_of
from clients.queries.result_words import (
    band_words,
    factor_lines,
    part_rules,
    points_of,
    range_words,
    sum_words,
    table_words,
)
from clients.rules.bands import Band
from clients.rules.scoring import score
from tests.clients.instruments import ALL, ANAK, CONTEXTS, KRIM, MAN, RRI, answers_for_total, complete_answers

RULE = re.compile(r"^(-?\d+) poin jatuh pada (\d+)(?:–(\d+))?: (.+)\.$")
CATEGORIES = {str(label): code for code, label in RiskCategory.choices}
FEW = properties(max_examples=25)


def read(words: str) -> tuple[int, int, int, str]:
    """(score, low, high, category code) out of a printed rule."""
    found = RULE.match(words)
    assert found, words
    low = int(found[2])
    return int(found[1]), low, int(found[3] or low), CATEGORIES[found[4]]


def command(instrument, answers, context) -> dict:
    """What `manage.py score_instrument` says of the same answers."""
    line = {"instrument": instrument.code, "context": dict(context), "answers": answers}
    return answer_line(json.dumps(line).encode())


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.code)
@FEW
@given(data=st.data())
def test_the_printed_rule_is_what_score_instrument_says(instrument, data):
    answers = data.draw(complete_answers(instrument))
    context = data.draw(st.sampled_from(CONTEXTS))
    said = command(instrument, answers, context)
    result = score(instrument, answers, context)
    points, low, high, category = read(band_words(instrument.total.bands, result.total))
    assert (points, category) == (said["total"], said["category"])
    assert low <= points <= high
    assert sum_words(instrument, answers, result.total).endswith(f": {points} poin.")
    parts = points_of(instrument, answers)
    assert sum(instrument.total.sign(code) * each for code, each in parts.items()) == points
    for line in factor_lines(instrument, result):
        score_of, low, high, category = read(line.rule)
        assert (score_of, category) == (said["factors"][line.code]["score"], said["factors"][line.code]["category"])
        assert low <= score_of <= high <= line.maximum
    rules = part_rules(instrument, result, facts_of(instrument, result, context))
    assert [rule.code for rule in rules if rule.is_due] == said["parts_due"]
    assert all(
        rule.why.startswith("Diisi karena" if rule.is_due else "Tidak perlu diisi") for rule in rules if rule.why
    )


def test_the_words_themselves():
    assert band_words(RRI.total.bands, 12) == "12 poin jatuh pada 12–15: Tinggi."
    assert band_words((), 3) == "3 poin: tabel instrumen tidak memuat batas kategori."
    assert range_words(Band("HIGH", "TINGGI", 6, 6)) == "6"
    assert table_words(RRI.total.bands) == "Rendah 0–6 · Sedang 7–11 · Tinggi 12–15 · Sangat tinggi 16–17"
    assert sum_words(RRI, answers_for_total(RRI, 9), 9) == "Jumlah bagian A (Faktor risiko utama): 9 poin."


def test_a_child_s_sum_is_risk_less_protection():
    answers = answers_for_total(ANAK, 20)
    points = points_of(ANAK, answers)
    said = sum_words(ANAK, answers, 20)
    assert said == (
        f"Bagian A (Faktor risiko) {points['A']} poin, dikurangi bagian B (Faktor pelindung) {points['B']} poin: "
        "20 poin."
    )


def test_every_part_tells_its_rule_and_what_decided():
    answers = answers_for_total(RRI, 9)
    result = score(RRI, answers, MAN)
    rules = {rule.code: rule for rule in part_rules(RRI, result, facts_of(RRI, result, MAN))}
    assert (rules["A"].is_due, rules["A"].rule, rules["A"].why) == (True, "Selalu diisi.", "")
    assert rules["B"].rule == "Diisi bila skor kurang dari 7."
    assert rules["B"].why == "Tidak perlu diisi: skor 7 atau lebih."
    assert rules["C"].why == "Tidak perlu diisi: klien laki-laki."


def test_factors_are_those_that_are_needs_of_their_own():
    result = score(ANAK, answers_for_total(ANAK, 20), {})
    assert [line.code for line in factor_lines(ANAK, result)] == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert len(factor_lines(KRIM, score(KRIM, answers_for_total(KRIM, 20), {}))) == 7
