"""Whatever a program sends, the answer is one of the documented ones and never a fault of ours."""

import copy
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.api.schema import schema_document
from bapas_portal.core.dates import today_in
from clients.models import Guidance
from tests.clients.instruments import RRI, answers_for_total
from tests.factories import guiding, make_guidance, make_offence_group
from tests.factories.instruments import publish_shipped
from tests.factories.programs import make_line, make_plan

pytestmark = pytest.mark.django_db
ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["", "\ud800", "\x00", "0000-00-00", "9999-12-31", "0001-01-01", "2026-02-30", 2**63, -1, 10**30])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
LISTS = sorted(path for path, said in schema_document()["paths"].items() if "get" in said and "{" not in path)


@pytest.fixture(autouse=True)
def _no_limit(settings) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": "100000/min"}}


def parameters(path: str) -> list[str]:
    return [said["name"] for said in schema_document()["paths"][path]["get"].get("parameters", [])]


@pytest.mark.parametrize("path", LISTS)
@ANY
@given(data=st.data())
def test_any_filter(path, head, calling, data):
    names = parameters(path) or ["apa"]
    query = data.draw(st.dictionaries(st.sampled_from(names), SCALARS.map(str), max_size=3))
    answer = calling(head).get(f"{path}?{urlencode(query, errors='surrogatepass')}")
    assert answer.status_code in (200, 400, 404)


def spoiled(draw: Callable[..., Any], body: dict[str, Any]) -> dict[str, Any]:
    """The body with one to three values, at any depth, replaced or taken out."""
    body = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, 3))):
        part = body
        while True:
            name = draw(st.sampled_from(sorted(part) or ["x"]))
            if isinstance(part.get(name), dict) and part[name] and draw(st.booleans()):
                part = part[name]
                continue
            break
        if draw(st.booleans()):
            part[name] = draw(JSON)
        else:
            part.pop(name, None)
    return body


@pytest.fixture
def bodies(pk, bapas) -> dict[str, dict[str, Any]]:
    publish_shipped()
    guidance = make_guidance(office=bapas, officer=pk)
    plan = make_plan(guidance)
    line = make_line(plan)
    programme = guiding.make_programme(bapas, pk)
    group = guiding.make_session(bapas, pk)
    listed = guiding.make_attendance(group, guidance)
    enrolment = guiding.make_enrolment(programme, make_guidance(office=bapas, officer=pk))
    today = today_in().isoformat()
    return {
        "/api/v1/clients/": {
            "office_id": bapas.pk,
            "officer_id": pk.pk,
            "status": "PB",
            "start_on": "2026-01-15",
            "guidance_end_on": "2027-06-15",
            "sentence_expiry_on": "2028-01-15",
            "decree_no": "PAS-1",
            "register_no": "",
            "form_key": None,
            "person": {"name": "Rekaan", "sex": "M", "birth_on": "1990-04-02", "aliases": ["Api"], "education": "SMA"},
            "case": {
                "offence_group": make_offence_group().pk,
                "articles": "Pasal 362 KUHP",
                "offence_on": "2024-01-10",
                "sentence_years": 2,
            },
            "residence": {"street": "Jalan Rekaan 1", "region_id": None},
            "guarantor": {"name": "Penjamin Rekaan", "relation": "ORANG_TUA"},
        },
        "/api/v1/assessments/": {
            "guidance_id": guidance.pk,
            "instrument": "RRI",
            "assessed_on": "2025-03-01",
            "consent_on": "2025-03-01",
            "consent_by": "KLIEN",
            "guardian_name": "",
            "answers": answers_for_total(RRI, 9),
            "notes": {"A1": "Menurut putusan."},
            "sources": {"A1": "BERKAS"},
            "replaces_id": None,
            "form_key": None,
        },
        f"/api/v1/plans/{plan.pk}/submit/": {"lock_version": 0},
        "/api/v1/programmes/": guiding.programme_values()
        | {
            "office_id": bapas.pk,
            "intervention": programme.intervention_id,
            "start_on": today,
            "end_on": today,
            "form_key": None,
        },
        "/api/v1/enrolments/": {"programme_id": programme.pk, "guidance_ids": [guidance.pk]},
        f"/api/v1/enrolments/{enrolment.pk}/end/": {"to": "COMPLETED", "words": "Mahir"},
        "/api/v1/group-sessions/": {
            "office_id": bapas.pk,
            "programme_id": programme.pk,
            "guidance_ids": [],
            "held_on": today,
            "started_at": "09:00",
            "ended_at": "10:00",
            "topic": "Sadar hukum",
            "facilitator": "",
            "form_key": None,
        },
        "/api/v1/single-sessions/": {
            "guidance_id": guidance.pk,
            "held_on": today,
            "started_at": None,
            "ended_at": None,
            "mode": "OFFICE",
            "mark": "PRESENT",
            "topic": "Mencari pekerjaan",
            "plan_line_id": line.pk,
            "account": "",
            "result": "",
            "next_on": None,
            "form_key": None,
        },
        "/api/v1/session-attendance/": {
            "session_id": group.pk,
            "rows": [{"attendance_id": listed.pk, "version": 0, "mark": "PRESENT", "note": ""}],
        },
    }


DOORS = ["register", "assess", "submit", "programme", "enrol", "end", "group", "single", "marks"]


@pytest.mark.parametrize("index", range(len(DOORS)), ids=DOORS)
@ANY
@given(data=st.data())
def test_any_body(index, bodies, pk, calling, data):
    path, body = list(bodies.items())[index]
    answer = calling(pk).post(path, json.dumps(spoiled(data.draw, body)), content_type="application/json")
    assert answer.status_code in (200, 201, 400, 403, 404, 409), answer.content
    if answer.status_code >= 400:
        assert answer.json().keys() == {"code", "message", "fields"}


@pytest.mark.parametrize("path", ["clients", "assessments", "plans"])
@ANY
@given(body=JSON)
def test_a_body_that_is_no_object(path, pk, calling, body):
    sent = f"/api/v1/{path}/" if path != "plans" else "/api/v1/plans/1/submit/"
    answer = calling(pk).post(sent, json.dumps(body), content_type="application/json")
    assert answer.status_code in (400, 404)
    assert not Guidance.objects.exists()
