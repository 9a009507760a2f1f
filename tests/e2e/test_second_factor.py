"""The second factor in a browser: set up by keyboard, asked at the next sign-in, both widths, nothing grave for axe."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bapas_portal.accounts.models import SecondFactor
from tests.e2e.conftest import DESK, PASSWORD, PHONE
from tests.e2e.test_accessibility import serious, too_wide
from tests.factories.second_factor import Phone

pytestmark = pytest.mark.e2e
LOOKED_AT = os.environ.get("BAPAS_SHOTS", "")


def _good(page: Page, name: str) -> None:
    if LOOKED_AT:
        page.screenshot(path=Path(LOOKED_AT) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    assert not too_wide(page), name
    assert serious(page) == [], name


def _type_password(page: Page) -> None:
    page.get_by_label("Kata sandi Anda").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("size", "scripts"), [(PHONE, True), (DESK, True), (PHONE, False)], ids=["390", "1440", "off"])
def test_somebody_sets_it_up_and_signs_in_with_it(world, visit, size, scripts):
    visitor = visit(world.pk, viewport=size, scripts=scripts)
    # axe itself is a script.
    look = _good if scripts else lambda *_: None
    page = visitor.open(reverse("accounts:second_factor"))
    look(page, "1-belum")
    page.get_by_role("link", name="Pasang sekarang").press("Enter")
    look(page, "2-sandi")
    _type_password(page)
    expect(page.locator("svg.qr")).to_be_visible()
    page.get_by_text("Ketik kunci ini").click()
    look(page, "3-kode")
    phone = Phone(SecondFactor.objects.begun().get(user=world.pk).secret)
    page.get_by_label("Kode verifikasi").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kode tidak cocok").first).to_be_visible()
    look(page, "4-salah")
    page.get_by_label("Kode verifikasi").fill(phone.code(-1))
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    look(page, "5-pemulihan")
    recovery = page.locator(".recovery-codes code").first.inner_text()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Unduh").click()
    assert recovery in Path(kept.value.path()).read_text()
    page.get_by_role("link", name="Sudah saya simpan").click()
    look(page, "6-menyala")

    again = visit(viewport=size, scripts=scripts)
    page = again.open(reverse("accounts:sign_in"))
    page.get_by_label("NIP atau nama pengguna").fill(world.pk.username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    look(page, "7-masuk")
    page.get_by_role("link", name="Pakai kode pemulihan").press("Enter")
    look(page, "8-masuk-pemulihan")
    page.get_by_label("Kode pemulihan").fill(recovery)
    page.keyboard.press("Enter")
    expect(page).to_have_url(again.address + "/klien/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1440"])
def test_an_administrator_is_led_to_it_and_resets_anothers(world, visit, settings, size):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    visitor = visit(world.admin, viewport=size)
    page = visitor.page
    expect(page).to_have_url(visitor.address + reverse("accounts:second_factor"))
    _good(page, "9-wajib")
    page.get_by_role("link", name="Pasang sekarang").click()
    _type_password(page)
    expect(page.locator("svg.qr")).to_be_visible()
    phone = Phone(SecondFactor.objects.begun().get(user=world.admin).secret)
    page.get_by_label("Kode verifikasi").fill(phone.code())
    page.keyboard.press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    visitor.open(reverse("accounts:user_detail", args=[world.pk.pk]))
    _good(page, "10-orang")
