"""The dashboard and the client list against an empty page of the same base template."""

from django.db.models import Count
from django.test import Client as Browser
from django.urls import reverse

from bapas_portal.core.paging import PAGE_SIZE
from clients.models import Guidance
from reports.bench.stage import Stage, demo_browser, fetch, queries_of
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line
from reports.models import Figure

EMPTY = "empty page"
CALLS = 8
PAGE_GOAL = Goal(3.0, "p95 ratio")


def bench_dashboard(stage: Stage) -> list[Line]:
    """For the staff of a Kanwil, and for the directorate, whose page adds up the nation."""
    figures = f"{Figure.objects.count()} figures stored"
    return [
        *_page(stage, "kanwil", "dashboard (Kanwil)", reverse("reports:dashboard"), figures, most_queries=8),
        *_page(stage, "ditjen", "dashboard (nation)", reverse("reports:dashboard"), figures, most_queries=8),
    ]


def bench_caseload(stage: Stage) -> list[Line]:
    """For the head of an office: the first 50 of its clients under guidance."""
    office = Guidance.objects.open().values("office__name").annotate(rows=Count("pk")).filter(office__code="3301")
    rows = office[0]["rows"] if office else 0
    note = f"{min(rows, PAGE_SIZE)} rows shown of {rows} open in the office"
    return _page(stage, "kepala", "client list (office)", reverse("clients:caseload"), note)


def _page(stage: Stage, username: str, what: str, url: str, note: str, most_queries: int | None = None) -> list[Line]:
    browser = demo_browser(username)
    pair = side_by_side(
        lambda: fetch(browser, url),
        lambda: fetch(browser, reverse("bench_empty")),
        rounds=stage.rounds,
        calls=stage.calls(CALLS),
    )
    size = len(fetch(browser, url).content)
    notes = (f"{note}; page of {size / 1000:.0f} kB",)
    return [
        Line(what, EMPTY, pair, goal=PAGE_GOAL, notes=notes),
        _queries(browser, what, url, most_queries),
    ]


def _queries(browser: Browser, what: str, url: str, most: int | None) -> Line:
    asked = queries_of(lambda: fetch(browser, url))
    stack = queries_of(lambda: fetch(browser, reverse("bench_empty")))
    return Line(
        f"{what}: queries",
        number=asked,
        goal=Goal(most, "number") if most is not None else None,
        notes=(f"{stack} of them by the stack (session, user, scope), as on the empty page",),
    )
