"""A verdict typed wrongly is corrected by who may correct hours, within the law and the work that was done."""

from datetime import timedelta

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from programs.models import ServiceOrder
from tests.factories import make_guidance, make_user
from tests.factories.service import make_entry, make_order
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
TODAY = today_in()


@pytest.fixture
def order(bapas, pk) -> ServiceOrder:
    guidance = make_guidance(office=bapas, officer=pk, status="KERSOS")
    days = {"verdict_on": TODAY - timedelta(40), "start_on": TODAY - timedelta(30)}
    return make_order(guidance, deadline_on=TODAY + timedelta(30), verdict_no="7/Pid.B/2026/PN Contoh", **days)


def send(client, order, **changes):
    page = client.get(url("service_terms", order.pk))
    form = page.context["form"]
    first = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else str(value) for name, value in first.items()}
    return client.post(url("service_terms", order.pk), values | {"reason": "Salah ketik"} | changes, follow=True)


def test_only_who_may_correct_hours_finds_the_door(client, order, pk, other_bapas):
    assert client.get(url("service_terms", order.pk)).status_code == 302
    for person, answer in ((pk, 403), (make_user(RoleCode.HEAD, other_bapas), 404)):
        client.force_login(person)
        assert client.get(url("service_terms", order.pk)).status_code == answer


def test_it_is_corrected_with_its_reason_and_the_old_words_stay(client, order, head):
    client.force_login(head)
    assert "Putusan dibetulkan" in send(client, order, verdict_no="71/Pid.B/2026/PN Contoh").content.decode()
    order.refresh_from_db()
    assert order.verdict_no == "71/Pid.B/2026/PN Contoh"
    assert order.events.order_by("pgh_id").first().verdict_no == "7/Pid.B/2026/PN Contoh"
    told = AuditEvent.objects.get(verb="service_order.corrected")
    assert told.data["fields"] == ["verdict_no"]
    assert told.data["reason"] == "Salah ketik"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "", "days_a_week": "2"}, "Tulis alasannya."),
        ({"minutes_per_day": "9"}, "Paling lama 8 jam sehari (KUHP pasal 85)."),
        ({"deadline_on": (TODAY + timedelta(300)).isoformat()}, "Paling lama 6 bulan"),
        ({"deadline_on": (TODAY - timedelta(20)).isoformat()}, "sudah ada jam kerja yang tercatat"),
        ({"minutes_per_day": "2"}, "Ada hari dengan jam tercatat yang lebih panjang."),
    ],
)
def test_what_the_law_or_the_work_forbids_is_said_at_its_field(client, order, head, changes, said):
    make_entry(order, TODAY - timedelta(3), minutes=180)
    client.force_login(head)
    page = send(client, order, **changes)
    assert page.status_code == 400
    assert said in page.content.decode()
    order.refresh_from_db()
    assert order.lock_version == 0


def test_a_correction_made_meanwhile_is_told(client, order, head):
    client.force_login(head)
    send(client, order, days_a_week="2")
    page = send(client, order, days_a_week="4", lock_version="0")
    assert "baru saja dibetulkan orang lain" in page.content.decode()
    order.refresh_from_db()
    assert order.days_a_week == 2
