"""A child's identity reaches nobody but its own officer and office (UU 11/2012 art. 19): asked of every address."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import User
from clients.models import Client, Guidance
from partners.choices_referral import ReferralStage
from programs.choices import ActivityState
from tests.factories import guiding, make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import make_override, make_review
from tests.factories.paper import make_paper
from tests.factories.partners import make_offering, make_referral, make_referral_session, make_worker
from tests.factories.plan_parts import make_indicator_reading, make_step
from tests.factories.programs import make_activity, make_line, make_need, make_participation, make_plan
from tests.factories.service import make_order
from tests.factories.service_day import make_attendance
from tests.factories.service_session import make_seat, make_session
from tests.guards.addresses import Address, addresses

NAME = "Rahasiawan Anak"
SECRETS = ("rahasiawan", "aliasrahasia", "reg-rahasia", "tujuanrahasia", "jalan rahasia")
STRANGERS = (
    "colleague",
    "assistant",
    "adult_section",
    "kanwil_staff",
    "directorate",
    "other_pk",
    "serving_partner",
    "site_partner",
)
# A partner reads what it is asked for and what it said itself; never who the child is.
OWN_WORDS = {"serving_partner": {"tujuanrahasia"}, "site_partner": {"tujuanrahasia"}}
WIDE = {"whose": "office", "state": "all", "cohort": "A", "words": "reg"}
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def child(bapas) -> Guidance:
    """A child with an assessment, a plan and an accepted activity, under a PK of the office."""
    owner = make_user(RoleCode.PK, bapas)
    guidance = make_guidance(office=bapas, officer=owner, child=True, name=NAME, register_no="REG-RAHASIA/1")
    client = Client.objects.get(pk=guidance.client_id)
    client.aliases = ["aliasrahasia"]
    client.save()
    client.residences.create(street="Jalan Rahasia 1", from_on=guidance.start_on)
    assessment = make_assessment(guidance, "ANAK")
    make_override(assessment, category="MEDIUM" if assessment.category == "HIGH" else "HIGH")
    make_review(assessment)
    line = make_line(make_plan(guidance), make_need(guidance), goal="tujuanrahasia")
    make_step(line)
    make_indicator_reading(line, owner, words="tujuanrahasia")
    order = make_order(guidance, place="Jalan Rahasia 2", minutes_per_day=180)
    make_attendance(make_seat(make_session(bapas, date(2026, 3, 2)), order), owner, note="tujuanrahasia")
    make_participation(make_activity(bapas, owner, state=ActivityState.ACCEPTED), guidance)
    programme = guiding.make_programme(bapas, owner)
    enrolment = guiding.make_enrolment(programme, guidance, state="COMPLETED", result="tujuanrahasia")
    guiding.make_certificate(enrolment, owner)
    group = guiding.make_session(bapas, owner, programme=programme)
    guiding.make_attendance(group, guidance, "PRESENT", note="tujuanrahasia")
    guiding.make_attendance(guiding.make_session(bapas, owner, guidance=guidance, result="tujuanrahasia"), guidance)
    referral = make_referral(guidance, make_offering(office=bapas), ReferralStage.STARTED, aim="tujuanrahasia")
    make_referral_session(referral, owner, feedback="tujuanrahasia")
    make_paper(referral, owner)
    return guidance


def _stranger(name: str, request: pytest.FixtureRequest) -> User:
    """Somebody who must not know the child."""
    roles = {"colleague": RoleCode.PK, "assistant": RoleCode.APK, "adult_section": RoleCode.SECTION_ADULT}
    if name in roles:
        return make_user(roles[name], request.getfixturevalue("bapas"))
    if name in OWN_WORDS:
        child = request.getfixturevalue("child")
        partner = child.referrals.get().partner
        site = child.service_orders.get().attendances.get().seat.session.site
        return make_worker(partner if name == "serving_partner" else site.organisation).user
    return request.getfixturevalue(name)


def _rows_of(child: Guidance) -> tuple[dict[str, int], dict[str, Any]]:
    """The child's own rows: keys by the beginning of the route, and the other parts of an address by name."""
    plan, assessment = child.plan, child.assessments.get()
    part, need, line = child.participations.get(), child.needs.first(), child.plan.lines.get()
    order = child.service_orders.get()
    attended, enrolment = order.attendances.get(), child.enrolments.get()
    group, single = child.attendances.order_by("pk")
    certificate = enrolment.certificates.get().pk
    by_start = {
        "mitra-saya/rujukan/": child.referrals.get().pk,
        "program/mitra/sesi/": attended.seat.session_id,
        "program/kertas/layanan/": child.referrals.get().offering_id,
        "program/mitra/kertas/layanan/": child.referrals.get().offering_id,
        "mitra/rujukan/": child.referrals.get().pk,
        "klien/<": child.client_id,
        "klien/asesmen": assessment.pk,
        "klien/kebutuhan": need.pk,
        "program/baris": line.pk,
        "program/langkah": line.steps.get().pk,
        "program/pengukuran": line.readings.get().pk,
        "program/kegiatan": part.activity_id,
        "program/perintah": order.pk,
        "program/kerja-sosial/sesi": attended.seat.session_id,
        "program/hadir": attended.pk,
        "program/kursi": attended.seat_id,
        "program/program/": enrolment.programme_id,
        "program/peserta/": enrolment.pk,
        "program/sertifikat/": certificate,
        "program/pertemuan/": group.session_id,
        "api/v1/programmes": enrolment.programme_id,
        "api/v1/enrolments": enrolment.pk,
        "api/v1/programme-certificates": certificate,
        "api/v1/group-sessions": group.session_id,
        "api/v1/single-sessions": single.session_id,
        "api/v1/session-attendance": group.pk,
        "api/v1/assessments": assessment.pk,
        "api/v1/plan-steps": line.steps.get().pk,
        "api/v1/indicator-readings": line.readings.get().pk,
        "api/v1/activities": part.activity_id,
        "api/v1/referrals": child.referrals.get().pk,
        "api/v1/plans": plan.pk,
        "api/v1/service-orders": order.pk,
    }
    known = {"guidance_pk": child.pk, "instrument": "ANAK", "number": 1, "step": "jeda", "participation_pk": part.pk}
    known["paper_code"] = child.referrals.get().offering.papers.get().code
    known |= {"override_pk": assessment.overrides.get().pk, "review_pk": assessment.reviews.get().pk}
    return by_start, known


