"""The pages of second ratings: who opens them, how blind they are, and what stands side by side afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from clients.models import SecondRating
from clients.queries.caseload import latest_risks
from tests.clients.instruments import KRIM, answers_for_total
from tests.clients.test_assessment_pages import typed
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.second_rating import make_second_rating

pytestmark = pytest.mark.django_db
SECRET_NOTE = "Catatan rahasia penilai pertama"


@pytest.fixture
def first(bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk, name="Budi Contoh")
    return make_assessment(guidance, "KRIM", 20, notes={"K1": SECRET_NOTE})


@pytest.fixture
def rater(bapas):
    return make_user(RoleCode.PK, bapas)


@pytest.fixture
def rating(first, rater, head) -> SecondRating:
    return make_second_rating(first, rater, by=head)


def url(name: str, pk: int) -> str:
    return reverse(f"clients:second_rating_{name}", args=[pk])


def answered(total: int, **fields) -> dict:
    return typed("KRIM", answers_for_total(KRIM, total), **fields)


@pytest.mark.parametrize(("name", "method"), [("fill", "get"), ("fill", "post"), ("score", "post")])
def test_only_the_rater_opens_the_form(
    rating, name, method, rater, pk, bapas, head, other_pk, kanwil_staff, signed_in, client
):
    here = url(name, rating.pk)
    assert getattr(signed_in(rater), method)(here).status_code in (200, 400)
    for stranger in (pk, make_user(RoleCode.PK, bapas), other_pk):
        assert getattr(signed_in(stranger), method)(here).status_code == 404
    for role in (head, kanwil_staff):
        assert getattr(signed_in(role), method)(here).status_code == 403
    assert getattr(client, method)(here).status_code == 302


def test_the_request_is_for_who_may_ask_at_that_office(
    first, bapas, head, rater, other_bapas, kanwil_staff, signed_in, client
):
    here = url("ask", first.pk)
    assert signed_in(head).get(here).status_code == 200
    assert signed_in(make_user(RoleCode.SUPERVISOR, bapas)).get(here).status_code == 200
    assert signed_in(make_user(RoleCode.SECTION_CHILD, bapas)).get(here).status_code == 404
    assert signed_in(make_user(RoleCode.HEAD, other_bapas)).get(here).status_code == 404
    assert signed_in(rater).get(here).status_code == 403
    assert signed_in(kanwil_staff).get(here).status_code == 403
    assert client.get(here).status_code == 302


def test_the_detail_is_for_rater_and_asker(
    rating, rater, head, pk, bapas, other_bapas, kanwil_staff, signed_in, client
):
    here = url("detail", rating.pk)
    for reader in (rater, head):
        assert signed_in(reader).get(here).status_code == 200
    for stranger in (pk, make_user(RoleCode.OPERATOR, bapas), make_user(RoleCode.HEAD, other_bapas)):
        assert signed_in(stranger).get(here).status_code == 404
    assert signed_in(kanwil_staff).get(here).status_code == 403
    assert client.get(here).status_code == 302


def test_the_list_is_for_raters_and_askers(rating, rater, head, bapas, kanwil_staff, signed_in, client):
    here = reverse("clients:second_rating_list")
    for reader in (rater, head):
        assert "Budi Contoh" in signed_in(reader).get(here).content.decode()
    assert "Budi Contoh" not in signed_in(make_user(RoleCode.PK, bapas)).get(here).content.decode()
    assert signed_in(make_user(RoleCode.OPERATOR, bapas)).get(here).status_code == 403
    assert signed_in(kanwil_staff).get(here).status_code == 403
    assert client.get(here).status_code == 302


def test_asking_from_the_page(first, rater, head, signed_in):
    due = today_in() + timedelta(days=3)
    answer = signed_in(head).post(url("ask", first.pk), {"rater": rater.pk, "due_on": due.isoformat()})
    rating = SecondRating.objects.get()
    assert answer["Location"] == url("detail", rating.pk)
    assert (rating.rater, rating.due_on) == (rater, due)


def test_a_day_in_the_past_stands_beside_its_field(first, rater, head, signed_in):
    answer = signed_in(head).post(url("ask", first.pk), {"rater": rater.pk, "due_on": "2020-01-01"})
    assert answer.status_code == 422
    assert "Pilih hari ini atau sesudahnya." in answer.content.decode()


def test_an_office_without_a_blind_officer_says_so(first, head, signed_in):
    assert (
        "Tidak ada petugas yang dapat menilai secara buta" in signed_in(head).get(url("ask", first.pk)).content.decode()
    )


def test_the_form_is_blind(rating, first, rater, signed_in):
    page = signed_in(rater).get(url("fill", rating.pk)).content.decode()
    assert "Budi Contoh" in page and first.guidance.register_no in page
    assert 'name="butir-K1"' in page and SECRET_NOTE not in page
    assert " checked" not in page
    assert reverse("clients:assessment_detail", args=[first.pk]) not in page
    assert reverse("clients:assessment_list", args=[first.guidance_id]) not in page
    assert AuditEvent.objects.filter(verb="secondrating.read", actor=rater).count() == 1


def test_every_page_with_the_first_result_is_closed_until_it_is_scored(rating, first, rater, pk, signed_in):
    guidance = first.guidance
    closed = [
        reverse("clients:assessment_detail", args=[first.pk]),
        reverse("clients:assessment_list", args=[guidance.pk]),
        reverse("clients:needs_map", args=[guidance.pk]),
        reverse("clients:over_time", args=[guidance.pk]),
        reverse("clients:guidance_at", args=[guidance.pk]),
    ]
    for page in closed:
        refused = signed_in(rater).get(page)
        assert refused.status_code == 409, page
        assert "menilai kasus ini secara buta" in refused.content.decode()
        assert signed_in(pk).get(page).status_code == 200, page
    shown = signed_in(rater).get(url("detail", rating.pk)).content.decode()
    assert "Hasil kedua" not in shown and closed[0] not in shown
    signed_in(rater).post(url("fill", rating.pk), answered(25))
    assert signed_in(rater).get(closed[0]).status_code == 200


def test_lists_and_the_interface_leave_the_result_out_too(first, bapas, rater, head, pk, scoped, signed_in):
    rri = make_assessment(first.guidance, "RRI", 8)
    api = f"/api/v1/assessments/{rri.pk}/"
    for is_blind in (False, True):
        if is_blind:
            make_second_rating(rri, rater, by=head)
        risks = latest_risks(scoped(rater, "clients.view_client"), [first.guidance_id])
        assert risks == ({} if is_blind else {first.guidance_id: "MEDIUM"})
        assert signed_in(rater).get(api).status_code == (404 if is_blind else 200)
        assert signed_in(pk).get(api).status_code == 200


def test_a_saved_rating_shows_both_results(rating, rater, head, signed_in):
    browser = signed_in(rater)
    answer = browser.post(url("fill", rating.pk), answered(25, **{"bukti-K2": "Cerita ibu klien"}))
    assert answer["Location"] == url("detail", rating.pk)
    for reader in (rater, head):
        page = signed_in(reader).get(url("detail", rating.pk)).content.decode()
        assert "Hasil pertama" in page and "Hasil kedua" in page
        assert SECRET_NOTE in page and "Cerita ibu klien" in page
        assert "butir dinilai sama" in page
    assert browser.get(url("fill", rating.pk))["Location"] == url("detail", rating.pk)


def test_an_incomplete_form_keeps_what_was_typed(rating, rater, signed_in):
    posted = answered(25, **{"bukti-K2": "Cerita ibu klien"})
    del posted["butir-K3"]
    answer = signed_in(rater).post(url("fill", rating.pk), posted)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Cerita ibu klien" in page and "salah-butir-K3" in page
    rating.refresh_from_db()
    assert rating.state == "ASKED"


def test_the_panel_counts_without_saving(rating, rater, signed_in):
    page = signed_in(rater).post(url("score", rating.pk), answered(25)).content.decode()
    assert "Lengkap, siap disimpan." in page
    counted = signed_in(rater).post(url("fill", rating.pk), answered(25, step="count"))
    assert counted.status_code == 200
    assert SecondRating.objects.get().state == "ASKED"


def test_taking_back_asks_first_and_then_closes_the_form(rating, rater, head, signed_in):
    browser = signed_in(head)
    assert "Ya, batalkan" in browser.get(url("cancel", rating.pk)).content.decode()
    assert browser.post(url("cancel", rating.pk)).status_code == 302
    assert signed_in(rater).get(url("fill", rating.pk)).status_code == 409
    assert browser.post(url("cancel", rating.pk)).status_code == 409
    assert signed_in(rater).post(url("cancel", rating.pk)).status_code == 403


def test_the_result_page_offers_to_ask(first, head, pk, signed_in):
    here = reverse("clients:assessment_detail", args=[first.pk])
    assert url("ask", first.pk) in signed_in(head).get(here).content.decode()
    assert url("ask", first.pk) not in signed_in(pk).get(here).content.decode()
