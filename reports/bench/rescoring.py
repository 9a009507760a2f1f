"""The past scored anew: a trial of a changed draft, the check of all kept results, and every client's tier."""

import copy
import io
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from bapas_portal.accounts.models import User
from bapas_portal.core.jobs import running
from bapas_portal.core.models import Job
from clients.actions.tier_run import work_out_all
from clients.actions.trial import TASK, run_trial
from clients.choices import InstrumentCode, VersionState
from clients.models import Assessment, Guidance, InstrumentTrial, InstrumentVersion, TierRule, TierRun
from clients.queries.instruments import digest_of, published
from reports.bench.growing import grow_past
from reports.bench.memory import peak_of
from reports.bench.stage import Unexpected
from reports.bench.stopwatch import seconds_of
from reports.bench.table import Goal, Line

# Of so many it is known that the memory is not for their sake: the growth is measured from here.
PART = 10
GOAL_PER = 100_000
SECONDS = 60
# What a process may hold more for ten times as many; a chunk's rows are of differing length.
GROWTH_MB = 16


@dataclass(slots=True)
class Measured:
    """Seconds, and megabytes resident at most, of one thing done at one size."""

    done: int
    seconds: float = 0.0
    peak: float = 0.0


def bench_rescoring(assessments: int) -> list[Line]:
    """Everything at a tenth of the size and at the size; the memory may not grow between them."""
    small = _measure_all(assessments // PART)
    large = _measure_all(assessments)
    return [line for what in small for line in _lines(what, small[what], large[what])]


def _measure_all(least: int) -> dict[str, Measured]:
    """By what is done. The tiers twice: each first tier is written, a second time nothing is new."""
    standing, periods = grow_past(least)
    return {
        "RRI tried with a changed draft": measure(try_changed_draft, standing),
        "kept results checked": measure(check_kept, Assessment.objects.count()),
        "clients' tiers, most of them the first": measure(work_out_tiers, periods),
        "clients' tiers once more": measure(work_out_tiers, periods),
    }


def measure(work: Callable[[], object], number: int) -> Measured:
    found = Measured(number)

    def timed() -> None:
        found.seconds = seconds_of(work)

    found.peak = peak_of(timed)
    return found


def _lines(what: str, small: Measured, large: Measured) -> list[Line]:
    most = Goal(round(SECONDS * max(1.0, large.done / GOAL_PER)), "number")
    note = f"{large.done / large.seconds:.0f} a second; at {small.done}: {small.seconds:.1f} s, {small.peak:.0f} MB"
    growth = round(large.peak - small.peak, 1)
    held = f"{large.peak:.0f} MB at most, the interpreter and what was measured before included"
    return [
        Line(f"{large.done} {what}: s", number=round(large.seconds, 1), goal=most, notes=(note,)),
        Line(f"{what}: MB more than at {small.done}", number=growth, goal=Goal(GROWTH_MB, "number"), notes=(held,)),
    ]


def try_changed_draft() -> None:
    """As the worker does it: the first band one point shorter, so that results change. Raises Unexpected."""
    version = _changed_draft()
    job = Job.objects.create(task=TASK, params={"version": version.pk})
    digest, admin = digest_of(version), User.objects.get(username="admin")
    InstrumentTrial.objects.create(job=job, version=version, digest=digest, asked_by=admin)
    with running(str(job.pk)) as job:
        trial = run_trial(job=job)
    if not trial.changed or trial.unscorable:
        raise Unexpected(f"{trial.changed} changed, {trial.unscorable} not scored")


def _changed_draft() -> InstrumentVersion:
    content = copy.deepcopy(published(InstrumentCode.RRI).definition)
    bands = content["total"]["bands"]
    bands[0]["to"], bands[1]["from"] = bands[0]["to"] - 1, bands[1]["from"] - 1
    return InstrumentVersion.objects.update_or_create(
        instrument=InstrumentCode.RRI, version="bench", defaults={"definition": content}
    )[0]


def check_kept() -> None:
    """Raises CommandError when a result does not follow from its answers."""
    call_command("recompute_assessments", check=True, stdout=io.StringIO())


def work_out_tiers() -> None:
    """With the rule in force. Raises Unexpected unless every open guidance period was looked at."""
    rule = TierRule.objects.get(state=VersionState.PUBLISHED)
    run = TierRun.objects.create(rule=rule, is_dry=False, reason="manage.py bench_assessments")
    work_out_all(run)
    if run.counted != Guidance.objects.open().count():
        raise Unexpected(f"{run.counted} counted")
