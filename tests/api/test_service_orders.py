"""Service orders over the API: the page's figures, read only, and nobody sees more than on the page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import User
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Identity, Reach, Scope
from programs.api.service_shapes import ServiceOrderDetailSerializer
from programs.models import ServiceOrder, ServicePause, ServicePlan
from programs.queries.service import picture_of
from tests.factories import make_guidance, make_user
from tests.factories.service import make_entry, make_order

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/service-orders/"


def make_running(officer: User, office, **fields) -> ServiceOrder:
    """A running order with work, a cancelled line and a pause; 180 minutes are done."""
    start = today_in() - timedelta(30)
    days = {"verdict_on": start, "start_on": start, "deadline_on": start + timedelta(100)}
    guidance = make_guidance(office=office, officer=officer, status="KERSOS")
    order = make_order(guidance, **days | fields)
    make_entry(order, start, 180, reason="Menyapu aula")
    wrong = make_entry(order, start + timedelta(1), 60)
    make_entry(order, start + timedelta(1), 1, kind="REVERSAL", reverses=wrong, reason="Salah hari")
    ServicePause.objects.create(order=order, from_on=today_in(), reason="ILLNESS", note="Surat dokter", by=officer)
    order.refresh_from_db()
    return order


@pytest.fixture
def order(pk, bapas) -> ServiceOrder:
    return make_running(pk, bapas)


def test_one_order_with_its_ledger(order, pk, calling):
    answer = calling(pk).get(f"{ORDERS}{order.pk}/")
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["minutes_ordered"], said["minutes_done"], said["minutes_left"]) == (3600, 180, 3420)
    assert [(line["kind"], line["minutes"], line["balance"]) for line in said["ledger"]] == [
        ("CREDIT", 180, 180),
        ("CREDIT", 60, 240),
        ("REVERSAL", -60, 180),
    ]
    assert said["ledger"][1]["is_reversed"] and said["ledger"][2]["reverses_id"] == said["ledger"][1]["id"]
    assert said["pauses"][0]["note"] == "Surat dokter"
    outlook = picture_of(order, today_in()).outlook
    assert outlook is not None and said["forecast"] == {
        "finishes_on": outlook.finishes_on.isoformat(),
        "days_late": outlook.days_late,
        "sessions": outlook.sessions,
        "minutes_booked": 0,
    }
    assert (said["plan_short"], said["is_at_risk"]) == ("", outlook.is_late)


def test_reading_one_leaves_a_trail_and_the_list_does_not(order, pk, calling):
    caller = calling(pk)
    caller.get(ORDERS)
    assert not AuditEvent.objects.filter(is_read=True).exists()
    caller.get(f"{ORDERS}{order.pk}/")
    event = AuditEvent.objects.get(is_read=True)
    assert (event.verb, event.subject_id, event.data) == (
        "guidance.read",
        str(order.guidance_id),
        {"part": "service"},
    )


def test_an_ended_order_has_no_forecast(order, pk, calling):
    order.state, order.ended_on, order.end_note = "ENDED", today_in(), "Dicabut jaksa"
    order.save(update_fields=["state", "ended_on", "end_note"])
    said = calling(pk).get(f"{ORDERS}{order.pk}/").json()
    assert (said["forecast"], said["state"], said["end_note"]) == (None, "ENDED", "Dicabut jaksa")


def test_filters_narrow(order, pk, bapas, calling):
    other = make_running(pk, bapas, deadline_on=today_in() + timedelta(10))
    caller = calling(pk)
    for query, found in (
        ("", [other.pk, order.pk]),
        (f"guidance={order.guidance_id}", [order.pk]),
        (f"deadline_to={today_in() + timedelta(20)}", [other.pk]),
        (f"office={bapas.pk}&officer={pk.pk}&kind=KERSOS&state=RUNNING", [other.pk, order.pk]),
        ("state=DONE", []),
    ):
        answer = caller.get(f"{ORDERS}?{query}")
        assert [row["id"] for row in answer.json()["results"]] == found, query
    assert caller.get(f"{ORDERS}?state=LAMA").status_code == 400
    assert caller.get(f"{ORDERS}?apa=1").status_code == 400


def test_who_may_not(order, bapas, other_pk, kanwil_staff, directorate, calling, client):
    address = f"{ORDERS}{order.pk}/"
    assert client.get(address).status_code == 401
    for reader in (kanwil_staff, directorate, make_user(RoleCode.OPERATOR, bapas)):
        assert calling(reader).get(address).status_code == 403
    assert calling(other_pk).get(address).status_code == 404
    assert calling(make_user(RoleCode.SECTION_CHILD, bapas)).get(address).status_code == 404
    assert calling(other_pk).get(ORDERS).json()["results"] == []


def test_nothing_is_written_here(order, pk, calling):
    caller = calling(pk)
    assert caller.post(ORDERS, {}, format="json").status_code in (403, 405)
    for method in ("put", "patch", "delete"):
        assert getattr(caller, method)(f"{ORDERS}{order.pk}/", {}, format="json").status_code in (403, 405)
    order.refresh_from_db()
    assert order.minutes_done == 180


def test_who_may_not_know_the_person_reads_no_words(order, rf):
    request = rf.get(ORDERS)
    reach = Reach(frozenset({"programs.view_service"}), office_ids=None, identity=Identity.NONE)
    request.scope = Scope(user_id=0, reaches=(reach,))
    pictures = {order.pk: picture_of(order, today_in())}
    said = ServiceOrderDetailSerializer(order, context={"request": request, "pictures": pictures}).data
    assert not said["is_identified"]
    assert [said[name] for name in ("verdict_no", "place", "partner", "end_note")] == [None] * 4
    assert {line["reason"] for line in said["ledger"]} | {pause["note"] for pause in said["pauses"]} == {None}
    assert said["minutes_done"] == 180


def test_the_queries_of_the_list_are_flat(order, pk, bapas, calling):
    caller, counts = calling(pk), []
    caller.get(ORDERS)
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            caller.get(ORDERS)
        counts.append(len(queries))
        for _more in range(4):
            make_running(pk, bapas)
    assert counts[0] == counts[1] <= 10


def test_a_plan_that_is_short_says_why(order, pk, calling):
    ServicePlan.objects.create(order=order, planned=0, short=3420, why="NO_SITE", changed_at=timezone.now())
    one = calling(pk).get(f"{ORDERS}{order.pk}/").json()
    listed = calling(pk).get(ORDERS).json()["results"][0]
    assert [(said["plan_short"], said["is_at_risk"]) for said in (one, listed)] == [("NO_SITE", True)] * 2
