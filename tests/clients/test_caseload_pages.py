"""The caseload: who sees whom, what is found, and that the list costs the same with many rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from clients.actions.guidance import close_guidance
from tests.factories import make_client, make_guidance, make_user

pytestmark = pytest.mark.django_db


def names(browser, **query) -> list[str]:
    answer = browser.get(reverse("clients:caseload"), query)
    assert answer.status_code == 200
    return [row.client.name for row in answer.context["rows"]]


@pytest.fixture
def colleague(bapas):
    return make_user(RoleCode.PK, bapas)


@pytest.fixture
def everybody(pk, colleague, bapas, other_bapas):
    """One client of each kind, named after what they are."""
    make_guidance(office=bapas, officer=pk, name="Dewasa Saya")
    make_guidance(office=bapas, officer=pk, name="Anak Saya", child=True)
    make_guidance(office=bapas, officer=colleague, name="Dewasa Rekan")
    make_guidance(office=bapas, officer=colleague, name="Anak Rekan", child=True)
    make_guidance(office=bapas, name="Tanpa Petugas")
    make_guidance(office=other_bapas, name="Kantor Lain")


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (RoleCode.HEAD, {"Dewasa Saya", "Anak Saya", "Dewasa Rekan", "Anak Rekan", "Tanpa Petugas"}),
        (RoleCode.OPERATOR, {"Dewasa Saya", "Anak Saya", "Dewasa Rekan", "Anak Rekan", "Tanpa Petugas"}),
        (RoleCode.SECTION_ADULT, {"Dewasa Saya", "Dewasa Rekan", "Tanpa Petugas"}),
        (RoleCode.SECTION_CHILD, {"Anak Saya", "Anak Rekan"}),
        (RoleCode.APK, {"Dewasa Saya", "Dewasa Rekan", "Tanpa Petugas"}),
    ],
)
def test_each_role_sees_its_own_part(role, seen, everybody, bapas, signed_in):
    assert set(names(signed_in(make_user(role, bapas)), whose="office")) == seen


def test_a_pk_begins_with_the_own_caseload_and_may_widen_it_to_adults(everybody, pk, signed_in):
    browser = signed_in(pk)
    assert set(names(browser)) == {"Dewasa Saya", "Anak Saya"}
    assert set(names(browser, whose="office")) == {"Dewasa Saya", "Anak Saya", "Dewasa Rekan", "Tanpa Petugas"}


@pytest.mark.parametrize("person", ["kanwil_staff", "directorate"])
def test_kanwil_and_directorate_have_no_client_list(person, signed_in, request):
    assert signed_in(request.getfixturevalue(person)).get(reverse("clients:caseload")).status_code == 403


def test_signed_out_goes_to_sign_in(client, db):
    assert client.get(reverse("clients:caseload")).url.startswith("/masuk/")


def test_the_head_picks_an_officer_or_those_without_one(everybody, head, colleague, signed_in):
    browser = signed_in(head)
    assert set(names(browser, whose=str(colleague.pk))) == {"Dewasa Rekan", "Anak Rekan"}
    assert names(browser, whose="none") == ["Tanpa Petugas"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sulistyo", {"Sulistyo Rekaan"}),
        ("SULISTIO", {"Sulistyo Rekaan"}),
        ("sulistyo reka", {"Sulistyo Rekaan"}),
        ("gepeng", {"Sulistyo Rekaan"}),
        ("BPS/BIM-D/0042", {"Hartati Rekaan"}),
        ("3374015705900001", {"Hartati Rekaan"}),
        ("3374 0157 0590 0001", {"Hartati Rekaan"}),
        ("3374015705900002", set()),
        ("zzzzzz", set()),
    ],
)
def test_search(words, found, pk, bapas, signed_in):
    make_guidance(client=make_client(name="Sulistyo Rekaan", aliases=["Gepeng"]), office=bapas, officer=pk)
    woman = make_client(name="Hartati Rekaan", sex="F", nik="3374015705900001")
    make_guidance(client=woman, office=bapas, officer=pk, register_no="BPS/BIM-D/0042/11/2026")
    assert set(names(signed_in(pk), words=words)) == found


def test_a_like_name_is_said_to_be_only_like(pk, bapas, signed_in):
    make_guidance(office=bapas, officer=pk, name="Sulistyo Rekaan")
    page = signed_in(pk).get(reverse("clients:caseload"), {"words": "sulistio"}).content.decode()
    assert "Tidak ada nama yang persis sama" in page


def test_search_does_not_reach_another_office(other_bapas, pk, signed_in):
    make_guidance(client=make_client(name="Kantor Lain", nik="3374011705900001"), office=other_bapas)
    assert names(signed_in(pk), words="3374011705900001", whose="office", state="all") == []


def test_filters(pk, bapas, head, signed_in, scoped):
    today = today_in()
    make_guidance(office=bapas, officer=pk, name="Segera", guidance_end_on=today + timedelta(days=10))
    make_guidance(office=bapas, officer=pk, name="Nanti", guidance_end_on=today + timedelta(days=60), status="CB")
    make_guidance(office=bapas, officer=pk, name="Lewat", guidance_end_on=today - timedelta(days=1))
    make_guidance(office=bapas, officer=pk, name="Anak", child=True, guidance_end_on=today + timedelta(days=200))
    closed = make_guidance(office=bapas, officer=pk, name="Tutup")
    close_guidance(
        guidance_id=closed.pk,
        ended_on=today,
        end_reason="CABUT",
        by=head,
        scope=scoped(head, "clients.change_client"),
    )
    browser = signed_in(pk)
    assert names(browser, ends="30") == ["Segera"]
    assert names(browser, ends="90") == ["Segera", "Nanti"]
    assert names(browser, ends="over") == ["Lewat"]
    assert names(browser, cohort="A") == ["Anak"]
    assert names(browser, status="CB") == ["Nanti"]
    assert names(browser, state="closed") == ["Tutup"]
    assert len(names(browser, state="all")) == 5
    assert set(names(browser, status="NGAWUR")) == {"Segera", "Nanti", "Lewat", "Anak"}


def test_days_left_and_overdue_are_in_words(pk, bapas, signed_in):
    today = today_in()
    make_guidance(office=bapas, officer=pk, guidance_end_on=today + timedelta(days=10))
    make_guidance(office=bapas, officer=pk, guidance_end_on=today - timedelta(days=3))
    page = signed_in(pk).get(reverse("clients:caseload")).content.decode()
    assert "sisa 10 hari" in page
    assert "lewat 3 hari" in page


def test_pages_follow_each_other_without_loss(pk, bapas, signed_in):
    for number in range(53):
        make_guidance(office=bapas, officer=pk, name=f"Klien {number:02d}")
    browser = signed_in(pk)
    first = browser.get(reverse("clients:caseload"))
    second = browser.get(reverse("clients:caseload") + first.context["next_url"])
    found = [row.pk for answer in (first, second) for row in answer.context["rows"]]
    assert len(found) == len(set(found)) == 53
    assert first.context["found"].total == 53
    assert "Ke awal daftar" in second.content.decode()


def test_an_empty_list_says_what_to_do(pk, signed_in):
    browser = signed_in(pk)
    assert "Belum ada klien" in browser.get(reverse("clients:caseload")).content.decode()
    assert "Tidak ada klien yang cocok" in browser.get(reverse("clients:caseload"), {"words": "x"}).content.decode()
    secretary = signed_in(make_user(RoleCode.TPP_SECRETARY, pk.grants.get().office))
    assert "Daftarkan klien" not in secretary.get(reverse("clients:caseload")).content.decode()


def test_htmx_gets_the_rows_alone(everybody, pk, signed_in):
    page = signed_in(pk).get(reverse("clients:caseload"), headers={"HX-Request": "true"}).content.decode()
    assert page.strip().startswith('<div id="rows"')
    assert "<html" not in page


def queries(browser, **query) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(reverse("clients:caseload"), query).status_code == 200
    # Savepoints stand in for the transaction that a request outside a test would open.
    return sum("SAVEPOINT" not in query["sql"] for query in caught)


def test_the_list_costs_the_same_with_many_rows(pk, bapas, signed_in):
    browser = signed_in(pk)
    make_guidance(office=bapas, officer=pk)
    queries(browser)
    few = queries(browser)
    for _ in range(20):
        make_guidance(office=bapas, officer=pk)
    assert queries(browser) == few <= 8
    assert queries(browser, words="klien") <= 9
