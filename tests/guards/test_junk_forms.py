"""No form answers junk in one of its fields with a server error, whoever sends it."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bapas_portal.core.dates import today_in
from tests.guards.addresses import PARTS, part_of_addresses
from tests.guards.junk import READERS, make_world, path_of

# What breaks a column, a number, a date or a lookup.
JUNK = ("\x00", "-1", "9999-12-31", "😀" * 6000, str(2**63))
# An instrument's form has a hundred items alike: the first few tell.
MOST_ALIKE = 2
FIELDS = ("input", "select", "textarea")
# Read by the middleware alone, which a test's browser is spared.
TOKEN = "csrfmiddlewaretoken"


class Forms(HTMLParser):
    """The POST forms of a page: (address, fields filled in with what a field of that kind takes)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = given.get("method", "").lower() == "post"
            if self._open:
                self.found.append((given.get("action", ""), {}))
        elif self._open and tag in FIELDS and given.get("name"):
            self._select = given["name"] if tag == "select" else ""
            self._put(given["name"], given.get("value") or _usual(given.get("type", "text")))
        elif self._open and tag == "option" and self._select and given.get("value"):
            self._put(self._select, given["value"])
            self._select = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _put(self, name: str, value: str) -> None:
        self.found[-1][1][name] = value


def _usual(kind: str) -> str:
    return {"date": today_in().isoformat(), "number": "1"}.get(kind, "x")


def _tried(fields: dict[str, str]) -> list[str]:
    alike: dict[str, int] = {}
    tried = []
    for name in fields:
        kind = name.partition("-")[0]
        alike[kind] = alike.get(kind, 0) + 1
        if alike[kind] <= MOST_ALIKE and name != TOKEN:
            tried.append(name)
    return tried


def _forms_of(browser: Client, path: str) -> dict[str, dict[str, str]]:
    """The forms of a page: address to filled fields; none where it does not open."""
    page = browser.get(path)
    if page.status_code != 200 or page.streaming or "html" not in page["Content-Type"]:
        return {}
    forms = Forms()
    forms.feed(page.content.decode())
    found: dict[str, dict[str, str]] = {}
    for action, fields in forms.found:
        found.setdefault(urljoin(path, action or path), fields)
    return found


def _fault(browser: Client, target: str, fields: dict[str, str]) -> str:
    """What made this answer a server error, else nothing. Leaves no trace."""
    with transaction.atomic():
        answer = browser.post(target, fields)
        transaction.set_rollback(True)
    return str(answer.exc_info or answer.status_code) if answer.status_code >= 500 else ""


def test_the_forms_of_a_page_are_found(signed_in, pk):
    path = reverse("clients:register")
    found = _forms_of(signed_in(pk), path)
    assert {TOKEN, "name", "birth_on", "sex"} <= found[path].keys()
    assert TOKEN not in _tried(found[path])


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("reader", READERS)
def test_no_form_fails_on_junk(reader, part, nation, kanwil, bapas, pk, head, kanwil_staff, directorate, signed_in):
    world = make_world(
        nation=nation, kanwil=kanwil, bapas=bapas, pk=pk, head=head, kanwil_staff=kanwil_staff, directorate=directorate
    )
    browser = signed_in(getattr(world, reader))
    browser.raise_request_exception = False
    failed, seen = [], {"/keluar/"}
    for path in {path_of(address, world): None for address in part_of_addresses(part) if not address.is_api}:
        for target, fields in _forms_of(browser, path).items():
            if target in seen:
                continue
            seen.add(target)
            failed += [f"{target} as it stands: {fault}" for fault in [_fault(browser, target, fields)] if fault]
            for name in _tried(fields):
                faults = ((value, _fault(browser, target, {**fields, name: value})) for value in JUNK)
                failed += [f"{target} {name}={value[:30]!r}: {fault}" for value, fault in faults if fault][:1]
    assert not failed, "\n".join(failed)
