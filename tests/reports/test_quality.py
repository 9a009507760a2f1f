"""The quality page: counted as brute force counts, small numbers of children hidden, for the right readers only."""

from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from reports.models import QualityFact
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.judgement import make_override
from tests.factories.reports import make_assessment, make_published

URL, ROWS, CSV = (reverse(f"reports:{name}") for name in ("quality", "quality_rows", "quality_csv"))
MAY = date(2025, 5, 1)
YEAR = {"period": "2025"}


def assessed(office, pk, number, *, child=False, up=0, sex="M", on=date(2025, 5, 10)):
    """`number` assessments, the first `up` of them raised."""
    made = []
    for place in range(number):
        guidance = make_guidance(office=office, officer=pk, child=child, start_on=date(2025, 1, 15), sex=sex)
        instrument = "ANAK" if child else "RRI"
        found = make_assessment(guidance, on=on, instrument=instrument, category="LOW", assessor=pk)
        found.refresh_from_db()
        if place < up:
            make_override(found, "APPROVED", category="MEDIUM")
        made.append(found)
    return made


@pytest.mark.django_db
def test_overrides_over_the_assessments_of_their_month(bapas, pk, head, signed_in):
    assessed(bapas, pk, 6, up=2)
    assessed(bapas, pk, 4, up=1, sex="F")
    make_override(assessed(bapas, pk, 1)[0], "REFUSED", category="HIGH")
    make_published(MAY)
    page = signed_in(head).get(URL, YEAR).context["page"]
    table = next(table for table in page.overrides if table.by == "sex")
    assert [(row.value, row.total, row.asked, row.up, row.down) for row in table.rows] == [
        ("M", 7, 3, 2, 0),
        ("F", 4, 1, 1, 0),
    ]
    assert (table.whole.total, table.whole.rate.percent) == (11, 27.3)
    assert table.whole.rate.low < 27.3 < table.whole.rate.high


@pytest.mark.django_db
def test_counting_again_gives_the_same_facts(bapas, pk):
    assessed(bapas, pk, 3, up=1)
    fields = ("month", "office_id", "measure", "instrument", "sex", "age_band", "key", "value")
    first, second = (set(QualityFact.objects.filter(run=make_published(MAY)).values_list(*fields)) for _ in range(2))
    assert first == second and first


@pytest.mark.django_db
def test_small_numbers_of_children_are_hidden_above_a_bapas(bapas, pk, head, kanwil_staff, signed_in):
    assessed(bapas, pk, 12, child=True, up=2)
    make_published(MAY)
    asked = {**YEAR, "instrument": "ANAK"}
    row = signed_in(kanwil_staff).get(URL, asked).context["page"].overrides[0].whole
    assert (row.total, row.up, row.asked, row.rate) == (12, None, None, None)
    assert signed_in(kanwil_staff).get(ROWS, {**asked, "state": "up"}).status_code == 404
    assert signed_in(head).get(URL, asked).context["page"].overrides[0].whole.up == 2
    # Quarters taken from a year would give the numbers back: only years are offered.
    periods = [
        value for value, _label in signed_in(kanwil_staff).get(URL, asked).context["form"].fields["period"].choices
    ]
    assert periods == ["2025"]


