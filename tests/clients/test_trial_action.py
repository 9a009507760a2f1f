"""A trial counts what a plain loop over all assessments counts, and tells what the draft cannot take."""

import copy
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import WrongState
from bapas_portal.core.models import Job
from clients.instruments import shipped
from clients.models import Assessment, InstrumentTrial, InstrumentVersion, TrialChange
from clients.queries.trial import past_assessments
from clients.rules.instrument import parse
from clients.rules.results import AnswerError
from clients.rules.scoring import score
from clients.rules.trial import Tally, cells_of, score_again
from tests.factories import make_bapas, make_guidance, make_kanwil, make_user
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.trials import ask_trial, cut_lower, make_draft, make_trial

pytestmark = pytest.mark.django_db
BANDS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


def by_hand(version: InstrumentVersion) -> tuple[Counter, dict[int, tuple]]:
    """(cells, changed rows): fresh scores, replaced ones left out one by one."""
    draft = parse(version.definition)
    cells: Counter = Counter()
    rows = {}
    for one in Assessment.objects.filter(instrument=version.instrument):
        if Assessment.objects.filter(replaces=one).exists():
            continue
        try:
            result = score(draft, one.answers, one.context)
            after, total = result.category, result.total
        except AnswerError:
            after, total = "", None
        where = one.guidance.office.parent_id
        cells[(where, one.guidance.is_child, one.guidance.client.sex, one.category, after)] += 1
        if (after, total) != (one.category, one.total):
            rows[one.pk] = (one.category, after, one.total, total)
    return cells, rows


def assert_as_by_hand(trial: InstrumentTrial) -> None:
    cells, rows = by_hand(trial.version)
    assert {tuple(cell): count for cell, count in cells_of(trial.groups).items()} == cells
    fields = ("assessment_id", "before", "after", "total_before", "total_after")
    assert {pk: tuple(rest) for pk, *rest in trial.changes.values_list(*fields)} == rows
    unscorable = sum(not after for _before, after, _old, _new in rows.values())
    assert (trial.counted, trial.changed, trial.unscorable) == (cells.total(), len(rows) - unscorable, unscorable)
    for before in BANDS:
        for after in BANDS:
            found = sum(count for cell, count in cells.items() if cell[3:] == (before, after))
            assert trial.matrix[before][after] == found
    assert sum(count for _why, count in trial.groups["reasons"]) == unscorable


def a_past(kanwil) -> None:
    """Assessments over the whole range of RRI, at two Kanwils, of both sexes; one of them corrected."""
    dice = random.Random(3)
    for office in (make_bapas(kanwil), make_bapas(make_kanwil())):
        officer = make_user(RoleCode.PK, office)
        for sex in "MF":
            guidance = make_guidance(office=office, officer=officer, sex=sex)
            # The edge of the first band, where a cut-off that moves by one tells.
            for total in (shipped("RRI")["total"]["bands"][0]["to"], *(dice.randint(0, 12) for _turn in range(3))):
                make_assessment(guidance, total=total)
    first = Assessment.objects.order_by("pk").first()
    make_assessment(first.guidance, total=12, replaces_id=first.pk)


def changed(definition: dict, shift: int, option: int, dropped: int, scores: int) -> dict:
    """A definition with other cut-offs, another score of an option, perhaps an item less or an option gone."""
    definition = copy.deepcopy(definition)
    bands = definition["total"]["bands"]
    edge = bands[0]["to"] + shift
    if bands[0]["from"] <= edge < bands[1]["to"]:
        bands[0]["to"], bands[1]["from"] = edge, edge + 1
    scored = [item for item in definition["items"] if item["kind"] == "score"]
    if option:
        scored[option % len(scored)]["options"].reverse()
    if scores:
        options = scored[scores % len(scored)]["options"]
        options.pop()
    if dropped:
        definition["items"].remove(scored[dropped % len(scored)])
    return definition


