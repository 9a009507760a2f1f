"""One's own password and keys."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.actions.token import add_token, revoke_token
from bapas_portal.accounts.models import ApiToken
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState

OLD = "sandi-uji-coba"
NEW = "kalimat-panjang-baru-42"
LIST = "accounts:token_list"


def _in(days: int):
    return today_in() + timedelta(days=days)


def test_a_key_is_shown_once_and_kept_as_a_digest(pk):
    token, key = add_token(label="rekap", expires_on=_in(30), by=pk)
    assert key not in (token.digest, token.label)
    assert AuditEvent.objects.get(verb="token.added").subject_id == str(token.pk)


@pytest.mark.parametrize(("days", "fits"), [(0, False), (1, True), (366, True), (367, False), (-1, False)])
def test_a_key_lives_a_day_to_a_year(pk, days, fits):
    if fits:
        assert add_token(label="rekap", expires_on=_in(days), by=pk)[0].expires_on == _in(days)
        return
    with pytest.raises(Invalid) as refusal:
        add_token(label="rekap", expires_on=_in(days), by=pk)
    assert "expires_on" in refusal.value.fields


def test_a_label_is_used_once_among_living_keys(pk, head):
    token, _key = add_token(label="rekap", expires_on=_in(30), by=pk)
    add_token(label="rekap", expires_on=_in(30), by=head)
    with pytest.raises(Invalid):
        add_token(label="rekap", expires_on=_in(30), by=pk)
    revoke_token(token_id=token.pk, by=pk)
    assert add_token(label="rekap", expires_on=_in(30), by=pk)


def test_a_key_is_revoked_once_and_only_by_its_owner(pk, head):
    token, _key = add_token(label="rekap", expires_on=_in(30), by=pk)
    with pytest.raises(ApiToken.DoesNotExist):
        revoke_token(token_id=token.pk, by=head)
    assert revoke_token(token_id=token.pk, by=pk).revoked_at is not None
    with pytest.raises(WrongState):
        revoke_token(token_id=token.pk, by=pk)


def test_the_page_shows_a_new_key_and_never_again(pk, signed_in, client):
    browser = signed_in(pk)
    answer = browser.post(reverse(LIST), {"label": "rekap", "expires_on": _in(30).isoformat()})
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(reverse(LIST)).content.decode()
    assert key not in page
    assert "rekap" in page


def test_a_refused_key_keeps_what_was_typed(pk, signed_in):
    answer = signed_in(pk).post(reverse(LIST), {"label": "program saya", "expires_on": "2001-01-01"})
    assert answer.status_code == 422
    assert "program saya" in answer.content.decode()


def test_a_key_is_revoked_on_its_page(pk, head, signed_in):
    token, _key = add_token(label="rekap", expires_on=_in(30), by=pk)
    url = reverse("accounts:token_revoke", args=[token.pk])
    assert signed_in(head).get(url).status_code == 404
    browser = signed_in(pk)
    assert "rekap" in browser.get(url).content.decode()
    assert browser.post(url).status_code == 302
    assert "Dicabut" in browser.get(reverse(LIST)).content.decode()


def test_the_password_is_changed_with_the_old_one(pk, signed_in):
    url = reverse("accounts:password_change")
    browser = signed_in(pk)
    assert browser.get(url).status_code == 200
    wrong = browser.post(url, {"old_password": "bukan", "new_password1": NEW, "new_password2": NEW})
    assert wrong.status_code == 422
    short = browser.post(url, {"old_password": OLD, "new_password1": "pendek", "new_password2": "pendek"})
    assert short.status_code == 422
    right = browser.post(url, {"old_password": OLD, "new_password1": NEW, "new_password2": NEW})
    assert right.status_code == 302
    pk.refresh_from_db()
    assert pk.check_password(NEW)
    assert AuditEvent.objects.filter(verb="user.password_changed", actor=pk).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["password_change", "token_list"])
def test_signed_out_goes_to_the_sign_in_page(client, name):
    assert reverse("accounts:sign_in") in client.get(reverse(f"accounts:{name}")).url
