"""The pages of work sites: read by all offices, changed by the one that keeps the partner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from partners.models import Site
from tests.factories import make_user
from tests.factories.partners import make_check, make_organisation, make_site, make_slot

pytestmark = pytest.mark.django_db
LIST = reverse("partners:site_list")
WRITES = ("partners:site_edit", "partners:slot_open", "partners:check_add", "programs:site_close")


def form(**values):
    return {
        "form_key": str(uuid4()),
        "lock_version": "0",
        "name": "Panti Wreda Contoh",
        "job_kinds": ["CARE"],
        "supervisor_name": "Ibu Contoh",
        "for_adults": "on",
        "for_women": "on",
    } | values


@pytest.fixture
def site(bapas):
    site = make_site(office=bapas, name="Masjid Contoh")
    make_slot(site, 1)
    return site


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, True),
        ({"q": "masjid"}, True),
        ({"q": "pasar"}, False),
        ({"weekday": "1"}, True),
        ({"weekday": "2"}, False),
        ({"job": "CLEANING"}, True),
        ({"job": "KITCHEN"}, False),
        ({"suits": "for_children"}, True),
        ({"suits": "step_free"}, False),
        ({"check": "VALID"}, True),
        ({"check": "OVER"}, False),
        ({"check": "NONE"}, False),
        ({"area": "office"}, True),
        ({"weekday": "9", "job": "X", "check": "Y"}, True),
    ],
)
def test_the_filters_narrow(site, pk, signed_in, query, seen):
    assert ("Masjid Contoh" in signed_in(pk).get(LIST, query).content.decode()) is seen


@pytest.mark.parametrize(
    ("check", "state"),
    [
        (None, "NONE"),
        ({"valid_until": today_in() - timedelta(1)}, "OVER"),
        ({"valid_until": today_in() + timedelta(3)}, "SOON"),
        ({"is_safe": False, "note": "Licin"}, "UNSAFE"),
    ],
)
def test_list_filter_and_page_agree_on_a_check(bapas, pk, signed_in, check, state):
    site = make_site(office=bapas, safe=False, name="Tempat Diperiksa")
    if check:
        make_check(site, **check)
    browser = signed_in(pk)
    for asked in ("VALID", "SOON", "OVER", "UNSAFE", "NONE"):
        assert ("Tempat Diperiksa" in browser.get(LIST, {"check": asked}).content.decode()) is (asked == state)
    assert browser.get(reverse("partners:site_detail", args=[site.pk])).context["state"] == state


def test_closed_sites_are_shown_when_asked_for(bapas, pk, signed_in):
    make_site(office=bapas, name="Sudah Ditutup", is_active=False)
    browser = signed_in(pk)
    assert "Sudah Ditutup" not in browser.get(LIST).content.decode()
    assert "Sudah Ditutup" in browser.get(LIST, {"closed": "on"}).content.decode()


def test_every_office_reads_and_only_the_keeper_changes(site, other_pk, pk, kanwil_staff, signed_in):
    stranger, keeper, reader = signed_in(other_pk), signed_in(pk), signed_in(kanwil_staff)
    page = reverse("partners:site_detail", args=[site.pk])
    assert reverse("partners:site_edit", args=[site.pk]) in keeper.get(page).content.decode()
    assert reverse("partners:site_edit", args=[site.pk]) not in stranger.get(page).content.decode()
    for name in WRITES:
        url = reverse(name, args=[site.pk])
        assert (keeper.get(url).status_code, stranger.get(url).status_code) == (200, 404)
        assert reader.get(url).status_code == 403
    end = reverse("programs:slot_end", args=[site.slots.get().pk])
    assert (keeper.get(end).status_code, stranger.get(end).status_code) == (200, 404)
    new = reverse("partners:site_new", args=[site.organisation_id])
    assert (keeper.get(new).status_code, stranger.get(new).status_code) == (200, 404)
    assert stranger.post(reverse("partners:site_reopen", args=[site.pk])).status_code == 404


def test_signed_out_and_the_administrator(site, client, nation, signed_in):
    for name in ("partners:site_detail", *WRITES):
        assert client.get(reverse(name, args=[site.pk])).status_code == 302
    admin = signed_in(make_user(RoleCode.ADMIN, nation))
    assert admin.get(LIST).status_code == 403
    assert admin.get(reverse("partners:site_detail", args=[site.pk])).status_code == 403


def test_a_site_from_its_partner_to_its_hours_and_check(bapas, pk, signed_in):
    partner, browser = make_organisation(office=bapas), signed_in(pk)
    sent = form()
    for _ in range(2):
        answer = browser.post(reverse("partners:site_new", args=[partner.pk]), sent, follow=True)
    assert "satu kali" in answer.content.decode()
    site = Site.objects.get()
    hours = {"form_key": str(uuid4()), "weekdays": ["1", "3"], "starts_at": "08:00", "ends_at": "12:00", "seats": "6"}
    browser.post(reverse("partners:slot_open", args=[site.pk]), hours | {"valid_from": str(today_in())})
    check = {"form_key": str(uuid4()), "checked_on": str(today_in()), "is_safe": "yes"}
    browser.post(reverse("partners:check_add", args=[site.pk]), check)
    page = browser.get(reverse("partners:site_detail", args=[site.pk]))
    assert page.context["state"] == "VALID"
    assert page.content.decode().count("6 tempat") == 2
    assert site.name in browser.get(reverse("partners:organisation_detail", args=[partner.pk])).content.decode()


def test_what_was_typed_stays_beside_the_fault(site, pk, signed_in):
    browser = signed_in(pk)
    hours = {"form_key": str(uuid4()), "weekdays": ["1"], "starts_at": "09:00", "ends_at": "11:00", "seats": "6"}
    answer = browser.post(
        reverse("partners:slot_open", args=[site.pk]), hours | {"valid_from": str(today_in() + timedelta(2))}
    )
    assert (answer.status_code, "beririsan" in answer.content.decode()) == (422, True)
    check = {"form_key": str(uuid4()), "checked_on": str(today_in()), "is_safe": "no", "note": ""}
    answer = browser.post(reverse("partners:check_add", args=[site.pk]), check)
    assert (answer.status_code, "Tulis apa yang tidak aman" in answer.content.decode()) == (422, True)
    answer = browser.post(reverse("partners:site_new", args=[site.organisation_id]), form(latitude="52.5"))
    assert answer.status_code == 422
    assert 'value="52.5"' in answer.content.decode()


def test_a_second_window_sees_both_wordings(site, pk, signed_in):
    browser, url = signed_in(pk), reverse("partners:site_edit", args=[site.pk])
    assert browser.post(url, form(name="Nama Pertama")).status_code == 302
    answer = browser.post(url, form(name="Nama Kedua"))
    assert answer.status_code == 409
    assert "Nama Pertama" in answer.content.decode()
    assert "Nama Kedua" in answer.content.decode()
    assert browser.post(url, form(name="Nama Kedua", lock_version="1")).status_code == 302


def test_closing_and_opening_again(site, pk, signed_in):
    browser = signed_in(pk)
    answer = browser.post(reverse("programs:site_close", args=[site.pk]), {"sure": "True"}, follow=True)
    assert "Tempat kerja ditutup" in answer.content.decode()
    again = browser.post(reverse("programs:site_close", args=[site.pk]), {"sure": "True"})
    assert (again.status_code, "sudah ditutup" in again.content.decode()) == (422, True)
    for words in ("dibuka lagi", "sudah dibuka"):
        answer = browser.post(reverse("partners:site_reopen", args=[site.pk]), follow=True)
        assert words in answer.content.decode()


def test_the_api_tells_times_and_the_last_check_and_filters(signed_in, pk, bapas):
    site = make_site(office=bapas)
    make_slot(site, 3)
    make_site(office=bapas, is_active=False)
    browser = signed_in(pk)
    (row,) = browser.get("/api/v1/sites/").json()["results"]
    assert (row["id"], row["check_state"], row["slots"][0]["weekday"]) == (site.pk, "VALID", 3)
    for asked, found in (({"weekday": 3}, 1), ({"weekday": 4}, 0), ({"check": "NONE"}, 0), ({"with_closed": True}, 2)):
        assert len(browser.get("/api/v1/sites/", asked).json()["results"]) == found
