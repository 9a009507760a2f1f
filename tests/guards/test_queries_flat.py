"""The number of queries of a list page does not grow with its rows."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_user
from tests.guards.addresses import addresses
from tests.guards.rows import LIST_PAGES, ListPage

FEW, MANY = 3, 12
# Session, user, two of the scope, and what the page itself asks.
AT_MOST = 16
# Lists that stay short: why.
SHORT_LISTS = {
    "accounts:token_list": "one's own tokens",
    "partners:worker_list": "one partner's people, a handful; two queries",
    "programs:catalogue_list": "the whole catalogue, a few dozen entries; two queries",
    "clients:assessment_list": "one person's assessments, one or two a year; tests/clients holds its queries",
}


def _name(page: ListPage) -> str:
    return f"{page.url_name} by {page.reader}"


@pytest.fixture
def world(nation, kanwil, bapas, pk, head, kanwil_staff, directorate) -> SimpleNamespace:
    return SimpleNamespace(
        nation=nation,
        kanwil=kanwil,
        bapas=bapas,
        pk=pk,
        head=head,
        kanwil_staff=kanwil_staff,
        directorate=directorate,
        admin=make_user(RoleCode.ADMIN, nation),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("listed", LIST_PAGES, ids=_name)
def test_queries_do_not_grow_with_rows(listed, world, signed_in):
    browser = signed_in(getattr(world, listed.reader))
    counts = []
    for rows in (FEW, MANY - FEW):
        words = [listed.make(world) for _ in range(rows)]
        browser.get(reverse(listed.url_name))
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(reverse(listed.url_name))
        assert answer.status_code == 200
        assert words[-1] in answer.content.decode(), "the page does not show the rows made"
        counts.append((len(queries), [query["sql"][:300] for query in queries]))
    few, many = counts
    assert many[0] <= few[0], "\n".join(many[1])
    assert many[0] <= AT_MOST, "\n".join(many[1])


def test_each_list_page_is_measured():
    lists = {address.name for address in addresses() if address.name.endswith(("_list", "_inbox", ":caseload"))}
    unmeasured = sorted(lists - {page.url_name for page in LIST_PAGES} - SHORT_LISTS.keys())
    assert not [name for name in unmeasured if not name.startswith("api")]