@pytest.mark.django_db
def test_a_number_opens_to_its_rows(bapas, pk, head, signed_in):
    raised = assessed(bapas, pk, 3, up=1)[0]
    make_published(MAY)
    answer = signed_in(head).get(ROWS, {**YEAR, "state": "up", "by": "sex", "value": "M"})
    assert answer.context["now"] == 1
    assert raised.guidance.client.name in answer.content.decode()
    assert signed_in(head).get(ROWS, {**YEAR, "state": "down"}).context["now"] == 0
    assert signed_in(head).get(ROWS, {**YEAR, "state": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_number_of_every_line_is_as_long_as_its_list(bapas, other_bapas, pk, directorate, nation, signed_in):
    """Sex, age, category and office of a reader of two offices; 18 on the very day of the assessment is 18."""
    assessed(bapas, pk, 3, up=2)
    assessed(other_bapas, make_user(RoleCode.PK, other_bapas), 2, up=1, sex="F")
    for birth_on in (date(2007, 5, 10), date(2000, 5, 11)):
        guidance = make_guidance(office=bapas, officer=pk, start_on=date(2025, 1, 15), birth_on=birth_on)
        found = make_assessment(guidance, on=date(2025, 5, 10), category="LOW", assessor=pk)
        found.refresh_from_db()
        make_override(found, "APPROVED", category="HIGH")
    make_published(MAY)
    browser, asked = signed_in(directorate), {**YEAR, "office": nation.pk}
    tables = browser.get(URL, asked).context["page"].overrides
    assert [table.by for table in tables] == ["sex", "age", "category", "office"]
    assert {row.value for row in tables[1].rows} >= {"18–24"}
    for table in tables:
        for row in table.rows:
            answer = browser.get(ROWS, {**asked, "state": "up", "by": table.by, "value": row.value})
            assert answer.context["now"] == row.up, (table.by, row.value)
    assert browser.get(ROWS, {**asked, "state": "up", "by": "age", "value": "x"}).context["now"] == 0


@pytest.mark.django_db
def test_charts_draw_only_what_the_table_shows(bapas, pk, head, kanwil_staff, signed_in):
    assessed(bapas, pk, 6, up=3)
    assessed(bapas, pk, 5, sex="F")
    for sex, up in (("M", 1), ("F", 0)):
        assessed(bapas, pk, 6, child=True, up=up, sex=sex)
    make_published(MAY)
    table = signed_in(head).get(URL, YEAR).context["page"].overrides[0]
    assert table.chart["series"][0]["data"] == [50.0, 0.0]
    page = signed_in(kanwil_staff).get(URL, {**YEAR, "instrument": "ANAK"})
    assert [row.rate and row.rate.hits for row in page.context["page"].overrides[0].rows] == [None, 0]
    assert page.context["page"].overrides[0].chart is None
    assert 'id="mutu-sex"' not in page.content.decode()


@pytest.mark.django_db
def test_the_file_holds_what_the_page_shows(bapas, pk, head, signed_in):
    assessed(bapas, pk, 3, up=1)
    make_published(MAY)
    text = signed_in(head).get(CSV, YEAR).content.decode("utf-8-sig")
    assert "penyesuaian,Jenis kelamin,Laki-laki,total,3" in text


@pytest.mark.django_db
def test_who_may_look(bapas, other_bapas, nation, kanwil_staff, directorate, head, pk, client, signed_in):
    make_published(MAY)
    for reader in (kanwil_staff, directorate, head, make_user(RoleCode.SUPERVISOR, bapas)):
        assert signed_in(reader).get(URL).status_code == 200
    for reader in (pk, make_user(RoleCode.OPERATOR, bapas), make_user(RoleCode.SECTION_ADULT, bapas)):
        assert signed_in(reader).get(URL).status_code == 403
        assert signed_in(reader).get(CSV).status_code == 403
        assert signed_in(reader).get(ROWS, {"state": "up"}).status_code == 403
    assert signed_in(head).get(URL, {"office": other_bapas.pk}).status_code == 404
    assert signed_in(kanwil_staff).get(ROWS, {"office": nation.pk, "state": "up"}).status_code == 404
    assert client.get(URL).status_code == client.get(CSV).status_code == client.get(ROWS).status_code == 302


@pytest.mark.django_db
def test_no_query_more_with_more_offices(bapas, pk, directorate, signed_in, django_assert_max_num_queries):
    assessed(bapas, pk, 2)
    make_published(MAY)
    browser = signed_in(directorate)
    browser.get(URL)
    with django_assert_max_num_queries(12) as few:
        browser.get(URL)
    for _number in range(3):
        assessed(make_bapas(), pk, 1)
    make_published(MAY)
    with django_assert_max_num_queries(len(few)):
        browser.get(URL)
