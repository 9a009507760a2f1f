"""Random worlds: SQL and a plain Python count of the same people agree, cell by cell, and every check holds."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import add_months, age_on, month_end
from clients.models import Guidance
from reports.models import Figure
from reports.queries.cases import case_rows
from reports.rules import AGE_BANDS, missing_months
from tests.factories import make_bapas, make_case, make_client, make_guidance, make_kanwil, make_nation
from tests.factories.reports import make_published

FIRST, LAST = date(2025, 3, 1), date(2025, 5, 1)
MONTHS = (FIRST, date(2025, 4, 1), LAST)
DAYS = st.integers(min_value=-70, max_value=130).map(lambda days: FIRST + timedelta(days=days))
PEOPLE = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=2),
        st.sampled_from(["PB", "CB", "PENGAWASAN"]),
        st.booleans(),
        st.sampled_from("MF"),
        DAYS,
        st.none() | st.integers(min_value=0, max_value=150),
    ),
    max_size=14,
)


def by_hand(people: list[tuple]) -> Counter:
    """The figures as a child would count them: day by day, person by person."""
    counted: Counter = Counter()
    for month in MONTHS:
        days = [month + timedelta(days=day) for day in range((month_end(month) - month).days + 1)]
        for office, status, is_child, sex, start, length in people:
            end = None if length is None else start + timedelta(days=length)

            def under(day: date, start: date = start, end: date | None = end) -> bool:
                return start <= day and (end is None or day <= end)

            cell = (month, office, is_child, sex, status)
            if under(month - timedelta(days=1)) and (end is None or end >= month):
                counted["CLIENTS_START", *cell] += 1
            counted["CLIENTS_IN", *cell] += start in days
            counted["CLIENTS_OUT", *cell] += end in days
            if under(days[-1]) and end != days[-1]:
                counted["CLIENTS_END", *cell] += 1
    return +counted


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_sql_counts_as_python_does(people):
    nation = make_nation()
    first = make_kanwil(nation)
    offices = [make_bapas(first), make_bapas(first), make_bapas(make_kanwil(nation))]
    for office, status, is_child, sex, start, length in people:
        born = date(2010, 1, 1) if is_child else date(1990, 1, 1)
        case = make_case(make_client(sex=sex, birth_on=born))
        ended = {} if length is None else {"ended_on": start + timedelta(days=length), "end_reason": "HMB"}
        make_guidance(office=offices[office], case=case, status=status, start_on=start, **ended)
    run = make_published(FIRST, LAST)
    places = {office.pk: place for place, office in enumerate(offices)}
    found = {
        (row.measure, row.month, places[row.office_id], row.is_child, row.sex, row.key): row.value
        for row in Figure.objects.filter(run=run)
    }
    assert found == dict(by_hand(people))
    Guidance.objects.all().delete()


@pytest.mark.django_db
def test_ages_in_files_are_those_of_the_last_day(bapas, nation, directorate):
    last = month_end(LAST)
    born = [add_months(last, -12 * age) for age in (12, 14, 18, 25, 64, 65, 80)]
    for day in [*born, *(day + timedelta(days=1) for day in born)]:
        make_guidance(office=bapas, case=make_case(make_client(birth_on=day)), status="PENGAWASAN", start_on=FIRST)
    scope = scope_of(directorate).narrowed("reports.view_case_rows")
    rows = case_rows(scope, office=nation, first=FIRST, last=last)
    for birth_on, band in rows.values_list("birth_on", "kelompok_umur"):
        age = age_on(birth_on, last)
        assert band == next(name for low, name in AGE_BANDS if age >= low), birth_on


def test_months_without_figures():
    assert missing_months(FIRST, LAST, [FIRST, LAST]) == [date(2025, 4, 1)]
    assert missing_months(FIRST, LAST, MONTHS) == []
