"""Sixty hours of kerja sosial, end to end: the verdict, consent, a schedule, two misses, planned again, finished."""

from datetime import time, timedelta

import pgtrigger
import pytest
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.core.dates import today_in
from programs.choices import SeatState
from programs.models import ServiceOrder, ServiceSession, SessionSeat
from tests.e2e.conftest import PHONE
from tests.e2e.steps import fill
from tests.factories import make_guidance
from tests.factories.partners import make_site, make_slot

pytestmark = pytest.mark.e2e
FULL_DAY = {"starts_at": time(8), "ends_at": time(16)}


def days_pass(days: int) -> list[ServiceSession]:
    """The booked sessions lie `days` earlier: their days have come. In the order of their days."""
    booked = SessionSeat.objects.filter(state=SeatState.BOOKED).values("session")
    ids = list(ServiceSession.objects.filter(pk__in=booked).values_list("pk", flat=True))
    with pgtrigger.ignore("programs.ServiceSession:session_moves"):
        ServiceSession.objects.filter(pk__in=ids).update(held_on=F("held_on") - timedelta(days))
    return list(ServiceSession.objects.filter(pk__in=ids).order_by("held_on"))


def save_list(page: Page) -> None:
    page.get_by_role("button", name="Simpan daftar").click()
    expect(page.locator("main")).to_contain_text("1 baris tersimpan")


def test_sixty_hours_from_the_verdict_to_the_certificate(visit, world):
    start = today_in() - timedelta(60)
    guidance = make_guidance(
        office=world.bapas, officer=world.pk, name="Surya Teladan", status="KERSOS", start_on=start
    )
    site = make_site(office=world.bapas, name="Panti Wreda Contoh")
    for weekday in range(1, 8):
        make_slot(site, weekday, **FULL_DAY)
    officer = visit(world.pk)

    page = officer.open(reverse("programs:service_new", args=[guidance.pk]))
    fill(page, verdict_no="12/Pid.B/2026/PN Contoh", verdict_on=start, start_on=start, minutes_ordered="60")
    fill(page, minutes_per_day="8", days_a_week="7", deadline_on=start + timedelta(150), place="Panti Wreda Contoh")
    page.get_by_role("button", name="Simpan putusan").click()
    expect(page.locator("main")).to_contain_text("Perintah tersimpan.")
    order = ServiceOrder.objects.get()

    page = officer.open(reverse("programs:service_consent", args=[order.pk]))
    page.get_by_label("Setuju menjalaninya").check()
    fill(page, said_on=start, explained_by="PK")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("Setuju")

    page.get_by_role("link", name="Jadwal", exact=True).click()
    page.get_by_role("button", name="Susun jadwal").click()
    expect(page.locator("main")).to_contain_text("8 sesi dipesan.")
    expect(page.locator("main")).to_contain_text("Panti Wreda Contoh")

    sessions = days_pass(30)
    supervisor = visit(world.pk, viewport=PHONE)
    for number, session in enumerate(sessions):
        if number < 2:
            page = supervisor.open(f"{reverse('programs:service_day')}?tanggal={session.held_on.isoformat()}")
            page.get_by_role("link", name="Daftar hadir").click()
            page.get_by_label("Tidak hadir tanpa alasan sah").check()
        else:
            page = supervisor.open(reverse("programs:service_attendance", args=[session.pk]) + "?semua=hadir")
        save_list(page)

    page = officer.open(reverse("programs:order_schedule", args=[order.pk]))
    expect(page.locator("main")).to_contain_text("kurang 12 jam")
    page.get_by_role("button", name="Susun jadwal").click()
    expect(page.locator("main")).to_contain_text("2 sesi dipesan.")
    for session in days_pass(10):
        page = supervisor.open(reverse("programs:service_attendance", args=[session.pk]) + "?semua=hadir")
        save_list(page)

    page = officer.open(reverse("programs:service_detail", args=[guidance.pk]))
    expect(page.locator("main")).to_contain_text("60 jam dari 60 jam")
    page.get_by_role("link", name="Nyatakan selesai").click()
    page.get_by_role("button", name="Nyatakan selesai").click()
    expect(page.locator("main")).to_contain_text("Perintah ditutup.")
    address = page.get_by_role("link", name="Surat keterangan (PDF)").get_attribute("href")
    letter = page.context.request.get(officer.address + str(address))
    assert letter.status == 200
    assert letter.body().startswith(b"%PDF")
