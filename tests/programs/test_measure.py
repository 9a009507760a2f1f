"""What a goal measures: words or numbers, and how far it has come."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.measure import Measure, amount_words, number_of, number_words, percent_done, read_measure

numbers = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("4", "4"), (" 2,5 ", "2.5"), ("-1.25", "-1.25"), ("", None), ("dua", None), ("1.2.3", None)),
        *(("NaN", None), ("1e3", None), ("²", None), ("-", None), ("0,125", None), ("99999999", None)),
    ],
)
def test_a_number_as_it_is_typed(typed, number):
    assert number_of(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "measure", "faults"),
    [
        (("", "", ""), Measure(), {}),
        (("belum", "tetap", ""), Measure(baseline="belum", target="tetap"), {}),
        (("4", "0", "kali"), Measure("kali", baseline_value=Decimal(4), target_value=Decimal(0)), {}),
        (("belum", "", ""), None, {"target": "missing"}),
        (("", "", "kali"), None, {"baseline": "missing", "target": "missing"}),
        (("sering", "0", "kali"), None, {"baseline": "number"}),
        (("4", "4,0", "kali"), None, {"target": "same"}),
    ],
)
def test_a_measure_is_words_or_numbers_and_whole(typed, measure, faults):
    read, found = read_measure(baseline=typed[0], target=typed[1], unit=typed[2])
    assert found == faults
    assert measure is None or read == measure


@given(numbers)
def test_a_number_said_is_read_again(number):
    assert number_of(number_words(number)) == number


@given(numbers, numbers, numbers)
def test_percent_stays_within_and_ends_are_ends(baseline, target, now):
    if baseline != target:
        assert 0 <= percent_done(baseline, target, now) <= 100
        assert percent_done(baseline, target, baseline) == 0
        assert percent_done(baseline, target, target) == 100


def test_an_amount_in_words():
    assert amount_words("belum bekerja", None, "") == "belum bekerja"
    assert amount_words("", Decimal("2.50"), "kali sebulan") == "2,5 kali sebulan"
    assert amount_words("", None, "") == ""
