"""A form sent again: counted once and told so; sent again with other words it is refused, and may be sent as new."""

from datetime import timedelta
from uuid import uuid4

import pytest

from bapas_portal.core.dates import today_in
from programs.models import CareActivity, HoursEntry, PlanLine
from tests.factories import make_guidance
from tests.factories.programs import make_need
from tests.factories.service import make_order
from tests.programs.pages import posted, url

pytestmark = pytest.mark.django_db
TOLD = "sudah terkirim sebelumnya"
REFUSED = "sudah terkirim dan tersimpan dengan isi lain"


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, status="KERSOS")


@pytest.fixture
def forms(guidance, bapas, pk):
    """What is sent to each door, how it is changed after the back button, and the table that counts it."""
    today = today_in()
    days = {"verdict_on": today - timedelta(40), "start_on": today - timedelta(30), "deadline_on": today + timedelta(9)}
    hours = {"is_travel": "0", "worked_on": today.isoformat(), "started_at": "08:00", "ended_at": "10:00", "rest": "0"}
    activity = {"office": bapas.pk, "held_on": today.isoformat(), "kind": "KEBERSIHAN", "title": "Bersih pasar"}
    return {
        "hours_credit": (make_order(guidance, **days).pk, hours, {"ended_at": "11:00"}, HoursEntry),
        "line_add": (guidance.pk, posted(make_need(guidance), pk), {"goal": "Tujuan yang lain"}, PlanLine),
        "activity_new": (None, activity | {"place": "Pasar Contoh"}, {"title": "Bersih sungai"}, CareActivity),
    }


@pytest.mark.parametrize("door", ["hours_credit", "line_add", "activity_new"])
class TestSentTwice:
    def send(self, client, forms, door, key, **changes):
        row, sent, _, _ = forms[door]
        address = url(door, row) if row else url(door)
        return client.post(address, sent | {"form_key": str(key)} | changes, follow=True)

    def test_the_same_again_is_counted_once_and_told(self, client, pk, forms, door):
        client.force_login(pk)
        key = uuid4()
        assert TOLD not in self.send(client, forms, door, key).content.decode()
        assert TOLD in self.send(client, forms, door, key).content.decode()
        assert forms[door][3].objects.count() == 1

    def test_other_words_on_a_sent_form_are_refused_kept_and_may_be_sent_as_new(self, client, pk, forms, door):
        client.force_login(pk)
        key, changed = uuid4(), forms[door][2]
        self.send(client, forms, door, key)
        page = self.send(client, forms, door, key, **changed)
        text = page.content.decode()
        assert REFUSED in text
        assert next(iter(changed.values())) in text
        fresh = page.context["form"]["form_key"].value()
        assert fresh != str(key)
        assert forms[door][3].objects.count() == 1
        if door == "hours_credit":
            changed = {"started_at": "13:00", "ended_at": "14:00"}
        self.send(client, forms, door, fresh, **changed)
        assert forms[door][3].objects.count() == 2
