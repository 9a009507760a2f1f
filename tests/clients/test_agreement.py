"""Agreement of two raters: tables of the literature, reckoned by hand, and what must always hold."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.agreement import agreement, strength, table_of


def table(*rows):
    return {(a, b): count for a, row in enumerate(rows) for b, count in enumerate(row)}


# Cohen 1960, table 2: po = .70, pc = .41, kappa = .492. Fleiss 1981, table 13.1 (diagnoses): kappa .68, SE .087
# (hence .676 ± .172). Two readers of 50 proposals: po = .7, pe = .5, kappa = .4.
LITERATURE = [
    (table((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.70, 0.41, 0.4915),
    (table((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.89, 0.66, 0.6765),
    (table((20, 5), (10, 15)), 0.70, 0.50, 0.40),
]


@pytest.mark.parametrize(("counts", "observed", "expected", "kappa"), LITERATURE)
def test_kappa_is_that_of_the_literature(counts, observed, expected, kappa):
    found = agreement(counts, range(3))
    assert found.observed == pytest.approx(observed, abs=1e-9)
    assert found.expected == pytest.approx(expected, abs=1e-9)
    assert found.kappa == pytest.approx(kappa, abs=5e-5)


def test_the_interval_is_that_of_fleiss():
    found = agreement(LITERATURE[1][0], range(3))
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.087, abs=1.5e-3)


def test_the_interval_worked_out_by_hand():
    """20 5 / 10 15: row shares .5 .5, column shares .6 .4, 1 - pe = .5, 1 - po = .3."""
    on = 0.4 * (0.5 - (0.6 + 0.5) * 0.3) ** 2 + 0.3 * (0.5 - (0.4 + 0.5) * 0.3) ** 2
    # Off the diagonal: the column share of the row's own answer, and the row share of the column's own.
    off = 0.1 * ((0.6 + 0.5) * 0.3) ** 2 + 0.2 * ((0.4 + 0.5) * 0.3) ** 2
    error = ((on + off - (0.7 * 0.5 - 2 * 0.5 + 0.7) ** 2) / 50) ** 0.5 / 0.5**2
    found = agreement(table((20, 5), (10, 15)), range(2))
    assert (found.low, found.high) == (
        pytest.approx(0.4 - 1.959964 * error, abs=1e-5),
        pytest.approx(0.4 + 1.959964 * error, abs=1e-5),
    )


def test_linear_weights_by_hand():
    """Cohen's table as if ordered: observed .70 + .5 * 40/200 = .80, expected .41 + .5 * .42 = .62."""
    found = agreement(LITERATURE[0][0], range(3), "linear")
    assert (found.observed, found.expected) == (pytest.approx(0.80), pytest.approx(0.62))
    assert found.kappa == pytest.approx(0.18 / 0.38)


@pytest.mark.parametrize("counts", [{}, {("a", "a"): 0}])
def test_no_case_says_nothing(counts):
    found = agreement(counts, "ab")
    assert (found.n, found.observed, found.kappa, found.low) == (0, None, None, None)


@pytest.mark.parametrize("weights", ["none", "linear"])
def test_all_in_one_cell_cannot_be_worked_out(weights):
    found = agreement({("a", "a"): 40}, "abc", weights)
    assert (found.n, found.observed, found.kappa, found.low, found.high) == (40, 1.0, None, None, None)


def test_what_is_no_answer_is_refused():
    with pytest.raises(ValueError, match="not among"):
        agreement({("a", "x"): 1}, "ab")
    with pytest.raises(ValueError, match="negative"):
        agreement({("a", "b"): -1}, "ab")


@pytest.mark.parametrize(
    ("kappa", "word"),
    [
        (-0.1, "poor"),
        (0.0, "poor"),
        (0.2, "slight"),
        (0.21, "fair"),
        (0.6, "moderate"),
        (0.61, "substantial"),
        (1.0, "almost_perfect"),
    ],
)
def test_the_words_of_landis_and_koch(kappa, word):
    assert strength(kappa) == word


PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)
WEIGHTS = st.sampled_from(["none", "linear"])


@given(PAIRS, WEIGHTS)
def test_who_is_first_does_not_matter(pairs, weights):
    one = agreement(table_of(pairs), range(4), weights)
    other = agreement(table_of((b, a) for a, b in pairs), range(4), weights)
    assert one.kappa == (None if other.kappa is None else pytest.approx(other.kappa))
    assert one.low == (None if other.low is None else pytest.approx(other.low, abs=1e-6))


@given(PAIRS, WEIGHTS)
def test_the_order_of_cases_does_not_matter_and_all_stays_in_bounds(pairs, weights):
    shuffled = Random(1).sample(pairs, len(pairs))
    found = agreement(table_of(pairs), range(4), weights)
    assert agreement(table_of(shuffled), range(4), weights).kappa == (
        None if found.kappa is None else pytest.approx(found.kappa)
    )
    assert 0 <= found.observed <= 1 + 1e-12
    if found.kappa is not None:
        assert -1 - 1e-9 <= found.low <= found.kappa + 1e-9
        assert found.kappa - 1e-9 <= found.high <= 1


@given(PAIRS, st.permutations(range(4)))
def test_renaming_the_answers_does_not_matter_without_weights(pairs, names):
    found = agreement(table_of(pairs), range(4))
    renamed = agreement(table_of((names[a], names[b]) for a, b in pairs), range(4))
    assert renamed.kappa == (None if found.kappa is None else pytest.approx(found.kappa))


@given(PAIRS, WEIGHTS)
def test_turning_the_order_round_does_not_matter(pairs, weights):
    found = agreement(table_of(pairs), range(4), weights)
    turned = agreement(table_of((3 - a, 3 - b) for a, b in pairs), range(4), weights)
    assert turned.kappa == (None if found.kappa is None else pytest.approx(found.kappa))


@given(st.lists(st.integers(0, 3), min_size=2, max_size=60), WEIGHTS)
def test_full_agreement_is_one(answers, weights):
    found = agreement(table_of(zip(answers, answers, strict=True)), range(4), weights)
    assert found.observed == pytest.approx(1.0)
    if len(set(answers)) > 1:
        assert (found.kappa, found.low, found.high) == (pytest.approx(1.0), pytest.approx(1.0), pytest.approx(1.0))


@given(st.lists(st.integers(0, 20), min_size=3, max_size=3), st.lists(st.integers(0, 20), min_size=3, max_size=3))
def test_independent_raters_agree_by_chance_alone(first, second):
    """A table that is the product of its margins has kappa 0, weighted or not."""
    counts = {(a, b): first[a] * second[b] for a in range(3) for b in range(3)}
    for weights in ("none", "linear"):
        found = agreement(counts, range(3), weights)
        if found.kappa is not None:
            assert found.kappa == pytest.approx(0.0, abs=1e-9)


def test_random_answers_come_near_zero():
    rng = Random(7)
    found = agreement(table_of((rng.randrange(3), rng.randrange(3)) for _ in range(4000)), range(3))
    assert abs(found.kappa) < 0.05
    assert found.low < 0 < found.high or abs(found.kappa) < 0.03
