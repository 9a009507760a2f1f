"""What every benchmark starts from: how often to measure, and people signed in to a browser."""

from dataclasses import dataclass
from typing import Protocol

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.models import User
from reports.bench.stopwatch import Work

BACKEND = "bapas_portal.accounts.backends.NipOrUsernameBackend"
URLCONF = "reports.bench.urls"
# Statements that open, mark or end a transaction carry no question to the tables.
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Answer(Protocol):
    """What a page answered."""

    @property
    def status_code(self) -> int: ...

    @property
    def content(self) -> bytes: ...


class Unexpected(RuntimeError):
    """A page did not answer as the benchmark needs, so its time would say nothing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`clients`: persons seeded. `rounds`: rounds of A B. `scale`: 1, or less for a quick look (calls per round)."""

    clients: int
    rounds: int
    scale: float = 1.0

    def calls(self, usual: int) -> int:
        return max(1, round(usual * self.scale))


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    return browser


def demo_browser(username: str) -> Browser:
    """The browser of a demonstration account. Raises User.DoesNotExist."""
    return browser_of(User.objects.get(username=username))


def fetch(browser: Browser, url: str) -> Answer:
    """Raises Unexpected unless the page is there."""
    return expected(browser.get(url), 200)


def expected(answer: Answer, status: int) -> Answer:
    if answer.status_code != status:
        raise Unexpected(f"{answer.status_code} instead of {status}")
    return answer


def queries_of(work: Work) -> int:
    """Statements that ask or change tables, of one call."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not query["sql"].startswith(MARKS) for query in captured.captured_queries)
