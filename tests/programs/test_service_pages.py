"""Pages of service orders: who may open and write them, and what they say."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.models import HoursEntry, ServiceOrder
from tests.factories import make_guidance
from tests.factories.accounts import make_user
from tests.factories.service import make_order, order_values
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, status="KERSOS")


@pytest.fixture
def order(guidance) -> ServiceOrder:
    today = today_in()
    return make_order(
        guidance,
        verdict_on=today - timedelta(40),
        start_on=today - timedelta(30),
        deadline_on=today + timedelta(30),
    )


def credited(**changes) -> dict:
    return {
        "form_key": str(uuid4()),
        "is_travel": "0",
        "worked_on": (today_in() - timedelta(1)).isoformat(),
        "started_at": "08:00",
        "ended_at": "12:00",
        "rest": "30",
        "reason": "",
    } | changes


ACTS = ("hours_credit", "hours_penalise", "service_pause", "service_resume", "service_finish")


class TestWho:
    def test_signed_out_is_sent_to_sign_in(self, client, order):
        assert client.get(url("service_detail", order.guidance_id)).status_code == 302

    @pytest.mark.parametrize("name", ACTS)
    def test_another_office_finds_nothing(self, client, order, name, other_bapas):
        client.force_login(make_user(RoleCode.PK, other_bapas))
        assert client.get(url(name, order.pk)).status_code == 404
        assert client.get(url("service_detail", order.guidance_id)).status_code == 404

    @pytest.mark.parametrize("name", ACTS)
    def test_kanwil_and_directorate_may_not(self, client, order, name, kanwil_staff, directorate):
        for reader in (kanwil_staff, directorate):
            client.force_login(reader)
            assert client.get(url(name, order.pk)).status_code == 403
            assert client.get(url("service_detail", order.guidance_id)).status_code == 403
            assert client.get(url("service_list")).status_code == 403

    def test_the_adult_section_finds_no_childs_order(self, client, bapas, pk):
        child = make_order(
            make_guidance(office=bapas, officer=pk, child=True, status="YANMAS"),
            minutes_ordered=600,
            minutes_per_day=120,
        )
        client.force_login(make_user(RoleCode.SECTION_ADULT, bapas))
        assert client.get(url("service_detail", child.guidance_id)).status_code == 404
        assert client.get(url("hours_credit", child.pk)).status_code == 404

    def test_a_colleague_reads_but_does_not_write(self, client, order, bapas):
        client.force_login(make_user(RoleCode.PK, bapas))
        page = client.get(url("service_detail", order.guidance_id))
        assert page.status_code == 200
        assert "Catat jam" not in page.content.decode()
        assert client.get(url("hours_credit", order.pk)).status_code == 404

    def test_only_a_superior_adjusts(self, client, order, pk, head):
        client.force_login(pk)
        assert client.get(url("hours_adjust", order.pk)).status_code == 403
        client.force_login(head)
        sent = {"form_key": str(uuid4()), "minutes": "30", "reason": "Mesin absen rusak"}
        assert client.post(url("hours_adjust", order.pk), sent).status_code == 302
        order.refresh_from_db()
        assert order.minutes_done == 30


class TestVerdict:
    def sent(self, **changes) -> dict:
        today = today_in()
        return (
            {
                key: value.isoformat() if isinstance(value, date) else value or ""
                for key, value in order_values(
                    verdict_on=today - timedelta(9), start_on=today - timedelta(5), deadline_on=today + timedelta(100)
                ).items()
            }
            | {"form_key": str(uuid4()), "minutes_ordered": "60", "minutes_per_day": "4"}
            | changes
        )

    def test_a_verdict_is_taken_over_in_hours(self, client, guidance, pk):
        client.force_login(pk)
        assert client.get(url("service_new", guidance.pk)).status_code == 200
        answer = client.post(url("service_new", guidance.pk), self.sent(minutes_per_day="2.5"), follow=True)
        assert "60 jam" in answer.content.decode()
        order = ServiceOrder.objects.get(guidance=guidance)
        assert (order.minutes_ordered, order.minutes_per_day, order.kind) == (3600, 150, "KERSOS")

    def test_what_the_law_forbids_is_said_beside_the_field_and_kept_as_typed(self, client, guidance, pk):
        client.force_login(pk)
        answer = client.post(url("service_new", guidance.pk), self.sent(minutes_ordered="241", place="Masjid Contoh"))
        text = answer.content.decode()
        assert answer.status_code == 400
        assert "8 sampai 240 jam (KUHP pasal 85)" in text
        assert "Masjid Contoh" in text
        assert not ServiceOrder.objects.exists()

    def test_another_ground_has_no_order(self, client, bapas, pk):
        other = make_guidance(office=bapas, officer=pk)
        client.force_login(pk)
        assert "bukan kerja sosial" in client.get(url("service_detail", other.pk)).content.decode()
        assert client.post(url("service_new", other.pk), self.sent()).status_code == 409


class TestHours:
    def test_hours_by_the_clock_less_the_rest(self, client, order, pk):
        client.force_login(pk)
        answer = client.post(url("hours_credit", order.pk), credited(), follow=True)
        assert "3 jam 30 menit" in answer.content.decode()
        order.refresh_from_db()
        assert order.minutes_done == 210

    def test_the_same_form_twice_counts_once(self, client, order, pk):
        client.force_login(pk)
        sent = credited()
        for _click in range(2):
            assert client.post(url("hours_credit", order.pk), sent).status_code == 302
        assert HoursEntry.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"ended_at": "13:00"}, "240 menit menurut putusan"),
            ({"ended_at": "07:00"}, "sesudah jam mulai"),
            ({"worked_on": "2020-01-01"}, "di luar masa perintah"),
            ({"worked_on": "bukan tanggal"}, "tanggal"),
        ],
    )
    def test_a_refusal_stands_on_the_page_with_what_was_typed(self, client, order, pk, changes, said):
        client.force_login(pk)
        answer = client.post(url("hours_credit", order.pk), credited(reason="Menyapu aula", **changes))
        text = answer.content.decode()
        assert answer.status_code == 400
        assert said in text
        assert "Menyapu aula" in text

    def test_one_cancels_ones_own_entry_and_the_head_anybodys(self, client, order, pk, head):
        client.force_login(head)
        client.post(url("hours_credit", order.pk), credited())
        entry = HoursEntry.objects.get()
        client.force_login(pk)
        sent = {"form_key": str(uuid4()), "reason": "Salah hari"}
        assert client.post(url("hours_reverse", entry.pk), sent).status_code == 403
        client.force_login(head)
        answer = client.post(url("hours_reverse", entry.pk), sent, follow=True)
        assert "dibatalkan" in answer.content.decode()
        order.refresh_from_db()
        assert order.minutes_done == 0

    def test_a_pause_shows_and_ends(self, client, order, pk):
        client.force_login(pk)
        sent = {"reason": "ILLNESS", "from_on": today_in().isoformat(), "to_on": "", "note": "Surat dokter"}
        assert "Sedang dijeda" in client.post(url("service_pause", order.pk), sent, follow=True).content.decode()
        ended = client.post(url("service_resume", order.pk), {"last_on": today_in().isoformat()}, follow=True)
        assert "Sedang dijeda" not in ended.content.decode()

    def test_ending_early_wants_a_reason(self, client, order, pk):
        client.force_login(pk)
        sent = {"on": today_in().isoformat(), "note": ""}
        assert client.post(url("service_finish", order.pk), sent).status_code == 400
        assert client.post(url("service_finish", order.pk), sent | {"note": "Dicabut"}).status_code == 302


class TestList:
    def test_the_one_that_will_be_late_stands_first(self, client, bapas, pk):
        today = today_in()
        for number, (ordered, name) in enumerate([(480, "cukup"), (14400, "terlambat")]):
            make_order(
                make_guidance(office=bapas, officer=pk, status="KERSOS", register_no=f"KS/{number}"),
                minutes_ordered=ordered,
                start_on=today - timedelta(10),
                verdict_on=today - timedelta(20),
                deadline_on=today + timedelta(60),
                place=name,
            )
        client.force_login(pk)
        answer = client.get(url("service_list"))
        order = [row.order.minutes_ordered for row in answer.context["page"]]
        assert order == [14400, 480]
        assert answer.context["late"] == 1

    def test_the_number_of_queries_does_not_grow(self, client, bapas, pk, django_assert_max_num_queries):
        for number in range(6):
            make_order(make_guidance(office=bapas, officer=pk, status="KERSOS", register_no=f"KQ/{number}"))
        client.force_login(pk)
        client.get(url("service_list"))
        with django_assert_max_num_queries(12):
            client.get(url("service_list"))
