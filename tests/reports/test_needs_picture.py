"""The needs picture: the right numbers for the right reader, supply beside demand, and no child given away."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from partners.models import Organisation
from reports.counting.needs import ANY_NEED, EVERYBODY
from reports.models import NeedFigure
from reports.pseudonyms import pseudonym
from reports.queries.needs_rows import NeedRef, rows_of_need
from reports.queries.needs_shapes import Asked
from reports.rules import SMALLEST_SHOWN, hide_small
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.programs import make_intervention, make_line, make_need, make_plan
from tests.factories.reports import make_assessment, make_published

URL, ROWS = reverse("reports:needs_picture"), reverse("reports:needs_rows")
MAY = date(2025, 5, 1)
LONG_AGO = date(2025, 1, 15)


def a_client_in_need(office, pk, *codes, child=False, state="", partner=None, risk="HIGH", **fields):
    guidance = make_guidance(office=office, officer=pk, child=child, start_on=LONG_AGO, **fields)
    make_assessment(guidance, on=date(2025, 2, 1), instrument="ANAK" if child else "RRI", category=risk, assessor=pk)
    needs = [make_need(guidance, code, kind="FACTOR" if code[0] == "F" else "PRACTICAL") for code in codes]
    if state:
        make_line(make_plan(guidance), needs[0], state=state, partner_id=partner and partner.pk)
    return guidance


@pytest.fixture
def world(bapas, other_bapas, pk, other_pk):
    """Bapas: 3 adults need F2, of whom one is helped; 2 need WORK too; other Bapas: 1 adult; 6 children of F1 here."""
    make_intervention("F2-UJI")
    partner = Organisation.objects.create(name="BLK Contoh", kind="BLK", office=bapas, serves=["F2"])
    Organisation.objects.create(name="BLK Jauh", kind="BLK", office=other_bapas, serves=["F2"])
    a_client_in_need(bapas, pk, "F2", "WORK", state="RUNNING", partner=partner, name="Klien Dewasa Contoh")
    a_client_in_need(bapas, pk, "F2", "WORK", state="PLANNED", risk="LOW")
    a_client_in_need(bapas, pk, "F2", sex="F")
    make_guidance(office=bapas, start_on=LONG_AGO)
    a_client_in_need(other_bapas, other_pk, "F2")
    for _number in range(6):
        a_client_in_need(bapas, pk, "F1", child=True)
    return make_published(MAY)


def rows_of(answer) -> dict:
    return {row.key: row for row in answer.context["page"].rows}


@pytest.mark.django_db
def test_demand_and_supply_in_one_row(world, bapas, pk, signed_in):
    answer = signed_in(pk).get(URL, {"cohort": "adult"})
    page, row = answer.context["page"], rows_of(answer)["F2"]
    assert (page.clients, page.people, page.gap) == (4, 3, 3)
    assert (row.people, row.running, row.planned, row.unplanned, row.gap, row.partnered) == (3, 1, 1, 1, 2, 1)
    assert (row.programmes, row.programmes_used, row.partners, row.partners_used) == (1, 1, 1, 1)
    assert (row.share, row.per_partner) == (75, 2.0)
    assert rows_of(answer)["WORK"].is_unserved
    assert ROWS not in answer.content.decode()


@pytest.mark.django_db
def test_a_kanwils_own_partner_serves_its_bapas(world, bapas, kanwil, pk, signed_in):
    Organisation.objects.create(name="Dinas Provinsi", kind="PEMDA", office=kanwil, serves=["WORK"])
    make_published(MAY)
    assert rows_of(signed_in(pk).get(URL))["WORK"].partners == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "people"),
    [
        ({}, {"F2": 3, "WORK": 2, "ANAK_F1": 6}),
        ({"cohort": "adult"}, {"F2": 3, "WORK": 2}),
        ({"cohort": "child"}, {"ANAK_F1": 6}),
        ({"sex": "F"}, {"F2": 1}),
        ({"risk": "LOW"}, {"F2": 1, "WORK": 1}),
        ({"risk": "NONE"}, {}),
        ({"group": "practical"}, {"WORK": 2}),
        ({"cohort": "adult", "sex": "M", "risk": "HIGH"}, {"F2": 1, "WORK": 1}),
    ],
)
def test_the_filters(world, pk, signed_in, asked, people):
    assert {key: row.people for key, row in rows_of(signed_in(pk).get(URL, asked)).items()} == people


@pytest.mark.django_db
def test_the_nation_leads_to_the_kanwil_and_to_the_bapas(world, kanwil, bapas, directorate, signed_in):
    browser = signed_in(directorate)
    page = browser.get(URL).context["page"]
    assert [row.people for row in page.rows if row.key == "F2"] == [4]
    heat = {line.office: {cell.key: cell.people for cell in line.cells} for line in page.heat}
    assert heat[kanwil]["F2"] == 3
    below = browser.get(URL, {"office": kanwil.pk})
    assert [line.office for line in below.context["page"].heat] == [bapas]
    single = browser.get(URL, {"office": bapas.pk}).context["page"]
    assert {line.value: line.clients for line in single.heat} == {"HIGH": 2, "LOW": 1, "": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["", "risk", "sex", "age"])
def test_every_cut_adds_up_to_the_row(world, kanwil, kanwil_staff, signed_in, by):
    page = signed_in(kanwil_staff).get(URL, {"by": by}).context["page"]
    for row in page.rows:
        cells = [cell.people for line in page.heat for cell in line.cells if cell.key == row.key]
        assert sum(cells) == row.people


@pytest.mark.django_db
def test_readers_above_see_small_numbers_of_children_hidden(world, bapas, kanwil_staff, pk, other_pk, signed_in):
    browser = signed_in(kanwil_staff)
    child = {"cohort": "child"}
    row = rows_of(browser.get(URL, child))["ANAK_F1"]
    assert (row.people, row.running, row.unplanned) == (6, 0, 6)
    a_client_in_need(bapas, pk, "F1", child=True, state="RUNNING")
    a_client_in_need(bapas, pk, "F4", child=True)
    make_published(MAY)
    answer = browser.get(URL, child)
    small, large = rows_of(answer)["ANAK_F4"], rows_of(answer)["ANAK_F1"]
    assert (small.people, small.gap, small.per_partner, small.share) == (None, None, None, None)
    assert (large.people, large.running, large.unplanned, large.gap, large.partnered) == (7, None, None, None, 0)
    text = answer.content.decode()
    assert "disembunyikan" in text and ROWS not in text
    # The Bapas itself sees its children whole.
    assert rows_of(signed_in(pk).get(URL, child))["ANAK_F4"].people == 1


@pytest.mark.django_db
def test_readers_above_cannot_subtract_adults_from_all_or_divide_children(world, bapas, kanwil_staff, signed_in):
    browser = signed_in(kanwil_staff)
    assert browser.get(URL).context["asked"].is_child is False
    whole = rows_of(browser.get(URL, {"cohort": "child"}))["ANAK_F1"].people
    assert rows_of(browser.get(URL, {"cohort": "child", "sex": "F"}))["ANAK_F1"].people == whole
    assert "sex" not in browser.get(URL, {"cohort": "child"}).context["form"].fields
    assert browser.get(ROWS, {"cohort": "child", "need": "ANAK_F1"}).status_code == 404


@given(st.lists(st.integers(min_value=0, max_value=12), max_size=8))
def test_what_is_hidden_cannot_be_subtracted(parts):
    shown = hide_small(parts)
    hidden = [part for part, each in zip(parts, shown, strict=True) if each is None]
    assert all(each == part for part, each in zip(parts, shown, strict=True) if each is not None)
    assert all(each is None for part, each in zip(parts, shown, strict=True) if 0 < part < SMALLEST_SHOWN)
    if hidden and len(hidden) < len(parts):
        assert len(hidden) > 1 and sum(hidden) >= SMALLEST_SHOWN
    if all(part == 0 or part >= SMALLEST_SHOWN for part in parts):
        assert hidden == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nation", "kanwil", "bapas"])
def test_there_are_as_many_rows_as_every_cell_says(world, request, directorate, kanwil_staff, head, who):
    reader = {"nation": directorate, "kanwil": kanwil_staff, "bapas": head}[who]
    scope = scope_of(reader).narrowed("reports.view_case_rows")
    cells = NeedFigure.objects.visible_to(scope).filter(office__path__startswith=request.getfixturevalue(who).path)
    assert cells
    for cell in cells.select_related("office"):
        asked = Asked(
            office=cell.office,
            month=MAY,
            is_child=cell.is_child,
            sex=cell.sex,
            age=cell.age_band,
            risk=cell.risk or "NONE",
        )
        expected = {"": cell.people}
        if cell.need not in (ANY_NEED, EVERYBODY):
            expected |= {"running": cell.running, "planned": cell.planned, "gap": cell.people - cell.running}
            expected["unplanned"] = cell.people - cell.running - cell.planned
        found = {state: rows_of_need(scope, NeedRef(asked, cell.need, state)).count() for state in expected}
        assert found == expected, cell


@pytest.mark.django_db
def test_the_rows_page_counts_names_and_leads_on(world, bapas, kanwil, head, kanwil_staff, directorate, signed_in):
    asked = {"need": "F2", "state": "running", "cohort": "adult"}
    own = signed_in(head).get(ROWS, asked)
    assert (own.context["figure"], own.context["now"]) == (1, 1)
    guidance = rows_of_need(
        scope_of(head).narrowed("reports.view_case_rows"),
        NeedRef(Asked(bapas, MAY, is_child=False), "F2", "running"),
    ).get()
    assert reverse("clients:needs_map", args=[guidance.pk]) in own.content.decode()
    above = signed_in(kanwil_staff).get(ROWS, asked).content.decode()
    assert guidance.client.name in above and "sedang ditangani" in above
    far = signed_in(directorate).get(ROWS, asked).content.decode()
    assert guidance.client.name not in far and pseudonym(guidance.client.public_id) in far


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"need": "X"}, {"need": "F2", "state": "x"}, {"need": "ANY", "state": "gap"}])
def test_an_unknown_number_is_not_found(world, head, signed_in, wrong):
    assert signed_in(head).get(ROWS, wrong).status_code == 404


@pytest.mark.django_db
def test_who_may_look(world, bapas, kanwil, other_bapas, nation, kanwil_staff, head, pk, client, signed_in):
    for role in (RoleCode.SECTION_ADULT, RoleCode.SUPERVISOR, RoleCode.APK):
        assert signed_in(make_user(role, bapas)).get(URL).status_code == 200
    for role in (RoleCode.OPERATOR, RoleCode.TPP_SECRETARY):
        assert signed_in(make_user(role, bapas)).get(URL).status_code == 403
    for office in (other_bapas, nation):
        assert signed_in(kanwil_staff).get(URL, {"office": office.pk}).status_code == 404
        assert signed_in(head).get(ROWS, {"office": office.pk}).status_code == 404
    assert signed_in(pk).get(ROWS).status_code == 403
    assert client.get(URL).status_code == client.get(ROWS).status_code == 302


@pytest.mark.django_db
def test_before_the_first_rollup_the_page_says_so(head, signed_in):
    assert "Belum ada bulan yang direkap" in signed_in(head).get(URL).content.decode()
    assert signed_in(head).get(ROWS).status_code == 404


@pytest.mark.django_db
def test_the_page_costs_no_query_more_with_more_offices(
    world, kanwil, directorate, pk, signed_in, django_assert_max_num_queries
):
    browser = signed_in(directorate)
    browser.get(URL)
    with django_assert_max_num_queries(7 + 6) as few:
        browser.get(URL)
    for _number in range(3):
        a_client_in_need(make_bapas(), pk, "F2")
    make_published(MAY)
    with django_assert_max_num_queries(len(few)):
        browser.get(URL)


@pytest.mark.django_db
def test_htmx_gets_only_the_moving_part(world, kanwil_staff, signed_in):
    text = signed_in(kanwil_staff).get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text and 'id="peta"' in text
