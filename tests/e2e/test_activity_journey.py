"""Klien Bapas Peduli, end to end: a proposal, the list of the day, the report, the Kanwil; and one that is late."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from bapas_portal.core.dates import add_months, today_in
from programs.models import CareActivity
from tests.e2e.steps import fill
from tests.factories import make_guidance
from tests.factories.programs import make_activity, make_participation

pytestmark = pytest.mark.e2e


def detail(pk: int) -> str:
    return reverse("programs:activity_detail", args=[pk])


def test_from_a_proposal_to_the_kanwil(visit, world):
    make_guidance(office=world.bapas, officer=world.pk, name="Rahma Teladan", start_on=add_months(today_in(), -6))
    officer, head, kanwil = visit(world.pk), visit(world.head), visit(world.kanwil_staff)
    page = officer.open(reverse("programs:activity_new"))
    fill(page, held_on=today_in() + timedelta(days=2), title="Bersih Kali Contoh", place="Kali Contoh")
    page.get_by_role("button", name="Simpan kegiatan").click()
    page.get_by_role("button", name="Ajukan usulan ke Kepala").click()
    expect(page.locator("main")).to_contain_text("Usulan diajukan")
    activity = CareActivity.objects.get()
    page = head.open(detail(activity.pk))
    page.get_by_role("button", name="Setujui usulan").click()
    expect(page.locator("main")).to_contain_text("Usulan disetujui")
    # The day comes.
    CareActivity.objects.update(held_on=today_in())
    page = officer.open(reverse("programs:activity_participants", args=[activity.pk]))
    page.get_by_label("Rahma Teladan").check()
    page.get_by_role("button", name="Tambahkan yang dicentang").click()
    page = officer.open(reverse("programs:activity_day", args=[activity.pk]))
    page.get_by_label("Persetujuan").select_option(label="Setuju")
    page.get_by_label("Kehadiran").select_option(label="Hadir")
    page.get_by_role("button", name="Simpan daftar").click()
    expect(page.locator("main")).to_contain_text("1 peserta dihitung")
    page = officer.open(detail(activity.pk))
    page.get_by_role("button", name="Ajukan ke Kanwil").click()
    expect(page.locator("main")).to_contain_text("Kegiatan diajukan ke Kanwil")
    page = kanwil.open(detail(activity.pk))
    page.get_by_role("button", name="Terima kegiatan").click()
    expect(page.locator("main")).to_contain_text("Kegiatan diterima")
    expect(page.locator("main")).not_to_contain_text("terlambat")


def test_a_report_handed_in_late_is_marked(visit, world):
    held = add_months(today_in(), -3)
    activity = make_activity(world.bapas, world.pk, held_on=held)
    make_participation(activity, make_guidance(office=world.bapas, officer=world.pk, start_on=add_months(held, -1)))
    page = visit(world.pk).open(detail(activity.pk))
    page.get_by_role("button", name="Ajukan ke Kanwil").click()
    page = visit(world.kanwil_staff).open(reverse("programs:activity_list"))
    expect(page.get_by_role("row").filter(has_text=activity.title)).to_contain_text("Terlambat")
