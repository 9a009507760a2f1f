"""A small world to throw junk at: values that make no sense, who sends them, and the addresses of its rows."""

from types import SimpleNamespace

from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from partners.choices_referral import ReferralStage
from reports.models import EntryException, Period
from tests.factories import guiding, make_guidance, make_user
from tests.factories.directive import make_directive, make_question
from tests.factories.instrument_drafts import make_draft
from tests.factories.instruments import make_assessment
from tests.factories.paper import make_paper
from tests.factories.partners import (
    make_agreement,
    make_branch,
    make_offering,
    make_person,
    make_referral,
    make_site,
    make_slot,
    make_worker,
)
from tests.factories.plan_parts import make_indicator_reading, make_step
from tests.factories.plan_review import make_answer, make_version
from tests.factories.programs import (
    make_activity,
    make_entry,
    make_line,
    make_need,
    make_participation,
    make_photo,
    make_plan,
)
from tests.factories.service import make_order
from tests.factories.service_day import make_attendance, seated
from tests.factories.service_session import make_busy
from tests.factories.tier_rules import make_rule_draft
from tests.guards.addresses import Address
from tests.guards.rows import a_bapas_in_the_figures, a_period, a_run, an_exception, an_export, an_organisation

# Between them they open every page.
READERS = ("pk", "kanwil_staff", "admin", "partner")
JUNK = (
    "\x00",
    "²",
    "9" * 5000,
    "-1",
    "9999-99",
    "9999-12-31",
    "0001-01-01",
    "'\"><script>",
    "😀" * 300,
    "[]",
    "1e400",
    "NaN",
    str(2**63),
    "%",
    "../../etc/passwd",
)


def make_world(**people: object) -> SimpleNamespace:
    """One row of each kind. `people`: nation, kanwil, bapas and the readers but the administrator."""
    world = SimpleNamespace(**people)
    world.admin = make_user(RoleCode.ADMIN, world.nation)
    for make in (a_bapas_in_the_figures, a_run, an_export, an_organisation):
        make(world)
    world.guidance = make_guidance(office=world.bapas, officer=world.pk)
    world.assessment = make_assessment(world.guidance)
    world.slot = make_slot(make_site(office=world.bapas))
    world.order = make_order(make_guidance(office=world.bapas, officer=world.pk, status="KERSOS"))
    world.attendance = make_attendance(seated(world.bapas, world.pk)[0], world.pk)
    world.busy = make_busy(world.order, 1)
    world.programme = guiding.make_programme(world.bapas, world.pk)
    world.enrolment = guiding.make_enrolment(world.programme, world.guidance)
    done = make_guidance(office=world.bapas, officer=world.pk)
    completed = guiding.make_enrolment(world.programme, done, state="COMPLETED", result="Mahir")
    world.certificate = guiding.make_certificate(completed, world.pk)
    world.session = guiding.make_session(world.bapas, world.pk)
    guiding.make_attendance(world.session, world.guidance, "PRESENT")
    world.rule = make_rule_draft()
    world.instrument = make_draft(world.admin)
    world.line = make_line(make_plan(world.guidance), make_need(world.guidance))
    world.answer = make_answer(make_version(world.line.plan))
    world.step = make_step(world.line)
    world.reading = make_indicator_reading(world.line, world.pk)
    world.activity = make_activity(world.bapas, world.pk)
    world.photo = make_photo(world.activity, make_participation(world.activity, world.guidance))
    world.directive = make_directive(world.directorate)
    world.question = make_question(world.directive, world.bapas, world.pk)
    world.entry = make_entry(world.bapas, world.pk)
    world.agreement = make_agreement(world.bapas, signed=False)
    world.worker = make_worker(world.attendance.seat.session.site.organisation)
    world.partner = world.worker.user
    world.offering = make_offering(world.worker.organisation)
    world.branch = make_branch(world.offering.organisation)
    world.person = make_person(world.offering.organisation)
    world.referral = make_referral(world.guidance, world.offering, ReferralStage.STARTED)
    for make in (a_period, an_exception):
        make(world)
    world.paper = make_paper(world.referral, world.pk)
    return world


def path_of(address: Address, world: SimpleNamespace) -> str:
    """A path to a row of the world where the view is about one, else the example of a row that is not there."""
    first, _, rest = address.route.partition("/")
    known = {
        "guidance_pk": world.guidance.pk,
        "intervention_code": world.line.intervention_id,
        "instrument": "RRI",
        "instrumen": world.instrument.pk,
        "part_code": "B",
        "item_code": "A1",
        "kind": "item",
        "code": "A2",
        "clients:client_detail": world.guidance.client_id,
        "bimbingan": world.guidance.pk,
        "asesmen": world.assessment.pk,
        "aturan-intensitas": world.rule.pk,
        "tempat-kerja": world.slot.site_id,
        "partners:site_new": world.slot.site.organisation_id,
        "partners:branch_new": world.branch.organisation_id,
        "partners:offering_new": world.branch.organisation_id,
        "cabang": world.branch.pk,
        "partners:person_new": world.branch.organisation_id,
        "orang": world.person.pk,
        "who": "narahubung",
        "layanan": world.offering.pk,
        "jam-tempat-kerja": world.slot.pk,
        "perintah": world.order.pk,
        "sesi": world.attendance.seat.session_id,
        "kursi": world.attendance.seat_id,
        "hadir": world.attendance.pk,
        "halangan": world.busy.pk,
        "baris": world.line.pk,
        "jawaban": world.answer.pk,
        "langkah": world.step.pk,
        "pengukuran": world.reading.pk,
        "kegiatan": world.activity.pk,
        "foto": world.photo.pk,
        "arahan": world.directive.directive_id,
        "number": 1,
        "pertanyaan": world.question.pk,
        "agenda": world.entry.pk,
        "perjanjian": world.agreement.pk,
        "petugas": world.worker.pk,
        "paper_code": world.paper.code,
        "programs:paper_service_print": world.referral.offering_id,
        "programs:paper_session_print": world.attendance.seat.session_id,
        "programs:own_session": world.attendance.seat.session_id,
        "rujukan": world.referral.pk,
        "step": "jeda",
        "bulanan": Period.objects.latest("month").pk,
        "office_pk": world.bapas.pk,
        "pengecualian": EntryException.objects.latest("pk").pk,
        "program": world.programme.pk,
        "peserta": world.enrolment.pk,
        "sertifikat": world.certificate.pk,
        "pertemuan": world.session.pk,
        "kantor": world.bapas.pk,
        "pengguna": world.pk.pk,
    }
    args = {}
    for name in address.converters:
        keys = (name, address.name, rest.partition("/")[0], first)
        found = next((known[key] for key in keys if key in known), None)
        if found is None:
            return address.example
        args[name] = found
    return reverse(address.name, kwargs=args)
