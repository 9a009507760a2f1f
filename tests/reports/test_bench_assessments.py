"""manage.py bench_assessments: its parts on a small office, and what it refuses."""

import json

import pytest
from django.core.management import CommandError, call_command

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import User
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Assessment, AssessmentDraft, AssessmentFactor, DraftEvent, Guidance, Need, Tier, TrialChange
from reports.bench.entry import bench_answer, bench_due, bench_form
from reports.bench.growing import grow_past
from reports.bench.memory import RESET, peak_of
from reports.bench.rescoring import bench_rescoring
from reports.bench.setting import as_in_production
from reports.bench.stage import Stage
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.django_db
STAGE = Stage(clients=2, rounds=1, scale=0.05)
linux_only = pytest.mark.skipif(not RESET.exists(), reason="only Linux tells the memory that a process held at most")


@pytest.fixture
def past(bapas, pk, nation):
    """Two clients of one officer, three RRI and one KRIM; the accounts that the benchmark signs in."""
    publish_tier_rule()
    for username, role, office in (("kepala", RoleCode.HEAD, bapas), ("admin", RoleCode.ADMIN, nation)):
        User.objects.filter(pk=make_user(role, office).pk).update(username=username)
    first, second = (make_guidance(office=bapas, officer=pk) for _ in range(2))
    for guidance, total in ((first, 6), (first, 13), (second, 6)):
        make_assessment(guidance, total=total)
    make_assessment(second, "KRIM", total=20)


@pytest.mark.django_db(transaction=True)
def test_the_past_grows_with_everything_that_hangs_on_it(past):
    factors, needs = AssessmentFactor.objects.count(), Need.objects.count()
    assert grow_past(9) == (15, 10)
    assert Assessment.objects.count() == 4 * 5
    assert AssessmentFactor.objects.count() == 5 * factors and Need.objects.count() == 5 * needs > 0
    assert grow_past(10) == (15, 10), "there is enough"
    assert grow_past(11) == (18, 12)
    call_command("recompute_assessments", check=True)


@linux_only
@pytest.mark.django_db(transaction=True)
def test_everything_is_scored_anew_at_two_sizes(past):
    lines = bench_rescoring(30)
    assert [line.what.partition(":")[0] for line in lines[::2]] == [
        "45 RRI tried with a changed draft",
        "60 kept results checked",
        "30 clients' tiers, most of them the first",
        "30 clients' tiers once more",
    ]
    assert all("MB more than at" in line.what for line in lines[1::2])
    assert all(line.is_reached is not None for line in lines)
    assert TrialChange.objects.exists()
    assert Tier.objects.filter(superseded_at=None).count() == Guidance.objects.count() == 30
    json.dumps([line.as_json() for line in lines])


def test_form_answers_and_due_list_are_timed_on_the_real_pages(past):
    with as_in_production():
        lines = [*bench_form(STAGE), *bench_answer(STAGE), *bench_due(STAGE)]
    assert [line.what for line in lines] == [
        "opening the form (RRI)",
        "opening the form (KRIM)",
        "saving one answer (KRIM)",
        "due list of an office (page)",
        "due list of the nation (query)",
    ]
    told = json.loads(json.dumps([line.as_json() for line in lines]))
    assert all(each["p95_ms"] > 0 and each["against"]["median_ms"] > 0 and each["ratio"] > 0 for each in told)
    assert AssessmentDraft.objects.count() == 1 and DraftEvent.objects.count() >= 4


@linux_only
def test_a_peak_is_what_was_held_meanwhile_not_before():
    most = 40_000_000
    bare = peak_of(lambda: None)
    assert peak_of(lambda: bytearray(most)) > bare + 30
    assert peak_of(lambda: None) < bare + 30


@pytest.mark.parametrize(
    "arguments", [["--clients", "0"], ["--assessments", "9"], ["--rounds", "0"], ["--scale", "0"]], ids=" ".join
)
def test_a_wrong_wish_is_refused_before_anything_is_made(arguments):
    with pytest.raises(CommandError, match="or more"):
        call_command("bench_assessments", *arguments)


def test_production_refuses(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("bench_assessments")
