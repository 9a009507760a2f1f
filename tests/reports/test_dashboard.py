"""The dashboard: the right numbers for the right reader, and no number that was not published."""

from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.reports import make_activity, make_assessment, make_line, make_published

URL = reverse("reports:dashboard")
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(bapas, other_bapas):
    """Bapas: 3 adults and a child at the end of May, one of them new; the other Bapas: 1 adult."""
    old = make_guidance(office=bapas, start_on=date(2025, 1, 15))
    make_guidance(office=bapas, start_on=date(2025, 1, 15), status="CB")
    make_guidance(office=bapas, start_on=date(2025, 5, 9))
    child = make_guidance(office=bapas, start_on=date(2025, 1, 15), child=True)
    make_guidance(office=other_bapas, start_on=date(2025, 1, 15))
    make_assessment(old, on=date(2025, 5, 2), category="VERY_HIGH")
    make_assessment(old, on=date(2025, 5, 3), instrument="KRIM", factors={"F1": "HIGH", "F2": "LOW"})
    make_line(old, (date(2025, 5, 3), "PLANNED"))
    make_activity(bapas, old, child, on=date(2025, 5, 4))
    return make_published(APRIL, MAY)


def numbers(answer) -> dict[str, int]:
    return {card.measure: card.number for card in answer.context["page"].cards}


def test_a_reader_sees_the_newest_month_of_the_own_office(world, kanwil, kanwil_staff, signed_in):
    answer = signed_in(kanwil_staff).get(URL)
    assert answer.status_code == 200
    assert answer.context["office"] == kanwil
    assert answer.context["month"] == MAY
    assert numbers(answer) == {
        "CLIENTS_END": 4,
        "CLIENTS_IN": 1,
        "CLIENTS_OUT": 0,
        "ASSESSMENTS": 2,
        "PLAN_LINES": 1,
        "ACTIVITIES": 1,
    }
    assert answer.context["page"].cards[0].delta == 1
    assert "Data per" in answer.content.decode()


@pytest.mark.parametrize(("cohort", "clients"), [("adult", 3), ("child", 1), ("", 4)])
def test_the_cohort_filter(world, kanwil_staff, signed_in, cohort, clients):
    assert numbers(signed_in(kanwil_staff).get(URL, {"cohort": cohort}))["CLIENTS_END"] == clients


def test_the_nation_adds_up_and_leads_to_the_kanwil(world, kanwil, other_bapas, directorate, signed_in):
    browser = signed_in(directorate)
    answer = browser.get(URL)
    page = answer.context["page"]
    assert numbers(answer)["CLIENTS_END"] == 5
    by_office = {row.office: {value.measure: value.number for value in row.values} for row in page.rows}
    assert by_office[kanwil]["CLIENTS_END"] == 4
    assert by_office[other_bapas.parent]["CLIENTS_END"] == 1
    assert {value.measure: value.number for value in page.totals}["CLIENTS_END"] == 5
    assert f"office={kanwil.pk}" in answer.content.decode()
    assert numbers(browser.get(URL, {"office": kanwil.pk}))["CLIENTS_END"] == 4


def test_only_published_months_are_offered_and_an_unpublished_one_is_not_found(world, kanwil_staff, signed_in):
    browser = signed_in(kanwil_staff)
    assert numbers(browser.get(URL, {"month": "2025-04"}))["CLIENTS_END"] == 3
    assert browser.get(URL, {"month": "2025-03"}).status_code == 404
    assert browser.get(URL, {"month": "kapan"}).status_code == 404


def test_another_kanwils_office_is_not_found(world, kanwil_staff, other_bapas, nation, signed_in):
    browser = signed_in(kanwil_staff)
    for office in (other_bapas, other_bapas.parent, nation):
        assert browser.get(URL, {"office": office.pk}).status_code == 404


def test_an_officer_sees_the_office_without_links_to_rows(world, bapas, pk, signed_in):
    answer = signed_in(pk).get(URL)
    assert answer.context["office"] == bapas
    assert numbers(answer)["CLIENTS_END"] == 4
    assert reverse("reports:figure_rows") not in answer.content.decode()


def test_signed_out_and_without_the_right(world, bapas, client, signed_in):
    assert client.get(URL).status_code == 302
    assert signed_in(make_user(RoleCode.OPERATOR, bapas)).get(URL).status_code == 403


def test_before_the_first_rollup_the_page_says_so(kanwil_staff, signed_in):
    assert "Belum ada bulan yang direkap" in signed_in(kanwil_staff).get(URL).content.decode()


def test_a_month_without_figures_is_a_gap_in_the_trend(world, kanwil_staff, signed_in):
    trend = signed_in(kanwil_staff).get(URL).context["page"].trend
    assert trend["series"][0]["data"] == [None] * 10 + [3, 4]


def test_htmx_gets_only_the_moving_part(world, kanwil_staff, signed_in):
    answer = signed_in(kanwil_staff).get(URL, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="dasbor"' in answer.content.decode()


def test_at_most_eight_queries_however_many_offices(
    world, nation, directorate, signed_in, django_assert_max_num_queries
):
    browser = signed_in(directorate)
    browser.get(URL)
    # session, user and the two of the scope come before; the session is saved again after (a savepoint around it).
    before_and_after = 7
    with django_assert_max_num_queries(8 + before_and_after) as few:
        browser.get(URL)
    for _ in range(3):
        make_guidance(office=make_bapas(), start_on=date(2025, 2, 1))
    make_published(APRIL, MAY)
    with django_assert_max_num_queries(len(few)):
        browser.get(URL)
