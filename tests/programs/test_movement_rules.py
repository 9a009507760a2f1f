"""On time or late, the box around Indonesia, links, and a row of the list of the day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.maps import is_in_indonesia, share_of_box
from programs.rules.activity import is_https_link, is_late, last_day_to_report
from programs.rules.participation import mark_fault

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("held", "sent", "late"),
    [
        (date(2026, 10, 10), date(2026, 11, 5), False),
        (date(2026, 10, 10), date(2026, 11, 6), True),
        (date(2026, 12, 31), date(2027, 1, 5), False),
        (date(2026, 12, 31), date(2027, 1, 6), True),
        (date(2026, 10, 10), date(2026, 10, 10), False),
    ],
)
def test_late_is_after_the_fifth_of_the_next_month(held, sent, late):
    assert is_late(held_on=held, sent_on=sent, due_day=5) is late


@given(held=DAYS, after=st.integers(0, 80))
def test_late_begins_the_day_after_the_last_and_never_ends(held, after):
    last = last_day_to_report(held, due_day=5)
    assert last > held and last.day == 5
    assert is_late(held_on=held, sent_on=last + timedelta(after), due_day=5) is (after > 0)


@given(st.decimals(-12, 7, places=5), st.decimals(94, 142, places=5))
def test_a_point_in_the_box_lies_on_the_map(latitude, longitude):
    assert is_in_indonesia(latitude, longitude)
    assert all(0 <= share <= 1 for share in share_of_box(latitude, longitude))


def test_places_elsewhere_are_outside():
    assert not is_in_indonesia(Decimal("52.5"), Decimal("13.4"))
    assert not is_in_indonesia(Decimal("6.2"), Decimal("-106.8"))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://berita.example/a?b=c", True),
        ("http://berita.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://tanpatitik/", False),
        ("https://a@berita.example/", False),
        ("https://berita.example/a b", False),
        ("https://[berita/", False),
        ("https://berita.example/" + "a" * 500, False),
    ],
)
def test_only_whole_https_links(text, good):
    assert is_https_link(text) is good


@pytest.mark.parametrize(
    ("child", "agreed", "guardian", "present", "to_come", "part"),
    [
        (False, True, "", True, False, None),
        (False, None, "", None, True, None),
        (False, False, "", None, False, None),
        (False, True, "Ibu", None, False, "guardian"),
        (True, True, "", None, False, "guardian"),
        (True, True, "Ibu", True, False, None),
        (False, None, "", True, False, "present"),
        (False, False, "", True, False, "present"),
        (False, True, "", True, True, "present"),
        (False, None, "", False, False, None),
    ],
)
def test_a_row_of_the_list(child, agreed, guardian, present, to_come, part):
    fault = mark_fault(is_child=child, has_agreed=agreed, guardian=guardian, was_present=present, is_to_come=to_come)
    assert (fault and fault[0]) == part
