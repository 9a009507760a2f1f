"""Finding a name in an office and in the nation."""

from collections.abc import Callable, Iterable
from itertools import cycle

from django.urls import reverse
from django.utils.http import urlencode

from bapas_portal.core.scope import Reach, Scope
from clients.models import Client
from clients.queries.caseload import Wanted, caseload
from reports.bench.pages import EMPTY
from reports.bench.stage import Stage, demo_browser, fetch
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line

CALLS = 12
WORDS = 40
VIEW = "clients.view_client"


def bench_search(stage: Stage) -> list[Line]:
    """The office by its page. No role searches the nation by a page: there the query and its 50 rows alone."""
    words, names = search_words(), Client.objects.count()
    browser, empty = demo_browser("kepala"), reverse("bench_empty")
    addresses = cycle(f"{reverse('clients:caseload')}?{urlencode({'words': word, 'state': 'all'})}" for word in words)
    nation = Scope(user_id=None, reaches=(Reach(frozenset({VIEW}), office_ids=None),)).narrowed(VIEW)
    wanted = cycle(Wanted(words=word, state="all") for word in words)
    works: Iterable[tuple[str, float, Callable[[], object]]] = (
        ("name search in an office (page)", 50, lambda: fetch(browser, next(addresses))),
        ("name search in the nation (query)", 150, lambda: caseload(nation, next(wanted))),
    )
    notes = (f"{names} names in the database; {len(words)} searches in turn: names, beginnings, misspellings",)
    return [
        Line(
            what,
            EMPTY,
            side_by_side(work, lambda: fetch(browser, empty), rounds=stage.rounds, calls=stage.calls(CALLS)),
            goal=Goal(most, "p95 ms"),
            notes=notes,
        )
        for what, most, work in works
    ]


def search_words() -> list[str]:
    """What officers type: a whole name, a first name, a beginning, and one letter wrong. The same on every run."""
    total = Client.objects.count()
    step = max(1, total // WORDS)
    names = list(Client.objects.order_by("pk").values_list("name", flat=True)[::step])[:WORDS]
    shapes = (str, _first, lambda name: _first(name)[:4], _misspelt)
    return [shapes[number % len(shapes)](name) for number, name in enumerate(names)]


def _first(name: str) -> str:
    return name.split()[0]


def _misspelt(name: str) -> str:
    first = _first(name)
    middle = len(first) // 2
    return first[:middle] + "h" + first[middle:]
