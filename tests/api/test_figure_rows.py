"""The rows behind a figure over the API: as many as the figure says, and no child's name outside the office."""

import re
from datetime import date

import pytest

from tests.factories import make_guidance
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db
ROWS = "/api/v1/figures/rows/"
MAY = date(2025, 5, 1)


@pytest.fixture
def counted(bapas, other_bapas) -> None:
    make_guidance(office=bapas, name="Ananda Rahasia", child=True)
    make_guidance(office=bapas, name="Dewasa Contoh")
    make_guidance(office=other_bapas, name="Orang Jauh")
    make_published(MAY)


def asked(place, **more: str) -> str:
    return f"{ROWS}?" + "&".join(
        f"{name}={value}"
        for name, value in {"measure": "CLIENTS_END", "month": "2025-05", "office": place.pk, **more}.items()
    )


def test_as_many_rows_as_the_figure_says(counted, kanwil, kanwil_staff, calling):
    caller = calling(kanwil_staff)
    figures = caller.get("/api/v1/figures/?measure=CLIENTS_END&month=2025-05").json()["results"]
    assert len(caller.get(asked(kanwil)).json()["results"]) == sum(row["value"] for row in figures) == 2
    assert len(caller.get(asked(kanwil, is_child="true")).json()["results"]) == 1


def test_kanwil_knows_adults_and_a_childs_pseudonym(counted, kanwil, kanwil_staff, calling):
    answer = calling(kanwil_staff).get(asked(kanwil))
    assert "Ananda" not in answer.content.decode()
    by_name = {row["is_named"]: row["who"] for row in answer.json()["results"]}
    assert by_name[True] == "Dewasa Contoh"
    assert re.fullmatch(r"K-[0-9A-F]{10}", by_name[False])


def test_the_directorate_knows_nobody(counted, nation, directorate, calling):
    text = calling(directorate).get(asked(nation)).content.decode()
    assert not [name for name in ("Ananda", "Dewasa Contoh", "Orang Jauh") if name in text]


def test_the_head_knows_the_own_child(counted, bapas, head, calling):
    assert "Ananda Rahasia" in calling(head).get(asked(bapas)).content.decode()


def test_wrong_office_and_wrong_role(counted, other_bapas, bapas, kanwil_staff, pk, calling):
    assert calling(kanwil_staff).get(asked(other_bapas)).status_code == 404
    assert calling(pk).get(asked(bapas)).status_code == 403


@pytest.mark.parametrize("missing", ["measure", "month", "office"])
def test_what_is_missing_is_named(counted, kanwil, kanwil_staff, calling, missing):
    answer = calling(kanwil_staff).get(asked(kanwil, **{missing: ""}))
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [missing]


def test_an_unknown_filter_is_refused(kanwil, kanwil_staff, calling):
    assert calling(kanwil_staff).get(asked(kanwil, kelamin="F")).status_code == 400


@pytest.mark.parametrize(
    "measure",
    ["CLIENTS_START", "CLIENTS_IN", "CLIENTS_OUT", "ASSESSMENTS", "NEEDS", "PLAN_LINES", "ACTIVITIES", "PARTICIPANTS"],
)
def test_every_measure_has_rows_to_ask_for(counted, kanwil, kanwil_staff, calling, measure):
    assert calling(kanwil_staff).get(asked(kanwil, measure=measure)).status_code == 200


def test_rows_come_page_by_page(bapas, kanwil, kanwil_staff, calling, django_assert_max_num_queries):
    for _ in range(5):
        make_guidance(office=bapas)
    caller = calling(kanwil_staff)
    with django_assert_max_num_queries(8):
        first = caller.get(asked(kanwil, page_size="3")).json()
    assert len(first["results"]) == 3
    assert len(caller.get(first["next"]).json()["results"]) == 2
