"""Opening the assessment form, saving an answer as it is typed, and the list of what is due."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from django.test import Client as Browser
from django.urls import reverse

from bapas_portal.core.scope import Reach, Scope
from clients.choices import InstrumentCode
from clients.models import DraftEvent, Guidance
from clients.queries.due import WantedDue, due_list
from clients.queries.instruments import definition_of, published
from clients.rules.instrument import Instrument
from reports.bench.pages import EMPTY
from reports.bench.saving import ONE_ROW, busiest_officer
from reports.bench.stage import Answer, Stage, Unexpected, browser_of, demo_browser, expected, fetch, queries_of
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line

CALLS = 20
FORM_GOAL = Goal(150, "p95 ms")
ANSWER_GOAL = Goal(60, "p95 ms")
WINDOW = "bench"


def bench_form(stage: Stage) -> list[Line]:
    """The form of a client without a draft, by the officer with most adults."""
    officer, guidances = busiest_officer()
    browser = browser_of(officer)
    return [_form_line(stage, browser, code, guidances) for code in (InstrumentCode.RRI, InstrumentCode.KRIM)]


def _form_line(stage: Stage, browser: Browser, code: str, guidances: list[int]) -> Line:
    addresses = cycle(reverse("clients:assessment_new", args=[pk, code]) for pk in guidances)

    def open_form() -> Answer:
        return fetch(browser, next(addresses))

    pair = side_by_side(
        open_form,
        lambda: fetch(browser, reverse("bench_empty")),
        rounds=stage.rounds,
        calls=stage.calls(CALLS),
    )
    items, size = len(definition_of(published(code)).items), len(open_form().content)
    notes = (f"{items} items; page of {size / 1000:.0f} kB; {queries_of(open_form)} queries",)
    return Line(f"opening the form ({code})", EMPTY, pair, goal=FORM_GOAL, notes=notes)


def bench_answer(stage: Stage) -> list[Line]:
    """One answer at a time, as the form's script sends it: a whole KRIM of one client, then the next client's."""
    officer, guidances = busiest_officer()
    typist = Typist(browser_of(officer), definition_of(published(InstrumentCode.KRIM)), cycle(guidances))
    plain = browser_of(officer)
    pair = side_by_side(
        typist.answer,
        lambda: expected(plain.post(reverse("bench_one_row"), {"note": "x" * 40}), 302),
        rounds=stage.rounds,
        calls=stage.calls(CALLS * 2),
    )
    notes = (f"{DraftEvent.objects.count()} answers kept; {queries_of(typist.answer)} queries for one",)
    return [Line("saving one answer (KRIM)", ONE_ROW, pair, goal=ANSWER_GOAL, notes=notes)]


@dataclass(slots=True)
class Typist:
    """Somebody who fills in one form after the other; `to_do` are the answers left in the form at hand."""

    browser: Browser
    instrument: Instrument
    guidances: Iterator[int]
    guidance: int = 0
    form_key: str = ""
    seq: int = 0
    to_do: list[tuple[str, int]] = field(default_factory=list)

    def answer(self) -> None:
        """Send the next answer. Raises Unexpected unless it was kept."""
        if not self.to_do:
            self._take_up_next()
        code, value = self.to_do.pop(0)
        change = {
            "field": f"answer:{code}",
            "value": value,
            "base": self.seq,
            "key": str(uuid.uuid4()),
            "window": WINDOW,
        }
        body = {
            "form_key": self.form_key,
            "since": self.seq,
            "window": WINDOW,
            "changes": [change | {"window": WINDOW}],
        }
        url = reverse("clients:draft_save", args=[self.guidance, self.instrument.code])
        told = json.loads(expected(self.browser.post(url, json.dumps(body), "application/json"), 200).content)
        if told["refused"] or told["conflicts"] or told["seq"] <= self.seq:
            raise Unexpected(f"the answer {code} was not kept")
        self.seq, self.form_key = told["seq"], told["form_key"]

    def _take_up_next(self) -> None:
        """The next client's form, every answer of it another one than before (a form of a whole round ago goes on)."""
        self.guidance, self.form_key, self.seq = next(self.guidances), str(uuid.uuid4()), 0
        self.to_do = [(slot.items[0].code, slot.items[0].highest) for slot in self.instrument.slots]


def bench_due(stage: Stage) -> list[Line]:
    """The page of an office's head, and the query of the nation, which is the list's heaviest."""
    browser, url, empty = demo_browser("kepala"), reverse("clients:assessment_due"), reverse("bench_empty")
    view = "clients.view_client"
    nation = Scope(user_id=None, reaches=(Reach(frozenset({view}), office_ids=None),)).narrowed(view)
    works = (
        ("due list of an office (page)", lambda: fetch(browser, url)),
        ("due list of the nation (query)", lambda: due_list(nation, WantedDue(), by_officer=True)),
    )
    notes = (f"{Guidance.objects.open().count()} open guidance periods of {stage.clients} clients in the nation",)
    return [
        Line(
            what,
            EMPTY,
            side_by_side(work, lambda: fetch(browser, empty), rounds=stage.rounds, calls=stage.calls(CALLS)),
            goal=FORM_GOAL,
            notes=notes,
        )
        for what, work in works
    ]
