"""The page of a result: who opens it, and that it says what stands, by which rule, and whether its seal holds."""

from datetime import date

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.scope import Identity, Reach, Scope
from clients.choices import Decision, Verdict
from clients.models import Assessment
from clients.queries.instruments import digest_of
from clients.queries.result_page import BROKEN, HOLDS, NO_SEAL, ResultPage, result_page
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.judgement import REASON, make_override, make_review
from tests.factories.second_rating import make_second_rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk):
    publish_shipped()
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh Santosa", register_no="REG-UJI/77")


def url(assessment: Assessment) -> str:
    return reverse("clients:assessment_detail", args=[assessment.pk])


def shown(browser, assessment: Assessment) -> str:
    answer = browser.get(url(assessment))
    assert answer.status_code == 200
    return answer.content.decode()


def read(assessment: Assessment, scope: Scope) -> ResultPage:
    row = Assessment.objects.select_related("guidance__client", "guidance__office", "version", "assessor").get(
        pk=assessment.pk
    )
    return result_page(row, scope=scope, overrides=[], reviews=[])


def test_the_rule_the_parts_and_the_evidence_stand_on_the_page(guidance, pk, signed_in):
    made = make_assessment(
        guidance, total=9, notes={"A1": "Berita acara <2003>"}, sources={"A1": "BERKAS"}, place="Kantor"
    )
    page = shown(signed_in(pk), made)
    assert "9 poin jatuh pada 7–11: Sedang." in page
    assert "Jumlah bagian A (Faktor risiko utama): 9 poin." in page
    assert "Tidak perlu diisi: skor 7 atau lebih." in page
    assert escape("Berita acara <2003>") in page and "Sumber: Berkas perkara atau putusan" in page
    assert digest_of(made.version) in page and made.seal in page
    assert "Segel cocok" in page and "9 dari 17 poin" in page
    assert reverse("clients:assessment_pdf", args=[made.pk]) in page


def test_factors_have_bands_in_a_table_and_a_drawing(guidance, pk, signed_in):
    page = shown(signed_in(pk), make_assessment(guidance, "KRIM", 20))
    for label in ("Keluarga dan pernikahan", "Sikap antisosial"):
        assert page.count(label) >= 2
    assert "Rendah 0–1 · Sedang 2–3 · Tinggi 4–5 · Sangat tinggi 6" in page and "<svg" in page


@pytest.mark.parametrize("decision", [Decision.WAITING, Decision.REFUSED, Decision.APPROVED])
def test_only_an_approved_override_stands_and_the_score_s_own_stays(guidance, pk, signed_in, decision):
    made = make_assessment(guidance, total=9)
    make_override(made, decision, "HIGH")
    answer = signed_in(pk).get(url(made))
    page = answer.context["page"]
    assert (page.own, page.standing) == ("MEDIUM", "HIGH" if decision == Decision.APPROVED else "MEDIUM")
    assert page.is_overridden == (decision == Decision.APPROVED)
    text = answer.content.decode()
    assert ("Kategori disesuaikan menjadi" in text) == (decision == Decision.APPROVED)
    assert REASON in text


def test_a_review_stands_on_the_page(guidance, pk, signed_in):
    made = make_assessment(guidance)
    make_review(made, Verdict.QUESTIONED, comment="Butir A3 tanpa bukti.")
    assert "Butir A3 tanpa bukti." in shown(signed_in(pk), made)


