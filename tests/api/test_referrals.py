"""Referrals over the API: the pages' own actions, from draft to reviewed report."""

from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from partners.choices_referral import ReferralStage
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_offering, make_referral
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db
REFERRALS = "/api/v1/referrals/"
TODAY = today_in().isoformat()


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def offering(bapas):
    return make_offering(office=bapas, needs=["HOUSING"], places=1)


def body(guidance, offering, **changes) -> dict:
    said = {"guidance_id": guidance.pk, "offering_id": offering.pk, "need_ids": [make_need(guidance).pk]}
    return said | {"aim": "Punya tempat tinggal", "form_key": str(uuid4())} | changes


def test_the_way_of_a_referral(guidance, offering, pk, calling):
    caller, sent = calling(pk), body(guidance, offering)
    made = caller.post(REFERRALS, sent, format="json")
    assert made.status_code == 201, made.json()
    assert caller.post(REFERRALS, sent, format="json").json()["id"] == made.json()["id"]
    at = f"{REFERRALS}{made.json()['id']}/"

    def post(part: str, said: dict):
        return caller.post(f"{at}{part}/", said, format="json")

    changed = caller.patch(at, {"lock_version": 0, "sessions_planned": 4}, format="json").json()
    assert (changed["sessions_planned"], changed["aim"]) == (4, "Punya tempat tinggal")
    stale = caller.patch(at, {"lock_version": 0, "aim": "Lain"}, format="json")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_edit")
    assert post("send", {"consent_by": "KLIEN", "consent_on": TODAY}).json()["stage"] == "SENT"
    assert post("move", {"to": "ACCEPTED"}).json()["stage"] == "ACCEPTED"
    assert post("move", {"to": "STARTED", "on": TODAY}).json()["started_on"] == TODAY
    assert list(post("move", {"to": "PAUSED"}).json()["fields"]) == ["reason"]
    assert post("move", {"to": "PAUSED", "reason": "Sakit"}).json()["stage"] == "PAUSED"
    assert post("move", {"to": "STARTED"}).json()["stage"] == "STARTED"
    held = {"held_on": TODAY, "presence": "HADIR", "feedback": "Baik", "form_key": str(uuid4())}
    assert post("session", held).status_code == 201
    assert len(post("session", held).json()["sessions"]) == 1
    over = post("move", {"to": "COMPLETED"}).json()
    assert over["moves"][-1]["new"] == "COMPLETED"
    outcomes = [{"need_id": over["needs"][0]["id"], "outcome": "MET"}]
    assert post("report", {"summary": "Selesai", "outcomes": []}).status_code == 400
    assert post("report", {"summary": "Selesai", "outcomes": outcomes}).status_code == 201
    assert list(post("review", {"is_accepted": False}).json()["fields"]) == ["comment"]
    assert post("review", {"is_accepted": True}).json()["reports"][0]["decision"] == "ACCEPTED"
    assert post("review", {"is_accepted": True}).status_code == 404


def test_a_refused_client_is_sent_elsewhere(guidance, offering, pk, bapas, calling):
    caller = calling(pk)
    referral = make_referral(guidance, offering, ReferralStage.SENT)
    referral.needs.create(need=make_need(guidance))
    at = f"{REFERRALS}{referral.pk}/"
    assert list(caller.post(f"{at}move/", {"to": "DECLINED"}, format="json").json()["fields"]) == ["reason"]
    caller.post(f"{at}move/", {"to": "DECLINED", "reason": "Penuh"}, format="json")
    other = make_offering(office=bapas, needs=["HOUSING"])
    new = caller.post(f"{at}reroute/", {"offering_id": other.pk}, format="json")
    assert (new.status_code, new.json()["rerouted_from_id"], new.json()["stage"]) == (201, referral.pk, "DRAFT")


def test_who_may_not(guidance, offering, bapas, other_pk, kanwil_staff, calling):
    referral = make_referral(guidance, offering, ReferralStage.SENT)
    at = f"{REFERRALS}{referral.pk}/"
    colleague, secretary = make_user(RoleCode.PK, bapas), make_user(RoleCode.TPP_SECRETARY, bapas)
    for reader, read, write in (
        (other_pk, 404, 404),
        (kanwil_staff, 403, 403),
        (colleague, 200, 404),
        (secretary, 200, 403),
    ):
        caller = calling(reader)
        assert caller.get(at).status_code == read
        assert caller.patch(at, {"lock_version": 0}, format="json").status_code in (write, 403)
        moved = caller.post(f"{at}move/", {"to": "WITHDRAWN", "reason": "x"}, format="json")
        assert moved.status_code in (write, 403)
    referral.refresh_from_db()
    assert referral.stage == ReferralStage.SENT


def test_filters_and_flat_queries(guidance, offering, pk, bapas, calling, django_assert_max_num_queries):
    caller = calling(pk)
    for _number in range(4):
        make_referral(make_guidance(office=bapas, officer=pk), make_offering(office=bapas), ReferralStage.SENT)
    make_referral(guidance, offering)
    with django_assert_max_num_queries(6):
        assert len(caller.get(f"{REFERRALS}?stage=SENT&office={bapas.pk}").json()["results"]) == 4
    assert [row["offering_id"] for row in caller.get(f"{REFERRALS}?guidance={guidance.pk}").json()["results"]] == [
        offering.pk
    ]
    assert caller.get(f"{REFERRALS}?nama=x").status_code == 400
