"""The draft of an assessment in a browser: the line is cut, two windows type, somebody leaves and comes back."""

import pytest
from playwright.sync_api import Page, expect

from bapas_portal.accounts.choices import RoleCode
from clients.models import Assessment, AssessmentDraft, DraftEvent, Guidance
from tests.e2e.conftest import PASSWORD, PHONE, Visitor
from tests.e2e.instruments import RRI
from tests.e2e.steps import answer_by_hand
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.e2e
FINISH = "Selesai dan tanda tangani"
UNSENT = "Object.keys(localStorage).filter((name) => name.startsWith('rancangan:')).length"


@pytest.fixture
def guidance(world) -> Guidance:
    return make_guidance(office=world.bapas, officer=world.pk, name="Wibowo Umpama")


def _form(visitor: Visitor, guidance: Guidance) -> Page:
    return visitor.open(f"/klien/bimbingan/{guidance.pk}/asesmen/RRI/")


def _said(page: Page, words: str) -> None:
    expect(page.locator("#draft-status [data-say]")).to_contain_text(words)


def _answer(page: Page, code: str, digit: int) -> None:
    answer_by_hand(page, [code], [digit])


def _keep(page: Page) -> None:
    """Ctrl+S, rather than wait for the seconds of quiet."""
    page.keyboard.press("Control+s")
    _sent(page)
    _said(page, "Tersimpan")


def _sent(page: Page) -> None:
    """Wait until nothing waits any more; the CSP forbids playwright's own way of waiting for a script's word."""
    for _ in range(200):
        if _unsent(page) == 0:
            return
        page.wait_for_timeout(50)
    raise AssertionError("something is still unsent")


def _unsent(page: Page) -> int:
    return page.evaluate(UNSENT)


def test_a_change_is_kept_by_itself(world, guidance, visit):
    page = _form(visit(world.pk), guidance)
    _answer(page, "A1", 2)
    _said(page, "Tersimpan")
    assert AssessmentDraft.objects.get().answers == {"A1": 3}
    page.locator("#tanya-butir-A1 details.evidence summary").click()
    page.get_by_label("Bukti/informasi pendukung A1", exact=True).fill("Petikan putusan")
    page.get_by_label("Sumber A1", exact=True).select_option("BERKAS")
    _keep(page)
    draft = AssessmentDraft.objects.get()
    assert (draft.notes, draft.sources) == ({"A1": "Petikan putusan"}, {"A1": "BERKAS"})
    assert _unsent(page) == 0 and not Assessment.objects.exists()


def test_the_line_is_cut_in_the_middle_and_nothing_is_lost(world, guidance, visit):
    visitor = visit(world.pk, is_cut=True)
    page = _form(visitor, guidance)
    answer_by_hand(page, RRI.codes[:4], RRI.digits[:4])
    _keep(page)
    page.context.set_offline(True)
    answer_by_hand(page, RRI.codes[4:7], RRI.digits[4:7])
    page.keyboard.press("Control+s")
    _said(page, "belum dapat dikirim")
    _said(page, "Sambungan putus: 3 isian tersimpan di peramban ini")
    assert _unsent(page) == 3 and set(AssessmentDraft.objects.get().answers) == set(RRI.codes[:4])
    page.context.set_offline(False)
    _sent(page)
    _said(page, "Tersimpan")
    expect(page.locator("#score-live")).to_contain_text("7 dari 10 dijawab")
    assert _unsent(page) == 0 and set(AssessmentDraft.objects.get().answers) == set(RRI.codes[:7])
    answer_by_hand(page, RRI.codes[7:], RRI.digits[7:])
    page.get_by_role("button", name=FINISH).click()
    page.wait_for_url("**/klien/asesmen/*/")
    saved = Assessment.objects.get()
    assert saved.total == RRI.total and saved.draft.state == "FINISHED"
    fields = DraftEvent.objects.filter(field__startswith="answer:").values_list("field", flat=True)
    assert sorted(fields) == sorted(f"answer:{code}" for code in RRI.codes), "each answer once"
    assert _unsent(page) == 0


def test_what_a_closed_window_could_not_send_comes_back(world, guidance, visit):
    visitor = visit(world.pk, is_cut=True)
    page = _form(visitor, guidance)
    page.route("**/rancangan/", lambda route: route.abort())
    _answer(page, "A1", 2)
    _said(page, "Sambungan putus: 1 isian")
    page.goto("about:blank")
    assert not AssessmentDraft.objects.exists()
    page.unroute("**/rancangan/")
    page = _form(visitor, guidance)
    expect(page.get_by_text(f"Rancangan oleh {world.pk.name}")).to_be_visible()
    expect(page.locator("#tanya-butir-A1 input:checked")).to_have_count(1)
    assert AssessmentDraft.objects.get().answers == {"A1": 3} and _unsent(page) == 0


