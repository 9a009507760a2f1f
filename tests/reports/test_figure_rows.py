"""The rows behind a figure: as many as the figure says, and no name that the reader may not know."""

from datetime import date

import pytest
from django.db.models import Sum
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from reports.choices import Measure
from reports.models import Figure
from reports.pseudonyms import pseudonym
from reports.queries.rows import FigureRef, rows_behind
from tests.factories import make_guidance, make_user
from tests.factories.reports import make_activity, make_assessment, make_line, make_published

URL = reverse("reports:figure_rows")
MAY = date(2025, 5, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def adult(bapas):
    return make_guidance(office=bapas, start_on=date(2025, 5, 2), name="Klien Dewasa Contoh")


@pytest.fixture
def child(bapas):
    return make_guidance(office=bapas, start_on=date(2025, 5, 3), name="Klien Anak Contoh", child=True, sex="F")


@pytest.fixture
def world(adult, child, bapas, other_bapas):
    make_guidance(office=bapas, start_on=date(2025, 1, 2), ended_on=date(2025, 5, 20), end_reason="HMB")
    make_guidance(office=other_bapas, start_on=date(2025, 5, 2))
    first = make_assessment(adult, on=date(2025, 5, 4), category="LOW")
    make_assessment(adult, on=date(2025, 5, 5), category="HIGH", replaces=first)
    make_assessment(adult, on=date(2025, 5, 6), instrument="KRIM", factors={"F1": "HIGH", "F2": "LOW"})
    make_assessment(child, on=date(2025, 5, 6), instrument="ANAK", factors={"A": "LOW", "F1": "HIGH"})
    make_line(adult, (date(2025, 5, 7), "PLANNED"), (date(2025, 5, 8), "RUNNING"))
    make_line(child, (date(2025, 5, 7), "PLANNED"))
    make_activity(bapas, adult, child, on=date(2025, 5, 9))
    return make_published(MAY)


def ask(browser, office, measure="CLIENTS_END", **more):
    return browser.get(URL, {"measure": measure, "month": "2025-05", "office": office.pk, **more})


@pytest.mark.parametrize("measure", Measure.values)
@pytest.mark.parametrize("who", ["nation", "kanwil", "bapas"])
def test_there_are_as_many_rows_as_the_figure_says(world, request, directorate, kanwil_staff, head, measure, who):
    reader = {"nation": directorate, "kanwil": kanwil_staff, "bapas": head}[who]
    office = request.getfixturevalue(who)
    scope = scope_of(reader).narrowed("reports.view_case_rows")
    figures = Figure.objects.visible_to(scope).filter(office__path__startswith=office.path, measure=measure)
    total = figures.aggregate(total=Sum("value"))["total"] or 0
    assert total > 0
    assert rows_behind(scope, FigureRef(measure=measure, month=MAY, office=office)).count() == total


def test_every_cell_has_as_many_rows_as_it_says(world, nation, directorate):
    scope = scope_of(directorate).narrowed("reports.view_case_rows")
    for cell in Figure.objects.filter(run=world).select_related("office"):
        ref = FigureRef(
            measure=cell.measure,
            month=MAY,
            office=cell.office,
            is_child=cell.is_child,
            sex=cell.sex,
            key=cell.key,
            category=cell.category,
        )
        assert rows_behind(scope, ref).count() == cell.value, cell


def test_kanwil_knows_adults_by_name_and_children_by_code(world, kanwil, kanwil_staff, signed_in, adult, child):
    text = ask(signed_in(kanwil_staff), kanwil).content.decode()
    assert adult.client.name in text
    assert child.client.name not in text
    assert child.register_no not in text
    assert pseudonym(child.client.public_id, is_child=True) in text
    assert reverse("clients:guidance_detail", args=[adult.pk]) not in text


def test_the_directorate_knows_nobody_by_name(world, nation, directorate, signed_in, adult, child):
    for measure in Measure.values:
        text = ask(signed_in(directorate), nation, measure).content.decode()
        assert adult.client.name not in text
        assert child.client.name not in text
    assert pseudonym(adult.client.public_id) in ask(signed_in(directorate), nation).content.decode()


def test_the_head_knows_everyone_and_may_open_the_file(world, bapas, head, signed_in, adult, child):
    text = ask(signed_in(head), bapas).content.decode()
    for guidance in (adult, child):
        assert guidance.client.name in text
        assert reverse("clients:guidance_detail", args=[guidance.pk]) in text


def test_a_head_of_section_sees_the_own_cohort(world, bapas, signed_in, adult, child):
    text = ask(signed_in(make_user(RoleCode.SECTION_ADULT, bapas)), bapas).content.decode()
    assert adult.client.name in text
    assert child.client.name not in text
    assert pseudonym(child.client.public_id, is_child=True) not in text


def test_the_page_says_when_rows_changed_since_the_rollup(world, bapas, head, signed_in):
    browser = signed_in(head)
    assert "sesudah rekap" not in ask(browser, bapas).content.decode()
    make_guidance(office=bapas, start_on=date(2025, 5, 2))
    answer = ask(browser, bapas)
    assert (answer.context["figure"], answer.context["now"]) == (2, 3)
    assert "sesudah rekap" in answer.content.decode()


@pytest.mark.parametrize("wrong", [{"measure": "GAJI"}, {"month": "2025-13"}, {"month": ""}, {"office": "x"}])
def test_what_does_not_exist_is_not_found(world, bapas, head, signed_in, wrong):
    asked = {"measure": "CLIENTS_END", "month": "2025-05", "office": bapas.pk, **wrong}
    assert signed_in(head).get(URL, asked).status_code == 404


def test_the_wrong_person(world, bapas, other_bapas, kanwil_staff, pk, client, signed_in):
    assert ask(signed_in(kanwil_staff), other_bapas).status_code == 404
    assert ask(signed_in(pk), bapas).status_code == 403
    assert ask(client, bapas).status_code == 302


def test_a_code_is_stable_and_tells_nothing(adult, settings):
    code = pseudonym(adult.client.public_id)
    assert code == pseudonym(str(adult.client.public_id))
    assert str(adult.client.public_id).replace("-", "").upper()[:6] not in code
    settings.SECRET_KEY = "another" * 8
    assert pseudonym(adult.client.public_id) != code


def test_rows_come_fifty_a_page(world, bapas, head, signed_in):
    for _ in range(55):
        make_guidance(office=bapas, start_on=date(2025, 5, 2))
    first = ask(signed_in(head), bapas)
    assert len(first.context["rows"]) == 50
    second = signed_in(head).get(URL + first.context["next_url"])
    assert len(second.context["rows"]) == 7


def test_the_same_person_as_child_and_adult_carries_two_codes(bapas):
    """The Kanwil reads the adult's name: one code for both would name the child."""
    child = make_guidance(office=bapas, child=True)
    assert pseudonym(child.client.public_id) != pseudonym(child.client.public_id, is_child=True)
