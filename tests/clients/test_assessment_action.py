"""Recording an assessment: what is kept, what is refused, and by whom."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from clients.actions.assessment import record_assessment
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Assessment, AssessmentFactor, Guidance, InstrumentVersion, Need
from clients.queries.assessment import latest_assessment, previous_assessment
from tests.clients.instruments import ANAK, KRIM, RRI, answers_for_total, highest, lowest
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def save(guidance, pk, scoped):
    """save(**changes) -> record_assessment of an RRI with every item at its lowest."""

    def record(**changes):
        given = {
            "guidance_id": guidance.pk,
            "instrument": "RRI",
            "assessed_on": date(2025, 3, 1),
            "consent_on": date(2025, 3, 1),
            "consent_by": "KLIEN",
            "answers": lowest(RRI),
            "by": pk,
            "scope": scoped(pk, "clients.assess"),
        }
        return record_assessment(**{**given, **changes})

    return record


# domain.md 4.4: A total, drug offence, sex, ticks -> parts filled in, kriminogenik due.
GOLDEN = [
    (0, False, "M", (), "AB", False),
    (6, False, "M", (), "AB", False),
    (6, False, "M", ("B2",), "AB", True),
    (6, False, "F", (), "ABC", False),
    (6, False, "F", ("C1",), "ABC", True),
    (6, True, "M", (), "ABD", True),
    (6, True, "F", (), "ABCD", True),
    (7, False, "M", (), "A", True),
    (7, False, "F", (), "AC", True),
    (7, True, "M", ("D1",), "AD", True),
    (17, True, "F", (), "ACD", True),
]


@pytest.mark.parametrize(("total", "is_drug", "sex", "ticks", "parts", "due"), GOLDEN)
def test_rri_follows_the_branches_of_the_decree(bapas, pk, total, is_drug, sex, ticks, parts, due):
    guidance = make_guidance(office=bapas, officer=pk, is_drug=is_drug, sex=sex)
    saved = make_assessment(guidance, "RRI", total, ticks=ticks)
    assert (saved.total, "".join(saved.result["parts_due"]), saved.is_kriminogenik_due) == (total, parts, due)
    assert saved.context == {"sex": sex, "drug_offence": is_drug}


@pytest.mark.parametrize(
    ("total", "category"), [(0, "LOW"), (10, "LOW"), (11, "MEDIUM"), (23, "HIGH"), (38, "VERY_HIGH")]
)
def test_krim_keeps_a_row_per_factor(guidance, total, category):
    saved = make_assessment(guidance, "KRIM", total)
    assert saved.category == category
    rows = AssessmentFactor.objects.filter(assessment=saved)
    assert sum(row.score for row in rows) == total and len(rows) == 7
    assert {row.office_id for row in rows} == {guidance.office_id}


def test_child_keeps_rows_only_for_factors_with_bands(bapas, pk):
    saved = make_assessment(make_guidance(office=bapas, officer=pk, child=True), "ANAK", 20)
    assert set(saved.factors.values_list("factor", flat=True)) == {"F1", "F2", "F3", "F4", "F5", "F6", "N"}
    assert saved.is_child and saved.consent_by == "wali: Wali Contoh"


def test_what_was_given_is_kept(save, pk, guidance):
    answers = lowest(RRI) | {"B1": True, "B2": False}
    saved = save(answers=answers, notes={"A1": "  Putusan 2019  ", "A2": "   "}, place=" Bapas ", purpose="Awal")
    saved.refresh_from_db()
    assert saved.answers == lowest(RRI) | {"B1": True}
    assert saved.notes == {"A1": "Putusan 2019"}
    assert (saved.place, saved.assessor, saved.version.version, saved.consent_by) == ("Bapas", pk, "02/2021", "klien")
    event = AuditEvent.objects.get(verb="assessment.recorded")
    assert event.subject_id == str(saved.pk) and event.data["guidance"] == guidance.pk


def test_missing_and_impossible_answers_are_refused_by_name(save):
    answers = {**lowest(RRI), "A1": 2, "C1": True}
    del answers["A4"]
    with pytest.raises(Invalid) as refused:
        save(answers=answers)
    assert set(refused.value.fields) == {"A1", "A4", "C1"}
    assert not Assessment.objects.exists()


def test_both_alternatives_and_unknown_items_are_refused(save):
    with pytest.raises(Invalid) as refused:
        save(instrument="KRIM", answers={**lowest(KRIM), "K6B": 0, "K99": 1})
    assert set(refused.value.fields) == {"K6B", "K99"}
    with pytest.raises(Invalid) as refused:
        save(notes={"Z1": "x"})
    assert set(refused.value.fields) == {"Z1"}


TODAY = today_in("WIB")
DATES = [
    ({"assessed_on": TODAY + timedelta(days=1), "consent_on": TODAY}, {"assessed_on"}),
    (
        {"assessed_on": TODAY + timedelta(days=2), "consent_on": TODAY + timedelta(days=1)},
        {"assessed_on", "consent_on"},
    ),
    ({"assessed_on": date(2024, 1, 9), "consent_on": date(2024, 1, 9)}, {"assessed_on", "consent_on"}),
    ({"assessed_on": date(2025, 3, 1), "consent_on": date(2025, 3, 2)}, {"consent_on"}),
    ({"consent_by": "TETANGGA"}, {"consent_by"}),
    ({"consent_by": "WALI", "guardian_name": "  "}, {"guardian_name"}),
]


@pytest.mark.parametrize(("changes", "fields"), DATES)
def test_dates_and_consent_must_be_possible(save, changes, fields):
    with pytest.raises(Invalid) as refused:
        save(**changes)
    assert set(refused.value.fields) == fields


def test_a_minor_cannot_consent_alone(bapas, pk, save):
    child = make_guidance(office=bapas, officer=pk, child=True, offence_on=date(2025, 1, 1))
    given = {"guidance_id": child.pk, "instrument": "ANAK", "answers": lowest(ANAK)}
    with pytest.raises(Invalid) as refused:
        save(**given)
    assert set(refused.value.fields) == {"consent_by"}
    assert save(**given, consent_by="WALI", guardian_name="Ibu Contoh").consent_by == "wali: Ibu Contoh"


def test_instruments_keep_to_their_cohort(save, bapas, pk):
    with pytest.raises(Invalid):
        save(instrument="ANAK", answers=lowest(ANAK))
    child = make_guidance(office=bapas, officer=pk, child=True)
    with pytest.raises(Invalid):
        save(guidance_id=child.pk, consent_by="WALI", guardian_name="Wali")


def test_an_unpublished_instrument_says_so(save):
    InstrumentVersion.objects.filter(instrument="RRI").update(state="RETIRED", valid_to=date(2025, 1, 1))
    with pytest.raises(WrongState):
        save()


def test_the_same_form_twice_is_saved_once(save):
    key = uuid.uuid4()
    first, second = save(form_key=key), save(form_key=key, answers=highest(RRI))
    assert first == second and Assessment.objects.count() == 1
    assert AuditEvent.objects.filter(verb="assessment.recorded").count() == 1


def test_a_form_key_of_another_client_is_refused(save, bapas, pk):
    key = uuid.uuid4()
    save(form_key=key)
    with pytest.raises(WrongState):
        save(form_key=key, guidance_id=make_guidance(office=bapas, officer=pk).pk)


def test_nothing_is_assessed_after_the_end(save, guidance):
    guidance.ended_on, guidance.end_reason = date(2025, 6, 1), "HMB"
    guidance.save()
    with pytest.raises(WrongState):
        save()


@pytest.mark.parametrize("who", ["colleague", "head", "kanwil_staff", "other_pk"])
def test_only_the_own_officer_assesses(save, who, request, bapas, scoped):
    person = make_user(RoleCode.PK, bapas) if who == "colleague" else request.getfixturevalue(who)
    with pytest.raises(Guidance.DoesNotExist):
        save(by=person, scope=scoped(person, "clients.assess"))


def test_a_correction_stands_in_place_of_the_old(save, guidance):
    old = save()
    new = save(replaces_id=old.pk, answers={**lowest(RRI), "A5": 4})
    assert latest_assessment(guidance, "RRI") == new
    assert previous_assessment(new) is None
    assert AuditEvent.objects.filter(verb="assessment.corrected").count() == 1
    with pytest.raises(WrongState):
        save(replaces_id=old.pk)
    with pytest.raises(Assessment.DoesNotExist):
        save(replaces_id=old.pk + 1000)


def test_a_correction_keeps_the_version_of_what_it_corrects(save):
    old = save()
    version = old.version
    version.state, version.valid_to = "RETIRED", today_in() - timedelta(days=1)
    version.save()
    InstrumentVersion.objects.create(
        instrument="RRI", version="03/2026", definition=version.definition, state="PUBLISHED", valid_from=today_in()
    )
    assert save(replaces_id=old.pk).version == version
    assert save().version.version == "03/2026"


def test_recording_takes_few_queries(save, guidance):
    publish_tier_rule()
    make_assessment(guidance, "KRIM", 25, assessed_on=date(2025, 2, 1))
    answers = answers_for_total(KRIM, 12)
    with CaptureQueriesContext(connection) as spent:
        save(instrument="KRIM", answers={**answers, "B2.1": True}, form_key=uuid.uuid4())
    # 15 for the assessment, its needs and the trail; 4 for the tier: rule, inputs, old row, new row.
    assert len([query for query in spent if "SAVEPOINT" not in query["sql"]]) <= 19
    assert Need.objects.filter(guidance=guidance, closed_on=None, code="B2.1").exists()
