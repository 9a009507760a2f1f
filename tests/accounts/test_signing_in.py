"""Signing in, out and failing to: what happens and what the trail keeps."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.backends import find_user
from bapas_portal.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE, demo_accounts, make_demo_accounts
from bapas_portal.accounts.reference import load_offices
from bapas_portal.audit.models import AuditEvent
from tests.factories import make_user

PASSWORD = "sandi-uji-coba"
SIGN_IN = "accounts:sign_in"


def _sign_in(client, username: str, password: str):
    return client.post(reverse(SIGN_IN), {"username": username, "password": password})


def test_signing_in_and_out_stands_in_the_trail_of_the_office(client, pk, bapas):
    assert _sign_in(client, pk.username.upper(), PASSWORD).status_code == 302
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    verbs = AuditEvent.objects.filter(actor=pk, office=bapas).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["user.signed_in", "user.signed_out"]


def test_signing_out_twice_is_no_event(client, db):
    assert client.post(reverse("accounts:sign_out")).status_code == 302
    assert not AuditEvent.objects.filter(verb="user.signed_out").exists()


def test_a_failed_sign_in_names_the_account_but_not_what_was_typed(client, pk, bapas):
    answer = _sign_in(client, pk.username, "salah-sekali")
    assert "tidak cocok" in answer.content.decode()
    event = AuditEvent.objects.get(verb="user.sign_in_failed")
    assert (event.subject_id, event.office_id, event.actor_id, event.data) == (str(pk.pk), bapas.pk, None, {})


def test_an_unknown_name_is_not_kept(client, db):
    _sign_in(client, "kata-sandi-yang-salah-kolom", "apa saja")
    event = AuditEvent.objects.get(verb="user.sign_in_failed")
    assert (event.subject_id, event.data) == ("0", {})


@pytest.mark.parametrize("typed", ["199001012015031001", "19900101 201503 1 001", " PETUGAS-UJI "])
def test_a_user_is_found_by_nip_or_name(db, typed):
    user = make_user(nip="199001012015031001")
    user.username = "petugas-uji"
    user.save()
    assert find_user(typed) == user


def test_nothing_typed_finds_nobody(db):
    assert find_user("  ") is None


def test_the_sign_in_page_lists_demo_accounts_only_in_demo_mode(client, settings, db):
    load_offices()
    make_demo_accounts()
    settings.DEMO_MODE = False
    assert DEMO_PASSWORD not in client.get(reverse(SIGN_IN)).content.decode()
    settings.DEMO_MODE = True
    assert DEMO_PASSWORD in client.get(reverse(SIGN_IN)).content.decode()
    assert len(demo_accounts()) == len(DEMO_PEOPLE)


def test_without_a_role_home_says_so(signed_in, db):
    answer = signed_in(make_user()).get(reverse("accounts:home"))
    assert answer.status_code == 200


def test_after_five_failures_the_name_rests_and_each_try_stands_in_the_trail(client, pk):
    answers = [_sign_in(client, pk.username, "salah") for _ in range(5)]
    assert answers[-1].status_code == 429
    assert _sign_in(client, pk.username, PASSWORD).status_code == 429
    assert AuditEvent.objects.filter(verb="user.sign_in_failed", subject_id=str(pk.pk)).count() == 6
