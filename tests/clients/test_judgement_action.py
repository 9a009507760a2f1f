"""Asking for another category or a review, and answering: who may, in what state, and what is left behind."""

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions import judgement
from clients.choices import Decision, Verdict
from clients.models import Assessment, AssessmentOverride, AssessmentReview, Guidance
from clients.queries.result import standing_category
from clients.rules.judging import LEAST_LETTERS, categories_of, is_reasoned
from tests.clients.instruments import ANAK, RRI
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import REASON, make_override, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(bapas, pk) -> Assessment:
    return make_assessment(make_guidance(office=bapas, officer=pk), "RRI", 9)


@pytest.fixture
def supervisor(bapas):
    return make_user(RoleCode.SUPERVISOR, bapas)


@pytest.fixture
def ask(assessment, pk, scoped):
    def call(**changes):
        by = changes.pop("by", pk)
        given = {"assessment_id": assessment.pk, "category": "HIGH", "reason": REASON} | changes
        return judgement.ask_override(**given, by=by, scope=scoped(by, "clients.assess"))

    return call


@pytest.fixture
def decide(scoped):
    def call(override, by, *, approve=True, comment=""):
        scope = scoped(by, "clients.decide_override")
        return judgement.decide_override(override_id=override.pk, approve=approve, comment=comment, by=by, scope=scope)

    return call


@pytest.fixture
def review(scoped):
    def call(asked, by, verdict="AGREED", comment=""):
        scope = scoped(by, "clients.review_assessment")
        return judgement.give_review(review_id=asked.pk, verdict=verdict, comment=comment, by=by, scope=scope)

    return call


@pytest.fixture
def ask_review(assessment, pk, scoped):
    def call(by=pk, **changes):
        given = {"assessment_id": assessment.pk, "question": "Apakah A9 tepat?"} | changes
        return judgement.ask_review(**given, by=by, scope=scoped(by, "clients.assess"))

    return call


def test_a_request_counts_only_once_a_second_person_approved(ask, decide, assessment, head):
    override = ask()
    assert (override.from_category, override.decision) == ("MEDIUM", Decision.WAITING)
    assert standing_category(assessment) == "MEDIUM"
    decided = decide(override, head, comment="Disepakati.")
    assert (decided.decided_by, decided.comment) == (head, "Disepakati.")
    assert standing_category(assessment) == "HIGH"
    verbs = AuditEvent.objects.filter(subject_id=str(assessment.pk)).order_by("at").values_list("verb", "actor")
    assert list(verbs)[-2:] == [
        ("assessment.override_asked", assessment.assessor_id),
        ("assessment.override_approved", head.pk),
    ]


def test_a_refusal_says_why_and_leaves_the_category(ask, decide, assessment, head):
    override = ask()
    with pytest.raises(Invalid) as refused:
        decide(override, head, approve=False, comment="  ")
    assert set(refused.value.fields) == {"comment"}
    decide(override, head, approve=False, comment="Tidak ada bukti baru.")
    assert standing_category(assessment) == "MEDIUM"
    assert ask().decision == Decision.WAITING, "it may be asked again"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "MEDIUM"}, "category"),
        ({"category": "SANGAT"}, "category"),
        ({"reason": "sesuai keadaan"}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"reason": "\x00" * 40}, "reason"),
    ],
)
def test_a_request_that_says_nothing_is_refused(ask, changes, field):
    with pytest.raises(Invalid) as refused:
        ask(**changes)
    assert set(refused.value.fields) == {field}
    assert not AssessmentOverride.objects.exists()


def test_a_child_has_no_category_beyond_the_instruments_table(bapas, pk, scoped):
    child = make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", 20)
    values = {"assessment_id": child.pk, "reason": REASON, "by": pk, "scope": scoped(pk, "clients.assess")}
    with pytest.raises(Invalid):
        judgement.ask_override(category="VERY_HIGH", **values)
    assert judgement.ask_override(category="HIGH", **values).is_child
    assert categories_of(ANAK) == ("LOW", "MEDIUM", "HIGH")
    assert len(categories_of(RRI)) == 4


