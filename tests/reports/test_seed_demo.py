"""The demonstration nation: as large as asked, the same for the same seed, and true to the rules of every room."""

from datetime import date
from random import Random

import pytest
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import add_months, month_start, today_in
from clients.choices import GuidanceStatus
from clients.models import (
    Assessment,
    AssessmentOverride,
    AssessmentReview,
    Case,
    Client,
    Guidance,
    Need,
    OfficerAssignment,
    RegisterCounter,
    Residence,
)
from clients.queries.instruments import definition_of
from clients.queries.judgement_inbox import boxes_of, waiting_in
from clients.queries.seal import seal_holds
from clients.rules.cohort import is_child_at
from clients.rules.judging import categories_of, is_reasoned
from clients.rules.scoring import score
from partners.models import Organisation, Site, SiteCheck, SiteSlot
from programs.models import ActionPlan, CareActivity, DirectiveVersion, PlanLine, PlanVersion, Reading
from programs.queries.directive import asked_offices, content_digest, unconfirmed
from programs.queries.question import waiting
from programs.rules.content import digest_of
from reports.seed import names
from tests.reports.seeding import CLIENTS, MONTHS

pytestmark = pytest.mark.django_db


def test_a_nation_of_the_size_asked_for(seeded):
    assert Client.objects.count() == CLIENTS
    assert seeded["clients_client"] == CLIENTS
    assert Guidance.objects.values("office__parent").distinct().count() > 1
    first_day = add_months(month_start(today_in()), 1 - MONTHS)
    assert Guidance.objects.filter(start_on__lt=first_day).exists()
    assert Guidance.objects.filter(start_on__gte=first_day).exists()
    assert not Guidance.objects.filter(Q(start_on__gt=today_in()) | Q(ended_on__gt=today_in())).exists()


def test_every_ground_both_sexes_and_children_appear(seeded):
    assert set(Guidance.objects.values_list("status", flat=True)) == set(GuidanceStatus.values)
    assert Guidance.objects.filter(is_child=True).exists()
    assert set(Client.objects.values_list("sex", flat=True)) <= {"M", "F"}


def test_the_demonstration_officers_have_open_clients(seeded):
    open_clients = Guidance.objects.open()
    assert open_clients.filter(officer__username="pk", is_child=False).exists()
    assert open_clients.filter(officer__username="pkanak", is_child=True).exists()
    assert not open_clients.filter(officer__username="pk", is_child=True).exists()


def test_dimensions_are_those_of_the_person_and_the_case(seeded):
    for guidance in Guidance.objects.select_related("client", "case"):
        assert (guidance.sex, guidance.birth_on) == (guidance.client.sex, guidance.client.birth_on)
        assert guidance.offence_group_id == guidance.case.offence_group_id
        assert guidance.is_child == is_child_at(guidance.client.birth_on, guidance.case.offence_on)
    assert not Assessment.objects.exclude(office=F("guidance__office")).exists()
    assert not Assessment.objects.exclude(is_child=F("guidance__is_child")).exists()


def test_results_are_those_of_the_real_scoring(seeded):
    for assessment in Assessment.objects.select_related("version"):
        result = score(definition_of(assessment.version), assessment.answers, assessment.context)
        assert (assessment.total, assessment.category) == (result.total, result.category)
        assert assessment.result["ticks"] == sorted(result.ticks)
        assert seal_holds(assessment) and assessment.sources.keys() == assessment.notes.keys()


def test_assessments_needs_and_plans_lie_in_their_period(seeded):
    assert not Assessment.objects.filter(assessed_on__lt=F("guidance__start_on")).exists()
    assert not Assessment.objects.filter(assessed_on__gt=F("guidance__ended_on")).exists()
    assert Need.objects.filter(closed_on=None).exists()
    assert not PlanLine.objects.exclude(need__guidance=F("plan__guidance")).exists()


def test_a_lines_state_is_the_last_of_its_dated_states(seeded):
    for line in PlanLine.objects.prefetch_related("states"):
        states = sorted(line.states.all(), key=lambda state: (state.from_on, state.pk))
        assert line.state == states[-1].state
        assert states[-1].from_on <= today_in()


def test_versions_are_signed_and_decided_by_somebody_else(seeded):
    assert PlanVersion.objects.exclude(decided_by=None).exists()
    for version in PlanVersion.objects.all():
        assert version.digest == digest_of(version.content)
        assert version.decided_by_id != version.submitted_by_id
    approved = ActionPlan.objects.filter(state="APPROVED")
    assert not approved.exclude(versions__decision="APPROVED").exists()


def test_open_periods_have_one_officer_today_the_one_of_the_period(seeded):
    for guidance in Guidance.objects.open().prefetch_related("assignments"):
        assert [row.officer_id for row in guidance.assignments.all() if row.to_on is None] == [guidance.officer_id]


def test_a_transfer_goes_on_at_another_office(seeded):
    for left in Guidance.objects.filter(end_reason="PINDAH"):
        arrived = Guidance.objects.get(client=left.client, entry_reason="PINDAH_MASUK")
        assert arrived.office_id != left.office_id
        assert arrived.start_on > left.ended_on


