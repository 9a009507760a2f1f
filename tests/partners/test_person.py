"""Contacts of a partner and members of a Pokmas: who writes them, what is kept, how they end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import SentBefore
from partners.actions.person import add_person
from partners.choices import OrganisationKind
from partners.models import Person
from tests.factories import make_user
from tests.factories.partners import make_branch, make_organisation, make_person

pytestmark = pytest.mark.django_db
TODAY = today_in()
VALUES = {"branch_id": None, "name": "Nani", "position": "", "skill": "", "phone": "0800-555-0002", "email": ""}


def url(name, *args):
    return reverse(f"partners:{name}", args=args)


def added(organisation, pk, **values):
    act = {"by": pk, "scope": scope_of(pk).narrowed("partners.write_organisation"), "from_on": TODAY}
    values = {"kind": "CONTACT", "form_key": uuid4()} | VALUES | act | values
    return add_person(organisation_id=organisation.pk, **values)


def test_a_contact_and_a_member_are_written_put_right_and_ended_by_the_pages(bapas, pk, signed_in):
    pokmas, browser = make_organisation(office=bapas), signed_in(pk)
    branch = make_branch(pokmas, name="Unit Rungkut")
    said = {"name": "Nani Contoh", "phone": "0800-555-0003", "from_on": TODAY.isoformat(), "branch_id": branch.pk}
    browser.post(url("person_new", pokmas.pk, "narahubung"), said)
    browser.post(url("person_new", pokmas.pk, "anggota"), {**said, "name": "Budi Contoh", "skill": "Las"})
    shown = browser.get(url("organisation_detail", pokmas.pk)).content.decode()
    for words in ("Nani Contoh", "0800-555-0003", "Unit Rungkut", "Budi Contoh", "Las"):
        assert words in shown
    nani = Person.objects.get(name="Nani Contoh")
    edit = url("person_edit", nani.pk)
    assert browser.post(edit, {**said, "name": "Nani S.", "lock_version": "0"}).status_code == 302
    stale = browser.post(edit, {**said, "name": "Ketikan saya", "lock_version": "0"})
    assert stale.status_code == 409 and "Ketikan saya" in stale.content.decode()
    end = url("person_end", nani.pk)
    assert browser.post(end, {"on": TODAY.isoformat(), "reason": ""}).status_code == 422
    browser.post(end, {"on": TODAY.isoformat(), "reason": "pindah"})
    assert "Nani S." not in browser.get(url("organisation_detail", pokmas.pk)).content.decode()
    assert Person.objects.get(pk=nani.pk).end_reason == "pindah"
    assert browser.get(edit).status_code == 404


def test_members_are_of_a_pokmas(bapas, pk, signed_in):
    firm = make_organisation(office=bapas, kind=OrganisationKind.COMPANY)
    assert signed_in(pk).get(url("person_new", firm.pk, "anggota")).status_code == 404
    assert signed_in(pk).get(url("person_new", firm.pk, "lain")).status_code == 404
    with pytest.raises(WrongState):
        added(firm, pk, kind="MEMBER")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"phone": ""}, "phone"), ({"from_on": TODAY + timedelta(1)}, "from_on"), ({"branch_id": -1}, "branch_id")],
)
def test_what_is_wrong_stands_at_its_field(bapas, pk, values, field):
    with pytest.raises(Invalid) as refused:
        added(make_organisation(office=bapas), pk, **values)
    assert field in refused.value.fields


def test_the_same_form_twice_is_one_person(bapas, pk):
    organisation, key = make_organisation(office=bapas), uuid4()
    first = added(organisation, pk, form_key=key)
    assert added(organisation, pk, form_key=key) == first
    with pytest.raises(SentBefore):
        added(organisation, pk, form_key=key, name="Lain")


def test_the_database_keeps_people_whole(bapas):
    person = make_person(make_organisation(office=bapas))
    for fields in ({"phone": ""}, {"to_on": TODAY}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(**fields)


def test_who_writes(bapas, other_bapas, pk, signed_in, client):
    person = make_person(make_organisation(office=bapas))
    for name in ("person_edit", "person_end"):
        assert signed_in(pk).get(url(name, person.pk)).status_code == 200
        assert signed_in(make_user(RoleCode.PK, other_bapas)).get(url(name, person.pk)).status_code == 404
        assert signed_in(make_user(RoleCode.TPP_SECRETARY, bapas)).get(url(name, person.pk)).status_code == 403
        assert client.get(url(name, person.pk)).status_code == 302
