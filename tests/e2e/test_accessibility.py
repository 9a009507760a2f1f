"""axe finds nothing serious on the pages of the main job, on a phone and on a desk."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from tests.e2e.conftest import DESK, PHONE, Visit, Visitor
from tests.e2e.jobs import work_off
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.e2e

SERIOUS = ("serious", "critical")
WIDTHS = {"phone": PHONE, "desk": DESK}


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical, with the markup it is about."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"][:3]
    ]


def too_wide(page: Page) -> bool:
    """Does the page scroll sideways?"""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture
def guidance(world: SimpleNamespace):
    """A client with needs, among others on the caseload."""
    for number in range(3):
        make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Lain {number}")
    guidance = make_guidance(office=world.bapas, officer=world.pk, name="Wibowo Umpama")
    for instrument, total in (("RRI", 13), ("KRIM", 27)):
        make_assessment(guidance, instrument, total=total)
    return guidance


def _published(visit: Visit, world: SimpleNamespace) -> None:
    page = visit(world.directorate).open(reverse("reports:run_list"))
    page.get_by_role("button", name="Hitung sekarang").click()
    page.wait_for_load_state()
    assert work_off() == 1


# reader -> names of addresses; those with a guidance period in them end in "*".
WORK = {
    "pk": (
        "clients:caseload",
        "clients:register",
        "clients:guidance_detail*",
        "clients:assessment_list*",
        "clients:assessment_new*RRI",
        "clients:assessment_new*KRIM",
        "clients:needs_map*",
        "programs:plan_detail*",
        "programs:line_add*",
        "programs:activity_list",
        "programs:activity_new",
        "partners:organisation_list",
        "partners:organisation_new",
    ),
    "head": ("programs:plan_inbox",),
    "admin": ("accounts:office_list", "accounts:user_list", "audit:event_list"),
}
FIGURES = {
    "kanwil_staff": ("reports:dashboard", "programs:activity_missing"),
    "directorate": ("reports:dashboard", "reports:run_list", "reports:export_list", "reports:export_new"),
}


def _path(written: str, guidance_pk: int) -> str:
    name, has_guidance, rest = written.partition("*")
    return reverse(name, args=[guidance_pk, *([rest] if rest else [])] if has_guidance else [])


def _faults(page: Page) -> list[str]:
    """What is wrong with the page on a phone and on a desk."""
    page.wait_for_load_state("networkidle")
    found = []
    for name, viewport in WIDTHS.items():
        page.set_viewport_size(viewport)
        found += [f"{name}: {fault}" for fault in serious(page)]
        if too_wide(page):
            found.append(f"{name}: the page scrolls sideways")
    page.set_viewport_size(PHONE)
    return found


def _faults_of(visitor: Visitor, names: tuple[str, ...], guidance_pk: int = 0) -> dict[str, list[str]]:
    found = {name: _faults(visitor.open(_path(name, guidance_pk))) for name in names}
    return {name: faults for name, faults in found.items() if faults}


def test_sign_in(world, visit):
    assert not _faults_of(visit(viewport=PHONE), ("accounts:sign_in",))


@pytest.mark.parametrize("reader", WORK)
def test_pages_of_the_work(world, guidance, visit, reader):
    assert not _faults_of(visit(getattr(world, reader), viewport=PHONE), WORK[reader], guidance.pk)


def test_pages_of_figures(world, guidance, visit):
    _published(visit, world)
    found = {
        reader: _faults_of(visit(getattr(world, reader), viewport=PHONE), names) for reader, names in FIGURES.items()
    }
    assert not {reader: faults for reader, faults in found.items() if faults}


def test_a_refused_registration(world, visit):
    page = visit(world.pk, viewport=PHONE).open(reverse("clients:register"))
    page.locator(".form-foot").get_by_role("button", name="Daftarkan").click()
    page.locator("[data-error-summary]").wait_for()
    assert not _faults(page)
