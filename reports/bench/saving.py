"""Saving an assessment through its page against a form that writes one row."""

import uuid
from itertools import count, cycle

from django.db.models import Count
from django.urls import reverse

from bapas_portal.accounts.models import User
from bapas_portal.core.dates import today_in
from clients.choices import ConsentGiver, InstrumentCode
from clients.forms.sheet import PREFIX
from clients.models import Assessment, Guidance
from clients.queries.instruments import definition_of, published
from clients.rules.instrument import Instrument
from reports.bench.stage import Stage, browser_of, expected, queries_of
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line

CALLS = 6
ONE_ROW = "a form with one INSERT"


def bench_assessment(stage: Stage) -> list[Line]:
    """RRI and Kebutuhan Kriminogenik, by the officer with most adults under guidance."""
    return [line for code in (InstrumentCode.RRI, InstrumentCode.KRIM) for line in _bench(stage, code)]


def _bench(stage: Stage, code: str) -> list[Line]:
    officer, guidances = busiest_officer()
    instrument, browser = definition_of(published(code)), browser_of(officer)
    addresses = cycle(reverse("clients:assessment_new", args=[pk, code]) for pk in guidances)
    turns = count()

    def save() -> None:
        expected(browser.post(next(addresses), filled_form(instrument, next(turns))), 302)

    def insert() -> None:
        expected(browser.post(reverse("bench_one_row"), {"note": "x" * 40}), 302)

    pair = side_by_side(save, insert, rounds=stage.rounds, calls=stage.calls(CALLS))
    what = f"saving an assessment ({code})"
    notes = (f"{len(instrument.slots)} answers; {len(guidances)} clients in turn; {Assessment.objects.count()} stored",)
    stack = (f"{queries_of(insert)} on the form with one INSERT",)
    return [
        Line(what, ONE_ROW, pair, goal=Goal(4.0, "p95 ratio"), notes=notes),
        Line(f"{what}: queries", number=queries_of(save), goal=Goal(15, "number"), notes=stack),
    ]


def busiest_officer() -> tuple[User, list[int]]:
    """The officer with most adults under guidance, and the ids of their guidance periods."""
    adults = Guidance.objects.open().filter(is_child=False, start_on__lte=today_in()).exclude(officer=None)
    most = adults.values("officer").annotate(rows=Count("pk")).order_by("-rows", "officer").first()
    if most is None:
        raise Guidance.DoesNotExist("no adult is under an officer's guidance; seed more clients")
    mine = adults.filter(officer=most["officer"]).order_by("pk")
    return User.objects.get(pk=most["officer"]), list(mine.values_list("pk", flat=True))


def filled_form(instrument: Instrument, turn: int) -> dict[str, str]:
    """A complete form as a browser posts it; `turn` moves the chosen options, so that results differ."""
    today = f"{today_in():%Y-%m-%d}"
    posted = {
        "step": "save",
        "form_key": str(uuid.uuid4()),
        "assessed_on": today,
        "consent_on": today,
        "consent_by": ConsentGiver.CLIENT,
        "place": "Bapas",
        "purpose": "Asesmen ulang tahunan",
    }
    for place, slot in enumerate(instrument.slots):
        item = slot.items[0]
        option = item.options[(turn + place) % len(item.options)]
        posted[f"{PREFIX}{slot.code}"] = f"{item.code}:{option.score}"
    return posted
