"""The OpenAPI document tells the truth: every operation refuses strangers, and real answers fit it."""

from datetime import date, timedelta
from functools import cache
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from bapas_portal.accounts.roles import PERMISSIONS
from bapas_portal.api.reference import reference
from bapas_portal.api.schema import schema_document
from partners.choices_referral import ReferralStage
from programs.models import ServicePause
from tests.factories import guiding, make_guidance
from tests.factories.directive import make_draft as make_directive_draft
from tests.factories.directive import make_reading, make_target, publish
from tests.factories.instruments import make_assessment
from tests.factories.partners import (
    make_agreement,
    make_offering,
    make_organisation,
    make_referral,
    make_referral_session,
    make_site,
    make_slot,
)
from tests.factories.period import month_in_full
from tests.factories.plan_parts import make_indicator_reading, make_step
from tests.factories.plan_review import make_answer, make_review, make_version
from tests.factories.programs import make_activity, make_intervention, make_line, make_need, make_plan
from tests.factories.programs import make_entry as make_agenda
from tests.factories.reports import make_published
from tests.factories.service import make_entry, make_order
from tests.factories.service_day import make_attendance, seated
from tests.factories.service_session import make_session

pytestmark = pytest.mark.django_db
WRITES = ("post", "put", "patch", "delete")
REQUIRED = {"figures_rows_list": "?measure=CLIENTS_END&month=2025-05&office={office}"}


def operations() -> list[tuple[str, str, dict]]:
    return [
        (method, path, said) for path, methods in schema_document()["paths"].items() for method, said in methods.items()
    ]


OPERATIONS = operations()
# A file is no JSON: its door is tested with its room (tests/api/test_guiding.py).
READS = [
    (path, said)
    for method, path, said in OPERATIONS
    if method == "get" and "application/json" in said["responses"]["200"]["content"]
]


def _id(value: object) -> str | None:
    return value.get("operationId") if isinstance(value, dict) else None


@cache
def validator(name: str) -> Draft202012Validator:
    document = schema_document()
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}, format_checker=FormatChecker()
    )


def filled(path: str, world: dict[str, object]) -> str:
    resource = path.removeprefix("/api/v1/").split("/")[0]
    return path.replace("{id}", str(world[resource])).replace("{code}", str(world[resource])) if "{" in path else path


def _site(partner):
    site = make_site(partner)
    make_slot(site)
    return site


def _referral(guidance, bapas, pk) -> int:
    """A referral with one of each part."""
    referral = make_referral(guidance, make_offering(office=bapas), ReferralStage.COMPLETED)
    need = referral.needs.create(need=make_need(guidance, "WORK"))
    make_referral_session(referral, pk, feedback="Baik")
    referral.changes.create(field="aim", old="a", new="b", reason="c", by=pk)
    report = referral.reports.create(number=1, summary="Selesai", source="PK", form_key=uuid4(), by=pk)
    report.outcomes.create(need=need, outcome="MET")
    return referral.pk


@pytest.fixture
def world(pk, bapas, head, kanwil_staff) -> dict[str, object]:
    """One row of each resource, with as many of its parts filled as there are."""
    adult = make_guidance(office=bapas, officer=pk)
    make_guidance(office=bapas, officer=pk, child=True)
    make_guidance(office=bapas, ended_on=date(2025, 6, 1), end_reason="HMB")
    first = make_assessment(adult, total=9)
    make_assessment(adult, total=3, replaces_id=first.pk)
    plan = make_plan(adult)
    partner = make_organisation(office=bapas)
    line = make_line(plan, partner=partner)
    version = make_version(plan, at=timezone.now() - timedelta(120))
    review = make_review(version)
    review.goals.create(line=line, progress="BAIK")
    due = make_plan(make_guidance(office=bapas, officer=pk))
    make_line(due)
    make_version(due, at=timezone.now() - timedelta(120))
    order = make_order(adult, partner=partner)
    entry = make_entry(order, order.start_on)
    make_entry(order, order.start_on, 1, kind="REVERSAL", reverses=entry)
    ServicePause.objects.create(order=order, from_on=order.deadline_on, reason="SITE", by=pk)
    make_published(date(2025, 5, 1))
    activity = make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk, first_submitted_at="2026-11-01T03:00:00Z")
    activity.outputs.create(value=5, unit="KG", by=pk)
    draft = make_directive_draft(pk)
    make_target(draft)
    make_reading(publish(draft, pk), bapas, pk)
    programme = guiding.make_programme(bapas, pk, partner_id=partner.pk)
    enrolment = guiding.make_enrolment(programme, adult, state="COMPLETED", result="Mahir", plan_line=line)
    guiding.make_enrolment(programme, make_guidance(office=bapas, officer=pk), state="WAITING")
    single = guiding.make_session(bapas, pk, guidance=adult, plan_line=line, need=line.need)
    guiding.make_attendance(single, adult, "PRESENT")
    group = guiding.make_session(bapas, pk, programme=programme)
    listed = guiding.make_attendance(group, adult, "LATE", note="Hujan")
    submission, release = month_in_full(bapas, head, kanwil_staff)
    return {
        "periods": release.period_id,
        "submissions": submission.pk,
        "releases": release.pk,
        "referrals": _referral(adult, bapas, pk),
        "programmes": programme.pk,
        "enrolments": enrolment.pk,
        "programme-certificates": guiding.make_certificate(enrolment, pk).pk,
        "group-sessions": group.pk,
        "single-sessions": single.pk,
        "session-attendance": listed.pk,
        "activities": activity.pk,
        "calendar": make_agenda(bapas, pk).pk,
        "directives": draft.directive_id,
        "clients": adult.pk,
        "assessments": first.pk,
        "plans": plan.pk,
        "plan-steps": make_step(line).pk,
        "indicator-readings": make_indicator_reading(line, pk).pk,
        "plan-answers": make_answer(version).pk,
        "plan-reviews": review.pk,
        "service-orders": order.pk,
        "service-sessions": make_session(bapas, date(2026, 3, 2), supervisor=pk).pk,
        "service-attendance": make_attendance(seated(bapas, pk)[0], pk).pk,
        "needs": line.need_id,
        "organisations": partner.pk,
        "sites": _site(partner).pk,
        "agreements": make_agreement(bapas, organisation=partner).pk,
        "offices": bapas.pk,
        "interventions": make_intervention().pk,
    }


