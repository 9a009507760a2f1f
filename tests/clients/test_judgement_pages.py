"""The pages of overrides and reviews: who opens them, and what a stale, doubled or wrong click is told."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from clients.choices import Decision, Verdict
from clients.models import Assessment, AssessmentOverride, AssessmentReview, Guidance
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import REASON, make_override, make_review
from tests.factories.second_rating import make_second_rating

pytestmark = pytest.mark.django_db
APPROVE = {"decision": "APPROVED", "comment": ""}
AGREE = {"verdict": "AGREED", "comment": ""}


@pytest.fixture
def assessment(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk, name="Budi Contoh"), "RRI", 9)


@pytest.fixture
def child(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", 20)


@pytest.fixture
def supervisor(bapas):
    return make_user(RoleCode.SUPERVISOR, bapas)


@pytest.fixture
def both(bapas, assessment):
    """PK of the client and supervisor at once."""
    person = make_user(RoleCode.PK, bapas)
    person.grants.create(role=RoleCode.SUPERVISOR, office=bapas, from_on="2020-01-01")
    Guidance.objects.filter(pk=assessment.guidance_id).update(officer=person)
    return person


def result_url(assessment: Assessment) -> str:
    return reverse("clients:assessment_detail", args=[assessment.pk])


def ask_url(assessment: Assessment) -> str:
    return reverse("clients:override_ask", args=[assessment.pk])


def review_ask_url(assessment: Assessment) -> str:
    return reverse("clients:review_ask", args=[assessment.pk])


def decide_url(override: AssessmentOverride) -> str:
    return reverse("clients:override_decide", args=[override.assessment_id, override.pk])


def withdraw_url(override: AssessmentOverride) -> str:
    return reverse("clients:override_withdraw", args=[override.assessment_id, override.pk])


def give_url(review: AssessmentReview) -> str:
    return reverse("clients:review_give", args=[review.assessment_id, review.pk])


def wanted(**changes: str) -> dict[str, str]:
    return {"category": "HIGH", "reason": REASON} | changes


def test_a_request_of_another_assessment_is_not_found(assessment, child, head, supervisor, signed_in):
    override, review = make_override(assessment), make_review(assessment)
    wrong = [
        reverse("clients:override_decide", args=[child.pk, override.pk]),
        reverse("clients:review_give", args=[child.pk, review.pk]),
    ]
    assert [signed_in(supervisor).get(address).status_code for address in wrong] == [404, 404]


def test_asking_sends_one_request_and_a_second_click_is_told(assessment, pk, signed_in):
    browser = signed_in(pk)
    for told in ("Permintaan penyesuaian dikirim.", "tidak dikirim dua kali"):
        answer = browser.post(ask_url(assessment), wanted(), follow=True)
        assert answer.redirect_chain == [(result_url(assessment), 302)]
        assert told in answer.content.decode()
    override = AssessmentOverride.objects.get()
    assert (override.category, override.reason, override.asked_by) == ("HIGH", REASON, pk)


def test_another_request_while_one_waits_is_told_and_keeps_the_words(assessment, pk, signed_in):
    make_override(assessment)
    answer = signed_in(pk).post(ask_url(assessment), wanted(category="LOW", reason="Alasan lain yang cukup panjang."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "masih menunggu keputusan" in page and "Alasan lain yang cukup panjang." in page
    assert AssessmentOverride.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "sesuai keadaan"}, "paling sedikit 20 huruf"),
        ({"reason": "x" * 1001}, "Paling banyak 1000 huruf"),
        ({"reason": ""}, "Alasan"),
        ({"category": "MEDIUM"}, "MEDIUM"),
        ({"category": ""}, "Pilih kategori yang Anda usulkan."),
    ],
)
def test_a_poor_request_stands_beside_its_field_with_what_was_typed(changes, words, assessment, pk, signed_in):
    answer = signed_in(pk).post(ask_url(assessment), wanted(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page and "invalid-feedback" in page
    assert (wanted() | changes)["reason"] in page
    assert not AssessmentOverride.objects.exists()


def test_the_form_offers_the_instruments_other_categories(assessment, child, pk, signed_in):
    browser = signed_in(pk)
    adult, young = (browser.get(ask_url(each)).content.decode() for each in (assessment, child))
    assert 'value="VERY_HIGH"' in adult and 'value="MEDIUM"' not in adult
    assert 'value="VERY_HIGH"' not in young


def _correct(assessment):
    make_assessment(assessment.guidance, "RRI", 8, replaces_id=assessment.pk)
    return "Asesmen ini sudah diperbaiki"


def _end(assessment):
    Guidance.objects.filter(pk=assessment.guidance_id).update(ended_on="2025-06-01", end_reason="HMB")
    return "Masa bimbingan ini sudah berakhir"


@pytest.mark.parametrize("happening", [_correct, _end])
def test_what_no_longer_stands_has_no_form(happening, assessment, pk, head, supervisor, signed_in):
    override, review = make_override(assessment), make_review(assessment)
    words = happening(assessment)
    for reader, address in (
        (pk, ask_url(assessment)),
        (pk, review_ask_url(assessment)),
        (head, decide_url(override)),
        (supervisor, give_url(review)),
    ):
        page = signed_in(reader).get(address)
        assert page.status_code == 200
        assert words in page.content.decode() and "<textarea" not in page.content.decode()
        answer = signed_in(reader).post(address, wanted(category="LOW", question="Masih tepat?") | APPROVE | AGREE)
        assert answer.status_code == 409
        assert words in answer.content.decode()
    assert not AssessmentOverride.objects.exclude(decision=Decision.WAITING).exists()
    assert not AssessmentReview.objects.exclude(verdict=Verdict.WAITING).exists()


def test_deciding_from_the_page(assessment, head, signed_in):
    override = make_override(assessment)
    page = signed_in(head).get(decide_url(override)).content.decode()
    assert REASON in page and "Budi Contoh" in page
    answer = signed_in(head).post(decide_url(override), APPROVE)
    assert answer["Location"] == result_url(assessment)
    override.refresh_from_db()
    assert (override.decision, override.decided_by) == (Decision.APPROVED, head)
    assert AuditEvent.objects.filter(verb="assessment.read", actor=head, subject_id=str(assessment.pk)).exists()


def test_a_refusal_without_a_cause_keeps_the_choice(assessment, head, signed_in):
    override = make_override(assessment)
    answer = signed_in(head).post(decide_url(override), {"decision": "REFUSED", "comment": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tulis sebabnya" in page and "invalid-feedback" in page
    unchosen = signed_in(head).post(decide_url(override), {"comment": "Tanpa pilihan"}).content.decode()
    assert "Tanpa pilihan" in unchosen and "Pilih setujui atau tolak." in unchosen


def test_a_stale_page_is_told_by_name_and_time(assessment, head, supervisor, signed_in):
    """The supervisor refuses while the head still reads."""
    override = make_override(assessment)
    signed_in(supervisor).post(decide_url(override), {"decision": "REFUSED", "comment": "Tidak ada bukti baru."})
    answer = signed_in(head).post(decide_url(override), APPROVE | {"comment": "Saya setuju sekali"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"Permintaan ini sudah ditolak {supervisor.name}, " in page
    assert "Saya setuju sekali" in page and "tidak disimpan" in page
    override.refresh_from_db()
    assert override.decided_by == supervisor


def test_a_second_click_of_the_same_person_counts_once(assessment, head, supervisor, signed_in):
    override, review = make_override(assessment), make_review(assessment)
    for reader, address, typed, words in (
        (head, decide_url(override), APPROVE, "Anda sudah menyetujui permintaan ini"),
        (supervisor, give_url(review), AGREE, "Anda sudah memberi tinjauan ini"),
    ):
        assert signed_in(reader).post(address, typed).status_code == 302
        answer = signed_in(reader).post(address, typed)
        assert (answer.status_code, words in answer.content.decode()) == (409, True)
        assert words in signed_in(reader).get(address).content.decode()
    verbs = ["assessment.override_approved", "assessment.reviewed"]
    assert AuditEvent.objects.filter(verb__in=verbs).count() == 2


def test_ones_own_request_is_said_before_trying_and_refused(assessment, both, signed_in):
    override = make_override(assessment, asked_by=both)
    review = make_review(assessment, asked_by=both)
    for address, typed in ((decide_url(override), APPROVE), (give_url(review), AGREE)):
        page = signed_in(both).get(address).content.decode()
        assert "Permintaan Anda sendiri dijawab orang lain" in page and "<textarea" not in page
        assert signed_in(both).post(address, typed).status_code == 403
    override.refresh_from_db()
    review.refresh_from_db()
    assert (override.decision, review.verdict) == (Decision.WAITING, Verdict.WAITING)


def test_taking_a_request_back_asks_first_and_counts_once(assessment, pk, signed_in):
    override, browser = make_override(assessment), signed_in(pk)
    assert "Ya, tarik" in browser.get(withdraw_url(override)).content.decode()
    for words in ("Permintaan ditarik.", "Anda sudah menarik permintaan ini"):
        answer = browser.post(withdraw_url(override), follow=True)
        assert words in answer.content.decode()
    override.refresh_from_db()
    assert override.decision == Decision.WITHDRAWN


def test_a_decided_request_is_not_taken_back(assessment, pk, head, signed_in):
    override = make_override(assessment, Decision.REFUSED, decided_by=head)
    answer = signed_in(pk).post(withdraw_url(override), follow=True)
    assert f"Permintaan ini sudah ditolak {head.name}" in answer.content.decode()


def test_the_officer_after_a_handover_does_not_take_it_back(assessment, pk, bapas, signed_in):
    override = make_override(assessment, asked_by=make_user(RoleCode.PK, bapas))
    assert signed_in(pk).get(withdraw_url(override)).status_code == 403
    assert signed_in(pk).post(withdraw_url(override)).status_code == 403


def test_a_review_is_asked_once_and_given(assessment, pk, supervisor, signed_in):
    for words in ("Tinjauan diminta.", "tidak dikirim dua kali"):
        answer = signed_in(pk).post(review_ask_url(assessment), {"question": "Apakah A9\r\ntepat?"}, follow=True)
        assert words in answer.content.decode()
    review = AssessmentReview.objects.get()
    answer = signed_in(pk).post(review_ask_url(assessment), {"question": "Pertanyaan lain"})
    assert answer.status_code == 409
    assert "Pertanyaan lain" in answer.content.decode()
    refused = signed_in(supervisor).post(give_url(review), {"verdict": "QUESTIONED", "comment": ""})
    assert (refused.status_code, "Tulis sebabnya" in refused.content.decode()) == (422, True)
    given = signed_in(supervisor).post(give_url(review), {"verdict": "QUESTIONED", "comment": "A9: belum ada bukti."})
    assert given["Location"] == result_url(assessment)
    review.refresh_from_db()
    assert (review.verdict, review.reviewer) == (Verdict.QUESTIONED, supervisor)


def test_who_scores_it_blind_reads_none_of_it(assessment, both, head, signed_in):
    override, review = make_override(assessment), make_review(assessment)
    make_second_rating(assessment, both, by=head)
    pages = [ask_url(assessment), review_ask_url(assessment), decide_url(override), give_url(review)]
    for address in [*pages, withdraw_url(override)]:
        assert signed_in(both).get(address).status_code == 409, address
        assert REASON not in signed_in(both).post(address, wanted() | APPROVE | AGREE).content.decode()
    page = signed_in(both).get(reverse("clients:judgement_inbox")).content.decode()
    assert "Budi Contoh" not in page
