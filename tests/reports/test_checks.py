"""The checks hold on every true count, and fail where a figure was made wrong."""

from datetime import date

import pytest

from bapas_portal.core.dates import months_between
from reports.actions.publication import publish_run, refuse_run
from reports.checks import check_run
from reports.choices import RunState
from reports.models import Figure, PublishedMonth, RollupRun
from tests.factories import make_guidance
from tests.factories.reports import make_activity, make_assessment, make_published

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(bapas, other_bapas) -> RollupRun:
    for office in (bapas, other_bapas):
        guidance = make_guidance(office=office, start_on=date(2025, 1, 15))
        make_guidance(office=office, start_on=date(2025, 5, 5))
        make_activity(office, guidance, on=date(2025, 5, 5))
        make_assessment(guidance, on=date(2025, 5, 6))
    return make_published(MAY, JUNE)


def failures(run: RollupRun) -> dict[str, list[tuple[str, str, str]]]:
    checks = check_run(run, months_between(run.first_month, run.last_month))
    return {
        check.code: [(fault.month, fault.office, fault.cell) for fault in check.faults]
        for check in checks
        if check.failed
    }


def change(run: RollupRun, office, measure: str, month: date, **values) -> None:
    Figure.objects.filter(run=run, office=office, measure=measure, month=month).update(**values)


def test_a_true_count_passes_every_check(run):
    assert failures(run) == {}
    assert all(check["compared"] > 0 and check["passed"] for check in run.checks)


def test_a_wrong_cell_breaks_the_identity_and_both_sums(run, bapas, kanwil):
    change(run, bapas, "CLIENTS_IN", MAY, value=9)
    found = failures(run)
    assert found["identity"] == [("2025-05", bapas.name, "PB · dewasa · M")]
    assert found["kanwil"] == [("2025-05", kanwil.name, "Klien masuk")]
    assert found["nation"] == [("2025-05", "Nasional", "Klien masuk")]


def test_an_end_that_is_not_the_next_start_is_found(run, bapas):
    for measure in ("CLIENTS_START", "CLIENTS_END"):
        change(run, bapas, measure, JUNE, value=7)
    assert failures(run)["succession"] == [("2025-06", bapas.name, "PB · dewasa · M")]


def test_a_figure_moved_to_another_kanwil_is_found_though_the_nation_still_adds_up(run, bapas, other_bapas):
    Figure.objects.filter(run=run, office=other_bapas, measure="ACTIVITIES").delete()
    change(run, bapas, "ACTIVITIES", MAY, value=2)
    found = failures(run)
    assert {month for month, _, _ in found["kanwil"]} == {"2025-05"}
    assert len(found["kanwil"]) == 2
    assert "nation" not in found


def test_an_office_under_no_kanwil_is_found(run, bapas, nation):
    bapas.parent = nation
    bapas.save()
    found = failures(run)
    assert {office for _, office, _ in found["kanwil"]} == {f"di luar Kanwil: {bapas.name}"}
    assert found["nation"]


def test_a_refused_run_is_not_shown_and_says_where(run, bapas):
    second = RollupRun.objects.create(first_month=MAY, last_month=JUNE)
    refuse_run(second, check_run(second, [MAY, JUNE]))
    second.refresh_from_db()
    assert second.state == RunState.REFUSED
    assert {published.run_id for published in PublishedMonth.objects.all()} == {run.pk}
    fault = next(check for check in second.checks if check["code"] == "nation")["faults"][0]
    assert fault["month"] == "2025-05" and fault["expected"] > fault["found"] == 0


def test_a_newer_run_takes_over_month_by_month(run):
    newer = RollupRun.objects.create(first_month=JUNE, last_month=JUNE)
    publish_run(newer, [])
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHED
    newest = RollupRun.objects.create(first_month=MAY, last_month=JUNE)
    publish_run(newest, [])
    states = dict(RollupRun.objects.values_list("pk", "state"))
    assert states == {run.pk: "SUPERSEDED", newer.pk: "SUPERSEDED", newest.pk: "PUBLISHED"}
