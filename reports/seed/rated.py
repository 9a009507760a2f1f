"""Drafts behind finished assessments, event by event, and second ratings: most done, one open for the demonstration.

Read back from the rows just loaded, a batch at a time, and sent by COPY like all others.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from bapas_portal.accounts.models import User
from clients.actions.assessment import result_as_json
from clients.choices import DraftState, RatingState
from clients.models import Assessment, AssessmentDraft, DraftEvent, SecondRating
from clients.queries.instruments import definition_of
from clients.rules.instrument import Instrument
from clients.rules.scoring import problems, score
from reports.seed.copying import Loader
from reports.seed.world import World

DRAFTS, RATINGS = 240, 36
HASTY, LATE, CHANGED = 0.04, 0.3, 0.06
ALIKE = 0.82
# Items that officers of the demonstration put off: those that need a second source.
HARD = frozenset({"A4", "A9", "K6A", "K13", "K21", "N5", "N18", "B3"})
MODELS = (AssessmentDraft, DraftEvent, SecondRating)


def add_ratings(world: World) -> dict[str, int]:
    """Load drafts and second ratings for the newest assessments. Returns rows by table."""
    loader = Loader(MODELS)
    standing = Assessment.objects.filter(replaced_by=None).select_related("version", "guidance")
    found = list(standing.order_by("-assessed_on", "-pk")[:DRAFTS])
    for assessment in found:
        _add_draft(world, loader, assessment)
    _add_ratings(world, loader, found)
    return loader.finish()


def _add_draft(world: World, loader: Loader, assessment: Assessment) -> None:
    """The form as it was filled in: in order, some items passed over and answered last, some answered twice."""
    definition = definition_of(assessment.version)
    typed = _typed(world, definition, assessment.answers)
    pace = world.rng.uniform(0.8, 2.5) if world.chance(HASTY) else world.rng.uniform(6, 45)
    at = assessment.recorded_at - timedelta(seconds=pace * (len(typed) + 2))
    draft_id = loader.add(
        AssessmentDraft,
        guidance_id=assessment.guidance_id,
        version_id=assessment.version_id,
        instrument=assessment.instrument,
        state=DraftState.FINISHED,
        opened_by_id=assessment.assessor_id,
        opened_at=at,
        saved_by_id=assessment.assessor_id,
        saved_at=assessment.recorded_at,
        seq=len(typed),
        answers=assessment.answers,
        field_seq={f"answer:{code}": seq for seq, (code, _value) in enumerate(typed, start=1)},
        finished_as_id=assessment.pk,
        form_key=uuid.UUID(int=world.rng.getrandbits(128)),
    )
    stood: dict[str, Any] = {}
    for seq, (code, value) in enumerate(typed, start=1):
        at += timedelta(seconds=pace * world.rng.uniform(0.5, 1.5))
        _add_event(world, loader, draft_id, seq, (code, value, stood.get(code)), at, assessment.assessor_id)
        stood[code] = value


def _add_event(
    world: World, loader: Loader, draft_id: int, seq: int, said: tuple[str, Any, Any], at: datetime, by: int
) -> None:
    code, value, before = said
    loader.add(
        DraftEvent,
        draft_id=draft_id,
        seq=seq,
        field=f"answer:{code}",
        value=value,
        before=before,
        window="demo",
        key=uuid.UUID(int=world.rng.getrandbits(128)),
        by_id=by,
        typed_at=at,
        at=at,
    )


def _typed(world: World, definition: Instrument, answers: dict[str, Any]) -> list[tuple[str, Any]]:
    """(item, value) in the order typed; what is typed last is what the assessment holds."""
    in_order = sorted(answers, key=lambda code: definition.order[code])
    late = [code for code in in_order[:-1] if code in HARD and world.chance(LATE)]
    typed = []
    for code in (*(code for code in in_order if code not in late), *late):
        item = definition.by_code[code]
        others = [value for value in item.scores if value != answers[code]] if item.options else []
        if others and world.chance(CHANGED * (3 if code in HARD else 1)):
            typed.append((code, world.rng.choice(others)))
        typed.append((code, answers[code]))
    return typed


def _add_ratings(world: World, loader: Loader, found: list[Assessment]) -> None:
    """RATINGS cases scored a second time by a colleague, and one that the demonstration's PK is asked for."""
    places = {place.pk: place for place in world.offices}
    demo = dict(User.objects.filter(username__in=["pk", "supervisor"]).values_list("username", "pk"))
    waiting, done = demo.get("pk"), 0
    for assessment in found:
        place = places[assessment.guidance.office_id]
        asker = place.approver(is_child=assessment.is_child)
        raters = [pk for pk in place.adult_officers if pk not in (assessment.assessor_id, asker)]
        running = assessment.guidance.ended_on is None and not assessment.is_child
        if waiting in raters and running and assessment.instrument == "RRI":
            _add_open(world, loader, assessment, rater=waiting, asker=demo["supervisor"])
            waiting = None
        elif raters and done < RATINGS and world.chance(0.4):
            _add_done(world, loader, assessment, rater=world.rng.choice(raters), asker=asker)
            done += 1


def _add_open(world: World, loader: Loader, first: Assessment, *, rater: int, asker: int) -> None:
    loader.add(
        SecondRating,
        guidance_id=first.guidance_id,
        first_id=first.pk,
        instrument=first.instrument,
        version_id=first.version_id,
        rater_id=rater,
        asked_by_id=asker,
        due_on=world.today + timedelta(days=7),
    )


def _add_done(world: World, loader: Loader, first: Assessment, *, rater: int, asker: int) -> None:
    definition = definition_of(first.version)
    answers = _second(world, definition, first)
    result = score(definition, answers, first.context)
    asked_on = world.days_on(first.assessed_on, 1, 5)
    rated_at = max(first.recorded_at, world.moment(world.days_on(asked_on, 1, 9)))
    loader.add(
        SecondRating,
        guidance_id=first.guidance_id,
        first_id=first.pk,
        instrument=first.instrument,
        version_id=first.version_id,
        rater_id=rater,
        asked_by_id=asker,
        asked_at=max(first.recorded_at, world.moment(asked_on)),
        due_on=asked_on + timedelta(days=10),
        state=RatingState.DONE,
        rated_at=rated_at,
        answers=answers,
        result=result_as_json(result),
        total=result.total,
        category=result.category,
    )


def _second(world: World, definition: Instrument, first: Assessment) -> dict[str, Any]:
    """The first answers, some of them one step off; all the first's where that would leave a part unanswered."""
    answers = dict(first.answers)
    for code in definition.by_code:
        scores = sorted(definition.by_code[code].scores) if definition.by_code[code].options else []
        if code in answers and len(scores) > 1 and not world.chance(ALIKE):
            place = scores.index(answers[code])
            answers[code] = scores[place + 1] if place == 0 else scores[place - 1]
    return dict(first.answers) if problems(definition, answers, first.context) else answers
