"""The facts about entries, items and pairs against a plain loop over a small made world."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db.models import Sum

from bapas_portal.core.dates import today_in
from clients.choices import DraftState
from clients.models import AssessmentDraft, DraftEvent
from reports.models import QualityFact
from tests.clients.instruments import RRI, answers_for_total
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.reports import make_published
from tests.factories.second_rating import make_second_rating

CODES = [f"A{number}" for number in range(1, 11)]
SCORES = {code: [option.score for option in RRI.by_code[code].options] for code in CODES}
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
# Per form: at the second office, one place throughout, seconds an answer, item put off to the end, how many change.
FORMS = [
    (False, False, 20, "A4", 3),
    (False, True, 12, "", 0),
    (False, False, 1, "A9", 1),
    (True, True, 1, "", 2),
    (True, False, 8, "", 0),
    (True, False, 0, "A2", 0),
]
# (total of the first rating, of the second), of the first three forms.
PAIRS = [(4, 4), (4, 9), (12, 5)]


def typed(rng, *, straight, put_off, changes):
    """[(item, value)] in the order typed; a change is another value, then the first one again."""
    order = [code for code in CODES if code != put_off] + [put_off] * bool(put_off)
    final = {code: SCORES[code][0 if straight else rng.randrange(len(SCORES[code]))] for code in order}
    if not straight:
        final["A1"], final["A2"] = SCORES["A1"][0], SCORES["A2"][1]
    told = list(final.items())
    for code in rng.sample(CODES, changes):
        other = next(score for score in SCORES[code] if score != final[code])
        told += [(code, other), (code, final[code])]
    return told


def keep_draft(assessment, told, seconds):
    """A finished draft with these events, and with others that count for nothing: a conflict, a note, one emptied."""
    draft = AssessmentDraft.objects.create(
        guidance=assessment.guidance,
        version=assessment.version,
        instrument="RRI",
        state=DraftState.FINISHED,
        opened_by=assessment.assessor,
        finished_as=assessment,
    )
    rows = [(f"answer:{code}", value, False) for code, value in told]
    rows += [("answer:A1", 3, True), ("note:A1", "Menurut ibunya.", False), ("answer:A5", None, False)]
    for seq, (field, value, is_conflict) in enumerate(rows, start=1):
        DraftEvent.objects.create(
            draft=draft,
            seq=seq,
            field=field,
            value=value,
            is_conflict=is_conflict,
            key=uuid.uuid4(),
            by=assessment.assessor,
            typed_at=START + timedelta(seconds=seconds * seq),
        )


def expected_of_form(told, seconds, put_off):
    """[(measure, key)] of one form; `seconds` lie between its answers, so no answer came twice at one moment."""
    first_at, last, changed = {}, {}, set()
    for place, (code, value) in enumerate(told):
        first_at.setdefault(code, place * seconds)
        if last.get(code, value) != value:
            changed.add(code)
        last[code] = value
    straight = len({SCORES[code].index(value) for code, value in last.items()}) == 1
    times = sorted(first_at.values())
    pace = (times[-1] - times[0]) / (len(times) - 1) if seconds else None
    fast = pace is not None and pace < 3
    yield "ENTRIES", {(0, 0): "CLEAN", (1, 0): "PART", (0, 1): "FAST", (1, 1): "BOTH"}[straight, fast]
    yield "PACE", "" if pace is None else str([low for low in (0, 3, 6, 10, 20, 40) if low <= pace][-1])
    yield from (("ITEM_ANSWERED", code) for code in CODES)
    yield from (("ITEM_CHANGED", code) for code in changed)
    if put_off:
        yield "ITEM_LEFT", put_off


def expected_of_pair(first, second, categories):
    yield "PAIRS", f"TOTAL:{categories[0]}:{categories[1]}"
    yield from (("PAIRS", f"{code}:{first[code]}:{second[code]}") for code in CODES)


@pytest.mark.django_db
def test_entries_items_and_pairs_are_those_of_a_plain_loop(bapas, other_bapas):
    rng, expected = Random(7), Counter()
    today = today_in()
    month = today.replace(day=1)
    officers = {office: make_user("PK", office) for office in (bapas, other_bapas)}
    totals = [first for first, _second in PAIRS] + [0, 0, 0]
    for place, (is_other, straight, seconds, put_off, changes) in enumerate(FORMS):
        office = other_bapas if is_other else bapas
        guidance = make_guidance(office=office, officer=officers[office], start_on=month - timedelta(days=90))
        assessment = make_assessment(guidance, "RRI", totals[place], assessed_on=month)
        told = typed(rng, straight=straight, put_off=put_off, changes=changes)
        keep_draft(assessment, told, seconds)
        expected.update((office.pk, *fact) for fact in expected_of_form(told, seconds, put_off))
        if place < len(PAIRS):
            second = make_second_rating(assessment, answers=answers_for_total(RRI, PAIRS[place][1]))
            categories = assessment.category, second.category
            found = expected_of_pair(assessment.answers, second.answers, categories)
            expected.update((office.pk, *fact) for fact in found)
    make_published(month)
    facts = QualityFact.objects.filter(month=month).exclude(measure="CATEGORIES").exclude(key__regex=r"^[B-D]\d")
    counted = facts.order_by().values_list("office_id", "measure", "key").annotate(total=Sum("value"))
    assert {tuple(row[:3]): row[3] for row in counted} == dict(expected)
    assert {key for _office, measure, key in expected if measure == "ENTRIES"} == {"CLEAN", "PART", "FAST", "BOTH"}
