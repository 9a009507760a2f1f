"""Tokens: who comes in, and the one shape of every refusal."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from rest_framework.test import APIClient

from bapas_portal.accounts.models import ApiToken
from bapas_portal.accounts.tokens import make_token
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid
from tests.factories import make_guidance, make_user

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


def with_key(key: str) -> APIClient:
    return APIClient(headers={"authorization": f"Bearer {key}"})


def assert_refused(answer, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.json().keys() == {"code", "message", "fields"}
    assert answer.json()["code"] == code
    assert answer.json()["message"]


def test_a_token_opens_what_its_owner_may(pk, calling):
    answer = calling(pk).get(ME)
    assert answer.status_code == 200
    assert answer.json()["username"] == pk.username
    assert "clients.view_client" in answer.json()["permissions"]


def test_only_a_digest_of_the_key_is_kept(pk):
    token, key = make_token(pk, "SDP", today_in())
    assert key not in str(vars(ApiToken.objects.get(pk=token.pk)))
    assert with_key(key).get(ME).status_code == 200


def test_a_token_cannot_be_made_for_a_day_gone(pk):
    with pytest.raises(Invalid):
        make_token(pk, "lama", today_in() - timedelta(days=1))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now()),
        lambda token: ApiToken.objects.filter(pk=token.pk).update(expires_on=today_in() - timedelta(days=1)),
        lambda token: type(token.user).objects.filter(pk=token.user_id).update(is_active=False),
    ],
    ids=["revoked", "expired", "owner inactive"],
)
def test_a_token_that_ended_is_401(pk, spoil):
    token, key = make_token(pk, "uji", today_in())
    spoil(token)
    answer = with_key(key).get(ME)
    assert_refused(answer, 401, "authentication_failed")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer tidak-ada", "Bearer \xff\xfe"])
def test_a_broken_token_is_401(db, header):
    assert_refused(APIClient(headers={"authorization": header}).get(ME), 401, "authentication_failed")


@pytest.mark.parametrize("path", ["me/", "clients/", "clients/1/", "figures/", "tidak-ada/", "clients"])
def test_signed_out_is_401(path):
    assert_refused(Browser().get(f"/api/v1/{path}"), 401, "not_authenticated")


def test_a_session_works_too_and_keeps_its_csrf_check(pk, signed_in):
    assert signed_in(pk).get(ME).status_code == 200
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(pk, backend="bapas_portal.accounts.backends.NipOrUsernameBackend")
    answer = strict.post("/api/v1/clients/", {}, content_type="application/json")
    assert_refused(answer, 403, "permission_denied")


def test_a_token_beats_the_session_it_comes_with(pk, head, signed_in):
    _, key = make_token(pk, "uji", today_in())
    answer = signed_in(head).get(ME, headers={"authorization": f"Bearer {key}"})
    assert answer.json()["username"] == pk.username


def test_without_a_role_everything_but_me_is_403(calling):
    caller = calling(make_user())
    assert caller.get(ME).json()["permissions"] == []
    assert_refused(caller.get("/api/v1/clients/"), 403, "permission_denied")


@pytest.mark.parametrize("path", ["tidak-ada/", "clients", "clients/abc/", "clients/1/lagi/"])
def test_an_address_that_is_none_answers_in_the_same_shape(pk, calling, path):
    assert_refused(calling(pk).get(f"/api/v1/{path}"), 404, "not_found")


def test_methods_that_are_none_are_405(pk, bapas, calling):
    row = make_guidance(office=bapas, officer=pk)
    caller = calling(pk)
    for method in ("put", "patch", "delete", "options"):
        assert_refused(getattr(caller, method)(f"/api/v1/clients/{row.pk}/"), 405, "method_not_allowed")


def test_a_body_that_is_no_json_is_400(pk, calling):
    answer = calling(pk).post("/api/v1/clients/", "{bukan json", content_type="application/json")
    assert_refused(answer, 400, "parse_error")
    answer = calling(pk).post("/api/v1/clients/", "a=1", content_type="application/x-www-form-urlencoded")
    assert_refused(answer, 415, "unsupported_media_type")


def test_too_many_requests_are_429(pk, calling, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"user": "2/min"}}
    caller = calling(pk)
    codes = [caller.get(ME).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    answer = caller.get(ME)
    assert_refused(answer, 429, "throttled")
    assert int(answer["Retry-After"]) > 0
