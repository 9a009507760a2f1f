"""People and their roles: made, changed, switched off, given and ended; never deleted, never by oneself."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.actions.user import add_user, change_user, end_role, give_role, reset_password
from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.accounts.queries import users_in
from bapas_portal.accounts.roles import ROLES
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.accounts.tokens import make_token
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from tests.factories import make_user

MANAGE = "accounts.manage_users"
NIP = "199001012015031001"


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def managing(admin, scoped):
    return scoped(admin, MANAGE)


def _give(person: User, office, admin: User, managing, **fields) -> RoleGrant:
    values = {"role": RoleCode.PK, "office_id": office.pk, "from_on": today_in(), "to_on": None} | fields
    return give_role(user_id=person.pk, by=admin, scope=managing, **values)


def test_a_new_account_signs_in_with_the_password_shown_once(admin, managing, client):
    user, password = add_user(username="Petugas.Baru", by=admin, scope=managing, name="Petugas Baru", nip=NIP)
    assert user.username == "petugas.baru"
    answer = client.post(reverse("accounts:sign_in"), {"username": NIP, "password": password})
    assert answer.status_code == 302
    event = AuditEvent.objects.get(verb="user.created")
    assert password not in str(event.data)


@pytest.mark.parametrize(("field", "values"), [("username", {}), ("nip", {"username": "lain", "nip": NIP})])
def test_a_name_and_a_nip_belong_to_one_account(admin, managing, field, values):
    add_user(username="sama", by=admin, scope=managing, name="Satu", nip=NIP)
    with pytest.raises(Invalid) as refusal:
        add_user(**({"username": "sama", "name": "Dua", "by": admin, "scope": managing} | values))
    assert field in refusal.value.fields


def test_nobody_switches_off_the_own_account(admin, managing):
    with pytest.raises(Invalid):
        change_user(user_id=admin.pk, by=admin, scope=managing, is_active=False)


def test_switching_an_account_off_takes_its_scope_away(admin, managing, pk):
    change_user(user_id=pk.pk, by=admin, scope=managing, is_active=False)
    pk.refresh_from_db()
    assert not scope_of(pk).permissions
    assert AuditEvent.objects.get(verb="user.changed").data == {"fields": ["is_active"]}


def test_a_change_that_changes_nothing_leaves_no_trail(admin, managing, pk):
    change_user(user_id=pk.pk, by=admin, scope=managing, name=pk.name)
    assert not AuditEvent.objects.filter(verb="user.changed").exists()


def test_a_new_first_password_replaces_the_old_one(admin, managing, pk):
    _user, password = reset_password(user_id=pk.pk, by=admin, scope=managing)
    pk.refresh_from_db()
    assert pk.check_password(password)
    assert not pk.check_password("sandi-uji-coba")


def test_a_new_first_password_ends_the_keys_to_the_api(admin, managing, pk):
    token, _key = make_token(user=pk, label="unduhan", expires_on=date(2099, 1, 1))
    reset_password(user_id=pk.pk, by=admin, scope=managing)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_role_opens_its_permissions_from_its_first_day(admin, managing, bapas):
    person = make_user()
    tomorrow = today_in() + timedelta(days=1)
    _give(person, bapas, admin, managing, from_on=tomorrow)
    assert not scope_of(person).holds("clients.assess")
    assert scope_of(person, day=tomorrow).holds("clients.assess")


@pytest.mark.parametrize("role", list(RoleCode))
def test_a_role_is_held_only_where_the_list_of_roles_says(admin, managing, nation, kanwil, bapas, role):
    for office in (nation, kanwil, bapas):
        person = make_user()
        if office.kind in ROLES[role].granted_at:
            assert _give(person, office, admin, managing, role=role).role == role
        else:
            with pytest.raises(Invalid):
                _give(person, office, admin, managing, role=role)


def test_the_same_role_is_not_held_twice_on_one_day(admin, managing, bapas):
    person = make_user()
    _give(person, bapas, admin, managing)
    with pytest.raises(Invalid) as refusal:
        _give(person, bapas, admin, managing, from_on=today_in() + timedelta(days=30))
    assert "from_on" in refusal.value.fields


def test_a_role_does_not_end_before_it_starts(admin, managing, bapas):
    person = make_user()
    with pytest.raises(Invalid):
        _give(person, bapas, admin, managing, to_on=today_in() - timedelta(days=1))
    grant = _give(person, bapas, admin, managing)
    with pytest.raises(Invalid):
        end_role(grant_id=grant.pk, to_on=today_in() - timedelta(days=1), by=admin, scope=managing)


def test_the_last_day_of_a_role_still_counts(admin, managing, pk):
    grant = RoleGrant.objects.get(user=pk)
    end_role(grant_id=grant.pk, to_on=today_in(), by=admin, scope=managing)
    assert scope_of(pk).holds("clients.assess")
    assert not scope_of(pk, day=today_in() + timedelta(days=1)).holds("clients.assess")


def test_an_ended_role_is_not_ended_later(admin, managing, pk):
    grant = RoleGrant.objects.get(user=pk)
    end_role(grant_id=grant.pk, to_on=today_in(), by=admin, scope=managing)
    with pytest.raises(WrongState):
        end_role(grant_id=grant.pk, to_on=today_in() + timedelta(days=9), by=admin, scope=managing)


def test_nobody_gives_or_ends_a_role_of_the_own(admin, managing, bapas):
    with pytest.raises(NotAllowed):
        _give(admin, bapas, admin, managing)
    with pytest.raises(NotAllowed):
        end_role(grant_id=RoleGrant.objects.get(user=admin).pk, to_on=today_in(), by=admin, scope=managing)


def test_without_the_permission_no_account_is_made(head, scoped):
    with pytest.raises(NotAllowed):
        add_user(username="gelap", by=head, scope=scoped(head, "clients.view_client"), name="Gelap")


def test_people_in_reach_are_those_with_a_role_there(head, pk, other_pk, scoped, managing):
    assert set(users_in(scoped(head, "clients.view_client"))) == {head, pk}
    assert other_pk in set(users_in(managing))


# Pages


def test_the_list_finds_by_name_role_office_and_state(admin, pk, other_pk, signed_in, bapas):
    browser = signed_in(admin)
    url = reverse("accounts:user_list")
    assert pk.username in browser.get(url).content.decode()
    found = browser.get(url, {"role": "PK", "office": bapas.pk, "state": "on"}).content.decode()
    assert pk.username in found
    assert other_pk.username not in found
    assert "Tidak ada pengguna" in browser.get(url, {"q": "tidak ada orang ini"}).content.decode()


def test_an_account_is_made_on_the_page_and_its_password_shown(admin, signed_in):
    browser = signed_in(admin)
    answer = browser.post(reverse("accounts:user_new"), {"username": "baru", "name": "Baru", "is_active": "on"})
    user = User.objects.get(username="baru")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert reverse("accounts:user_detail", args=[user.pk]) in answer.content.decode()
    again = browser.post(reverse("accounts:user_new"), {"username": "baru", "name": "Baru", "is_active": "on"})
    assert again.status_code == 422
    assert "sudah dipakai" in again.content.decode()


def test_a_persons_page_shows_all_roles_and_saves_changes(admin, pk, signed_in, bapas):
    RoleGrant.objects.create(user=pk, role="APK", office=bapas, from_on=date(2019, 1, 1), to_on=date(2019, 12, 31))
    url = reverse("accounts:user_detail", args=[pk.pk])
    browser = signed_in(admin)
    page = browser.get(url).content.decode()
    assert "Berakhir" in page
    assert "Berlaku" in page
    assert browser.post(url, {"name": "Nama Lain", "nip": "123", "is_active": "on"}).status_code == 422
    assert browser.post(url, {"name": "Nama Lain", "nip": NIP, "is_active": "on"}).status_code == 302
    pk.refresh_from_db()
    assert (pk.name, pk.nip) == ("Nama Lain", NIP)


def test_roles_are_given_and_ended_on_pages(admin, signed_in, bapas):
    person = make_user()
    browser = signed_in(admin)
    url = reverse("accounts:grant_new", args=[person.pk])
    assert browser.get(url).status_code == 200
    form = {"role": "PK", "office": bapas.pk, "from_on": today_in().isoformat()}
    assert browser.post(url, form | {"role": "KANWIL"}).status_code == 422
    assert browser.post(url, form).status_code == 302
    grant = RoleGrant.objects.get(user=person)
    end = reverse("accounts:grant_end", args=[grant.pk])
    assert person.name in browser.get(end).content.decode()
    assert browser.post(end, {"to_on": "2001-01-01"}).status_code == 422
    assert browser.post(end, {"to_on": today_in().isoformat()}).status_code == 302
    grant.refresh_from_db()
    assert grant.to_on == today_in()


def test_the_own_page_offers_no_roles(admin, signed_in):
    browser = signed_in(admin)
    page = browser.get(reverse("accounts:user_detail", args=[admin.pk])).content.decode()
    assert "administrator lain" in page
    assert browser.get(reverse("accounts:grant_new", args=[admin.pk])).status_code == 403


def test_a_new_first_password_is_asked_for_and_shown_once(admin, pk, signed_in):
    browser = signed_in(admin)
    url = reverse("accounts:user_password", args=[pk.pk])
    assert "sesi" in browser.get(url).content.decode()
    answer = browser.post(url)
    pk.refresh_from_db()
    assert not pk.check_password("sandi-uji-coba")
    assert "once" in answer.content.decode()


@pytest.mark.parametrize("name", ["user_list", "user_new", "user_detail", "user_password", "grant_new", "grant_end"])
def test_a_head_of_office_manages_no_users(head, pk, signed_in, name):
    arguments = {"user_list": [], "user_new": [], "grant_end": [RoleGrant.objects.get(user=pk).pk]}
    url = reverse(f"accounts:{name}", args=arguments.get(name, [pk.pk]))
    assert signed_in(head).get(url).status_code == 403


def test_an_unknown_person_is_404(admin, signed_in):
    assert signed_in(admin).get(reverse("accounts:user_detail", args=[987654])).status_code == 404
