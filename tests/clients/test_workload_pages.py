"""The workload of PKs: the grouped count equals a plain loop, each reader sees his part, an appointment tells it."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Guidance, Tier, TierRule, WorkloadReduction
from clients.queries.workload import ladder_in_force, nation_loads, office_loads
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.django_db
PAGE = "clients:workload"


def tiered(code: str, points: int, **where) -> Guidance:
    guidance = make_guidance(**where)
    rule = TierRule.objects.get()
    Tier.objects.create(guidance=guidance, rule=rule, code=code, points=points, inputs={}, trace=[], cause="RECOMPUTED")
    return guidance


def less(officer, office, percent=50, **fields) -> WorkloadReduction:
    today = today_in()
    days = {"from_on": today, "to_on": today + timedelta(days=5)} | fields
    return WorkloadReduction.objects.create(
        officer=officer, office=office, percent=percent, reason="Diklat", recorded_by=officer, **days
    )


@pytest.fixture
def office(bapas, pk):
    """pk: 8 + 4 + 1 (untiered) + 2 of a child; one client without PK; one ended; one past tier."""
    publish_tier_rule()
    tiered("MAKSIMAL", 8, office=bapas, officer=pk)
    moved = tiered("INTENSIF", 4, office=bapas, officer=pk)
    old = Tier(guidance=moved, rule=TierRule.objects.get(), code="STANDAR", points=1, inputs={}, trace=[])
    old.cause, old.superseded_at = "RECOMPUTED", "2026-01-01T00:00:00Z"
    old.save()
    make_guidance(office=bapas, officer=pk)
    tiered("INDIVIDUAL", 2, office=bapas, officer=pk, child=True)
    tiered("INTENSIF", 4, office=bapas)
    tiered("MAKSIMAL", 8, office=bapas, officer=pk, ended_on=today_in(), end_reason="HMB")
    return bapas


def plain_loop(office) -> tuple[Counter, Counter]:
    points, clients = Counter(), Counter()
    for guidance in Guidance.objects.filter(office=office, ended_on=None):
        now = guidance.tiers.filter(superseded_at=None).first()
        points[guidance.officer_id] += now.points if now else 1
        clients[guidance.officer_id] += 1
    return points, clients


def test_the_grouped_count_equals_a_plain_loop(office, pk, head, scoped):
    second = make_user(RoleCode.PK, office)
    for code, weight in [("STANDAR", 1), ("INTENSIF", 4), ("INTENSIF", 4)]:
        tiered(code, weight, office=office, officer=second)
    rows = office_loads(scoped(head, "clients.view_workload"), office, ladder_in_force())
    told = {row.officer.pk if row.officer else None: (row.held.points, row.held.clients) for row in rows}
    points, clients = plain_loop(office)
    assert told == {officer: (points[officer], clients[officer]) for officer in clients}
    own = next(row for row in rows if row.officer == pk)
    assert (own.held.adults, own.held.children, own.held.untiered, own.held.points) == (3, 1, 1, 15)
    assert own.held.tiers == {"MAKSIMAL": 1, "INTENSIF": 1, "": 1, "INDIVIDUAL": 1}


def test_the_offices_add_up_to_the_same(office, kanwil_staff, head, scoped):
    rows = nation_loads(scoped(kanwil_staff, "clients.view_workload"), ladder_in_force())
    inside = office_loads(scoped(head, "clients.view_workload"), office, ladder_in_force())
    [row] = [each for each in rows if each.office == office]
    assert row.held.points == sum(each.held.points for each in inside) == 19
    assert (row.officers, row.capacity, row.unassigned) == (1, 80, 1)


def test_a_reduction_lowers_the_capacity_of_its_days_only(office, pk, head, scoped):
    today = today_in()
    less(pk, office, 75)
    less(pk, office, 100, from_on=today + timedelta(days=30), to_on=today + timedelta(days=40))
    taken_back = less(pk, office, 10, from_on=today - timedelta(days=9), to_on=today + timedelta(days=9))
    taken_back.ended_at = "2026-01-01T00:00:00Z"
    taken_back.save()
    [own] = [
        row
        for row in office_loads(scoped(head, "clients.view_workload"), office, ladder_in_force())
        if row.officer == pk
    ]
    assert (own.capacity, own.used, own.left, own.weight) == (20, 75, 5, "ROOM")


def test_who_sees_what(office, pk, head, kanwil_staff, directorate, other_pk, nation, signed_in, client):
    colleague = make_user(RoleCode.PK, office)
    seen = {row.officer: row.held.points for row in signed_in(head).get(reverse(PAGE)).context["rows"]}
    assert seen == {pk: 15, colleague: 0, None: 4}
    for role in (RoleCode.SECTION_ADULT, RoleCode.SECTION_CHILD):
        rows = signed_in(make_user(role, office)).get(reverse(PAGE)).context["rows"]
        assert {row.officer: row.held.points for row in rows} == seen
    own = signed_in(pk).get(reverse(PAGE))
    assert [(row.officer, row.held.points) for row in own.context["rows"]] == [(pk, 15)]
    assert colleague.name not in own.content.decode()
    for reader in (kanwil_staff, directorate):
        page = signed_in(reader).get(reverse(PAGE))
        assert page.status_code == 200
    assert [row.held.clients for row in signed_in(other_pk).get(reverse(PAGE)).context["rows"]] == [0]
    assert signed_in(make_user(RoleCode.ADMIN, nation)).get(reverse(PAGE)).status_code == 403
    assert client.get(reverse(PAGE)).status_code == 302


def test_one_office_of_several(office, other_bapas, kanwil_staff, directorate, head, signed_in, kanwil):
    here, there = (reverse("clients:workload_office", args=[each.pk]) for each in (office, other_bapas))
    assert signed_in(directorate).get(here).status_code == signed_in(directorate).get(there).status_code == 200
    assert signed_in(kanwil_staff).get(here).status_code == 200
    assert signed_in(kanwil_staff).get(there).status_code == 404
    assert signed_in(head).get(there).status_code == 404


def test_over_the_capacity_is_told_in_words(office, pk, head, signed_in):
    less(pk, office, 90)
    page = signed_in(head).get(reverse(PAGE)).content.decode()
    assert "Melebihi 7 poin" in page and "dikurangi 90 %" in page
    assert f"?whose={pk.pk}&amp;intensity=none" in page


def test_the_list_behind_the_link_holds_those_without_a_tier(office, pk, head, signed_in):
    found = signed_in(head).get(reverse("clients:caseload"), {"whose": str(pk.pk), "intensity": "none"})
    assert found.context["found"].total == 1
    assert signed_in(head).get(reverse("clients:caseload"), {"whose": str(pk.pk)}).context["found"].total == 4


def test_without_a_rule_the_page_says_whom_to_ask(bapas, head, kanwil_staff, signed_in):
    assert "Mintalah administrator" in signed_in(head).get(reverse(PAGE)).content.decode()
    one = reverse("clients:workload_office", args=[bapas.pk])
    assert "Mintalah administrator" in signed_in(kanwil_staff).get(one).content.decode()


def test_queries_do_not_grow(office, head, kanwil, kanwil_staff, signed_in):
    def asked(reader) -> int:
        browser = signed_in(reader)
        browser.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(PAGE))
        return len(queries)

    few = asked(head), asked(kanwil_staff)
    for _ in range(4):
        another = make_user(RoleCode.PK, office)
        tiered("STANDAR", 1, office=office, officer=another)
        less(another, office)
    assert (asked(head), asked(kanwil_staff)) == few


def test_an_appointment_shows_the_lightest_first_and_warns_over_the_capacity(office, pk, head, signed_in):
    light = make_user(RoleCode.PK, office, name="Aris Ringan")
    tiered("STANDAR", 1, office=office, officer=light)
    guidance = tiered("MAKSIMAL", 8, office=office)
    address = reverse("clients:officer_assign", args=[guidance.pk])
    browser = signed_in(head)
    words = [label for value, label in browser.get(address).context["form"].fields["officer"].choices if value]
    assert words == ["Aris Ringan: 1 dari 80 poin, menjadi 9", f"{pk.name}: 15 dari 80 poin, menjadi 23"]
    less(light, office, 95)
    words = [label for value, label in browser.get(address).context["form"].fields["officer"].choices if value]
    assert words[1] == "Aris Ringan: 1 dari 4 poin, menjadi 9 (melebihi kapasitas)"
    answer = browser.post(address, {"officer": light.pk, "from_on": today_in().isoformat()}, follow=True)
    assert "Aris Ringan kini memegang 9 poin dari kapasitas 4" in answer.content.decode()
    guidance.refresh_from_db()
    assert guidance.officer == light
    words = [label for value, label in browser.get(address).context["form"].fields["officer"].choices if value]
    assert "Aris Ringan: 9 dari 4 poin, PK klien ini sekarang" in words


def test_an_operator_appoints_by_name_alone(office, pk, signed_in):
    guidance = make_guidance(office=office)
    operator = signed_in(make_user(RoleCode.OPERATOR, office))
    choices = (
        operator.get(reverse("clients:officer_assign", args=[guidance.pk])).context["form"].fields["officer"].choices
    )
    assert [label for value, label in choices if value] == [pk.name]