def test_signed_out_meanwhile_and_in_again(world, guidance, visit):
    page = _form(visit(world.pk, is_cut=True), guidance)
    page.context.clear_cookies(name="sessionid")
    _answer(page, "A1", 2)
    page.keyboard.press("Control+s")
    _said(page, "Anda sudah keluar. 1 isian tersimpan di peramban ini")
    assert not AssessmentDraft.objects.exists()
    page.get_by_role("link", name="Masuk lagi").click()
    page.get_by_label("NIP atau nama pengguna").fill(world.pk.username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/asesmen/RRI/")
    expect(page.locator("#tanya-butir-A1 input:checked")).to_have_count(1)
    _sent(page)
    assert AssessmentDraft.objects.get().answers == {"A1": 3}


def test_begun_at_the_desk_and_gone_on_with_by_phone(world, guidance, visit):
    desk = _form(visit(world.pk), guidance)
    _answer(desk, "A1", 2)
    desk.get_by_role("link", name="Kembali ke daftar").click()
    desk.wait_for_url("**/asesmen/")
    phone = _form(visit(world.pk, viewport=PHONE), guidance)
    expect(phone.get_by_text(f"Rancangan oleh {world.pk.name}")).to_be_visible()
    expect(phone.locator("#tanya-butir-A1 input:checked")).to_have_count(1)
    expect(phone.locator("#score-live")).to_contain_text("1 dari 10 dijawab")
    assert phone.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_two_windows_on_one_draft(world, guidance, visit):
    heir = make_user(RoleCode.PK, world.bapas)
    first = _form(visit(world.pk, is_cut=True), guidance)
    _answer(first, "A1", 2)
    _keep(first)
    Guidance.objects.filter(pk=guidance.pk).update(officer=heir)
    _answer(first, "A2", 2)
    first.keyboard.press("Control+s")
    _said(first, "tidak lagi Anda tangani")
    desk, phone = _form(visit(heir), guidance), _form(visit(heir, viewport=PHONE), guidance)
    expect(desk.get_by_text("Rancangan ini juga diisi orang lain")).to_be_visible()
    expect(desk.get_by_text(f"Rancangan oleh {world.pk.name}")).to_be_visible()
    _answer(phone, "A1", 1)
    _answer(phone, "A3", 2)
    _keep(phone)
    _answer(desk, "A1", 1)
    _answer(desk, "A1", 2)
    _answer(desk, "A4", 2)
    desk.keyboard.press("Control+s")
    box = desk.locator("#tanya-butir-A1 [data-meeting]")
    expect(box.get_by_text("dua isian berbeda")).to_be_visible()
    expect(box.locator("[data-side=stands] [data-words]")).to_have_text("Tidak")
    expect(box.locator("[data-side=beside] [data-words]")).to_have_text("Ya")
    expect(box.locator("[data-side=beside]")).to_contain_text("jendela ini")
    expect(desk.locator("#tanya-butir-A3")).to_contain_text(f"Jawaban baru dari {heir.name}")
    expect(desk.locator("#tanya-butir-A3 input:checked")).to_have_count(1)
    box.locator("[data-side=beside] button").click()
    expect(desk.locator("[data-meeting='answer:A1']")).to_have_count(0)
    assert AssessmentDraft.objects.get().answers == {"A1": 3, "A3": 1, "A4": 1}
    events = DraftEvent.objects.filter(field="answer:A1").order_by("seq")
    assert list(events.values_list("value", "by", "is_conflict")) == [
        (3, world.pk.pk, False),
        (0, heir.pk, False),
        (3, heir.pk, True),
        (3, heir.pk, False),
    ]


def test_signing_out_leaves_nothing_in_the_browser(world, guidance, visit):
    page = _form(visit(world.pk, is_cut=True), guidance)
    page.route("**/rancangan/", lambda route: route.abort())
    _answer(page, "A1", 2)
    _said(page, "Sambungan putus: 1 isian")
    page.locator("details.menu-user summary").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("#toasts")).to_contain_text("1 isian asesmen belum terkirim")
    assert _unsent(page) == 1
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url(lambda url: "/asesmen/" not in url)
    assert _unsent(page) == 0


def test_the_last_answers_stand_beside_with_scripts_off(world, guidance, visit):
    page = _form(visit(world.pk), guidance)
    answer_by_hand(page, RRI.codes, RRI.digits)
    page.get_by_role("button", name=FINISH).click()
    page.wait_for_url("**/klien/asesmen/*/")
    page = _form(visit(world.pk, scripts=False), guidance)
    _answer(page, "A1", 1)
    page.get_by_role("button", name="Bandingkan dengan jawaban asesmen terakhir").click()
    page.wait_for_url("**?dengan=lalu")
    expect(page.locator("#tanya-butir-A1 .last-answer")).to_contain_text("Ya")
    expect(page.locator("#tanya-butir-A1 input:checked")).to_have_value("A1:0")
    expect(page.locator("#tanya-butir-A2 input:checked")).to_have_count(0)
