"""A client on any day: what was true, and what was known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.core.dates import today_in
from clients.rules.over_time import Assessed, Needed, held_on, open_on, standing_on
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment


@dataclass
class Fact:
    from_on: date
    to_on: date | None
    recorded_at: datetime


def moment(day: int) -> datetime:
    return datetime(2025, 6, day, tzinfo=UTC)


OLD = Fact(date(2025, 1, 1), date(2025, 5, 31), moment(1))
NEW = Fact(date(2025, 6, 1), None, moment(20))


@pytest.mark.parametrize(
    ("day", "known_on", "held"),
    [
        (date(2025, 5, 31), 25, OLD),
        (date(2025, 6, 1), 25, NEW),
        (date(2025, 6, 1), 19, OLD),
        (date(2024, 12, 31), 25, None),
    ],
)
def test_a_change_entered_late_was_not_known_before(day, known_on, held):
    assert held_on([OLD, NEW], day, moment(known_on)) is held


@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)))
def test_with_all_known_at_most_one_fact_holds_and_it_is_of_the_day(day):
    found = held_on([OLD, NEW], day, moment(30))
    assert (found is None) == (day < OLD.from_on)


def test_an_assessment_stands_until_its_correction_was_entered():
    first = Assessed(1, "RRI", date(2025, 6, 2), moment(3), replaced_at=moment(10))
    second = Assessed(2, "RRI", date(2025, 6, 2), moment(10))
    day = date(2025, 6, 5)
    assert standing_on([first, second], day, moment(5))["RRI"].pk == 1
    assert standing_on([first, second], day, moment(11))["RRI"].pk == 2
    assert standing_on([first, second], date(2025, 6, 1), moment(11)) == {}


def test_a_need_is_open_until_its_closing_day_and_till_that_was_known():
    need = Needed(1, date(2025, 6, 1), date(2025, 6, 5), moment(1), moment(9))
    assert open_on([need], date(2025, 6, 4), moment(20)) == [1]
    assert open_on([need], date(2025, 6, 5), moment(20)) == []
    assert open_on([need], date(2025, 6, 5), moment(8)) == [1]


@pytest.mark.django_db
def test_the_page_tells_the_day(bapas, pk, other_pk, kanwil_staff, signed_in, client):
    guidance = make_guidance(office=bapas, officer=pk)
    assessment = make_assessment(guidance, "KRIM", 20, assessed_on=date(2025, 3, 1))
    url = reverse("clients:guidance_at", args=[guidance.pk])
    page = signed_in(pk).get(url, {"tanggal": "2025-03-02"})
    ((_known, at),) = page.context["sides"]
    assert at.day_number == 47 and at.officer.officer == pk
    assert at.assessments == [(assessment, "MEDIUM")] and at.needs
    ((_known, before),) = signed_in(pk).get(url, {"tanggal": "2025-02-01"}).context["sides"]
    assert before.assessments == [] and before.needs == []
    yesterday = (today_in() - timedelta(days=3)).isoformat()
    two = signed_in(pk).get(url, {"tanggal": "2025-03-02", "diketahui": yesterday}).context["sides"]
    assert [side.is_known for _known, side in two] == [False, True]
    assert signed_in(pk).get(url, {"tanggal": "x"}).status_code == 200
    assert signed_in(other_pk).get(url).status_code == 404
    assert signed_in(kanwil_staff).get(url).status_code == 403
    assert client.get(url).status_code == 302
