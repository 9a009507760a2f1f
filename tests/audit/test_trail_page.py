"""The page that reads the trail, and the command that checks it."""

import io
from datetime import timedelta

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent, ChainHead
from bapas_portal.audit.queries import EventFilter, events, in_words
from bapas_portal.audit.trail import record, record_read
from tests.factories import make_user

PAGE = "audit:event_list"
TAMPERING = "audit.AuditEvent:audit_append_only"


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def some_events(pk, other_pk, bapas, other_bapas):
    record(verb="office.changed", subject=bapas, by=pk, office_id=bapas.pk, fields=["name", "zone"])
    record_read(subject=bapas, by=pk, office_id=bapas.pk)
    record(verb="user.signed_in", subject=pk, by=pk, office_id=bapas.pk)
    record(verb="office.changed", subject=other_bapas, by=other_pk, office_id=other_bapas.pk)


def _verify() -> str:
    out = io.StringIO()
    call_command("verify_trail", stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("some_events")
def test_a_head_sees_the_own_office_and_an_administrator_all(head, admin, scoped):
    assert events(scoped(head, "audit.view_trail"), EventFilter()).count() == 3
    assert events(scoped(admin, "audit.view_trail"), EventFilter()).count() == 4


@pytest.mark.usefixtures("some_events")
@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({"act": "change"}, 2),
        ({"act": "read"}, 1),
        ({"act": "sign_in"}, 1),
        ({"verb": "office.changed"}, 2),
        ({"subject": "accounts.user"}, 1),
        ({"actor": "tidak ada"}, 0),
        ({"subject_id": "1"}, 4),
    ],
)
def test_filters_narrow(admin, scoped, wanted, number):
    assert events(scoped(admin, "audit.view_trail"), EventFilter(**wanted)).count() == number


@pytest.mark.usefixtures("some_events")
def test_days_are_whole_days_of_the_portals_zone(admin, scoped, pk):
    scope, today = scoped(admin, "audit.view_trail"), timezone.localdate()
    assert events(scope, EventFilter(first=today, last=today, actor=pk.username)).count() == 3
    assert not events(scope, EventFilter(last=today - timedelta(days=1))).exists()
    assert not events(scope, EventFilter(first=today + timedelta(days=1))).exists()


def test_an_event_is_told_in_words_and_an_unknown_verb_as_written(pk, bapas):
    line = in_words(record(verb="office.changed", subject=bapas, by=pk, fields=["name", "zone"], note=""))
    assert (line.verb, line.subject) == ("Kantor diubah", "Kantor")
    assert line.data == [("isian", "name, zone")]
    assert in_words(record(verb="office.painted", subject=bapas, by=pk)).verb == "office.painted"


@pytest.mark.usefixtures("some_events")
def test_the_page_shows_events_filters_and_pages(admin, signed_in, bapas):
    browser = signed_in(admin)
    page = browser.get(reverse(PAGE)).content.decode()
    assert "Kantor diubah" in page
    only = browser.get(reverse(PAGE), {"subject": "accounts.office", "subject_id": bapas.pk}).content.decode()
    assert f"Kantor {bapas.pk}" in only
    assert "Tidak ada peristiwa" in browser.get(reverse(PAGE), {"actor": "tidak ada orang"}).content.decode()
    for number in range(60):
        record(verb="office.changed", subject=bapas, by=admin, office_id=bapas.pk, number=number)
    first = browser.get(reverse(PAGE), {"act": "change"})
    assert len(first.context["lines"]) == 50
    second = browser.get(reverse(PAGE) + first.context["next_url"])
    assert second.context["lines"][0].event.pk < first.context["lines"][-1].event.pk


def test_a_value_that_is_no_choice_does_not_narrow(admin, signed_in):
    assert signed_in(admin).get(reverse(PAGE), {"act": "apa", "first": "bukan tanggal"}).status_code == 200


@pytest.mark.parametrize("role", [RoleCode.PK, RoleCode.OPERATOR, RoleCode.SECTION_ADULT])
def test_others_do_not_read_the_trail(signed_in, bapas, role):
    assert signed_in(make_user(role, bapas)).get(reverse(PAGE)).status_code == 403


@pytest.mark.django_db
def test_signed_out_goes_to_the_sign_in_page(client):
    assert reverse("accounts:sign_in") in client.get(reverse(PAGE)).url


@pytest.mark.usefixtures("some_events")
def test_a_whole_trail_is_said_to_be_whole():
    assert "whole" in _verify()


@pytest.mark.usefixtures("some_events")
@pytest.mark.parametrize("which", ["first", "last"])
def test_a_removed_event_shows(pk, which):
    chain = AuditEvent.objects.filter(chain=pk.pk).order_by("sequence")
    victim = chain.first() if which == "first" else chain.last()
    with pgtrigger.ignore(TAMPERING):
        AuditEvent.objects.filter(pk=victim.pk).delete()
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_trail", stdout=out)
    assert refusal.value.returncode == 1
    assert f"chain {pk.pk}" in out.getvalue()
    assert "missing" in out.getvalue()


@pytest.mark.usefixtures("some_events")
@pytest.mark.parametrize(
    "change", [{"verb": "office.added"}, {"data": {"fields": []}}, {"office": None}, {"at": timezone.now()}]
)
def test_a_changed_event_shows(pk, change):
    with pgtrigger.ignore(TAMPERING):
        AuditEvent.objects.filter(chain=pk.pk, sequence=1).update(**change)
    with pytest.raises(CommandError):
        _verify()


@pytest.mark.usefixtures("some_events")
def test_the_database_keeps_events_and_a_shortened_head_shows(pk):
    with pytest.raises(Exception, match="Cannot update or delete"):
        AuditEvent.objects.filter(chain=pk.pk).delete()


@pytest.mark.usefixtures("some_events")
def test_a_head_set_back_shows(pk):
    ChainHead.objects.filter(chain=pk.pk).update(sequence=2)
    with pytest.raises(CommandError):
        _verify()