def test_a_chain_of_corrections_is_told_from_each_of_its_links(guidance, pk, signed_in):
    first = make_assessment(guidance, total=3)
    second = make_assessment(guidance, total=9, replaces_id=first.pk)
    third = make_assessment(guidance, total=12, replaces_id=second.pk)
    alone = make_assessment(guidance, total=5, assessed_on=date(2025, 9, 1))
    browser = signed_in(pk)
    for made in (first, second, third):
        page = browser.get(url(made)).context["page"]
        assert [link.assessment.pk for link in page.chain] == [first.pk, second.pk, third.pk]
        assert [link.is_this for link in page.chain] == [made == each for each in (first, second, third)]
        assert [link.is_last for link in page.chain] == [False, False, True]
        assert page.replaced_by == (None if made == third else third)
    old = shown(browser, first)
    assert "Asesmen ini sudah diperbaiki" in old and url(third) in old and url(second) in old
    assert reverse("clients:assessment_new", args=[guidance.pk, "RRI"]) not in old
    assert browser.get(url(alone)).context["page"].chain == []


def test_a_seal_that_no_longer_fits_is_told_loudly(guidance, pk, signed_in, scoped):
    made = make_assessment(guidance, total=9, notes={"A1": "Asli"})
    scope = scoped(pk, "clients.view_client")
    assert read(made, scope).seal == HOLDS
    _tamper(made, notes={"A1": "Diubah"})
    assert read(made, scope).seal == BROKEN
    page = shown(signed_in(pk), made)
    assert "Segel TIDAK cocok" in page and "Segel cocok" not in page
    _tamper(made, seal="")
    assert read(made, scope).seal == NO_SEAL
    assert "disimpan sebelum ada segel" in shown(signed_in(pk), made)


def _tamper(assessment: Assessment, **columns: object) -> None:
    """Change a kept row past the trigger that guards it, as who owns the table could."""
    with pgtrigger.ignore("clients.Assessment:assessment_is_kept"):
        Assessment.objects.filter(pk=assessment.pk).update(**columns)


def test_who_may_not_know_the_person_is_told_initials_and_no_free_words(guidance, pk, bapas):
    made = make_assessment(guidance, notes={"A1": "Ibu Contoh berkata"}, place="Rumah Budi", purpose="Tujuan")
    reach = Reach(frozenset({"clients.view_client"}), frozenset({bapas.pk}), identity=Identity.NONE)
    page = read(made, Scope(user_id=pk.pk, reaches=(reach,), narrowed_to="clients.view_client"))
    told = repr((page.who, page.register_no, page.facts, page.answers))
    assert page.who == "B. C. S." and page.register_no == ""
    assert not [word for word in ("Santosa", "REG-UJI", "Ibu Contoh", "Rumah Budi", "Tujuan") if word in told]


def test_the_page_is_for_its_readers(guidance, pk, head, other_pk, kanwil_staff, bapas, signed_in, client):
    made = make_assessment(guidance)
    assert signed_in(pk).get(url(made))["Cache-Control"] == "private, no-store"
    assert signed_in(head).get(url(made)).status_code == 200
    assert signed_in(other_pk).get(url(made)).status_code == 404
    assert signed_in(kanwil_staff).get(url(made)).status_code == 403
    assert client.get(url(made)).status_code == 302


def test_a_blind_rater_sees_neither_page_nor_sheet(guidance, head, bapas, signed_in):
    made = make_assessment(guidance)
    rater = make_user(RoleCode.PK, bapas)
    make_second_rating(made, rater, by=head)
    for name in ("clients:assessment_detail", "clients:assessment_pdf"):
        assert signed_in(rater).get(reverse(name, args=[made.pk])).status_code == 409


def test_the_queries_do_not_grow_with_items_judgements_or_corrections(guidance, pk, signed_in):
    small = make_assessment(guidance, total=9)
    browser = signed_in(pk)
    browser.get(url(small))
    with CaptureQueriesContext(connection) as few:
        browser.get(url(small))
    last = small
    for _ in range(3):
        last = make_assessment(guidance, total=9, replaces_id=last.pk)
    for decision in (Decision.REFUSED, Decision.WITHDRAWN, Decision.APPROVED):
        make_override(last, decision, "HIGH")
    for _ in range(3):
        make_review(last, Verdict.AGREED)
    with CaptureQueriesContext(connection) as many:
        browser.get(url(last))
    assert len(many) <= len(few) <= 20
