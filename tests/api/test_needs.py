"""Needs over the API: the map's dated rows with their history, in scope only."""

from datetime import date

import pytest

from clients.models import Need
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db
NEEDS = "/api/v1/needs/"


@pytest.fixture
def own(pk, bapas):
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def history(own):
    make_assessment(own, "KRIM", 0, answers={"K1": 2, "K24": 1})
    make_assessment(own, "KRIM", 0, answers={"K24": 1}, ticks=["B2.2"], assessed_on=date(2025, 9, 1))
    make_need(own, "HOUSING", note="Menumpang")


def test_a_need_tells_its_days_its_reason_and_its_source(own, history, pk, calling):
    rows = calling(pk).get(f"{NEEDS}?guidance={own.pk}&code=F1").json()["results"]
    (row,) = rows
    assert (row["opened_on"], row["closed_on"], row["closing"]) == ("2025-03-01", "2025-09-01", "REASSESSED")
    assert row["assessment_id"] == Need.objects.get(code="F1").assessment_id
    assert row["opened_by"]["name"] == pk.name
    assert calling(pk).get(f"{NEEDS}{row['id']}/").json() == row


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"F1", "F6", "B2.2", "HOUSING"}),
        ("is_open=true", {"F6", "B2.2", "HOUSING"}),
        ("is_open=false", {"F1"}),
        ("on=2025-08-31", {"F1", "F6", "HOUSING"}),
        ("on=2025-09-01", {"F6", "B2.2", "HOUSING"}),
        ("on=2020-01-01", set()),
        ("kind=PRACTICAL", {"HOUSING"}),
        ("category=MEDIUM", {"F1", "F6"}),
        ("opened_from=2025-09-01", {"B2.2"}),
        ("opened_to=2025-02-28", {"HOUSING"}),
    ],
)
def test_filters(own, history, pk, calling, query, expected):
    rows = calling(pk).get(f"{NEEDS}?guidance={own.pk}&{query}").json()["results"]
    assert {row["code"] for row in rows} == expected


def test_a_tick_and_the_practical_need_have_one_key(own, history, pk, calling):
    rows = calling(pk).get(NEEDS).json()["results"]
    assert {row["key"] for row in rows if row["code"] in ("B2.2", "HOUSING")} == {"HOUSING"}


def test_wrong_office_wrong_role_and_nobody(own, history, other_pk, kanwil_staff, calling, client):
    pk_of = Need.objects.filter(code="F1").values_list("pk", flat=True)[0]
    assert calling(other_pk).get(f"{NEEDS}{pk_of}/").status_code == 404
    assert calling(other_pk).get(NEEDS).json()["results"] == []
    assert calling(kanwil_staff).get(NEEDS).status_code == 403
    assert client.get(NEEDS).status_code == 401


@pytest.mark.parametrize("query", ["on=kemarin", "kind=X", "tanggal=2025-01-01", "guidance=0"])
def test_a_filter_that_makes_no_sense_is_refused(own, pk, calling, query):
    assert calling(pk).get(f"{NEEDS}?{query}").status_code == 400


def test_queries_stay_flat(own, history, pk, calling, django_assert_max_num_queries):
    caller = calling(pk)
    with django_assert_max_num_queries(9):
        assert len(caller.get(NEEDS).json()["results"]) == 4
