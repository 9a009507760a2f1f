"""Published figures, offices and partners over the API."""

from datetime import date

import pytest

from bapas_portal.accounts.choices import RoleCode
from reports.models import Figure, PublishedMonth, RollupRun
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_organisation
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db
FIGURES = "/api/v1/figures/"
MAY = date(2025, 5, 1)


def total(answer) -> int:
    return sum(row["value"] for row in answer.json()["results"])


@pytest.fixture
def counted(bapas, other_bapas) -> RollupRun:
    make_guidance(office=bapas, name="Ananda Rahasia", child=True)
    make_guidance(office=bapas, name="Dewasa Contoh")
    make_guidance(office=other_bapas)
    return make_published(MAY)


def test_each_sees_the_own_reach(counted, pk, kanwil_staff, directorate, other_pk, calling):
    query = f"{FIGURES}?month=2025-05&measure=CLIENTS_END&page_size=200"
    sums = [total(calling(user).get(query)) for user in (pk, kanwil_staff, directorate, other_pk)]
    assert sums == [2, 2, 3, 1]


def test_only_the_published_run_counts(counted, directorate, calling):
    other = RollupRun.objects.create(first_month=MAY, last_month=MAY)
    office = Figure.objects.first().office
    Figure.objects.create(run=other, month=MAY, office=office, measure="CLIENTS_END", is_child=False, sex="M", value=99)
    rows = calling(directorate).get(f"{FIGURES}?measure=CLIENTS_END").json()["results"]
    assert {row["run_id"] for row in rows} == {counted.pk} == set(PublishedMonth.objects.values_list("run", flat=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("month=2025-05", 3),
        ("month=2025-05-17", 3),
        ("month_from=2025-06", 0),
        ("month_to=2025-04", 0),
        ("month_from=2025-05&month_to=2025-05", 3),
        ("is_child=true", 1),
    ],
)
def test_filters(counted, directorate, calling, query, expected):
    assert total(calling(directorate).get(f"{FIGURES}?measure=CLIENTS_END&{query}")) == expected


def test_an_office_stands_for_all_below_it(counted, kanwil, bapas, other_bapas, directorate, kanwil_staff, calling):
    query = f"{FIGURES}?measure=CLIENTS_END&office="
    assert total(calling(directorate).get(f"{query}{kanwil.pk}")) == 2
    assert total(calling(directorate).get(f"{query}{bapas.pk}")) == 2
    assert calling(kanwil_staff).get(f"{query}{other_bapas.pk}").status_code == 404


@pytest.mark.parametrize("month", ["2025", "2025-13", "x", "%00"])
def test_a_month_that_is_none_is_named(directorate, calling, month):
    answer = calling(directorate).get(f"{FIGURES}?month={month}")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["month"]


def test_who_has_no_dashboard_has_no_figures(bapas, nation, calling):
    for user in (make_user(RoleCode.OPERATOR, bapas), make_user(RoleCode.ADMIN, nation)):
        assert calling(user).get(FIGURES).status_code == 403


@pytest.mark.parametrize(
    "path", ["me", "offices", "figures", "organisations", "clients", "plans", "assessments", "interventions"]
)
def test_no_answer_to_a_kanwil_holds_a_childs_name(counted, kanwil_staff, directorate, calling, path):
    for user in (kanwil_staff, directorate):
        assert "Ananda" not in calling(user).get(f"/api/v1/{path}/").content.decode()


def test_figures_queries_stay_flat(counted, directorate, calling, django_assert_max_num_queries):
    caller = calling(directorate)
    with django_assert_max_num_queries(7):
        assert len(caller.get(f"{FIGURES}?page_size=200").json()["results"]) > 3


def test_offices_in_reach(bapas, kanwil, other_bapas, pk, kanwil_staff, directorate, calling):
    def names(user, query: str = "") -> set[int]:
        return {row["id"] for row in calling(user).get(f"/api/v1/offices/?page_size=200{query}").json()["results"]}

    assert names(pk) == {bapas.pk}
    assert names(kanwil_staff) == {kanwil.pk, bapas.pk}
    assert {bapas.pk, other_bapas.pk} <= names(directorate)
    assert names(directorate, f"&parent_id={kanwil.pk}") == {bapas.pk}
    assert names(directorate, "&kind=KANWIL") == {kanwil.pk, other_bapas.parent_id}
    assert calling(pk).get(f"/api/v1/offices/{other_bapas.pk}/").status_code == 404


def test_a_national_partner_is_read_by_all_offices_and_a_local_one_by_its_own(bapas, other_pk, calling):
    partner = make_organisation(office=bapas, serves=["F4"], known_in="NATION")
    local = make_organisation(office=bapas, serves=["F4"])
    caller = calling(other_pk)
    assert caller.get(f"/api/v1/organisations/{local.pk}/").status_code == 404
    assert [row["id"] for row in caller.get("/api/v1/organisations/?serves=F4").json()["results"]] == [partner.pk]
    assert caller.get(f"/api/v1/organisations/{partner.pk}/").json()["office"]["id"] == bapas.pk


def test_me_of_the_nation_has_no_list_of_offices(directorate, kanwil_staff, kanwil, calling):
    assert calling(directorate).get("/api/v1/me/").json()["office_ids"] is None
    said = calling(kanwil_staff).get("/api/v1/me/").json()
    assert said["office"] == {"id": kanwil.pk, "name": kanwil.name}
