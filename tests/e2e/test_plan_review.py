"""A plan at work on a telephone: needs, goals and steps, the client's signature, two decisions, a review."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import add_months, today_in
from clients.models import Guidance, NewInformation
from programs.models import ActionPlan, PlanAnswer, PlanReview, PlanStep
from tests.e2e.conftest import PHONE, Visit
from tests.e2e.steps import choose, fill
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.e2e

GOAL = "Bekerja tetap di bengkel"
STEPS = (("Membuat surat lamaran", "Klien"), ("Menghubungi pemilik bengkel", "PK"))


@pytest.fixture
def guidance(world: SimpleNamespace) -> Guidance:
    """A client whose assessment found needs."""
    made = make_guidance(office=world.bapas, officer=world.pk)
    make_assessment(made, "KRIM", 20)
    assert made.needs.exists()
    return made


def write_goal(page: Page) -> None:
    page.get_by_role("link", name="Tambah baris").first.click()
    fill(page, goal=GOAL, indicator="Surat keterangan kerja diterima")
    choose(page, "intervention", "Rehabilitasi rawat jalan atau rawat inap")
    fill(page, start_on=today_in(), due_on=add_months(today_in(), 6))
    page.get_by_role("button", name="Simpan baris").click()
    expect(page.locator(".line-goal")).to_have_text(GOAL)


def write_steps(page: Page) -> None:
    for action, actor in STEPS:
        page.get_by_role("link", name="Tambah langkah").click()
        fill(page, action=action, due_on=add_months(today_in(), 1))
        choose(page, "actor", actor)
        page.get_by_role("button", name="Simpan langkah").click()
        expect(page.locator(".step-list")).to_contain_text(action)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    expect(page.locator("#isi")).to_contain_text("tidak dapat diubah sampai diputuskan")


def sign(page: Page) -> None:
    """The client agrees and signs with a finger."""
    page.get_by_role("link", name="Catat jawaban klien").click()
    expect(page.locator("#isi")).to_contain_text(GOAL)
    page.locator("[name=answer][value=SETUJU]").check()
    pad = page.locator("[data-signature] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for part in range(1, 9):
        page.mouse.move(box["x"] + 20 + part * 25, box["y"] + 60 + (-1) ** part * 25)
    page.mouse.up()
    page.get_by_role("button", name="Simpan jawaban klien").click()
    expect(page.locator("#isi")).to_contain_text("Jawaban klien tersimpan")


def decide(page: Page, button: str, comment: str = "") -> None:
    fill(page, comment=comment)
    page.get_by_role("button", name=button).click()


def fits(page: Page) -> bool:
    """Nothing is wider than the telephone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_plan_from_its_needs_to_its_review(world: SimpleNamespace, visit: Visit, guidance: Guidance) -> None:
    address = reverse("programs:plan_detail", args=[guidance.pk])
    officer = visit(world.pk, viewport=PHONE)
    page = officer.open(address)
    write_goal(page)
    write_steps(page)
    hand_in(page)
    sign(page)
    assert PlanAnswer.objects.get().proof and fits(page)

    # The head works without scripts: first sent back, then approved.
    head = visit(world.head, viewport=PHONE, scripts=False).open(address)
    expect(head.locator("#isi")).to_contain_text("klien setuju")
    decide(head, "Kembalikan", "Tambahkan langkah keluarga.")
    expect(head.locator("#isi .page-head")).to_contain_text("Dikembalikan")

    page = officer.open(address)
    expect(page.locator("#isi")).to_contain_text("Tambahkan langkah keluarga.")
    page.get_by_role("link", name="Tambah langkah").click()
    fill(page, action="Mengantar tiap pagi", due_on=add_months(today_in(), 2))
    choose(page, "actor", "Keluarga")
    page.get_by_role("button", name="Simpan langkah").click()
    hand_in(page)
    sign(page)

    head.goto(officer.address + address)
    decide(head, "Setujui rencana")
    expect(head.locator("#isi .page-head")).to_contain_text("Disetujui")
    assert ActionPlan.objects.get().versions.count() == 2

    # Something happened: the plan is to be reviewed at once.
    NewInformation.objects.create(
        guidance=guidance, kind="PELANGGARAN", noted_on=today_in(), text="Dua kali tidak lapor", by=world.pk
    )
    page = officer.open(reverse("programs:plan_review_list"))
    expect(page.locator("#tinjauan")).to_contain_text("Pelanggaran syarat")
    assert fits(page)
    page.get_by_role("link", name="Tinjau", exact=False).filter(has_text=guidance.client.name).click()
    line = ActionPlan.objects.get().lines.get()
    page.locator(f"[name=progress_{line.pk}][value=TERSENDAT]").check()
    page.locator(f"[name=note_{line.pk}]").fill("Belum ada lowongan")
    fill(page, looked_at="Wawancara dan kunjungan rumah")
    page.locator("[name=result][value=LANJUT]").check()
    page.get_by_role("button", name="Simpan tinjauan").click()
    expect(page.locator("#isi")).to_contain_text("Tinjauan tersimpan")
    expect(page.locator("#isi")).to_contain_text("Belum ada lowongan")
    assert PlanReview.objects.get().cause == "PELANGGARAN"
    assert officer.open(reverse("programs:plan_review_list")).locator("#tinjauan table").count() == 0


def test_a_review_and_a_ticked_step_without_scripts(world: SimpleNamespace, visit: Visit, guidance: Guidance) -> None:
    """The same main job where scripts are off."""
    officer = visit(world.pk, viewport=PHONE, scripts=False)
    page = officer.open(reverse("programs:plan_detail", args=[guidance.pk]))
    write_goal(page)
    write_steps(page)
    hand_in(page)
    head = visit(world.head, viewport=PHONE, scripts=False)
    decide(head.open(reverse("programs:plan_detail", args=[guidance.pk])), "Setujui rencana")

    step = PlanStep.objects.order_by("pk").first()
    assert step is not None
    page = officer.open(reverse("programs:step_move", args=[step.pk]))
    choose(page, "to", "Terlaksana")
    page.get_by_role("button", name="Simpan status").click()
    expect(page.locator(".step-list")).to_contain_text("Terlaksana")
    step.refresh_from_db()
    assert step.state == "DONE"
    page = officer.open(reverse("programs:plan_review", args=[guidance.pk]))
    page.get_by_label("Berjalan baik").check()
    fill(page, looked_at="Wawancara")
    page.locator("[name=result][value=LANJUT]").check()
    page.get_by_role("button", name="Simpan tinjauan").click()
    expect(page.locator("#isi")).to_contain_text("Tinjauan tersimpan")
    assert PlanReview.objects.get().cause == "LEBIH_AWAL"
