"""The address the script saves to: who may, what it answers, and what junk gets."""

import json
import uuid

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from clients.models import AssessmentDraft, DraftEvent, Guidance
from tests.factories import make_guidance, make_user
from tests.factories.instruments import publish_shipped

pytestmark = pytest.mark.django_db
KEY = str(uuid.uuid4())


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


def change(field="answer:A1", value=3, **given) -> dict:
    return {"field": field, "value": value, "base": 0, "key": str(uuid.uuid4()), "window": "w1", **given}


def post(browser, guidance, *changes, instrument="RRI", **given):
    body = {"form_key": KEY, "since": 0, "window": "w1", "changes": list(changes), **given}
    url = reverse("clients:draft_save", args=[guidance.pk, instrument])
    return browser.post(url, json.dumps(body), content_type="application/json")


def test_only_the_own_officer_saves(guidance, pk, bapas, head, other_pk, kanwil_staff, signed_in, client):
    assert post(signed_in(make_user(RoleCode.PK, bapas)), guidance, change()).status_code == 404
    assert post(signed_in(other_pk), guidance, change()).status_code == 404
    assert post(signed_in(head), guidance, change()).status_code == 403
    assert post(signed_in(kanwil_staff), guidance, change()).status_code == 403
    assert post(client, guidance, change()).status_code == 302
    assert not AssessmentDraft.objects.exists()
    assert post(signed_in(pk), guidance, change()).status_code == 200
    assert AssessmentDraft.objects.get().answers == {"A1": 3}


def test_the_answer_says_what_stands_and_what_met(guidance, pk, signed_in):
    browser = signed_in(pk)
    first = change()
    told = post(browser, guidance, first).json()
    assert (told["seq"], told["keys"], told["conflicts"], told["others"]) == (1, [first["key"]], [], [])
    other = post(browser, guidance, change(value=0, window="w2"), window="w2").json()
    (met,) = other["conflicts"]
    assert (met["stands"]["value"], met["beside"]["value"]) == (3, 0)
    assert met["stands"]["words"] == "Ya" and met["stands"]["by"] == pk.name and met["stands"]["at"]
    told = post(browser, guidance, since=0, window="w3").json()
    assert [(one["field"], one["value"]) for one in told["others"]] == [("answer:A1", 3)]
    told = post(browser, guidance, change(value=99)).json()
    assert told["refused"][0]["field"] == "answer:A1"
    assert AssessmentDraft.objects.get().answers == {"A1": 3} and DraftEvent.objects.count() == 2


def test_a_closed_guidance_is_told(guidance, pk, signed_in):
    guidance.ended_on, guidance.end_reason = guidance.start_on, "HMB"
    guidance.save()
    answer = post(signed_in(pk), guidance, change())
    assert answer.status_code == 409 and answer.json()["message"]


JUNK = [
    b"",
    b"\xff",
    b"[]",
    b"null",
    b"[" * 100_000,
    b'{"form_key": 1, "changes": []}',
    json.dumps({"form_key": KEY, "changes": [change(value=[1])]}).encode(),
    json.dumps({"form_key": KEY, "changes": [change(key="x")]}).encode(),
    json.dumps({"form_key": KEY, "changes": ["x"]}).encode(),
    json.dumps({"form_key": KEY, "changes": [change()] * 401}).encode(),
]


@pytest.mark.parametrize("body", JUNK, ids=range(len(JUNK)))
def test_junk_is_refused(guidance, pk, signed_in, body):
    url = reverse("clients:draft_save", args=[guidance.pk, "RRI"])
    assert signed_in(pk).post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "given",
    [
        {"field": "note:A1", "value": "\x00a\ud800"},
        {"window": "\x00" * 90, "typed_at": "9999-99-99T00:00"},
        {"base": 2**70, "typed_at": "0001-01-01T00:00:00+14:00"},
        {"base": "²"},
        {"value": 10**400},
    ],
)
def test_odd_values_are_no_error_of_ours(guidance, pk, signed_in, given):
    assert post(signed_in(pk), guidance, change(**given)).status_code == 200


def test_an_instrument_that_is_none_is_not_found(guidance, pk, signed_in):
    assert post(signed_in(pk), guidance, change(), instrument="ABC").status_code == 404
    assert post(signed_in(pk), guidance, change(), replaces_id=987654321).status_code == 404
