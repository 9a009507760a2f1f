"""Writing down work sites, their weekly times and safety checks: by the office that keeps the partner, once."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Notice
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from partners.actions.check import record_check, remind_checks
from partners.actions.site import add_site, change_site, close_site, reopen_site
from partners.actions.slot import end_slot, open_slots
from partners.models import Organisation, Site, SiteCheck, SiteSlot
from tests.factories import make_user
from tests.factories.partners import make_check, make_organisation, make_site, make_slot

pytestmark = pytest.mark.django_db
VALUES = {
    "name": "Panti Wreda Contoh",
    "street": "",
    "region_id": None,
    "latitude": -7.0,
    "longitude": 110.4,
    "job_kinds": ["CARE", "CLEANING"],
    "supervisor_name": "Ibu Contoh",
    "supervisor_phone": "",
    "for_adults": True,
    "for_children": False,
    "for_women": True,
    "for_men": True,
    "step_free": False,
    "pickup_point": "",
}
HOURS = {"starts_at": time(8), "ends_at": time(12), "seats": 5}


@pytest.fixture
def me(pk, scoped):
    return {"by": pk, "scope": scoped(pk, "partners.write_site")}


@pytest.fixture
def site(bapas):
    return make_site(office=bapas)


def test_a_site_is_added_once_for_a_form(bapas, me):
    partner, key = make_organisation(office=bapas), uuid4()
    first = add_site(organisation_id=partner.pk, form_key=key, **me, **VALUES)
    assert add_site(organisation_id=partner.pk, form_key=key, **me, **VALUES) == first
    with pytest.raises(SentBefore):
        add_site(organisation_id=partner.pk, form_key=key, **me, **VALUES | {"name": "Lain"})
    assert AuditEvent.objects.filter(verb="site.added").count() == 1


def test_another_offices_partner_and_site_are_out_of_reach(other_bapas, me):
    partner, site = make_organisation(office=other_bapas), make_site(office=other_bapas)
    slot = make_slot(site)
    day = today_in()
    with pytest.raises(Organisation.DoesNotExist):
        add_site(organisation_id=partner.pk, form_key=uuid4(), **me, **VALUES)
    for act in (
        lambda: change_site(site_id=site.pk, lock_version=0, **me, **VALUES),
        lambda: close_site(site_id=site.pk, **me),
        lambda: open_slots(site_id=site.pk, weekdays=[2], valid_from=day, form_key=uuid4(), **HOURS, **me),
        lambda: record_check(
            site_id=site.pk, checked_on=day, valid_until=None, is_safe=True, note="", form_key=uuid4(), **me
        ),
    ):
        with pytest.raises(Site.DoesNotExist):
            act()
    with pytest.raises(SiteSlot.DoesNotExist):
        end_slot(slot_id=slot.pk, last_on=day, **me)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"latitude": None}, "latitude"),
        ({"longitude": None}, "longitude"),
        ({"latitude": 52.5, "longitude": 13.4}, "latitude"),
        ({"for_adults": False}, "for_adults"),
        ({"for_women": False, "for_men": False}, "for_women"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(bapas, me, values, field):
    with pytest.raises(Invalid) as caught:
        add_site(organisation_id=make_organisation(office=bapas).pk, form_key=uuid4(), **me, **VALUES | values)
    assert field in caught.value.fields


def test_a_name_is_taken_once_at_a_partner(site, me):
    other = make_site(site.organisation)
    with pytest.raises(Invalid) as caught:
        change_site(site_id=other.pk, lock_version=0, **me, **VALUES | {"name": site.name})
    assert "name" in caught.value.fields


def test_a_second_window_writes_nothing_over(site, me):
    change_site(site_id=site.pk, lock_version=0, **me, **VALUES)
    with pytest.raises(StaleEdit):
        change_site(site_id=site.pk, lock_version=0, **me, **VALUES | {"name": "Lain"})
    site.refresh_from_db()
    assert (site.name, site.lock_version) == ("Panti Wreda Contoh", 1)


def test_closing_and_reopening(site, me):
    close_site(site_id=site.pk, **me)
    with pytest.raises(WrongState):
        close_site(site_id=site.pk, **me)
    with pytest.raises(WrongState):
        open_slots(site_id=site.pk, weekdays=[1], valid_from=today_in(), form_key=uuid4(), **HOURS, **me)
    assert reopen_site(site_id=site.pk, **me).is_active
    with pytest.raises(WrongState):
        reopen_site(site_id=site.pk, **me)


def test_several_weekdays_at_once_and_only_once(site, me):
    sent = {"site_id": site.pk, "valid_from": today_in(), "form_key": uuid4(), **HOURS, **me}
    slots = open_slots(weekdays=[5, 1, 3], **sent)
    assert [slot.weekday for slot in slots] == [1, 3, 5]
    assert open_slots(weekdays=[1, 3, 5], **sent) == slots
    for other in ({"weekdays": [1, 3]}, {"weekdays": [1, 3, 5], "seats": 9}):
        with pytest.raises(SentBefore):
            open_slots(**{**sent, **other})
    assert site.slots.count() == 3


def test_overlapping_hours_are_refused_whole_and_name_the_day(site, me):
    make_slot(site, 3)
    with pytest.raises(Invalid) as caught:
        open_slots(site_id=site.pk, weekdays=[2, 3], valid_from=today_in(), form_key=uuid4(), **HOURS, **me)
    assert "Rabu" in caught.value.fields["starts_at"]
    assert site.slots.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"weekdays": []}, "weekdays"), ({"ends_at": time(8)}, "ends_at"), ({"seats": 0}, "seats")],
)
def test_a_slot_makes_sense(site, me, values, field):
    sent = {"weekdays": [1], "valid_from": today_in(), "form_key": uuid4(), **HOURS} | values
    with pytest.raises(Invalid) as caught:
        open_slots(site_id=site.pk, **sent, **me)
    assert field in caught.value.fields


def test_a_slot_ends_on_a_day_to_come_and_others_may_follow(site, me):
    slot, today = make_slot(site), today_in()
    with pytest.raises(Invalid):
        end_slot(slot_id=slot.pk, last_on=today - timedelta(1), **me)
    assert end_slot(slot_id=slot.pk, last_on=today, **me).valid_to == today
    with pytest.raises(WrongState):
        end_slot(slot_id=slot.pk, last_on=today + timedelta(5), **me)
    open_slots(site_id=site.pk, weekdays=[1], valid_from=today + timedelta(1), form_key=uuid4(), **HOURS, **me)


def test_a_check_holds_as_long_as_usual_unless_said(site, me, settings):
    sent = {"site_id": site.pk, "checked_on": today_in(), "valid_until": None, "is_safe": True, "note": "", **me}
    key = uuid4()
    check = record_check(form_key=key, **sent)
    assert check.valid_until == add_months(today_in(), settings.SITE_CHECK_MONTHS)
    assert record_check(form_key=key, **sent) == check
    with pytest.raises(SentBefore):
        record_check(form_key=key, **sent | {"is_safe": False, "note": "Bocor"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"checked_on": date(2999, 1, 1)}, "checked_on"),
        ({"checked_on": date.max}, "checked_on"),
        ({"valid_until": date(2020, 1, 1)}, "valid_until"),
        ({"valid_until": date(2999, 1, 1)}, "valid_until"),
        ({"is_safe": False, "note": "  "}, "note"),
    ],
)
def test_a_check_makes_sense(site, me, values, field):
    sent = {"checked_on": today_in(), "valid_until": None, "is_safe": True, "note": ""} | values
    with pytest.raises(Invalid) as caught:
        record_check(site_id=site.pk, form_key=uuid4(), **sent, **me)
    assert field in caught.value.fields
    assert SiteCheck.objects.filter(site=site).count() == 1


def test_the_heads_of_the_office_are_told_once_a_check(bapas, head, pk):
    section, today = make_user(RoleCode.SECTION_ADULT, bapas), today_in()
    ending = make_site(office=bapas, safe=False, name="Segera Habis")
    make_check(ending, valid_until=today + timedelta(5))
    renewed = make_site(office=bapas, safe=False)
    make_check(renewed, valid_until=today + timedelta(5))
    make_check(renewed, checked_on=today, valid_until=today + timedelta(300))
    unsafe = make_site(office=bapas, safe=False)
    make_check(unsafe, valid_until=today, is_safe=False, note="Licin")
    make_check(make_site(office=bapas, safe=False, is_active=False), valid_until=today)
    assert (remind_checks(), remind_checks()) == (1, 0)
    assert set(Notice.objects.values_list("user", flat=True)) == {head.pk, section.pk}
    assert "Segera Habis" in Notice.objects.first().text
    assert AuditEvent.objects.filter(verb="site.check_reminded").count() == 1


def test_who_reads_only_writes_nothing(site, kanwil_staff):
    assert not scope_of(kanwil_staff).holds("partners.write_site")
