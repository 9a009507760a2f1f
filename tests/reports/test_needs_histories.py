"""The facts of the needs map over random histories: counted in SQL, and again in plain Python."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.core.dates import age_on, month_end
from clients.models import Need
from clients.rules.needs import need_key
from partners.models import Organisation
from programs.models import ActionPlan, PlanLine, PlanLineState
from reports.counting.needs import ANY_NEED, EVERYBODY
from reports.models import NeedFigure
from reports.rules import AGE_BANDS
from tests.factories import make_bapas, make_case, make_client, make_guidance, make_kanwil, make_nation, make_user
from tests.factories.programs import make_intervention
from tests.factories.reports import make_assessment, make_published

MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
MONTHS = (MARCH, APRIL, MAY)
pytestmark = pytest.mark.django_db

# Random histories: clients of three offices, some moved; needs opened, met, dropped, replaced; lines with their states.
OFFSETS = st.integers(min_value=-60, max_value=100)
SPANS = st.none() | st.integers(min_value=0, max_value=80)
NAMES = [("FACTOR", "F1"), ("FACTOR", "F2"), ("TICK", "B2.2"), ("TICK", "B1.7"), ("PRACTICAL", "HOUSING")]
NEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            [("FACTOR", "F1"), ("FACTOR", "F2"), ("TICK", "B2.2"), ("TICK", "B1.7"), ("PRACTICAL", "HOUSING")]
        ),
        OFFSETS,
        SPANS,
        st.lists(st.tuples(OFFSETS, st.sampled_from(["PLANNED", "RUNNING", "DONE", "DROPPED"])), max_size=3),
        st.booleans(),
        SPANS,
    ),
    max_size=4,
)
PEOPLE = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=2),
        st.booleans(),
        st.sampled_from("MF"),
        OFFSETS,
        SPANS,
        st.integers(min_value=0, max_value=2),
        NEEDS,
        st.none() | st.tuples(OFFSETS, st.sampled_from(["LOW", "HIGH"])),
    ),
    max_size=5,
)


def day(offset: int) -> date:
    return MARCH + timedelta(days=offset)


def until(start: date, span: int | None) -> date | None:
    return None if span is None else start + timedelta(days=span)


def stands(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or end > on)


class Told:
    """A history written to the tables, and kept beside them as plain values."""

    def __init__(self, offices) -> None:
        self.offices = offices
        self.by = make_user()
        self.partner = Organisation.objects.create(name="Mitra", kind="BLK", office=offices[0])
        self.periods: list[dict] = []

    def person(self, office, is_child, sex, offset, span, moved_to, needs, assessed) -> None:
        """A period; a span ends it, and one that moves goes on at another office with its needs opened anew."""
        born = date(2010, 4, 30) if is_child else date(1990, 5, 31)
        client = make_client(sex=sex, birth_on=born)
        start = day(offset)
        end = until(start, span)
        self._period(client, office, start, end, needs, assessed)
        if end and moved_to != office:
            self._period(client, moved_to, end, None, needs, assessed)

    def _period(self, client, office, start, end, needs, assessed) -> None:
        ended = {"ended_on": end, "end_reason": "PINDAH"} if end else {}
        guidance = make_guidance(
            office=self.offices[office], case=make_case(client), status="PENGAWASAN", start_on=start, **ended
        )
        known = {"guidance": guidance, "office": office, "start": start, "end": end, "needs": [], "assessed": None}
        if assessed:
            instrument = "ANAK" if guidance.is_child else "RRI"
            make_assessment(
                guidance, on=day(assessed[0]), instrument=instrument, category=assessed[1], assessor=self.by
            )
            known["assessed"] = (day(assessed[0]), assessed[1])
        taken = set()
        for need in needs:
            is_open = need[2] is None
            if is_open and need[0] in taken:
                continue
            taken |= {need[0]} if is_open else set()
            known["needs"].append(self._need(guidance, *need))
        self.periods.append(known)

    def _need(self, guidance, named, offset, span, states, has_partner, removed) -> dict:
        kind, code = named
        opened = day(offset)
        closed = until(opened, span)
        ended = {"closed_on": closed, "closing": "MET" if kind == "PRACTICAL" else "REASSESSED"} if closed else {}
        need = Need.objects.create(guidance=guidance, kind=kind, code=code, opened_on=opened, **ended)
        steps = sorted((day(at), state) for at, state in states)
        gone = until(opened, removed)
        if steps:
            self._line(need, steps, has_partner, gone)
        key = need_key(kind, code, is_child=guidance.is_child)
        return {
            "key": key,
            "opened": opened,
            "closed": closed,
            "steps": steps,
            "partner": has_partner,
            "gone": gone,
        }

    def _line(self, need, steps, has_partner, gone) -> None:
        plan, _made = ActionPlan.objects.get_or_create(guidance=need.guidance, defaults={"created_by": self.by})
        line = PlanLine.objects.create(
            plan=plan,
            need=need,
            goal="Tujuan",
            intervention=make_intervention("F1-UJI"),
            partner=self.partner if has_partner else None,
            start_on=MARCH,
            due_on=MAY,
            indicator="Ukuran",
            responsible=self.by,
            removed_at=datetime(gone.year, gone.month, gone.day, 5, tzinfo=UTC) if gone else None,
        )
        for at, state in steps:
            PlanLineState.objects.create(line=line, state=state, from_on=at)

    def counted(self) -> Counter:
        """(month, place, child, sex, band, risk, need, part) -> how many, period by period, need by need."""
        found: Counter = Counter()
        for month in MONTHS:
            last = month_end(month)
            for period in self.periods:
                if stands(period["start"], period["end"], last):
                    self._count(found, period, month, last)
        return +found

    def _count(self, found, period, month, last) -> None:
        guidance = period["guidance"]
        age = age_on(guidance.case.client.birth_on, last)
        band = next(name for low, name in AGE_BANDS if age >= low)
        assessed = period["assessed"]
        risk = assessed[1] if assessed and assessed[0] <= last else ""
        where = (month, period["office"], guidance.is_child, guidance.case.client.sex, band, risk)
        found[*where, EVERYBODY, "people"] += 1
        states: dict[str, set] = {}
        for need in period["needs"]:
            if stands(need["opened"], need["closed"], last):
                states.setdefault(need["key"], set())
        for need in period["needs"]:
            before = [state for at, state in need["steps"] if at <= last]
            if need["key"] in states and before and (need["gone"] is None or need["gone"] > last):
                states[need["key"]].add((before[-1], need["partner"]))
        if states:
            states_of_any = [self._parts(each) for each in states.values()]
            found[*where, ANY_NEED, "people"] += 1
            found[*where, ANY_NEED, "running"] += all("running" in parts for parts in states_of_any)
        for key, lines in states.items():
            for part in ("people", *self._parts(lines)):
                found[*where, key, part] += 1

    @staticmethod
    def _parts(lines: set) -> list[str]:
        running = any(state == "RUNNING" for state, _partner in lines)
        planned = any(state == "PLANNED" for state, _partner in lines)
        partnered = ("RUNNING", True) in lines
        return ["running"] * running + ["planned"] * (planned and not running) + ["partnered"] * partnered


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_sql_counts_random_histories_as_python_does(people):
    with transaction.atomic():
        nation = make_nation()
        first = make_kanwil(nation)
        told = Told([make_bapas(first), make_bapas(first), make_bapas(make_kanwil(nation))])
        for person in people:
            told.person(*person)
        run = make_published(MARCH, MAY)
        assert figures_of(run, {office.pk: place for place, office in enumerate(told.offices)}) == told.counted()
        # Assessments cannot be deleted: each history is undone whole.
        transaction.set_rollback(True)


def figures_of(run, places: dict[int, int]) -> Counter:
    found: Counter = Counter()
    for row in NeedFigure.objects.filter(run=run):
        where = (row.month, places[row.office_id], row.is_child, row.sex, row.age_band, row.risk, row.need)
        for part in ("people", "running") if row.need == ANY_NEED else ("people", "running", "planned", "partnered"):
            found[*where, part] = getattr(row, part)
    return +found
