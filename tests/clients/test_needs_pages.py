"""The needs map page, and practical needs through their forms."""

from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from clients.models import Guidance, Need
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.programs import make_line, make_need, make_plan
from tests.factories.second_rating import make_second_rating

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


def test_several_needs_are_saved_once_however_often_they_are_sent(guidance, pk, signed_in):
    browser, sent = signed_in(pk), ticked("WORK", "HEALTH", WORK="Bisa mengelas")
    first = browser.post(add_url(guidance), sent, follow=True).content.decode()
    again = browser.post(add_url(guidance), sent, follow=True).content.decode()
    assert "2 kebutuhan ditambahkan" in first and "tidak ada yang dicatat dua kali" in again
    assert Need.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"on-WORK": "2999-01-01"}, "antara mulainya masa bimbingan"),
        ({"on-WORK": ""}, "Isi tanggalnya"),
        ({"on-WORK": "kemarin"}, "tanggal"),
        ({"need-HEALTH": "", "note-HEALTH": "Asma"}, "centang kebutuhan ini"),
        ({"note-WORK": "x" * 301}, "300"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(guidance, pk, signed_in, change, told):
    sent = ticked("WORK", SCHOOL="", WORK="Bisa mengelas") | change
    answer = signed_in(pk).post(add_url(guidance), sent)
    page = answer.content.decode()
    assert answer.status_code == 400 and told in page
    assert change.get("note-WORK", "Bisa mengelas") in page
    assert not Need.objects.exists()


def test_what_stands_is_shown_and_not_offered(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0, ticks=["B2.2"])
    make_need(guidance, "WORK")
    page = signed_in(pk).get(add_url(guidance)).content.decode()
    assert "need-HOUSING" not in page and "need-WORK" not in page and "need-HEALTH" in page
    assert "B2.2, Kebutuhan Kriminogenik 1 Maret 2025" in page


def test_a_tick_and_the_practical_need_it_says_are_one_line(guidance, pk, signed_in):
    make_need(guidance, "HOUSING", note="Menumpang di rumah paman")
    make_assessment(guidance, "KRIM", 0, ticks=["B2.2"])
    (row,) = signed_in(pk).get(map_url(guidance)).context["map"].rows
    assert row.label == "Tempat tinggal" and [part.kind for part in row.parts] == ["TICK", "PRACTICAL"]


def test_the_map_of_a_day(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0, answers={"K1": 2, "K24": 1})
    make_assessment(guidance, "KRIM", 0, answers={"K23": 1, "K24": 1}, assessed_on=date(2025, 9, 1))
    browser = signed_in(pk)

    def at(day):
        return browser.get(map_url(guidance), {"tanggal": day})

    def shown(answer):
        return [(row.key, row.lead.category) for row in answer.context["map"].rows]

    assert shown(at("2025-09-01")) == [("F6", "HIGH")]
    assert shown(at("2025-08-31")) == [("F6", "MEDIUM"), ("F1", "MEDIUM")]
    early = at("2025-02-28")
    assert shown(early) == [] and "yang pertama dibuka 1 Maret 2025" in early.content.decode()
    assert add_url(guidance) not in early.content.decode()


@pytest.mark.parametrize(("day", "told"), [("2999-01-01", "belum tiba"), ("kemarin", "anggal")])
def test_a_day_that_cannot_be_is_told(guidance, pk, signed_in, day, told):
    make_assessment(guidance, "KRIM", 0, answers={"K1": 2})
    answer = signed_in(pk).get(map_url(guidance), {"tanggal": day})
    assert answer.status_code == 200 and told in str(answer.context["form"].errors)
    assert "invalid-feedback" in answer.content.decode() and answer.context["map"].rows


def test_what_is_new_since_the_assessment(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0, answers={"K1": 2, "K24": 1})
    browser = signed_in(pk)
    first = browser.get(map_url(guidance)).context["map"]
    assert (first.new, first.gone) == ([], [])
    make_assessment(guidance, "KRIM", 0, answers={"K24": 1, "K21": 1}, assessed_on=date(2025, 9, 1))
    browser.post(add_url(guidance), ticked("WORK"))
    page = browser.get(map_url(guidance))
    assert page.context["map"].new == ["Pekerjaan", "Waktu luang"]
    assert page.context["map"].gone == ["Keluarga dan pernikahan"]
    assert "Sejak asesmen 1 September 2025" in page.content.decode()


def test_why_each_need_stands_where_it_stands(guidance, pk, signed_in):
    make_assessment(guidance, "KRIM", 0, answers={"K1": 2, "K23": 1, "K24": 1, "K21": 1}, ticks=["B1.1", "B1.4"])
    make_need(guidance, "WORK")
    rows = signed_in(pk).get(map_url(guidance)).context["map"].rows
    told = [(row.key, row.why) for row in rows]
    assert [key for key, _why in told] == ["F6", "F5", "F1", "B1.1", "B1.4", "WORK"]
    words = (
        "paling mendesak",
        "kategori yang lebih berat",
        "bagian skor lebih kecil: 33%",
        "semua faktor",
        "",
        "khusus",
    )
    assert all(word in why for (_key, why), word in zip(told, words, strict=True))
    assert told[4][1] == ""


def test_a_closed_and_reopened_need_tells_its_story(guidance, pk, signed_in):
    browser = signed_in(pk)
    browser.post(add_url(guidance), ticked("WORK"))
    close = reverse("clients:need_close", args=[Need.objects.get().pk])
    browser.post(close, {"closing": "MET", "on": today_in("WIB").isoformat()})
    browser.post(add_url(guidance), ticked("WORK", WORK="Bengkel tutup"))
    (story,) = browser.get(map_url(guidance)).context["map"].stories
    titles = [event["title"].partition(":")[0] for event in story.events]
    assert titles == ["Dibuka lagi", "Terpenuhi", "Dibuka"]
    assert {event["who"] for event in story.events} == {pk.name}


def test_the_plans_goals_stand_beside_their_need(guidance, pk, signed_in):
    need = make_need(guidance, "HOUSING")
    line = make_line(make_plan(guidance), need, goal="Klien menetap di kontrakan")
    make_need(guidance, "WORK")
    page = signed_in(pk).get(map_url(guidance)).content.decode()
    assert f"{reverse('programs:plan_detail', args=[guidance.pk])}#baris-{line.pk}" in page
    assert page.count("Klien menetap di kontrakan") == page.count("Belum ada tujuan di rencana aksi") == 1


def test_who_rates_blind_sees_neither_map_nor_list(guidance, pk, bapas, head, signed_in):
    first = make_assessment(guidance, "KRIM", 0, answers={"K1": 2})
    rater = make_user(RoleCode.PK, bapas)
    make_second_rating(first, rater, by=head)
    Guidance.objects.filter(pk=guidance.pk).update(officer=rater)
    for url in (map_url(guidance), add_url(guidance)):
        assert signed_in(rater).get(url).status_code == 409
