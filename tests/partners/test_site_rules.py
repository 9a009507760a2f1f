"""How a site's last check stands on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.choices import CheckState
from partners.rules.site import check_state, longest_validity

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("is_safe", "days", "expected"),
    [
        (None, None, CheckState.NONE),
        (False, 100, CheckState.UNSAFE),
        (False, -100, CheckState.UNSAFE),
        (True, -1, CheckState.OVER),
        (True, 0, CheckState.SOON),
        (True, 30, CheckState.SOON),
        (True, 31, CheckState.VALID),
    ],
)
def test_the_last_valid_day_still_counts(is_safe, days, expected):
    until = None if days is None else TODAY + timedelta(days)
    assert check_state(is_safe, until, on=TODAY, soon_days=30) == expected


@given(until=st.dates(date(2020, 1, 1), date(2040, 1, 1)), on=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_work_is_planned_exactly_while_the_check_holds(until, on):
    state = check_state(True, until, on=on, soon_days=30)
    assert (state in (CheckState.VALID, CheckState.SOON)) == (until >= on)


def test_a_check_holds_three_years_at_most():
    assert longest_validity(date(2024, 2, 29)) == date(2027, 2, 28)
