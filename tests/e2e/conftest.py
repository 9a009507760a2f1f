"""A real browser against a live server, with a small nation and one person in every role it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bapas_portal.accounts.choices import RegionLevel, RoleCode
from bapas_portal.accounts.models import Region, User
from bapas_portal.celery import app
from bapas_portal.core.services.testrun import find_browser
from tests.factories import make_bapas, make_kanwil, make_nation, make_user

PASSWORD = "sandi-uji-coba"
# Milliseconds: a wait ends as soon as it may, so patience costs nothing where all is well.
PATIENCE = 30_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A province, its regency, a district and a village; made up below the province.
REGIONS = (
    ("33", "Jawa Tengah", RegionLevel.PROVINCE, None),
    ("3399", "Kota Contoh", RegionLevel.REGENCY, "33"),
    ("339901", "Kecamatan Contoh", RegionLevel.DISTRICT, "3399"),
    ("3399012001", "Desa Contoh", RegionLevel.VILLAGE, "339901"),
)


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Each visitor knows the live server's address; pytest-playwright's own fixture warns under pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_browser(), "args": list(LAUNCH)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta", "viewport": DESK}


@dataclass
class Visitor:
    """Somebody at a browser of their own; `page` is what they see."""

    page: Page
    address: str

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, browser_context_args: dict[str, Any], live_server: Any) -> Iterator[Visit]:
    """visit(user, viewport=..., scripts=..., is_cut=...) signs the user in, in a context of its own.

    A script error or something that the CSP refused fails the test at its end; is_cut: requests that fail do not.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage, *, is_cut: bool) -> None:
        # A form that is refused answers 400, 409 or 422, which the browser notes by itself.
        is_refusal = any(f"status of {code}" in message.text for code in (400, 409, 422))
        is_refusal |= is_cut and message.text.startswith(("Failed to load resource", "htmx:", "Response Status Error"))
        if message.type == "error" and not is_refusal:
            complaints.append(f"{message.text} {message.location}")

    def sign_in(
        user: User | None = None, *, viewport: dict[str, int] = DESK, scripts: bool = True, is_cut: bool = False
    ) -> Visitor:
        context = browser.new_context(**{**browser_context_args, "viewport": viewport, "java_script_enabled": scripts})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: note(message, is_cut=is_cut))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        visitor = Visitor(page, live_server.url)
        if user is not None:
            visitor.open("/masuk/")
            page.get_by_label("NIP atau nama pengguna").fill(user.username)
            page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Masuk").click()
            page.wait_for_url(lambda url: "/masuk/" not in url)
        return visitor

    yield sign_in
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def world(transactional_db: None) -> Iterator[SimpleNamespace]:
    """One Bapas under one Kanwil with its people, and the reference lists; jobs that nobody takes are dropped."""
    for code, name, level, parent in REGIONS:
        Region.objects.create(code=code, name=name, level=level, parent_id=parent)
    call_command("load_clients_reference", verbosity=0)
    call_command("load_programs_reference", verbosity=0)
    nation = make_nation()
    kanwil = make_kanwil(nation)
    bapas = make_bapas(kanwil)
    make_bapas(make_kanwil(nation))
    yield SimpleNamespace(
        nation=nation,
        kanwil=kanwil,
        bapas=bapas,
        pk=make_user(RoleCode.PK, bapas),
        head=make_user(RoleCode.HEAD, bapas),
        kanwil_staff=make_user(RoleCode.KANWIL, kanwil),
        directorate=make_user(RoleCode.DITJENPAS, nation),
        admin=make_user(RoleCode.ADMIN, nation),
    )
    app.control.purge()
