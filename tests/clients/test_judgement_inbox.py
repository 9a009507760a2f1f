"""The inbox of overrides and reviews, the box on a result, and two who answer at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from clients.choices import Decision, Verdict
from clients.models import Assessment, AssessmentOverride, Guidance
from clients.queries.judgement_page import judgement_of
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import REASON, make_override, make_review

INBOX = "/klien/tinjauan/"


def assessed(bapas, officer, name: str, *, child: bool = False) -> Assessment:
    guidance = make_guidance(office=bapas, officer=officer, name=name, child=child)
    return make_assessment(guidance, "ANAK", 20) if child else make_assessment(guidance, "RRI", 9)


def asked_ago(row, days: int) -> None:
    type(row).objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=days))


def other_category(assessment: Assessment) -> str:
    return "MEDIUM" if assessment.category == "HIGH" else "HIGH"


@pytest.fixture
def supervisor(bapas):
    return make_user(RoleCode.SUPERVISOR, bapas)


@pytest.mark.django_db
class TestInbox:
    def test_each_desk_sees_its_own_work(self, bapas, pk, head, supervisor, signed_in):
        adult, young = assessed(bapas, pk, "Dewasa Contoh"), assessed(bapas, pk, "Anak Contoh", child=True)
        make_override(adult)
        make_override(young, category=other_category(young))
        make_review(adult)
        desks = {
            head: {"Dewasa Contoh", "Anak Contoh"},
            make_user(RoleCode.SECTION_ADULT, bapas): {"Dewasa Contoh"},
            make_user(RoleCode.SECTION_CHILD, bapas): {"Anak Contoh"},
            supervisor: {"Dewasa Contoh", "Anak Contoh"},
        }
        for reader, names in desks.items():
            page = signed_in(reader).get(INBOX).content.decode()
            assert {name for name in ("Dewasa Contoh", "Anak Contoh") if name in page} == names
        reviews = signed_in(supervisor).get(INBOX, {"show": "review"}).content.decode()
        assert "Dewasa Contoh" in reviews and "Anak Contoh" not in reviews

    def test_the_asker_finds_the_request_and_its_answer(self, bapas, pk, head, signed_in):
        one = assessed(bapas, pk, "Budi Contoh")
        make_override(one, Decision.REFUSED, decided_by=head, comment="Belum ada bukti.")
        make_review(one, Verdict.QUESTIONED, reviewer=head, comment="Butir A9.")
        browser = signed_in(pk)
        overrides = browser.get(INBOX).content.decode()
        assert "Ditolak" in overrides and "Belum ada bukti." in overrides and head.name in overrides
        reviews = browser.get(INBOX, {"show": "reviews"}).content.decode()
        assert "Perlu diperbaiki" in reviews and "Butir A9." in reviews
        assert "Budi Contoh" not in browser.get(INBOX, {"show": "reviews", "state": "waiting"}).content.decode()

    def test_others_do_not_see_what_i_asked(self, bapas, pk, signed_in):
        make_override(assessed(bapas, pk, "Budi Contoh"))
        assert "Budi Contoh" not in signed_in(make_user(RoleCode.PK, bapas)).get(INBOX).content.decode()

    def test_who_neither_asks_nor_answers_has_no_inbox(self, bapas, kanwil_staff, signed_in, client):
        for role in (RoleCode.OPERATOR, RoleCode.TPP_SECRETARY):
            assert signed_in(make_user(role, bapas)).get(INBOX).status_code == 403
        assert signed_in(kanwil_staff).get(INBOX).status_code == 403
        assert client.get(INBOX).status_code == 302

    def test_the_menu_leads_there_for_who_has_it(self, bapas, pk, head, signed_in):
        for reader, has in ((pk, True), (head, True), (make_user(RoleCode.OPERATOR, bapas), False)):
            page = signed_in(reader).get(reverse("clients:caseload")).content.decode()
            assert (f'href="{INBOX}"' in page) == has

    def test_the_oldest_waits_on_top_with_its_age(self, bapas, pk, head, signed_in):
        for name, days in (("Baru Contoh", 0), ("Lama Contoh", 12), ("Tengah Contoh", 3)):
            asked_ago(make_override(assessed(bapas, pk, name)), days)
        page = signed_in(head).get(INBOX).content.decode()
        assert page.index("Lama Contoh") < page.index("Tengah Contoh") < page.index("Baru Contoh")
        assert "12 hari lalu" in page and "3 hari lalu" in page and "hari ini" in page

    def test_what_no_longer_stands_is_nobodys_work_but_the_asker_is_told(self, bapas, pk, head, signed_in):
        mended, ended = assessed(bapas, pk, "Perbaikan Contoh"), assessed(bapas, pk, "Selesai Contoh")
        make_override(mended)
        make_override(ended)
        make_assessment(mended.guidance, "RRI", 8, replaces_id=mended.pk)
        Guidance.objects.filter(pk=ended.guidance_id).update(ended_on="2025-06-01", end_reason="HMB")
        page = signed_in(head).get(INBOX).content.decode()
        assert "Contoh</a>" not in page and "Tidak ada yang menunggu Anda" in page
        own = signed_in(pk).get(INBOX).content.decode()
        assert "Asesmen sudah diperbaiki" in own and "Bimbingan sudah berakhir" in own

    def test_filters_narrow_and_say_so(self, bapas, pk, head, signed_in):
        make_override(assessed(bapas, pk, "Dewasa Contoh"))
        browser = signed_in(head)
        assert "Dewasa Contoh" in browser.get(INBOX, {"cohort": "D", "instrument": "RRI"}).content.decode()
        for narrow in ({"cohort": "A"}, {"instrument": "ANAK"}, {"state": "answered"}):
            page = browser.get(INBOX, narrow).content.decode()
            assert "Dewasa Contoh" not in page and "Tidak ada yang sesuai saringan" in page

    def test_a_decided_request_moves_to_the_answered(self, bapas, pk, head, supervisor, signed_in):
        make_override(assessed(bapas, pk, "Budi Contoh"), Decision.APPROVED, decided_by=head)
        assert "Budi Contoh" not in signed_in(head).get(INBOX).content.decode()
        assert "Budi Contoh" in signed_in(head).get(INBOX, {"state": "answered"}).content.decode()
        theirs = signed_in(supervisor).get(INBOX, {"state": "answered"}).content.decode()
        assert "Budi Contoh" not in theirs

    def test_a_long_list_has_pages(self, bapas, pk, head, signed_in):
        names = [f"Klien Nomor {number:02}" for number in range(52)]
        for number, name in enumerate(names):
            asked_ago(make_override(assessed(bapas, pk, name)), 60 - number)
        browser = signed_in(head)
        first = browser.get(INBOX)
        seen = [name for name in names if name in first.content.decode()]
        assert seen == names[:50]
        second = browser.get(INBOX + first.context["next_url"]).content.decode()
        assert [name for name in names if name in second] == names[50:]
        assert "Ke awal daftar" in second

    @pytest.mark.parametrize(
        "query", [{"show": "semua"}, {"state": "x"}, {"after": "rusak"}, {"cohort": "\x00"}, {"show": "review"}]
    )
    def test_junk_in_the_address_shows_the_usual(self, query, bapas, pk, head, signed_in):
        make_override(assessed(bapas, pk, "Budi Contoh"))
        answer = signed_in(head).get(INBOX, query)
        assert answer.status_code == 200
        assert "Budi Contoh" in answer.content.decode()

    def test_without_scripts_and_with_them_it_is_one_list(self, bapas, pk, head, signed_in):
        make_override(assessed(bapas, pk, "Budi Contoh"))
        part = signed_in(head).get(INBOX, headers={"HX-Request": "true"}).content.decode()
        assert "Budi Contoh" in part and "<html" not in part


@pytest.fixture
def box(rf_request):
    """box(assessment, user) -> the box of a result page as that user sees it."""

    def render(assessment: Assessment, user) -> str:
        judgement = judgement_of(assessment, rf_request(user))
        return render_to_string("clients/result_judgement.html", {"judgement": judgement})

    return render


@pytest.fixture
def rf_request():
    def make(user):
        request = RequestFactory().get("/")
        request.user = user
        request.full_scope = scope_of(user)
        return request

    return make


BUTTONS = {
    "ask": "Minta penyesuaian kategori",
    "review": "Minta tinjauan",
    "decide": "Putuskan",
    "withdraw": "Tarik permintaan",
    "give": "Beri tinjauan",
}


def shown(html: str) -> set[str]:
    return {key for key, words in BUTTONS.items() if f"{words}</a>" in html}


@pytest.mark.django_db
class TestBox:
    @pytest.mark.parametrize(
        ("role", "fresh", "waiting"),
        [
            ("pk", {"ask", "review"}, {"withdraw"}),
            (RoleCode.PK, set(), set()),
            (RoleCode.HEAD, set(), {"decide"}),
            (RoleCode.SECTION_ADULT, set(), {"decide"}),
            (RoleCode.SUPERVISOR, set(), {"decide", "give"}),
            (RoleCode.TPP_SECRETARY, set(), set()),
            (RoleCode.OPERATOR, set(), set()),
        ],
    )
    def test_buttons_only_for_who_may(self, role, fresh, waiting, bapas, pk, box):
        reader = pk if role == "pk" else make_user(role, bapas)
        one = assessed(bapas, pk, "Budi Contoh")
        assert shown(box(one, reader)) == fresh
        make_override(one)
        make_review(one)
        assert shown(box(one, reader)) == waiting

    def test_what_was_asked_answered_and_stands(self, bapas, pk, head, box):
        one = assessed(bapas, pk, "Budi Contoh")
        make_override(one, Decision.REFUSED, "LOW", decided_by=head, comment="Belum cukup.")
        make_override(one, Decision.APPROVED, decided_by=head, comment="Disepakati.")
        make_review(one, Verdict.AGREED, reviewer=head, question="Apakah A9 tepat?")
        page = box(one, pk)
        for words in (REASON, "Belum cukup.", "Disepakati.", "Apakah A9 tepat?", pk.name, head.name, "disesuaikan"):
            assert words in page
        assert shown(page) == {"review"}

    def test_a_result_that_no_longer_stands_has_no_buttons(self, bapas, pk, head, supervisor, box):
        one = assessed(bapas, pk, "Budi Contoh")
        make_override(one)
        make_assessment(one.guidance, "RRI", 8, replaces_id=one.pk)
        assert shown(box(one, head)) == shown(box(one, supervisor)) == set()
        assert shown(box(one, pk)) == {"withdraw"}

    def test_three_queries_however_much_was_asked(self, bapas, pk, head, rf_request, django_assert_num_queries):
        one, request = assessed(bapas, pk, "Budi Contoh"), rf_request(pk)
        for _ in range(3):
            make_override(one, Decision.REFUSED, decided_by=head)
        with django_assert_num_queries(3):
            render_to_string("clients/result_judgement.html", {"judgement": judgement_of(one, request)})


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once_one_counts_and_the_other_is_told(bapas, pk, head, supervisor, signed_in):
    override = make_override(assessed(bapas, pk, "Budi Contoh"))
    address = reverse("clients:override_decide", args=[override.assessment_id, override.pk])
    typed = {head: {"decision": "APPROVED"}, supervisor: {"decision": "REFUSED", "comment": "Belum cukup bukti."}}
    browsers = {person: signed_in(person) for person in typed}

    def decide(person):
        try:
            answer = browsers[person].post(address, typed[person])
            return person, answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(decide, typed), key=lambda answer: answer[1])
    assert [status for _person, status, _page in answers] == [302, 409]
    winner = answers[0][0]
    assert winner.name in answers[1][2]
    assert AssessmentOverride.objects.get().decided_by == winner
