"""The scope table: who sees which guidance period."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.scope import ScopeNotDeclared
from clients.models import Client, Guidance
from tests.factories import make_bapas, make_guidance, make_user

pytestmark = pytest.mark.django_db

ROWS = ("own adult", "own child", "colleague's adult", "colleague's child", "other office")
READ = {
    RoleCode.PK: {"own adult", "own child", "colleague's adult"},
    RoleCode.APK: {"own adult", "own child", "colleague's adult"},
    RoleCode.HEAD: set(ROWS) - {"other office"},
    RoleCode.SECTION_ADULT: {"own adult", "colleague's adult"},
    RoleCode.SECTION_CHILD: {"own child", "colleague's child"},
    RoleCode.OPERATOR: set(ROWS) - {"other office"},
    RoleCode.TPP_SECRETARY: set(ROWS) - {"other office"},
    RoleCode.SUPERVISOR: set(ROWS) - {"other office"},
    RoleCode.KANWIL: set(),
    RoleCode.DITJENPAS: set(),
    RoleCode.ADMIN: set(),
}


@pytest.mark.parametrize("role", list(RoleCode))
def test_who_reads_which_guidance(role, bapas, kanwil, nation, other_bapas):
    at = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation, RoleCode.ADMIN: nation}.get(role, bapas)
    reader, colleague = make_user(role, at), make_user(RoleCode.PK, bapas)
    rows = {
        "own adult": make_guidance(office=bapas, officer=reader),
        "own child": make_guidance(office=bapas, officer=reader, child=True),
        "colleague's adult": make_guidance(office=bapas, officer=colleague),
        "colleague's child": make_guidance(office=bapas, officer=colleague, child=True),
        "other office": make_guidance(office=other_bapas),
    }
    scope = scope_of(reader).narrowed("clients.view_client")
    seen = set(Guidance.objects.visible_to(scope))
    assert {name for name, row in rows.items() if row in seen} == READ[role]
    people = set(Client.objects.visible_to(scope))
    assert {name for name, row in rows.items() if row.client in people} == READ[role]


def test_a_pk_writes_only_the_own_caseload(bapas, pk):
    own, other = make_guidance(office=bapas, officer=pk), make_guidance(office=bapas)
    assert set(Guidance.objects.visible_to(scope_of(pk).narrowed("clients.assess"))) == {own}
    assert other not in Guidance.objects.visible_to(scope_of(pk).narrowed("programs.write_plan"))


def test_kanwil_rows_are_those_of_its_offices(kanwil, bapas, other_bapas, kanwil_staff):
    own, other = make_guidance(office=bapas), make_guidance(office=other_bapas)
    rows = Guidance.objects.visible_to(scope_of(kanwil_staff).narrowed("reports.view_case_rows"))
    assert own in rows
    assert other not in rows


def test_a_childs_identity_is_for_those_who_guide_the_child(bapas, head, kanwil_staff, directorate):
    child, adult = make_guidance(office=bapas, child=True), make_guidance(office=bapas)

    def knows(user, row):
        return scope_of(user).may_identify(office_id=row.office_id, officer_id=row.officer_id, is_child=row.is_child)

    assert [knows(head, child), knows(kanwil_staff, child), knows(directorate, child)] == [True, False, False]
    assert [knows(head, adult), knows(kanwil_staff, adult), knows(directorate, adult)] == [True, True, False]


def test_a_scope_not_narrowed_shows_nothing_by_mistake(pk):
    with pytest.raises(ScopeNotDeclared):
        Guidance.objects.visible_to(scope_of(pk))


def test_a_user_without_grant_sees_nothing(bapas):
    make_guidance(office=bapas)
    assert not Guidance.objects.visible_to(scope_of(make_user()).narrowed("clients.view_client"))


def test_an_ended_grant_opens_nothing(bapas):
    former = make_user(RoleCode.HEAD, bapas)
    former.grants.update(to_on="2024-12-31")
    assert scope_of(former).permissions == frozenset()


def test_a_code_that_begins_alike_is_another_office(kanwil):
    first = make_bapas(kanwil)
    longer = make_bapas(kanwil)
    longer.code = first.code + "0"
    longer.save()
    assert not scope_of(make_user(RoleCode.HEAD, first)).covers("clients.view_client", office_id=longer.pk)


def test_age_at_the_offence_decides_and_stays(bapas):
    child = make_guidance(office=bapas, child=True, status="PB")
    assert child.is_child
    child.client.birth_on = child.client.birth_on.replace(year=1980)
    child.client.save()
    child.refresh_from_db()
    assert not child.is_child
