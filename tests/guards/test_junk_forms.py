"""No form answers junk in one of its fields with a server error, whoever sends it."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.db import transaction

from bapas_portal.core.dates import today_in
from tests.guards.addresses import addresses
from tests.guards.junk import READERS, make_world, path_of

# What breaks a column, a number, a date or a lookup.
JUNK = ("\x00", "-1", "9999-12-31", "😀" * 6000, str(2**63))
# An instrument's form has a hundred items alike: the first few tell.
MOST_ALIKE = 2
FIELDS = ("input", "select", "textarea")


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
        if alike[kind] <= MOST_ALIKE:
            tried.append(name)
    return tried


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
def test_no_form_fails_on_junk(reader, nation, kanwil, bapas, pk, head, kanwil_staff, directorate, signed_in):
    world = make_world(
        nation=nation, kanwil=kanwil, bapas=bapas, pk=pk, head=head, kanwil_staff=kanwil_staff, directorate=directorate
    )
    browser = signed_in(getattr(world, reader))
    browser.raise_request_exception = False
    failed, seen = [], set()
    for path in {path_of(address, world): None for address in addresses() if not address.is_api}:
        page = browser.get(path)
        if page.status_code != 200 or page.streaming or "html" not in page["Content-Type"]:
            continue
        forms = Forms()
        forms.feed(page.content.decode())
        for action, fields in forms.found:
            target = urljoin(path, action or path)
            if target in seen or target == "/keluar/":
                continue
            seen.add(target)
            for name in _tried(fields):
                for value in JUNK:
                    with transaction.atomic():
                        answer = browser.post(target, {**fields, name: value})
                        transaction.set_rollback(True)
                    if answer.status_code >= 500:
                        failed.append(f"{target} {name}={value[:30]!r}: {answer.exc_info}")
                        break
    assert not failed, "\n".join(failed)
    assert seen
