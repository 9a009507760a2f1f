"""The words of a row of the due list are put together once: other days and states, and each language, get their own."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from clients.choices import DueState
from clients.queries.due import DueRow
from clients.rules.due import Due
from clients.templatetags.due import _rendered

PAGE = Template("{% load due %}{% due_days row %}|{% due_state row %}")
DAY = date(2026, 3, 1)


def _words(state: DueState, days_left: int, *, due_on: date = DAY, guidance: int = 1) -> str:
    row = DueRow(guidance, 7, Due(state, due_on - timedelta(days=400), due_on), days_left)
    return PAGE.render(Context({"row": row}))


@pytest.mark.parametrize(
    ("days_left", "said", "tone"),
    [
        (-3, "lewat 3 hari", "pill-danger"),
        (0, "hari ini", "pill-warning"),
        (9, "9 hari lagi", "pill-warning"),
    ],
)
def test_days_left_and_tone(days_left, said, tone):
    with override("id"):
        words = _words(DueState.DUE_SOON, days_left)
    assert said in words and "1 Mar 2026" in words
    assert tone in words


def test_new_information_is_due_now():
    with override("id"):
        assert "sekarang" in _words(DueState.INFORMATION, 0)
        assert "pill-success" in _words(DueState.OK, 90)


def test_two_clients_share_the_words_and_languages_do_not():
    _rendered.cache_clear()
    with override("id"):
        first = _words(DueState.NEVER, 5, guidance=1)
        assert _words(DueState.NEVER, 5, guidance=2) == first
    assert _rendered.cache_info().currsize == 2
    with override("en"):
        _words(DueState.NEVER, 5)
    assert _rendered.cache_info().currsize == 4