@pytest.mark.parametrize("who", ["colleague", "head", "kanwil_staff", "other_pk", "directorate"])
def test_only_the_own_officer_asks(ask, ask_review, who, request, bapas):
    person = make_user(RoleCode.PK, bapas) if who == "colleague" else request.getfixturevalue(who)
    for call in (ask, ask_review):
        with pytest.raises(Assessment.DoesNotExist):
            call(by=person)


@pytest.mark.parametrize("who", ["pk", "kanwil_staff", "other_pk", "directorate"])
def test_only_who_holds_the_right_decides_or_reviews(ask, ask_review, decide, review, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(AssessmentOverride.DoesNotExist):
        decide(ask(), person)
    with pytest.raises(AssessmentReview.DoesNotExist):
        review(ask_review(), person)


def test_the_adult_section_decides_for_adults_only(ask, decide, bapas, pk):
    section = make_user(RoleCode.SECTION_ADULT, bapas)
    child = make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", 20)
    with pytest.raises(AssessmentOverride.DoesNotExist):
        decide(make_override(child), section)
    assert decide(ask(), section).decision == Decision.APPROVED


def test_nobody_answers_their_own_request(decide, review, bapas, scoped):
    """Somebody may be PK and head, or PK and supervisor, at once."""
    both = make_user(RoleCode.PK, bapas)
    both.grants.create(role=RoleCode.SUPERVISOR, office=bapas, from_on="2020-01-01")
    own = make_assessment(make_guidance(office=bapas, officer=both), "RRI", 9)
    scope = scoped(both, "clients.assess")
    override = judgement.ask_override(assessment_id=own.pk, category="LOW", reason=REASON, by=both, scope=scope)
    asked = judgement.ask_review(assessment_id=own.pk, by=both, scope=scope)
    for approve in (True, False):
        with pytest.raises(NotAllowed):
            decide(override, both, approve=approve, comment="Sendiri")
    with pytest.raises(NotAllowed):
        review(asked, both)


def test_the_database_refuses_it_too(assessment):
    override, asked = make_override(assessment), make_review(assessment)
    own = {"decided_by": assessment.assessor, "decided_at": timezone.now()}
    for decision in (Decision.APPROVED, Decision.REFUSED):
        with pytest.raises(IntegrityError, match="override_decided_by_another"), transaction.atomic():
            AssessmentOverride.objects.filter(pk=override.pk).update(decision=decision, **own)
    with pytest.raises(IntegrityError, match="review_by_another"), transaction.atomic():
        AssessmentReview.objects.filter(pk=asked.pk).update(
            verdict=Verdict.AGREED, reviewer=assessment.assessor, decided_at=timezone.now()
        )


@pytest.mark.parametrize("decision", [Decision.APPROVED, Decision.REFUSED, Decision.WITHDRAWN])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clients_assessmentoverride SET comment = 'lain' WHERE id = %s",
        "UPDATE clients_assessmentoverride SET decision = 'WAITING', decided_by_id = NULL, decided_at = NULL"
        " WHERE id = %s",
        "UPDATE clients_assessmentoverride SET category = 'LOW' WHERE id = %s",
        "DELETE FROM clients_assessmentoverride WHERE id = %s",
    ],
)
def test_a_decided_override_is_fixed_against_sql(assessment, decision, statement):
    override = make_override(assessment, decision)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [override.pk])
    override.refresh_from_db()
    assert override.decision == decision


def test_a_given_review_is_fixed_against_sql(assessment):
    asked = make_review(assessment, Verdict.AGREED)
    for statement in ("UPDATE clients_assessmentreview SET comment = 'x'", "DELETE FROM clients_assessmentreview"):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    asked.refresh_from_db()
    assert asked.comment == ""


def test_one_request_waits_at_a_time_and_an_approved_one_is_the_last(ask, decide, head):
    override = ask()
    with pytest.raises(WrongState):
        ask(category="LOW")
    decide(override, head)
    with pytest.raises(WrongState):
        ask(category="LOW")
    with pytest.raises(WrongState):
        decide(override, head, approve=False, comment="Berubah pikiran")


