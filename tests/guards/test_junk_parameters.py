"""No address answers junk with a server error, whoever asks: what makes no sense is ignored, refused or not found."""

import base64
import inspect
import json

import pytest

from bapas_portal.accounts.scopes import scope_of
from tests.guards.addresses import PARTS, Address, addresses, part_of_addresses
from tests.guards.junk import JUNK, READERS, make_world, path_of

NAMES = """
act actor agenda area before category cause code cohort dengan directive ends field first guidance inactive key kind
lanjut last measure minggu
month month_from need next now office orang page page_size parent province q region region_words replaces_id
role sampai semua sex site state status subject subject_id tanggal turn verb whose words
"""


def cursor(*values: object) -> str:
    """A cursor of our own shape with values that no row has."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


CURSORS = (
    "x",
    cursor("x", "x"),
    cursor(None, None),
    cursor([], {}),
    cursor("\x00", 1),
    cursor("\ud800", 1),
    cursor("0000-00-00", 1),
    cursor("2026-01-01", 10**30),
    cursor("2026-01-01T00:00:00", 1),
    cursor(True, 1.5),
    cursor("x"),
    cursor(10**400),
    base64.urlsafe_b64encode(b"[NaN, Infinity]").decode(),
    base64.urlsafe_b64encode(b"[" * 3000).decode(),
)


def _queries(*, with_cursors: bool) -> list[dict[str, str]]:
    """Every name with every value, a different value for each name at a time; then the broken cursors."""
    names = NAMES.split()
    turns = range(len(JUNK))
    mixed = [{name: JUNK[(place + turn) % len(JUNK)] for place, name in enumerate(names)} for turn in turns]
    return mixed + [{"after": each, "cursor": each} for each in CURSORS if with_cursors]


def _mentions(address: Address, *words: str) -> bool:
    """Is one of the words in the view's module? Only doors hold a request, so what a page reads is named there."""
    source = inspect.getsource(inspect.getmodule(inspect.unwrap(address.view)))
    return address.is_api or any(word in source for word in words)


def _reads_parameters(address: Address) -> bool:
    return _mentions(address, "request.GET")


def test_a_view_that_reads_parameters_is_known_as_one():
    reading = {address.name for address in addresses() if _reads_parameters(address)}
    assert {"clients:caseload", "clients:over_time", "reports:dashboard", "audit:event_list"} <= reading
    assert "clients:assessment_pdf" not in reading


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("reader", READERS)
def test_no_address_fails_on_junk(reader, part, nation, kanwil, bapas, pk, head, kanwil_staff, directorate, signed_in):
    world = make_world(
        nation=nation, kanwil=kanwil, bapas=bapas, pk=pk, head=head, kanwil_staff=kanwil_staff, directorate=directorate
    )
    browser = signed_in(getattr(world, reader))
    browser.raise_request_exception = False
    failed, opened = [], 0
    for address in part_of_addresses(part):
        path = path_of(address, world)
        # healthz answers 503 where no worker runs
        if address.name == "healthz" or browser.get(path).status_code in (403, 404, 405):
            continue
        opened += 1
        for query in _queries(with_cursors=_mentions(address, "cursor=")):
            answer = browser.get(path, query)
            if answer.status_code >= 500:
                failed.append(f"{address.name} {str(query)[:300]}: {answer.exc_info}")
                break
            if not _reads_parameters(address):
                break
    assert not failed, "\n".join(failed)
    holds = scope_of(getattr(world, reader)).holds
    assert opened or not any(holds(each.permission) for each in part_of_addresses(part) if not each.converters)
