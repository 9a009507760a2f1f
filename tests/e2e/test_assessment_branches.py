"""Whole assessments whose way depends on the client: a woman with a drug offence by keys alone, and a child."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import add_months, today_in
from clients.models import Assessment, Need
from tests.e2e.instruments import CHILD_NEEDS, CHILD_RISK, RRI
from tests.e2e.steps import answer_by_hand, answer_by_keyboard, tab_to
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.e2e
FINISH = "Selesai dan tanda tangani"


def part_says(page: Page, part: str, words: str) -> None:
    expect(page.locator(f"#keadaan-{part}")).to_contain_text(words)


def box(page: Page, code: str) -> Any:
    return page.locator(f"input[type=checkbox][name='butir-{code}']")


def press_digit_at(page: Page, code: str, digit: int) -> None:
    """Back to a question by Shift+Tab, another answer by its digit."""
    tab_to(page, page.locator(f"#tanya-butir-{code} input:checked"), key="Shift+Tab")
    page.keyboard.press(str(digit))


def tick(page: Page, code: str) -> None:
    tab_to(page, box(page, code))
    page.keyboard.press("Space")
    expect(box(page, code)).to_be_checked()


def test_a_woman_with_a_drug_offence_by_keys_alone(world, visit):
    guidance = make_guidance(office=world.bapas, officer=world.pk, name="Ratna Umpama", sex="F", is_drug=True)
    page = visit(world.pk).open(f"/klien/bimbingan/{guidance.pk}/asesmen/RRI/")
    part_says(page, "A", "Diisi untuk setiap klien")
    part_says(page, "B", "Menunggu")
    part_says(page, "C", "Diisi karena klien perempuan.")
    part_says(page, "D", "Diisi karena tindak pidana narkotika.")

    answer_by_keyboard(page, RRI.codes, (1,) * 10)
    part_says(page, "B", "Diisi karena skor di bawah 7.")
    expect(box(page, "B2")).to_be_visible()
    press_digit_at(page, "A5", 3)
    press_digit_at(page, "A1", 2)
    part_says(page, "B", "Tidak perlu diisi: skor 7 atau lebih.")
    expect(box(page, "B2")).to_be_hidden()
    expect(page.locator("#score-live .score-total strong")).to_have_text("7")

    tick(page, "C2")
    tick(page, "D3")
    expect(page.locator("#score-live")).to_contain_text("Lengkap, siap disimpan")
    tab_to(page, page.get_by_role("button", name=FINISH))
    page.keyboard.press("Enter")
    page.wait_for_url("**/klien/asesmen/*/")

    saved = Assessment.objects.get()
    assert (saved.total, saved.category, saved.is_kriminogenik_due) == (7, "MEDIUM", True)
    assert saved.result["parts_due"] == ["A", "C", "D"] and saved.result["ticks"] == ["C2", "D3"]
    page_words = page.locator("#isi")
    expect(page_words).to_contain_text("Diisi karena klien perempuan.")
    expect(page_words).to_contain_text("Diisi karena tindak pidana narkotika.")
    expect(page_words).to_contain_text("Tidak perlu diisi: skor 7 atau lebih.")
    expect(page_words).to_contain_text("Asesmen kriminogenik wajib karena skor 7 atau lebih; tindak pidana narkotika")


@pytest.fixture
def child(world):
    """A boy of 16 in diversion, with an officer of the child section (BKA)."""
    today = today_in()
    return make_guidance(
        office=world.bapas,
        officer=world.pk,
        child=True,
        name="Bagas Umpama",
        birth_on=today - timedelta(days=16 * 366),
        offence_on=add_months(today, -2),
        start_on=add_months(today, -1),
    )


def test_a_child_is_assessed_by_its_officer_and_read_in_the_child_section(world, child, visit):
    page = visit(world.pk).open(f"/klien/bimbingan/{child.pk}/asesmen/")
    expect(page.get_by_role("link", name="Isi RRI")).to_have_count(0)
    page.locator("a[href$='/asesmen/ANAK/']").first.click()
    page.wait_for_url("**/asesmen/ANAK/")
    expect(page.get_by_role("radio", name="Orang tua atau wali")).to_be_checked()
    page.get_by_label("Nama orang tua atau wali").fill("Surti Umpama")
    answer_by_hand(page, CHILD_RISK.codes, CHILD_RISK.digits)
    expect(page.locator("#score-live .score-total strong")).to_have_text(str(CHILD_RISK.total))
    answer_by_hand(page, CHILD_NEEDS.codes, CHILD_NEEDS.digits)
    expect(page.locator("#score-live")).to_contain_text("Lengkap, siap disimpan")
    page.get_by_role("button", name=FINISH).click()
    page.wait_for_url("**/klien/asesmen/*/")

    saved = Assessment.objects.get()
    assert (saved.total, saved.get_category_display()) == (CHILD_RISK.total, CHILD_RISK.category)
    bands = {code: (found["score"], found["category"]) for code, found in saved.result["factors"].items()}
    assert bands == {
        **{"A": (17, None), "B": (2, None), "N": (CHILD_NEEDS.total, "MEDIUM"), "F1": (5, "MEDIUM")},
        **{"F2": (3, "HIGH"), "F3": (0, "LOW"), "F4": (6, "HIGH"), "F5": (2, "MEDIUM"), "F6": (1, "LOW")},
    }
    assert set(Need.objects.values_list("code", flat=True)) >= {"F1", "F2", "F4", "F5"}
    expect(page.locator("#isi")).to_contain_text("Alkohol dan narkotika")
    page.locator("#isi").get_by_role("link", name="Peta kebutuhan").first.click()
    expect(page.locator(".needs-list")).to_contain_text("Keluarga dan lingkungan sosial")

    result = f"/klien/asesmen/{saved.pk}/"
    section = visit(make_user(RoleCode.SECTION_CHILD, world.bapas)).open(result)
    expect(section.locator("#isi")).to_contain_text("Alkohol dan narkotika")
    adults = visit(make_user(RoleCode.SECTION_ADULT, world.bapas))
    assert adults.page.request.get(adults.address + result).status == 404