def _path(address: Address, by_start: dict[str, int], known: dict[str, Any]) -> str:
    """The address of the child's own row, for whatever the view is about."""
    start = next((key for key in by_start if address.route.startswith(key)), "")
    known = known | {"pk": by_start.get(start, known["guidance_pk"])}
    if not address.converters.keys() <= known.keys() or "<uuid:" in address.route:
        return address.example
    return reverse(address.name, kwargs={name: known[name] for name in address.converters})


@pytest.mark.django_db
@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_address_tells_a_childs_identity(stranger, child, request, signed_in):
    browser = signed_in(_stranger(stranger, request))
    browser.raise_request_exception = False
    rows = _rows_of(child)
    told, secrets = [], set(SECRETS) - OWN_WORDS.get(stranger, set())
    for address in addresses():
        path = _path(address, *rows)
        asked = [browser.get(path)]
        if asked[0].status_code == 200:
            asked += [browser.get(path, WIDE), browser.get(path, WIDE, **HTMX)]
        if address.name != "accounts:sign_out":
            asked += [browser.post(path), browser.options(path)]
        for answer in asked:
            text = "" if answer.streaming else answer.content.decode(errors="replace").lower()
            told += [f"{address.name}: {secret}" for secret in secrets if secret in text]
            if answer.status_code >= 500 and address.name != "healthz":
                told.append(f"{address.name}: {answer.status_code}")
    assert not told, "\n".join(sorted(set(told)))


@pytest.mark.django_db
def test_the_own_officer_is_told(child, signed_in):
    """So that the test above would notice the words."""
    page = signed_in(child.officer).get(reverse("clients:guidance_detail", args=[child.pk])).content.decode().lower()
    assert all(secret in page for secret in SECRETS if secret != "tujuanrahasia")
