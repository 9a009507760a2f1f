"""Consent, the daytime of children, and a guidance that does not end while its kerja sosial runs."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from bapas_portal.core.once import SentBefore
from clients.actions.guidance import close_guidance
from clients.models import Guidance
from programs.actions import hours
from programs.actions.service import finish_order
from programs.actions.service_consent import record_consent
from programs.models import ServiceConsent
from programs.rules.service import daytime
from tests.factories import make_guidance
from tests.factories.accounts import make_user
from tests.factories.service import make_entry, make_order
from tests.programs.pages import url

WRITE, DAY = "programs.write_service", date(2026, 3, 2)


@pytest.fixture
def order(bapas, pk):
    return make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"))


@pytest.fixture
def childs(bapas, pk):
    child = make_guidance(office=bapas, officer=pk, child=True, status="YANMAS")
    return make_order(child, minutes_ordered=600, minutes_per_day=180)


@pytest.fixture
def consent(pk, scoped):
    def recording(order, **changes):
        values = {"is_agreed": True, "said_on": DAY, "explained_by": "Jaksa Contoh", "form_key": uuid4()}
        return record_consent(order_id=order.pk, by=pk, scope=scoped(pk, WRITE), **values | changes)

    return recording


class TestDaytime:
    @given(st.times(), st.times())
    def test_a_span_is_in_daytime_when_both_ends_are(self, started, ended):
        day = daytime("06:00-18:00")
        assert day.holds(started, ended) == (started >= time(6) and ended <= time(18))

    @pytest.mark.parametrize("text", ["", "18:00-06:00", "06:00", "6-18-20", "siang"])
    def test_a_setting_that_is_no_span_fails_loudly(self, text):
        with pytest.raises(ValueError, match=r".+"):
            daytime(text)

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("started", "ended", "field"),
        [(None, None, "started_at"), (time(5, 30), time(8), "started_at"), (time(16), time(18, 1), "ended_at")],
    )
    def test_a_childs_entry_outside_daytime_or_without_a_clock_is_refused(
        self, childs, pk, scoped, started, ended, field
    ):
        with pytest.raises(Invalid) as refusal:
            hours.credit_hours(
                order_id=childs.pk,
                worked_on=DAY,
                minutes=60,
                started_at=started,
                ended_at=ended,
                form_key=uuid4(),
                by=pk,
                scope=scoped(pk, WRITE),
            )
        assert "pasal 76" in str(refusal.value.fields[field])

    @pytest.mark.django_db
    def test_an_adult_may_work_in_the_evening_and_a_child_in_daytime(self, order, childs, pk, scoped, settings):
        common = {"worked_on": DAY, "minutes": 60, "by": pk, "scope": scoped(pk, WRITE)}
        evening = {"started_at": time(19), "ended_at": time(20)}
        hours.credit_hours(order_id=order.pk, form_key=uuid4(), **common, **evening)
        settings.SERVICE_CHILD_DAY = "06:00-20:00"
        hours.credit_hours(order_id=childs.pk, form_key=uuid4(), **common, **evening)
        childs.refresh_from_db()
        assert childs.minutes_done == 60


@pytest.mark.django_db
class TestConsent:
    def test_answers_are_kept_one_after_the_other(self, order, consent):
        consent(order, is_agreed=False, note="Ingin berunding dengan keluarga")
        consent(order)
        assert list(order.consents.order_by("pk").values_list("is_agreed", flat=True)) == [False, True]
        for act in (order.consents.all().delete, lambda: order.consents.update(note="x")):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"said_on": date(2999, 1, 1)}, "said_on"),
            ({"explained_by": " "}, "explained_by"),
            ({"is_agreed": False}, "note"),
        ],
    )
    def test_what_is_missing_is_named_at_its_field(self, order, consent, changes, field):
        with pytest.raises(Invalid) as refusal:
            consent(order, **changes)
        assert list(refusal.value.fields) == [field]

    def test_a_child_is_heard_with_a_guardian_and_the_database_knows(self, childs, consent, pk):
        with pytest.raises(Invalid) as refusal:
            consent(childs)
        assert "guardian" in refusal.value.fields
        with pytest.raises(IntegrityError, match="consent_of_child_names_guardian"), transaction.atomic():
            ServiceConsent.objects.create(
                order=childs, is_agreed=True, said_on=DAY, explained_by="PK", form_key=uuid4(), by=pk
            )
        assert consent(childs, guardian="Ibu Contoh").guardian == "Ibu Contoh"

    def test_a_double_click_saves_once_and_other_words_are_said(self, order, consent):
        key = uuid4()
        assert consent(order, form_key=key) == consent(order, form_key=key)
        with pytest.raises(SentBefore):
            consent(order, form_key=key, explained_by="Hakim Contoh")

    def test_the_page(self, client, order, childs, pk, bapas, other_bapas, kanwil_staff):
        assert client.get(url("service_consent", order.pk)).status_code == 302
        for reader, status in ((make_user(RoleCode.PK, other_bapas), 404), (kanwil_staff, 403)):
            client.force_login(reader)
            assert client.get(url("service_consent", order.pk)).status_code == status
        client.force_login(pk)
        assert "wali" in client.get(url("service_consent", childs.pk)).content.decode()
        assert 'name="guardian"' not in client.get(url("service_consent", order.pk)).content.decode()
        sent = {"form_key": str(uuid4()), "is_agreed": "0", "said_on": "2026-03-02", "explained_by": "Jaksa Contoh"}
        refused = client.post(url("service_consent", order.pk), sent)
        assert refused.status_code == 400
        assert "Jaksa Contoh" in refused.content.decode()
        page = client.post(url("service_consent", order.pk), sent | {"note": "Sakit"}, follow=True).content.decode()
        assert "Tidak setuju" in page
        again = client.post(url("service_consent", order.pk), sent | {"note": "Sakit"}, follow=True).content.decode()
        assert "sudah terkirim sebelumnya" in again


@pytest.mark.django_db
class TestClosing:
    def closing(self, guidance, head, scoped):
        return close_guidance(
            guidance_id=guidance.pk,
            ended_on=today_in(),
            end_reason="MENINGGAL",
            by=head,
            scope=scoped(head, "clients.change_client"),
        )

    def test_a_guidance_does_not_end_while_its_order_runs(self, order, head, scoped, pk):
        with pytest.raises(Invalid) as refusal:
            self.closing(order.guidance, head, scoped)
        assert "masih berjalan" in str(refusal.value.fields["ended_on"])
        assert Guidance.objects.get(pk=order.guidance_id).ended_on is None
        make_entry(order, DAY)
        finish_order(order_id=order.pk, on=DAY + timedelta(1), note="Meninggal", by=pk, scope=scoped(pk, WRITE))
        assert self.closing(order.guidance, head, scoped).ended_on == today_in()

    def test_the_database_refuses_it_too(self, order):
        with pytest.raises(IntegrityError, match="guidance_no_running_order"), transaction.atomic():
            Guidance.objects.filter(pk=order.guidance_id).update(ended_on=today_in(), end_reason="HMB")
