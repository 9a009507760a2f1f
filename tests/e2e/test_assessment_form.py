"""The assessment form in a browser: by keyboard alone, with scripts off, and when something is missing."""

import pytest
from playwright.sync_api import Page, expect

from clients.choices import InstrumentCode
from clients.models import Assessment
from tests.e2e.conftest import PASSWORD, PHONE, Visitor
from tests.e2e.instruments import RRI
from tests.e2e.steps import answer_by_hand, answer_by_keyboard, tab_to
from tests.factories import make_guidance

pytestmark = pytest.mark.e2e


@pytest.fixture
def guidance(world):
    return make_guidance(office=world.bapas, officer=world.pk, name="Wibowo Umpama")


def _form(visitor: Visitor, guidance_pk: int, code: str = InstrumentCode.RRI) -> Page:
    return visitor.open(f"/klien/bimbingan/{guidance_pk}/asesmen/{code}/")


def test_the_whole_form_by_keyboard(world, guidance, visit):
    page = _form(visit(world.pk), guidance.pk)
    answer_by_keyboard(page, RRI.codes, RRI.digits)
    expect(page.locator("#score-live .score-total strong")).to_have_text(str(RRI.total))
    expect(page.locator("#score-live")).to_contain_text("Lengkap, siap disimpan")
    page.keyboard.press("Control+s")
    expect(page.locator("#draft-status")).to_contain_text("Tersimpan")
    assert not Assessment.objects.exists(), "saving a draft signs nothing"
    tab_to(page, page.get_by_role("button", name="Selesai dan tanda tangani"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/klien/asesmen/*/")
    saved = Assessment.objects.get()
    assert (saved.total, saved.get_category_display()) == (RRI.total, RRI.category)


def test_from_sign_in_to_the_result_without_a_mouse(world, guidance, visit):
    visitor = visit()
    page = visitor.open("/masuk/")
    # A person types once the cursor blinks; on a busy machine that is later than the page's load.
    expect(page.get_by_label("NIP atau nama pengguna")).to_be_focused()
    page.keyboard.type(world.pk.username)
    expect(page.get_by_label("NIP atau nama pengguna")).to_have_value(world.pk.username)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Kata sandi", exact=True)).to_be_focused()
    page.keyboard.type(PASSWORD)
    expect(page.get_by_label("Kata sandi", exact=True)).to_have_value(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/klien/")
    for name in ("Wibowo Umpama", "Isi asesmen RRI"):
        tab_to(page, page.get_by_role("link", name=name))
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.wait_for_url("**/asesmen/RRI/")
    answer_by_keyboard(page, RRI.codes, RRI.digits)
    tab_to(page, page.get_by_role("button", name="Selesai dan tanda tangani"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/klien/asesmen/*/")
    assert Assessment.objects.get().total == RRI.total


def test_scripts_off_gives_the_same_total(world, guidance, visit):
    page = _form(visit(world.pk, viewport=PHONE, scripts=False), guidance.pk)
    answer_by_hand(page, RRI.codes, RRI.digits)
    page.get_by_role("button", name="Hitung").click()
    expect(page.locator("#score-live .score-total strong")).to_have_text(str(RRI.total))
    assert not Assessment.objects.exists(), "counting saves nothing"
    page.get_by_role("button", name="Selesai dan tanda tangani").click()
    page.wait_for_url("**/klien/asesmen/*/")
    assert Assessment.objects.get().total == RRI.total


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "scripts off"])
def test_a_missing_answer_is_refused_by_name_and_nothing_typed_is_lost(world, guidance, visit, scripts):
    page = _form(visit(world.pk, scripts=scripts), guidance.pk)
    left_out = RRI.codes.index("A4")
    codes = RRI.codes[:left_out] + RRI.codes[left_out + 1 :]
    answer_by_hand(page, codes, RRI.digits[: len(codes)])
    page.locator("#tanya-butir-A1 details.evidence summary").click()
    page.get_by_label("Bukti/informasi pendukung A1", exact=True).fill("Petikan putusan tahun 2019.")
    page.get_by_label("Tempat", exact=True).fill("Kantor Bapas")
    page.get_by_role("button", name="Selesai dan tanda tangani").click()
    summary = page.locator("[data-error-summary]")
    expect(summary.get_by_role("link", name="A4")).to_be_visible()
    expect(page.locator("#tanya-butir-A4 .question-error")).to_contain_text("A4")
    expect(page.get_by_label("Bukti/informasi pendukung A1", exact=True)).to_have_value("Petikan putusan tahun 2019.")
    expect(page.get_by_label("Tempat", exact=True)).to_have_value("Kantor Bapas")
    for code in codes:
        assert page.locator(f"#tanya-butir-{code} input:checked").count() == 1, code
    assert not Assessment.objects.exists()


def test_a_double_click_saves_once(world, guidance, visit):
    page = _form(visit(world.pk), guidance.pk)
    answer_by_hand(page, RRI.codes, RRI.digits)
    page.get_by_role("button", name="Selesai dan tanda tangani").dblclick()
    page.wait_for_url("**/klien/asesmen/*/")
    assert Assessment.objects.count() == 1


def test_a_colleagues_client_is_read_but_not_assessed(world, guidance, visit):
    guidance.assignments.all().delete()
    type(guidance).objects.filter(pk=guidance.pk).update(officer=world.head)
    visitor = visit(world.pk)
    page = visitor.open(f"/klien/bimbingan/{guidance.pk}/asesmen/")
    expect(page.get_by_role("link", name="Isi RRI")).to_have_count(0)
    answer = page.request.get(f"{visitor.address}/klien/bimbingan/{guidance.pk}/asesmen/RRI/")
    assert answer.status == 404
