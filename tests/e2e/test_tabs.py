"""The row of tabs of a client's file on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.factories import make_guidance

pytestmark = pytest.mark.e2e


def test_the_current_tab_is_in_sight(world, visit):
    guidance = make_guidance(office=world.bapas, officer=world.pk)
    page = visit(world.pk, viewport=PHONE).open(reverse("programs:plan_detail", args=[guidance.pk]))
    expect(page.locator(".tabs [aria-current]")).to_have_text("Rencana aksi")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.95)