@given(shift=st.integers(-3, 3), option=st.integers(0, 4), dropped=st.sampled_from((0, 0, 3)), scores=st.integers(0, 3))
@properties(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_trial_is_what_a_plain_loop_finds(kanwil, shift, option, dropped, scores):
    if not Assessment.objects.exists():
        a_past(kanwil)
    definition = changed(shipped("RRI"), shift, option, dropped, scores)
    # Not kept: what the check would refuse is tried as well, and nothing may be guessed there either.
    version, tally = InstrumentVersion(instrument="RRI", definition=definition), Tally()
    for past in past_assessments("RRI"):
        tally.add(score_again(parse(definition), past))
    cells, rows = by_hand(version)
    assert {tuple(cell): count for cell, count in tally.cells.items()} == cells
    unscorable = sum(not after for _before, after, _old, _new in rows.values())
    assert (tally.changed, tally.unscorable) == (len(rows) - unscorable, unscorable)


def test_the_kept_trial_is_what_a_plain_loop_finds(kanwil, admin):
    a_past(kanwil)
    trial = make_trial(make_draft(**cut_lower()), admin)
    assert trial.finished_at
    assert trial.changed > 0
    assert_as_by_hand(trial)


def test_answers_that_a_draft_cannot_take_are_told(kanwil, admin):
    a_past(kanwil)
    definition = shipped("RRI")
    gone = [item for item in definition["items"] if item["part"] == "A" and item["kind"] == "score"][-1]
    more = {**copy.deepcopy(gone), "code": "BARU1"}
    trial = make_trial(make_draft(items=[*definition["items"], more], **_wider(definition)), admin)
    assert trial.unscorable == trial.counted > 0
    assert trial.groups["reasons"] == [["BARU1: belum dijawab", trial.counted]]
    assert_as_by_hand(trial)


def _wider(definition: dict) -> dict:
    """The total with room for one more item like the last one of part A."""
    total = copy.deepcopy(definition["total"])
    scored = [item for item in definition["items"] if item["part"] == "A" and item["kind"] == "score"]
    room = max(option["score"] for option in scored[-1]["options"])
    total["printed_maximum"] += room
    total["bands"][-1]["to"] += room
    return {"total": total}


def test_a_replaced_assessment_is_not_counted(pk, admin):
    guidance = make_guidance(officer=pk, office=pk.grants.get().office)
    first = make_assessment(guidance, total=2)
    make_assessment(guidance, total=12, replaces_id=first.pk)
    trial = make_trial(make_draft(), admin)
    assert (guidance.assessments.count(), trial.counted) == (2, 1)


def test_asked_twice_while_it_runs_it_is_the_same_trial(admin, nation):
    version, other = make_draft(**cut_lower()), make_user(RoleCode.ADMIN, nation)
    first, again = ask_trial(version, admin), ask_trial(version, other)
    assert first == again
    assert Job.objects.count() == 1
    assert AuditEvent.objects.filter(verb="instrument.tried").count() == 1


def test_another_definition_is_another_trial(admin):
    version = make_draft()
    first = ask_trial(version, admin)
    version.definition |= cut_lower()
    version.save()
    assert ask_trial(version, admin) != first


def test_only_the_newest_trial_keeps_its_list(kanwil, admin):
    a_past(kanwil)
    version = make_draft(**cut_lower())
    first, second = make_trial(version, admin), make_trial(version, admin)
    assert not TrialChange.objects.filter(trial=first).exists()
    assert second.changes.count() == second.changed


def test_a_published_version_and_a_faulty_draft_are_not_tried(admin):
    publish_shipped()
    published = InstrumentVersion.objects.get(instrument="RRI", state="PUBLISHED")
    faulty = make_draft(items=[])
    for version in (published, faulty):
        with pytest.raises(WrongState):
            ask_trial(version, admin)
    assert not InstrumentTrial.objects.exists()


def test_history_is_not_touched(kanwil, admin):
    a_past(kanwil)
    before = list(Assessment.objects.order_by("pk").values())
    make_trial(make_draft(**cut_lower()), admin)
    assert list(Assessment.objects.order_by("pk").values()) == before
