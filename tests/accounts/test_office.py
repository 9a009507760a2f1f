"""Offices: the tree one sees, and the administrator who adds and changes them."""

from datetime import date

import pytest
from django.urls import reverse

from bapas_portal.accounts.actions.office import add_office, change_office
from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office
from bapas_portal.accounts.queries import office_tree
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, NotAllowed
from tests.factories import make_user

LIST = "accounts:office_list"
NEW = "accounts:office_new"


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def managing(admin, scoped):
    return scoped(admin, "accounts.manage_offices")


def _form(parent: Office, **fields) -> dict:
    return {"kind": "BAPAS", "parent": parent.pk, "code": "9901", "name": "Bapas Baru", "zone": "WIT"} | fields


def test_an_added_office_stands_below_its_parent_and_in_the_trail(admin, managing, kanwil):
    office = add_office(
        kind=OfficeKind.BAPAS, code="9901", parent_id=kanwil.pk, by=admin, scope=managing, name="Bapas Baru"
    )
    assert office.path == f"{kanwil.path}9901/"
    assert AuditEvent.objects.get(verb="office.added").office_id == office.pk


@pytest.mark.parametrize(
    ("kind", "fits"), [("KANWIL", False), ("BAPAS", True), ("POS", False)], ids=["kanwil", "bapas", "pos"]
)
def test_only_a_bapas_stands_under_a_kanwil(admin, managing, kanwil, kind, fits):
    values = {"kind": kind, "code": "9902", "parent_id": kanwil.pk, "by": admin, "scope": managing, "name": "Kantor"}
    if fits:
        assert add_office(**values).parent_id == kanwil.pk
        return
    with pytest.raises(Invalid) as refusal:
        add_office(**values)
    assert "parent" in refusal.value.fields


def test_a_code_is_given_once(admin, managing, bapas):
    with pytest.raises(Invalid) as refusal:
        add_office(
            kind="BAPAS", code=bapas.code, parent_id=bapas.parent_id, by=admin, scope=managing, name="Bapas Kembar"
        )
    assert "code" in refusal.value.fields


def test_nobody_adds_offices_outside_the_reach(head, scoped, kanwil):
    with pytest.raises(NotAllowed):
        add_office(
            kind="BAPAS",
            code="9903",
            parent_id=kanwil.pk,
            by=head,
            scope=scoped(head, "accounts.manage_offices"),
            name="Bapas",
        )


def test_a_change_names_only_the_fields_that_changed(admin, managing, bapas):
    change_office(office_id=bapas.pk, by=admin, scope=managing, name="Bapas Nama Lain", zone=bapas.zone)
    assert AuditEvent.objects.get(verb="office.changed").data == {"fields": ["name"]}
    bapas.refresh_from_db()
    assert bapas.name == "Bapas Nama Lain"


def test_an_office_does_not_close_before_it_opens(admin, managing, bapas):
    with pytest.raises(Invalid):
        change_office(
            office_id=bapas.pk, by=admin, scope=managing, opened_on=date(2026, 2, 1), closed_on=date(2026, 1, 1)
        )


def test_the_tree_keeps_the_offices_above_a_hit(admin, scoped, bapas, other_bapas):
    rows = office_tree(scoped(admin, "accounts.view_offices"), search=bapas.code.lower())
    assert [row.office.kind for row in rows] == ["DITJENPAS", "KANWIL", "BAPAS"]
    assert [row.depth for row in rows] == [0, 1, 2]
    assert other_bapas.name not in {row.office.name for row in rows}


def test_the_tree_counts_todays_people(pk, head, scoped, bapas):
    (row,) = office_tree(scoped(head, "accounts.view_offices"))
    assert (row.office, row.people) == (bapas, 2)


def test_an_officer_sees_the_own_office_and_no_button(pk, signed_in, bapas, other_bapas):
    page = signed_in(pk).get(reverse(LIST)).content.decode()
    assert bapas.name in page
    assert other_bapas.name not in page
    assert reverse(NEW) not in page


def test_an_administrator_adds_an_office_on_the_page(admin, signed_in, kanwil):
    answer = signed_in(admin).post(reverse(NEW), _form(kanwil))
    assert answer.status_code == 302
    assert Office.objects.get(code="9901").zone == "WIT"


def test_a_refused_form_keeps_what_was_typed(admin, signed_in, bapas):
    answer = signed_in(admin).post(reverse(NEW), _form(bapas.parent, code=bapas.code, name="Bapas Kembar"))
    assert answer.status_code == 422
    assert "Bapas Kembar" in answer.content.decode()
    assert "sudah dipakai kantor lain" in answer.content.decode()


def test_an_administrator_changes_an_office_on_the_page(admin, signed_in, bapas):
    url = reverse("accounts:office_edit", args=[bapas.pk])
    browser = signed_in(admin)
    assert bapas.name in browser.get(url).content.decode()
    assert browser.post(url, {"name": "Bapas Lain", "zone": "WIB"}).status_code == 302
    assert Office.objects.get(pk=bapas.pk).name == "Bapas Lain"
    wrong = browser.post(url, {"name": "", "zone": "WIB"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("name", ["accounts:office_new", "accounts:office_edit"])
def test_who_does_not_manage_offices_gets_403(head, signed_in, bapas, name):
    url = reverse(name, args=[bapas.pk] if name.endswith("edit") else [])
    assert signed_in(head).get(url).status_code == 403


@pytest.mark.django_db
def test_signed_out_goes_to_the_sign_in_page(client):
    assert reverse("accounts:sign_in") in client.get(reverse(LIST)).url
