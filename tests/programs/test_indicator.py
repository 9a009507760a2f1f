"""Readings of what a line measures: from baseline to target, put right by another reading, taken at a review too."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import SentBefore
from programs.actions.indicator import correct_reading, take_reading
from programs.actions.plan_review import review_plan
from programs.models import IndicatorReading, PlanLine
from programs.queries.indicator import readings_chart, readings_of, standing_of
from programs.rules.measure import number_words, read_amount
from tests.factories.plan_parts import make_indicator_reading
from tests.factories.plan_review import make_version
from tests.factories.programs import make_line, make_plan
from tests.programs.conftest import WRITE
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 1)
MEASURE = {"unit": "kali sebulan", "baseline_value": 6, "target_value": 0}


@pytest.fixture
def line(guidance) -> PlanLine:
    """Approved, and measured in numbers."""
    made = make_line(make_plan(guidance), **MEASURE)
    made.version = make_version(made.plan)
    return made


@pytest.fixture
def take(line, pk, scoped):
    def taking(**changes) -> IndicatorReading:
        said = {"line_id": line.pk, "measured_on": DAY, "amount": "4", "form_key": uuid4(), "by": pk}
        return take_reading(**said | {"scope": scoped(pk, WRITE)} | changes)

    return taking


@pytest.fixture
def correct(pk, scoped):
    def correcting(reading, **changes) -> IndicatorReading:
        said = {"reading_id": reading.pk, "measured_on": DAY, "amount": "5", "note": "Salah hitung", "by": pk}
        return correct_reading(**said | {"form_key": uuid4(), "scope": scoped(pk, WRITE)} | changes)

    return correcting


@pytest.mark.parametrize(
    ("typed", "unit", "fault"),
    [("2,5", "kali", ""), ("lima", "kali", "number"), ("lima", "", ""), (" ", "", "missing"), ("x" * 201, "", "long")],
)
def test_an_amount_is_a_number_or_words(typed, unit, fault):
    assert read_amount(typed, unit)[1] == fault


@given(st.decimals(-9_999_999, 9_999_999, places=2))
def test_what_is_written_out_reads_as_the_same_number(number):
    assert read_amount(number_words(number), "kali") == (read_amount(str(number), "kali")[0], "")


def test_the_latest_day_says_how_far_it_is(take, line, pk, scoped):
    take(measured_on=DAY + timedelta(30), amount="3")
    take(amount="4,5")
    readings = readings_of(scoped(pk, WRITE), line)
    standing = standing_of(line, readings)
    assert (standing.latest.value, standing.percent) == (Decimal(3), 50)
    chart = readings_chart(line, readings)
    assert [each["data"] for each in chart["series"]] == [[6.0, 4.5, 3.0], [0.0, 0.0, 0.0]]
    line.unit = "kali seminggu"
    assert standing_of(line, readings).percent is None
    assert readings_chart(line, readings) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "banyak"}, "amount"),
        ({"amount": " "}, "amount"),
        ({"measured_on": today_in() + timedelta(3)}, "measured_on"),
        ({"measured_on": date(2001, 1, 1)}, "measured_on"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_a_wrong_reading_is_refused_at_its_field(take, changes, field):
    with pytest.raises(Invalid) as told:
        take(**changes)
    assert list(told.value.fields) == [field]


def test_the_same_form_saves_once(take):
    key = uuid4()
    assert take(form_key=key).pk == take(form_key=key).pk
    with pytest.raises(SentBefore):
        take(form_key=key, amount="3")


def test_a_correction_is_a_new_row_that_says_why(take, correct, line, pk, scoped):
    wrong = take()
    with pytest.raises(Invalid) as told:
        correct(wrong, note=" ")
    assert list(told.value.fields) == ["note"]
    right = correct(wrong)
    with pytest.raises(WrongState):
        correct(wrong, amount="2")
    rows = readings_of(scoped(pk, WRITE), line)
    assert [row.is_replaced for row in rows] == [True, False]
    assert readings_chart(line, rows)["series"][0]["data"] == [6.0, 5.0]
    assert correct(right, amount="4").value == 4
    assert set(AuditEvent.objects.values_list("verb", flat=True)) >= {"plan_reading.taken", "plan_reading.corrected"}


def test_a_line_that_nobody_approved_is_not_measured(guidance, pk, scoped, take):
    draft = make_line(take().line.plan, guidance.needs.first())
    with pytest.raises(WrongState):
        take(line_id=draft.pk)


def test_the_database_keeps_readings_as_they_are(line, pk):
    reading = make_indicator_reading(line, pk, value=4)
    for act in (lambda: IndicatorReading.objects.update(value=1), reading.delete):
        with pytest.raises(InternalError), transaction.atomic():
            act()
    for wrong in ({"value": 4, "unit": ""}, {"value": 4, "words": "x"}, {"replaces": reading}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_indicator_reading(line, pk, **wrong)


class TestReview:
    @pytest.fixture
    def look(self, guidance, line, pk, scoped):
        def looking(**changes):
            said = {"guidance_id": guidance.pk, "reviewed_on": today_in(), "looked_at": "Kunjungan", "result": "LANJUT"}
            said |= {"goals": {line.pk: ("BAIK", "")}, "form_key": uuid4(), "by": pk, "readings": {line.pk: "2"}}
            return review_plan(**said | {"scope": scoped(pk, WRITE)} | changes)

        return looking

    def test_a_review_keeps_what_was_measured_that_day(self, look, line):
        key = uuid4()
        assert look(form_key=key).pk == look(form_key=key).pk
        reading = line.readings.get()
        assert (reading.value, reading.measured_on) == (2, today_in())
        with pytest.raises(SentBefore):
            look(form_key=key, readings={line.pk: "3"})
        look(seen=1, readings={line.pk: " "})
        assert line.readings.count() == 1

    def test_its_fault_stands_at_its_field_and_nothing_is_saved(self, look, line):
        with pytest.raises(Invalid) as told:
            look(readings={line.pk: "dua"})
        assert list(told.value.fields) == [f"reading_{line.pk}"]
        assert not line.plan.reviews.exists()

    def test_the_form_offers_it(self, line, guidance, pk, signed_in):
        make_indicator_reading(line, pk, value=4)
        browser, page = signed_in(pk), url("plan_review", guidance.pk)
        assert "Terakhir: 4 kali sebulan" in browser.get(page).content.decode()
        sent = {"form_key": str(uuid4()), "seen": "0", "reviewed_on": today_in().isoformat(), "result": "LANJUT"}
        sent |= {"looked_at": "Wawancara", f"progress_{line.pk}": "BAIK", f"reading_{line.pk}": "1,5"}
        assert browser.post(page, sent | {f"reading_{line.pk}": "?"}).status_code == 422
        assert browser.post(page, sent).status_code == 302
        assert line.readings.last().value == Decimal("1.5")


class TestPages:
    def test_taken_read_and_put_right(self, line, guidance, pk, signed_in):
        browser = signed_in(pk)
        read, add = url("line_readings", line.pk), url("reading_take", line.pk)
        assert "Belum ada hasil ukur" in browser.get(read).content.decode()
        sent = {"form_key": str(uuid4()), "measured_on": "2025-04-01", "amount": "x", "note": ""}
        assert browser.post(add, sent).status_code == 422
        assert browser.post(add, sent | {"amount": "3"}).status_code == 302
        assert "satu kali" in browser.post(add, sent | {"amount": "3"}, follow=True).content.decode()
        assert "50% menuju target" in browser.get(url("plan_detail", guidance.pk)).content.decode()
        fix = url("reading_correct", line.readings.get().pk)
        assert browser.get(fix).status_code == 200
        again = sent | {"form_key": str(uuid4()), "amount": "2", "note": "Salah baca"}
        assert browser.post(fix, again).status_code == 302
        page = browser.get(read).content.decode()
        assert "Sudah dibetulkan" in page and "data-chart" in page

    @pytest.mark.parametrize("name", ["line_readings", "reading_take", "reading_correct"])
    def test_who_may_not(self, name, line, pk, signed_in, other_pk, kanwil_staff, client):
        address = url(name, make_indicator_reading(line, pk, value=4).pk if name == "reading_correct" else line.pk)
        assert signed_in(other_pk).get(address).status_code == 404
        assert signed_in(kanwil_staff).get(address).status_code == 403
        client.logout()
        assert client.get(address).status_code == 302

    def test_who_reads_the_plan_reads_them_and_writes_nothing(self, line, pk, head, signed_in):
        make_indicator_reading(line, pk, value=4)
        page = signed_in(head).get(url("line_readings", line.pk)).content.decode()
        assert "4 kali sebulan" in page
        assert "Betulkan" not in page
