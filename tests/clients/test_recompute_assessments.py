"""`manage.py recompute_assessments --check`: a row that was tampered with is found, whatever of it was changed."""

import io

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from bapas_portal.core.dates import today_in
from clients.models import Assessment, AssessmentFactor
from clients.queries import recompute
from tests.factories import make_guidance
from tests.factories.instrument_drafts import change_bands, make_draft, publish
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.django_db
KEPT = ("clients.Assessment:assessment_is_kept", "clients.AssessmentFactor:assessment_factor_is_kept")


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, sex="F")


def check() -> tuple[int, list[str]]:
    """(exit code, printed lines)."""
    out, code = io.StringIO(), 0
    try:
        call_command("recompute_assessments", "--check", stdout=out)
    except CommandError as error:
        code = error.returncode
    return code, out.getvalue().splitlines()


def tamper(rows, **fields):
    with pgtrigger.ignore(*KEPT):
        assert rows.update(**fields) == 1


def test_nothing_to_check_is_no_fault():
    code, [summary] = check()
    assert code == 0 and summary.startswith("0 equal, 0 differ")


def test_what_the_portal_saved_is_equal(guidance, bapas, pk, monkeypatch):
    monkeypatch.setattr(recompute, "CHUNK", 2)
    first = make_assessment(guidance, total=13)
    make_assessment(guidance, total=6, ticks=["C1"])
    make_assessment(guidance, total=9, replaces_id=first.pk)
    make_assessment(guidance, "KRIM", total=20)
    make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", total=3)
    code, [summary] = check()
    assert code == 0 and summary.startswith("5 equal, 0 differ")


TAMPERED = {
    "total": {"total": 12},
    "category": {"category": "LOW"},
    "kriminogenik due": {"is_kriminogenik_due": False},
    "an answer": {"answers": {**{f"A{n}": 0 for n in range(1, 11)}, "A10": 1}},
    "an answer that is none": {"answers": {"A1": 77}},
    "answers of another shape": {"answers": [3, 1]},
    "a fact of the context": {"context": {}},
    "context of another shape": {"context": []},
    "result": {"result": {}},
    "a tick of the result": {"result": {"ticks": ["C1"]}},
}


@pytest.mark.parametrize("fields", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_row_is_named_and_no_other(guidance, fields):
    make_assessment(guidance, total=5)
    row = make_assessment(guidance, total=13)
    make_assessment(guidance, "KRIM", total=20)
    if "ticks" in fields.get("result", {}):
        fields = {"result": {**row.result, **fields["result"]}}
    tamper(Assessment.objects.filter(pk=row.pk), **fields)
    code, [named, summary] = check()
    assert (code, named) == (1, str(row.pk))
    assert summary.startswith("2 equal, 1 differ")


@pytest.mark.parametrize("fields", [{"score": 0}, {"maximum": 99}, {"category": "LOW"}, {"factor": "F9"}], ids=str)
def test_a_factor_that_reports_count_is_checked_too(guidance, fields):
    row = make_assessment(guidance, "KRIM", total=35)
    tamper(AssessmentFactor.objects.filter(assessment=row, factor="F1"), **fields)
    assert check()[0] == 1


def test_each_is_scored_with_its_own_version(guidance, admin):
    old = make_assessment(guidance, total=6)
    draft = change_bands(make_draft(admin), admin, _lower)
    publish(draft, admin, today_in())
    new = make_assessment(guidance, total=6, assessed_on=today_in())
    assert (old.category, new.category) == ("LOW", "MEDIUM")
    assert check()[0] == 0


def _lower(total):
    """The first band ends at 5."""
    total["bands"][0]["to"], total["bands"][1]["from"] = 5, 6


def test_without_the_word_check_nothing_runs():
    with pytest.raises(CommandError, match="--check"):
        call_command("recompute_assessments")
