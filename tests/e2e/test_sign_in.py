"""Signing in, on a phone and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "scripts off"])
def test_an_officer_signs_in_and_begins_at_the_caseload(world, visit, scripts):
    visitor = visit(world.pk, viewport=PHONE, scripts=scripts)
    expect(visitor.page).to_have_url(visitor.address + "/klien/")


def test_a_wrong_password_is_said_and_the_name_stays(world, visit):
    visitor = visit()
    page = visitor.open("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(world.pk.username)
    page.get_by_label("Kata sandi", exact=True).fill("bukan sandinya")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("alert").or_(page.locator("[data-error-summary]")).first).to_contain_text("tidak cocok")
    expect(page.get_by_label("NIP atau nama pengguna")).to_have_value(world.pk.username)


def test_the_language_can_be_changed_before_signing_in(world, visit):
    page = visit().open("/masuk/")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