def test_the_register_counters_go_on_where_the_books_stand(seeded):
    for counter in RegisterCounter.objects.all():
        book = Guidance.objects.filter(
            office=counter.office, start_on__year=counter.year, register_no__contains=f"/{counter.book}-"
        )
        assert book.count() == counter.last


def test_ids_go_on_after_the_loaded_ones(seeded):
    last = Organisation.objects.aggregate(last=Max("pk"))["last"]
    office = Office.objects.get(code="3301")
    assert Organisation.objects.create(name="Mitra Sesudahnya", kind="LSM", office=office).pk == last + 1


def test_history_keeps_no_copy_of_the_load_but_of_what_comes_after(seeded):
    client = Client.objects.first()
    assert not client.events.exists()
    client.occupation = "Penganyam uji"
    client.save()
    assert client.events.filter(pgh_label="update").count() == 1
    case = Case.objects.create(
        client=client, offence_group_id="pencurian", articles="Pasal 362 KUHP", offence_on=date(2025, 1, 1)
    )
    assert case.events.filter(pgh_label="insert").count() == 1


def test_half_the_people_have_a_nik_of_nobody(seeded):
    with_nik = [client.nik for client in Client.objects.exclude(nik_index=None)]
    assert CLIENTS * 0.3 < len(with_nik) < CLIENTS * 0.7
    assert all(len(nik) == 16 and nik[4] == "9" for nik in with_nik)


def test_offices_have_partners_and_activities_but_not_all_this_month(seeded):
    assert Organisation.objects.values("office").annotate(number=Count("pk")).filter(number__gte=5).exists()
    assert CareActivity.objects.filter(state="ACCEPTED").exists()
    this_month = CareActivity.objects.filter(state="ACCEPTED", held_on__gte=month_start(today_in()))
    assert this_month.values("office").distinct().count() < Office.objects.filter(kind="BAPAS").count()


def test_every_bapas_has_work_sites_some_of_which_may_not_be_used(seeded):
    offices = set(Guidance.objects.values_list("office", flat=True))
    assert offices <= set(Site.objects.values_list("organisation__office", flat=True))
    last = SiteCheck.objects.order_by("site", "-checked_on", "-pk").distinct("site")
    assert {check.is_safe and check.valid_until >= today_in() for check in last} == {True, False}
    today = Q(valid_to=None) | Q(valid_to__gte=today_in())
    assert not Site.objects.exclude(pk__in=SiteSlot.objects.filter(today).values("site")).exists()
    assert not Site.objects.filter(organisation__kind="USAHA").exists()


def test_seeded_officers_cannot_sign_in(seeded):
    officers = User.objects.filter(is_demo=True, username__contains="-")
    assert officers.exists()
    assert not any(officer.has_usable_password() for officer in officers)


@pytest.mark.parametrize("sex", ["M", "F"])
def test_names_are_two_or_three_different_parts(sex):
    rng = Random(3)
    for _ in range(200):
        parts = names.person(rng, sex).split()
        assert 2 <= len(parts) <= 3
        assert len(set(parts)) >= len(parts) - 1


def test_residences_and_assignments_do_not_overlap(seeded):
    assert Residence.objects.filter(to_on__isnull=False).exists()
    assert not OfficerAssignment.objects.filter(to_on__lt=F("from_on")).exists()


def test_the_demonstration_has_requests_of_each_kind_answered_by_another(seeded):
    for model, state, other in (
        (AssessmentOverride, "decision", "decided_by"),
        (AssessmentReview, "verdict", "reviewer"),
    ):
        assert len(set(model.objects.values_list(state, flat=True))) == 3
        assert not model.objects.filter(**{other: F("asked_by")}).exists()
        assert not model.objects.filter(Q(decided_at__lt=F("asked_at")) | Q(asked_at__gt=timezone.now())).exists()
        assert not model.objects.filter(asked_at__date__lt=F("assessment__assessed_on")).exists()
        assert not model.objects.filter(Q(**{state: "WAITING"}), assessment__guidance__ended_on__isnull=False).exists()
    for override in AssessmentOverride.objects.select_related("assessment__version"):
        assert override.from_category == override.assessment.category
        assert override.category in categories_of(definition_of(override.assessment.version))
        assert is_reasoned(override.reason)


@pytest.mark.parametrize("username", ["pk", "pkanak", "kepala", "bkd", "bka", "supervisor"])
def test_each_desk_of_the_demonstration_has_something_in_its_inbox(seeded, username):
    scope = scope_of(User.objects.get(username=username))
    for box in boxes_of(scope):
        assert waiting_in(scope, box) > 0, box.code


def test_directives_are_confirmed_by_some_and_wait_for_the_demonstrations_own_head(seeded):
    assert seeded["programs.DirectiveVersion"] == 4
    assert all(version.digest == content_digest(version) for version in DirectiveVersion.objects.all())
    assert 0 < Reading.objects.count() < 4 * asked_offices().count()
    assert not Reading.objects.filter(at__lt=F("version__published_at")).exists()
    assert len(unconfirmed(User.objects.get(username="kepala"))) >= 2
    assert waiting().count() == 1
