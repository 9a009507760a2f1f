"""Reminders of the monthly report: who is told, from when, and once a day."""

from datetime import date

import pytest

from bapas_portal.accounts.models import Notice
from bapas_portal.core.dates import add_months, month_start, today_in
from reports import actions
from reports.models import Period
from tests.factories import make_guidance
from tests.factories.period import MONTH, decide, hand_in, make_period
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("day", "words"), [(2, None), (3, "Batasnya 5 Juni 2025"), (5, "Batasnya 5 Juni 2025"), (6, "sudah lewat batas")]
)
def test_the_head_is_told_from_two_days_before(head, day, words):
    make_period()
    actions.remind_months(today=date(2025, 6, day))
    assert [words in text for text in told(head)] == ([True] if words else [])


def test_once_a_day_and_no_more_after_handing_in(bapas, head, kanwil_staff):
    make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(MONTH)
    period = make_period()
    for day in (6, 6, 7):
        actions.remind_months(today=date(2025, 6, day))
    assert len(told(head)) == 2
    assert told(kanwil_staff) == []
    submission = hand_in(period, bapas, head)
    for _ in range(2):
        actions.remind_months(today=date(2025, 6, 8))
    assert len(told(head)) == 2
    assert ["1 laporan" in text for text in told(kanwil_staff)] == [True]
    decide(submission, kanwil_staff)
    assert actions.remind_months(today=date(2025, 6, 9)) == 0


def test_last_month_is_opened_once():
    assert [actions.open_due_periods(), actions.open_due_periods()] == [1, 0]
    period = Period.objects.get()
    assert period.month == add_months(month_start(today_in()), -1)
    assert (period.bapas_due_on.day, period.kanwil_due_on.day) == (5, 10)
