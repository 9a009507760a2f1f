"""Figures of small worlds, counted by hand."""

from datetime import UTC, date, datetime

import pytest

from clients.choices import EndReason
from reports.models import Figure
from tests.factories import make_guidance
from tests.factories.reports import make_activity, make_assessment, make_line, make_published

MAY = date(2025, 5, 1)
JUNE = date(2025, 6, 1)
LONG_AGO = date(2025, 1, 15)
pytestmark = pytest.mark.django_db


def counted(run, month: date, *measures: str) -> dict[tuple, int]:
    rows = Figure.objects.filter(run=run, month=month, measure__in=measures)
    return {(row.measure, row.is_child, row.sex, row.key, row.category): row.value for row in rows}


MOVEMENTS = [
    # start, end, in the figures of May
    ("2025-04-30", None, {"CLIENTS_START", "CLIENTS_END"}),
    ("2025-05-01", None, {"CLIENTS_IN", "CLIENTS_END"}),
    ("2025-05-31", None, {"CLIENTS_IN", "CLIENTS_END"}),
    ("2025-06-01", None, set()),
    ("2025-01-15", "2025-04-30", set()),
    ("2025-01-15", "2025-05-01", {"CLIENTS_START", "CLIENTS_OUT"}),
    ("2025-01-15", "2025-05-31", {"CLIENTS_START", "CLIENTS_OUT"}),
    ("2025-01-15", "2025-06-01", {"CLIENTS_START", "CLIENTS_END"}),
    ("2025-05-02", "2025-05-20", {"CLIENTS_IN", "CLIENTS_OUT"}),
    ("2025-05-02", "2025-05-02", {"CLIENTS_IN", "CLIENTS_OUT"}),
]


@pytest.mark.parametrize(("start", "end", "expected"), MOVEMENTS)
def test_one_guidance_period_is_counted_where_its_days_say(bapas, start, end, expected):
    ending = {"ended_on": date.fromisoformat(end), "end_reason": EndReason.HMB} if end else {}
    make_guidance(office=bapas, start_on=date.fromisoformat(start), **ending)
    run = make_published(MAY)
    assert {row.measure for row in Figure.objects.filter(run=run)} == expected
    assert all(row.value == 1 and row.key == "PB" and row.office == bapas for row in run.figures.all())


def test_status_cohort_and_sex_are_kept_apart(bapas, other_bapas):
    for office, child, sex in ((bapas, False, "M"), (bapas, False, "F"), (bapas, True, "M"), (other_bapas, False, "M")):
        make_guidance(office=office, child=child, sex=sex, start_on=LONG_AGO)
    make_guidance(office=bapas, start_on=LONG_AGO, status="CB")
    run = make_published(MAY)
    cells = {
        (row.office_id, row.key, row.is_child, row.sex): row.value
        for row in Figure.objects.filter(run=run, measure="CLIENTS_END")
    }
    assert cells == {
        (bapas.pk, "PB", False, "M"): 1,
        (bapas.pk, "PB", False, "F"): 1,
        (bapas.pk, "DIVERSI", True, "M"): 1,
        (bapas.pk, "CB", False, "M"): 1,
        (other_bapas.pk, "PB", False, "M"): 1,
    }


def test_assessments_by_category_without_the_replaced_ones(bapas):
    guidance = make_guidance(office=bapas, start_on=LONG_AGO)
    first = make_assessment(guidance, on=date(2025, 5, 1), category="LOW")
    make_assessment(guidance, on=date(2025, 5, 31), category="VERY_HIGH", replaces=first)
    make_assessment(guidance, on=date(2025, 6, 1), category="MEDIUM")
    run = make_published(MAY, JUNE)
    assert counted(run, MAY, "ASSESSMENTS") == {("ASSESSMENTS", False, "M", "VERY_HIGH", "RRI"): 1}
    assert counted(run, JUNE, "ASSESSMENTS") == {("ASSESSMENTS", False, "M", "MEDIUM", "RRI"): 1}


def test_needs_by_factor_and_category_adult_and_child(bapas):
    adult, child = make_guidance(office=bapas), make_guidance(office=bapas, child=True)
    make_assessment(adult, on=date(2025, 5, 3), instrument="KRIM", factors={"F1": "HIGH", "F3": "LOW"})
    make_assessment(child, on=date(2025, 5, 3), instrument="ANAK", factors={"A": "LOW", "F1": "LOW", "N": "LOW"})
    run = make_published(MAY)
    assert counted(run, MAY, "NEEDS") == {
        ("NEEDS", False, "M", "F1", "HIGH"): 1,
        ("NEEDS", False, "M", "F3", "LOW"): 1,
        ("NEEDS", True, "M", "ANAK_F1", "LOW"): 1,
    }


def test_plan_lines_in_the_state_of_the_month_end(bapas):
    guidance = make_guidance(office=bapas)
    make_line(guidance, (date(2025, 5, 2), "PLANNED"), (date(2025, 5, 31), "RUNNING"), (date(2025, 6, 1), "DONE"))
    make_line(guidance, (date(2025, 6, 2), "PLANNED"))
    make_line(guidance, (date(2025, 5, 2), "PLANNED"), removed_at=datetime(2025, 5, 31, 16, 59, tzinfo=UTC))
    make_line(guidance, (date(2025, 5, 2), "PLANNED"), removed_at=datetime(2025, 5, 31, 17, 1, tzinfo=UTC))
    # A client whose guidance ended in June: the lines are counted in May, no longer in June.
    ended = make_guidance(office=bapas, ended_on=date(2025, 6, 30), end_reason="HMB")
    make_line(ended, (date(2025, 5, 2), "DROPPED"))
    run = make_published(MAY, JUNE)
    states = {
        month: {key[3]: value for key, value in counted(run, month, "PLAN_LINES").items()} for month in (MAY, JUNE)
    }
    assert states[MAY] == {"RUNNING": 1, "PLANNED": 1, "DROPPED": 1}
    assert states[JUNE] == {"DONE": 1, "PLANNED": 1}


def test_only_accepted_activities_of_the_month_and_their_participants(bapas):
    adult, child = make_guidance(office=bapas), make_guidance(office=bapas, child=True)
    make_activity(bapas, adult, child, on=date(2025, 5, 31))
    make_activity(bapas, adult, on=date(2025, 5, 1))
    make_activity(bapas, adult, on=date(2025, 5, 1), state="SUBMITTED")
    make_activity(bapas, adult, on=date(2025, 6, 1))
    gone = make_activity(bapas, adult, on=date(2025, 5, 9), kind="DONOR_DARAH").participations.get()
    gone.removed_at = datetime(2025, 5, 10, tzinfo=UTC)
    gone.save()
    run = make_published(MAY)
    assert counted(run, MAY, "ACTIVITIES", "PARTICIPANTS") == {
        ("ACTIVITIES", None, "", "KEBERSIHAN", ""): 2,
        ("ACTIVITIES", None, "", "DONOR_DARAH", ""): 1,
        ("PARTICIPANTS", False, "M", "KEBERSIHAN", ""): 2,
        ("PARTICIPANTS", True, "M", "KEBERSIHAN", ""): 1,
    }
