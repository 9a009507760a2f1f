"""The facts of the needs map: small worlds by hand, and random histories counted again in plain Python."""

from datetime import date

import pytest

from bapas_portal.core.dates import month_start, today_in
from clients.models import Need
from partners.models import Organisation
from reports.checks import check_run
from reports.counting.needs import ANY_NEED, EVERYBODY, help_of_needs
from reports.models import NeedFigure, NeedSupply
from tests.factories import make_guidance
from tests.factories.judgement import make_override
from tests.factories.programs import make_intervention, make_line, make_need, make_plan
from tests.factories.reports import make_assessment, make_published

MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
MONTHS = (MARCH, APRIL, MAY)
LONG_AGO = date(2025, 1, 15)
pytestmark = pytest.mark.django_db


def cells(run, month=MAY, **where) -> dict[str, tuple[int, int, int, int]]:
    """need -> (people, running, planned, partnered), over all other breakdowns."""
    found: dict[str, list[int]] = {}
    for row in NeedFigure.objects.filter(run=run, month=month, **where):
        parts = (row.people, row.running, row.planned, row.partnered)
        found[row.need] = [a + b for a, b in zip(found.get(row.need, [0] * 4), parts, strict=True)]
    return {need: tuple(parts) for need, parts in found.items()}


def test_a_tick_and_a_practical_need_of_one_kind_are_one_need_of_one_client(bapas):
    guidance = make_guidance(office=bapas, start_on=LONG_AGO)
    make_need(guidance, "HOUSING")
    make_need(guidance, "B2.2", kind="TICK")
    make_need(guidance, "F1", kind="FACTOR", category="HIGH", score=4, maximum=6)
    make_guidance(office=bapas, start_on=LONG_AGO)
    assert cells(make_published(MAY)) == {
        EVERYBODY: (2, 0, 0, 0),
        ANY_NEED: (1, 0, 0, 0),
        "HOUSING": (1, 0, 0, 0),
        "F1": (1, 0, 0, 0),
    }


def test_a_line_answers_the_need_whichever_row_it_hangs_on(bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk, start_on=LONG_AGO)
    old = make_need(guidance, "F1", kind="FACTOR", closed_on=date(2025, 4, 2), closing="REASSESSED")
    make_need(guidance, "F1", kind="FACTOR", opened_on=date(2025, 4, 2))
    make_need(guidance, "WORK")
    plan = make_plan(guidance)
    partner = Organisation.objects.create(name="BLK Contoh", kind="BLK", office=bapas, serves=["F1"])
    make_line(plan, old, state="RUNNING", partner_id=partner.pk)
    make_line(plan, Need.objects.get(code="WORK"), state="PLANNED")
    run = make_published(MAY)
    found = cells(run)
    assert (found["F1"], found["WORK"]) == ((1, 1, 0, 1), (1, 0, 1, 0))
    assert found[ANY_NEED] == (1, 0, 1, 1)
    used = NeedSupply.objects.filter(run=run, kind__in=["PROGRAMME_USED", "PARTNER_USED"])
    assert sorted(used.values_list("need", "kind", "ref", "people")) == [
        ("F1", "PARTNER_USED", str(partner.pk), 1),
        ("F1", "PROGRAMME_USED", "HOUSING-UJI", 1),
    ]


def test_the_risk_is_the_standing_category_of_the_latest_assessment(bapas):
    adult, child = make_guidance(office=bapas, start_on=LONG_AGO), make_guidance(office=bapas, child=True)
    make_assessment(adult, on=date(2025, 2, 1), category="LOW")
    latest = make_assessment(adult, on=date(2025, 6, 1), category="MEDIUM")
    make_assessment(child, on=date(2025, 5, 31), instrument="ANAK", category="MEDIUM")
    latest.refresh_from_db()
    make_override(latest, "APPROVED", category="HIGH")
    run, this_month = make_published(MAY), month_start(today_in())
    assert {(row.is_child, row.risk) for row in run.need_figures.all()} == {(False, "LOW"), (True, "MEDIUM")}
    # Approved today: June is told as it was then, this month with the override.
    june = make_published(date(2025, 6, 1))
    assert set(june.need_figures.filter(is_child=False).values_list("risk", flat=True)) == {"MEDIUM"}
    now = make_published(this_month)
    assert set(now.need_figures.filter(is_child=False).values_list("risk", flat=True)) == {"HIGH"}


def test_supply_is_what_serves_the_need_and_where(bapas, nation):
    make_intervention("F2-UJI")
    make_intervention("F2-LAMA", is_active=False)
    make_intervention("ANAK-F1-UJI", serves="ANAK-F1")
    kept = {"kind": "BLK", "office": bapas}
    partner = Organisation.objects.create(name="BLK Contoh", serves=["F2", "WORK"], **kept)
    Organisation.objects.create(name="BLK Tutup", serves=["F2"], is_active=False, **kept)
    make_guidance(office=bapas, start_on=LONG_AGO)
    run = make_published(MAY)
    found = set(NeedSupply.objects.filter(run=run).values_list("need", "kind", "ref", "office_id", "people"))
    assert found == {
        ("F2", "PROGRAMME", "F2-UJI", nation.pk, 0),
        # The education aspect of the child instrument is helped by what helps F2 (clients/rules/help.py).
        ("ANAK_F1", "PROGRAMME", "F2-UJI", nation.pk, 0),
        ("ANAK_F1", "PROGRAMME", "ANAK-F1-UJI", nation.pk, 0),
        *((need, "PARTNER", str(partner.pk), bapas.pk, 0) for need in ("F2", "ANAK_F1", "WORK")),
        # A tick that the catalogue helps by F2 too keeps to the practical need it says.
    }
    assert ("B2.7", "F2") not in help_of_needs()


def test_a_lost_cell_is_found_by_the_checks(bapas):
    make_need(make_guidance(office=bapas, start_on=LONG_AGO), "WORK")
    run = make_published(MAY)
    run.need_figures.filter(need="WORK").delete()
    run.need_figures.filter(need=EVERYBODY).update(people=7)
    failed = {check.code: {fault.cell for fault in check.faults} for check in check_run(run, [MAY]) if check.failed}
    assert set(failed) == {"needs", "kanwil", "nation"}
    assert failed["nation"] == {"Klien dibimbing", "Kebutuhan terbuka"}
