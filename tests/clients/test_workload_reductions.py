"""Reductions of workload: recorded once, never over another, ended early, by whom and for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.workload import end_reduction, record_reduction
from clients.models import WorkloadReduction
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SET = "clients.set_reduction"
LIST, NEW = "clients:reduction_list", "clients:reduction_new"


def day(number: int) -> str:
    return (today_in() + timedelta(days=number)).isoformat()


def typed(person, **changes) -> dict:
    return {
        "officer": person.pk,
        "percent": 50,
        "from_on": day(0),
        "to_on": day(10),
        "reason": "Cuti tahunan",
    } | changes


def test_the_head_records_one_and_the_trail_holds_it(pk, head, signed_in):
    browser = signed_in(head)
    answer = browser.post(reverse(NEW), typed(pk), follow=True)
    assert "Pengurangan dicatat." in answer.content.decode()
    row = WorkloadReduction.objects.get()
    assert (row.officer, row.percent, row.office, row.recorded_by) == (pk, 50, pk.grants.get().office, head)
    assert AuditEvent.objects.filter(verb="reduction.recorded", actor=head).count() == 1
    page = browser.get(reverse(LIST)).content.decode()
    assert "Berlaku" in page and reverse("clients:reduction_end", args=[row.pk]) in page


def test_sent_twice_it_is_kept_once_and_says_so(pk, head, signed_in):
    browser = signed_in(head)
    browser.post(reverse(NEW), typed(pk))
    answer = browser.post(reverse(NEW), typed(pk), follow=True)
    assert "tidak dicatat dua kali" in answer.content.decode()
    assert WorkloadReduction.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"percent": "101"}, "percent", "100"),
        ({"percent": "0"}, "percent", "1"),
        ({"to_on": day(-1)}, "to_on", "mendahului"),
        ({"from_on": day(-9), "to_on": day(-2)}, "to_on", "sudah lewat"),
        ({"to_on": day(366)}, "to_on", "satu tahun"),
        ({"reason": "   "}, "reason", ""),
        ({"officer": "999999"}, "officer", ""),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_keeps_what_was_typed(pk, head, signed_in, changes, field, words):
    answer = signed_in(head).post(reverse(NEW), typed(pk, **{"reason": "Diklat dasar"} | changes))
    form = answer.context["form"]
    assert answer.status_code == 422 and words in " ".join(form.errors[field])
    assert form["to_on"].value() == typed(pk, **changes)["to_on"]
    assert not WorkloadReduction.objects.exists()


def test_two_on_the_same_day_are_refused_until_the_first_is_ended(pk, head, signed_in):
    browser = signed_in(head)
    browser.post(reverse(NEW), typed(pk))
    answer = browser.post(reverse(NEW), typed(pk, percent=20, from_on=day(10), to_on=day(20)))
    assert "sudah ada pengurangan 50 %" in answer.context["form"].errors["from_on"][0]
    assert browser.post(reverse(NEW), typed(pk, from_on=day(11), to_on=day(20))).status_code == 302
    first = WorkloadReduction.objects.get(from_on=today_in())
    browser.post(reverse("clients:reduction_end", args=[first.pk]))
    first.refresh_from_db()
    assert first.ended_at is not None and (first.percent, first.to_on.isoformat()) == (50, day(10))
    assert browser.post(reverse(NEW), typed(pk, percent=20, to_on=day(5))).status_code == 302
    assert AuditEvent.objects.filter(verb="reduction.ended").count() == 1


def test_an_ended_one_is_not_ended_again(pk, head, scoped, signed_in):
    values = {"officer_id": pk.pk, "percent": 10, "from_on": today_in(), "to_on": today_in(), "reason": "Diklat"}
    row = record_reduction(**values, by=head, scope=scoped(head, SET)).row
    end_reduction(reduction_id=row.pk, by=head, scope=scoped(head, SET))
    with pytest.raises(WrongState):
        end_reduction(reduction_id=row.pk, by=head, scope=scoped(head, SET))
    assert signed_in(head).post(reverse("clients:reduction_end", args=[row.pk])).status_code == 409
    past = WorkloadReduction.objects.create(
        officer=pk,
        office=row.office,
        percent=5,
        reason="Diklat",
        recorded_by=head,
        from_on=today_in() - timedelta(days=9),
        to_on=today_in() - timedelta(days=2),
    )
    with pytest.raises(WrongState):
        end_reduction(reduction_id=past.pk, by=head, scope=scoped(head, SET))


def test_nobody_lightens_his_own_load(bapas, head, scoped):
    head.grants.create(role=RoleCode.PK, office=bapas, from_on="2020-01-01")
    values = {"percent": 10, "from_on": today_in(), "to_on": today_in(), "reason": "Diklat"}
    with pytest.raises(NotAllowed):
        record_reduction(officer_id=head.pk, **values, by=head, scope=scoped(head, SET))
    row = WorkloadReduction.objects.create(officer=head, office=bapas, recorded_by=head, **values)
    with pytest.raises(NotAllowed):
        end_reduction(reduction_id=row.pk, by=head, scope=scoped(head, SET))


def test_only_of_ones_own_office(pk, head, other_pk, other_bapas, scoped, signed_in):
    values = {"percent": 10, "from_on": today_in(), "to_on": today_in(), "reason": "Diklat"}
    with pytest.raises(Invalid):
        record_reduction(officer_id=other_pk.pk, **values, by=head, scope=scoped(head, SET))
    row = WorkloadReduction.objects.create(officer=other_pk, office=other_bapas, recorded_by=other_pk, **values)
    for address in (reverse("clients:reduction_end", args=[row.pk]),):
        assert signed_in(head).get(address).status_code == 404
        assert signed_in(head).post(address).status_code == 404
    assert other_pk.name not in signed_in(head).get(reverse(LIST)).content.decode()


def test_heads_of_sections_may_a_pk_a_kanwil_and_the_directorate_may_not(
    bapas, pk, kanwil_staff, directorate, signed_in, client
):
    for role in (RoleCode.SECTION_ADULT, RoleCode.SECTION_CHILD):
        number = WorkloadReduction.objects.count()
        form = typed(make_user(RoleCode.PK, bapas))
        assert signed_in(make_user(role, bapas)).post(reverse(NEW), form).status_code == 302
        assert WorkloadReduction.objects.count() == number + 1
    row = WorkloadReduction.objects.first()
    for address in (reverse(LIST), reverse(NEW), reverse("clients:reduction_end", args=[row.pk])):
        for reader in (pk, kanwil_staff, directorate):
            assert signed_in(reader).get(address).status_code == 403
            assert signed_in(reader).post(address, typed(pk)).status_code in (403, 405)
        assert client.get(address).status_code == 302
