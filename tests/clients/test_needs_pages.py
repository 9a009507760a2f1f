"""The needs map page, and practical needs through their forms."""

from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from clients.models import Guidance, Need
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


def map_url(guidance):
    return reverse("clients:needs_map", args=[guidance.pk])


def add_url(guidance):
    return reverse("clients:need_add", args=[guidance.pk])


def ticked(*codes, on=None, **notes):
    """What the tick list sends."""
    sent = {f"need-{code}": "on" for code in codes} | {
        f"on-{code}": on or today_in("WIB").isoformat() for code in codes
    }
    return sent | {f"note-{code}": note for code, note in notes.items()}


def test_an_empty_map_says_what_to_do(guidance, pk, head, signed_in):
    assert (
        reverse("clients:assessment_new", args=[guidance.pk, "KRIM"])
        in signed_in(pk).get(map_url(guidance)).content.decode()
    )
    assert "Peta masih kosong" in signed_in(head).get(map_url(guidance)).content.decode()


def test_the_map_draws_ranks_and_compares(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0, answers={"K1": 2, "K24": 1})
    make_assessment(guidance, "KRIM", 0, answers={"K23": 1, "K24": 1}, ticks=["B2.2"], assessed_on=date(2025, 9, 1))
    page = signed_in(pk).get(map_url(guidance)).content.decode()
    ranked = page[page.index("needs-list") :]
    assert ranked.index("Keuangan") < ranked.index("tempat tinggal")
    for words in (
        "needs-bar",
        "radar-kebutuhan",
        "Perubahan sejak asesmen sebelumnya",
        "Tidak lagi ditemukan asesmen berikutnya",
        "+1",
    ):
        assert words in page
    assert reverse("programs:plan_detail", args=[guidance.pk]) in page


def test_all_low_needs_are_told_apart_from_none_assessed(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0)
    assert "Tidak ada kebutuhan terbuka" in signed_in(pk).get(map_url(guidance)).content.decode()


def test_a_practical_need_by_hand(guidance, pk, signed_in):
    browser = signed_in(pk)
    answer = browser.post(add_url(guidance), ticked("IDENTITY", IDENTITY="KTP hilang"))
    assert answer["Location"] == map_url(guidance)
    need = Need.objects.get()
    assert "KTP hilang" in browser.get(map_url(guidance)).content.decode()
    again = browser.post(add_url(guidance), ticked("IDENTITY", IDENTITY="Masih hilang"))
    assert again.status_code == 400 and "Masih hilang" in again.content.decode()
    close = reverse("clients:need_close", args=[need.pk])
    assert browser.get(close).status_code == 200
    wrong = browser.post(close, {"closing": "MET", "on": "2020-01-01"})
    assert wrong.status_code == 400 and "antara dibukanya" in wrong.content.decode()
    assert browser.post(close, {"closing": "MET", "on": today_in("WIB").isoformat()}).status_code == 302
    need.refresh_from_db()
    assert need.closing == "MET"


@pytest.mark.parametrize("data", [{}, {"need-CAR": "on"}])
def test_a_need_must_be_chosen(guidance, pk, signed_in, data):
    assert signed_in(pk).post(add_url(guidance), data).status_code == 400
    assert not Need.objects.exists()


def test_only_the_own_officer_changes_the_map(guidance, pk, bapas, head, other_pk, kanwil_staff, signed_in, client):
    signed_in(pk).post(add_url(guidance), ticked("WORK"))
    close = reverse("clients:need_close", args=[Need.objects.get().pk])
    colleague = make_user(RoleCode.PK, bapas)
    for url in (add_url(guidance), close):
        assert signed_in(pk).get(url).status_code == 200
        assert signed_in(colleague).get(url).status_code == 404
        assert signed_in(other_pk).get(url).status_code == 404
        assert signed_in(head).get(url).status_code == 403
        assert signed_in(kanwil_staff).get(url).status_code == 403
        assert client.get(url).status_code == 302


def test_readers_see_no_buttons(guidance, head, pk, signed_in):
    signed_in(pk).post(add_url(guidance), ticked("WORK"))
    page = signed_in(head).get(map_url(guidance)).content.decode()
    assert "Pekerjaan" in page and add_url(guidance) not in page


def test_the_map_does_not_cost_more_with_more_needs(guidance, pk, signed_in, django_assert_max_num_queries):
    browser = signed_in(pk)
    make_assessment(guidance, "KRIM", 38, ticks=[f"B1.{n}" for n in range(1, 10)])
    for code in ("WORK", "HEALTH", "SCHOOL"):
        browser.post(add_url(guidance), ticked(code))
    browser.get(map_url(guidance))
    with django_assert_max_num_queries(19):
        browser.get(map_url(guidance))