def test_the_document_is_openapi_31():
    document = schema_document()
    assert document["openapi"].startswith("3.1")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_anyone_may_read_it():
    answer = Browser().get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Portal Bapas API"


@pytest.mark.parametrize(("method", "path", "said"), OPERATIONS, ids=_id)
def test_each_operation_is_401_signed_out(method, path, said):
    address = path.replace("{id}", "1").replace("{code}", "x")
    answer = getattr(Browser(), method)(address, content_type="application/json")
    assert answer.status_code == 401
    assert not list(validator("Error").iter_errors(answer.json()))


@pytest.mark.parametrize(("method", "path", "said"), OPERATIONS, ids=_id)
def test_each_operation_documents_its_refusals(method, path, said):
    expected = {"401", "429"}
    if "x-permission" in said:
        expected |= {"403", "404"}
    if method in WRITES:
        expected |= {"400", "409"}
    assert expected <= said["responses"].keys()
    for code in expected:
        assert said["responses"][code]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")
    assert said["summary"]
    assert said["tags"][0]
    assert said["security"]


@pytest.mark.parametrize(("path", "said"), READS, ids=_id)
def test_each_real_answer_fits_its_schema(path, said, world, head, bapas, calling):
    address = filled(path, world) + REQUIRED.get(said["operationId"], "").format(office=bapas.pk)
    answer = calling(head).get(address)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body.get("results", [True]), "an empty list proves nothing"
    name = said["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    faults = [f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in validator(name).iter_errors(body)]
    assert not faults
    rows = body.get("results", [body])
    shape = schema_document()["components"]["schemas"][name]
    if "results" in shape["properties"]:
        inner = shape["properties"]["results"]["items"]["$ref"].rpartition("/")[2]
        shape = schema_document()["components"]["schemas"][inner]
    assert rows[0].keys() == shape["properties"].keys(), "an answer says what the schema does not"


def test_the_whole_tree_of_offices_fits(directorate, bapas, calling):
    """A Kanwil has no class, the nation no parent."""
    body = calling(directorate).get("/api/v1/offices/").json()
    assert {row["kind"] for row in body["results"]} == {"DITJENPAS", "KANWIL", "BAPAS"}
    assert not list(validator("PaginatedOfficeList").iter_errors(body))


def test_every_permission_named_is_one_of_ours():
    assert {said["x-permission"] for _, _, said in OPERATIONS if "x-permission" in said} <= PERMISSIONS.keys()


def test_the_page_shows_every_operation(pk, signed_in):
    page = signed_in(pk).get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for _, path, said in OPERATIONS:
        assert f'id="{said["operationId"]}"' in text
        assert path in text
    assert "cdn" not in text
    assert "style=" not in text


def test_the_page_needs_signing_in():
    assert Browser().get("/api/docs/").status_code == 302


def test_an_example_call_holds_what_is_required():
    groups = reference(schema_document(), "https://portal.invalid")
    register = next(op for group in groups for op in group.operations if op.anchor == "clients_create")
    assert "https://portal.invalid/api/v1/clients/" in register.curl
    for field in ("office_id", "status", "start_on", "guidance_end_on"):
        assert field in register.curl
    assert "$TOKEN" in register.curl