def test_the_asker_takes_a_waiting_request_back(ask, decide, pk, head, scoped):
    override = ask()
    scope = scoped(pk, "clients.assess")
    judgement.withdraw_override(override_id=override.pk, by=pk, scope=scope)
    override.refresh_from_db()
    assert (override.decision, override.decided_by) == (Decision.WITHDRAWN, pk)
    with pytest.raises(WrongState):
        decide(override, head)
    with pytest.raises(WrongState):
        judgement.withdraw_override(override_id=override.pk, by=pk, scope=scope)


def test_the_officer_after_a_handover_does_not_take_back_anothers_request(assessment, pk, bapas, scoped):
    override = make_override(assessment, asked_by=make_user(RoleCode.PK, bapas))
    with pytest.raises(NotAllowed):
        judgement.withdraw_override(override_id=override.pk, by=pk, scope=scoped(pk, "clients.assess"))


def _correct(assessment):
    return make_assessment(assessment.guidance, "RRI", 8, replaces_id=assessment.pk)


def _end(assessment):
    Guidance.objects.filter(pk=assessment.guidance_id).update(ended_on="2025-06-01", end_reason="HMB")


@pytest.mark.parametrize("happening", [_correct, _end])
def test_what_no_longer_stands_is_neither_asked_about_nor_decided(
    happening, assessment, ask, ask_review, decide, review, head, supervisor
):
    override, asked = ask(), ask_review()
    happening(assessment)
    with pytest.raises(WrongState):
        decide(override, head)
    with pytest.raises(WrongState):
        review(asked, supervisor)
    AssessmentOverride.objects.all().update(decision="REFUSED", decided_by=head, decided_at=timezone.now())
    AssessmentReview.objects.all().update(verdict="AGREED", reviewer=supervisor, decided_at=timezone.now())
    for call in (ask, ask_review):
        with pytest.raises(WrongState):
            call()


def test_a_correction_starts_without_the_override(ask, decide, head, assessment):
    decide(ask(), head)
    assert standing_category(_correct(assessment)) == "MEDIUM"


def test_a_supervisor_agrees_or_says_what_to_mend(ask_review, review, supervisor, assessment):
    asked = ask_review()
    with pytest.raises(WrongState):
        ask_review()
    with pytest.raises(Invalid) as refused:
        review(asked, supervisor, "QUESTIONED")
    assert set(refused.value.fields) == {"comment"}
    with pytest.raises(Invalid) as refused:
        review(asked, supervisor, "WAITING")
    assert set(refused.value.fields) == {"verdict"}
    given = review(asked, supervisor, "QUESTIONED", "A9: bukti belum ada.")
    assert (given.verdict, given.reviewer) == (Verdict.QUESTIONED, supervisor)
    with pytest.raises(WrongState):
        review(asked, supervisor)
    assert review(ask_review(question=""), supervisor).verdict == Verdict.AGREED
    verbs = AuditEvent.objects.filter(verb__startswith="assessment.review").values_list("verb", flat=True)
    assert sorted(verbs) == ["assessment.review_asked"] * 2 + ["assessment.reviewed"] * 2


def test_a_long_question_or_comment_is_refused_and_not_cut(ask_review, ask, decide, head):
    with pytest.raises(Invalid) as refused:
        ask_review(question="x" * 1001)
    assert set(refused.value.fields) == {"question"}
    with pytest.raises(Invalid) as refused:
        decide(ask(), head, comment="x" * 1001)
    assert set(refused.value.fields) == {"comment"}


@given(st.text(max_size=60))
def test_a_reason_has_twenty_letters_whatever_stands_between(text):
    assert is_reasoned(text) == (len([letter for letter in text if letter.isalnum()]) >= LEAST_LETTERS)
    assert is_reasoned("a " * LEAST_LETTERS) and not is_reasoned(". " * 100)
