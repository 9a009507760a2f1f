"""Signing in in two steps, one's own page, the way to it for who must, and the administrator's reset."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.actions.second_factor import reset_second_factor
from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import SecondFactor
from bapas_portal.accounts.queries import second_factor_of
from bapas_portal.accounts.tokens import make_token
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from tests.factories import make_user
from tests.factories.second_factor import PASSWORD, Phone, with_second_factor

SIGN_IN, CODE, PAGE = (f"accounts:{name}" for name in ("sign_in", "sign_in_code", "second_factor"))
BEGIN, CONFIRM = "accounts:second_factor_begin", "accounts:second_factor_confirm"
CODES, OFF, RESET = "accounts:recovery_codes", "accounts:second_factor_off", "accounts:user_second_factor"


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


def _password(browser, user, **extra):
    return browser.post(reverse(SIGN_IN), {"username": user.username, "password": PASSWORD, **extra})


def _code(browser, code: str):
    return browser.post(reverse(CODE), {"code": code})


def _is_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def test_the_password_alone_opens_nothing(client, pk):
    _factor, phone, _codes = with_second_factor(pk)
    answer = _password(client, pk, next=reverse("accounts:token_list"))
    assert answer.url == reverse(CODE)
    assert not _is_in(client)
    assert client.get(reverse("accounts:token_list")).status_code == 302
    assert client.get("/api/v1/me/").status_code == 401
    page = client.get(answer.url)
    assert "no-store" in page["Cache-Control"]
    assert _code(client, phone.code()).url == reverse("accounts:token_list")
    assert client.get(reverse("accounts:token_list")).status_code == 200
    assert AuditEvent.objects.get(verb="user.signed_in", actor=pk).data == {"second_factor": "app"}


def test_a_wrong_and_a_used_code_are_said_beside_the_field(client, pk):
    _factor, phone, codes = with_second_factor(pk)
    _password(client, pk)
    for code in ("000000", "abcd-efgh-jkmn", "\x00", "²²²²²²", "9" * 41):
        answer = _code(client, code)
        assert (answer.status_code, _is_in(client)) == (422, False)
    code = phone.code()
    _code(client, code)
    client.post(reverse("accounts:sign_out"))
    _password(client, pk)
    assert "sudah dipakai" in _code(client, code).content.decode()
    assert _code(client, codes[0]).status_code == 302
    assert AuditEvent.objects.filter(verb="second_factor.refused", subject_id=str(pk.pk), actor=None).count() >= 4
    assert not AuditEvent.objects.filter(verb="user.sign_in_failed").exists()


def test_after_five_wrong_codes_the_step_rests_wherever_one_tries_from(client, pk):
    from axes.models import AccessAttempt

    _factor, phone, _codes = with_second_factor(pk)
    _password(client, pk)
    answers = [client.post(reverse(CODE), {"code": "000000"}, REMOTE_ADDR=f"10.0.0.{n}") for n in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert client.post(reverse(CODE), {"code": phone.code()}, REMOTE_ADDR="10.0.0.9").status_code == 429
    assert not _is_in(client)
    assert "000000" not in str(list(AccessAttempt.objects.values()))


def test_wrong_passwords_from_elsewhere_do_not_close_the_second_step(client, pk):
    _factor, phone, _codes = with_second_factor(pk)
    for _ in range(5):
        client.post(reverse(SIGN_IN), {"username": pk.username, "password": "salah"}, REMOTE_ADDR="10.0.0.1")
    _password(client, pk)
    assert _code(client, phone.code()).status_code == 302


def test_a_right_code_forgets_the_wrong_ones(client, pk):
    _factor, phone, codes = with_second_factor(pk)
    for good in (phone.code(), codes[0]):
        _password(client, pk)
        assert {_code(client, "000000").status_code for _ in range(4)} == {422}
        assert _code(client, good).status_code == 302
        client.post(reverse("accounts:sign_out"))


def test_nobody_waits_longer_than_five_minutes_or_past_a_new_password(client, pk, time_machine):
    _factor, phone, codes = with_second_factor(pk)
    assert client.get(reverse(CODE)).url == reverse(SIGN_IN)
    _password(client, pk)
    pk.set_password("kalimat-panjang-baru-42")
    pk.save()
    assert _code(client, phone.code()).url == reverse(SIGN_IN)
    pk.set_password(PASSWORD)
    pk.save()
    _password(client, pk)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))
    assert _code(client, codes[0]).url == reverse(SIGN_IN)
    assert not _is_in(client)


def test_an_address_elsewhere_is_not_where_one_goes(client, pk):
    _factor, phone, _codes = with_second_factor(pk)
    _password(client, pk, next="https://jahat.example/")
    assert _code(client, phone.code()).url == reverse("accounts:home")


def test_it_is_set_up_on_the_page_and_other_sessions_end(pk, signed_in):
    browser, elsewhere = signed_in(pk), signed_in(pk)
    assert "Pasang sekarang" in browser.get(reverse(PAGE)).content.decode()
    assert browser.get(reverse(CONFIRM)).url == reverse(PAGE)
    assert browser.post(reverse(BEGIN), {"password": "bukan"}).status_code == 422
    assert browser.post(reverse(BEGIN), {"password": PASSWORD}).url == reverse(CONFIRM)
    secret = SecondFactor.objects.begun().get(user=pk).secret
    page = browser.get(reverse(CONFIRM))
    assert page.context["secret"].replace(" ", "") == secret
    assert "<svg" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert browser.post(reverse(CONFIRM), {"code": "000000"}).status_code == 422
    answer = browser.post(reverse(CONFIRM), {"code": Phone(secret).code()})
    codes = answer.context["codes"]
    assert len(codes) == 10
    assert codes[0] in answer.content.decode()
    page = browser.get(reverse(PAGE)).content.decode()
    assert codes[0] not in page
    assert "Menyala" in page
    assert elsewhere.get(reverse(PAGE)).url.startswith(reverse(SIGN_IN))
    assert not _is_in(elsewhere)


def _through(client, user):
    factor, phone, codes = with_second_factor(user)
    _password(client, user)
    _code(client, codes[0])
    return factor, phone, codes


def test_new_codes_and_switching_off_on_the_page(client, pk):
    _factor, phone, codes = _through(client, pk)
    assert client.get(reverse(CODES)).status_code == 200
    assert client.post(reverse(CODES), {"code": "000000"}).status_code == 422
    new = client.post(reverse(CODES), {"code": codes[1]}).context["codes"]
    assert client.post(reverse(OFF), {"password": "bukan", "code": new[0]}).status_code == 422
    assert client.post(reverse(OFF), {"password": PASSWORD, "code": phone.code()}).url == reverse(PAGE)
    assert client.get(reverse(PAGE)).status_code == 200
    assert second_factor_of(pk) is None
    assert client.get(reverse(OFF)).url == client.get(reverse(CODES)).url == reverse(PAGE)


def test_five_wrong_tries_on_ones_own_page_close_it_too(client, pk):
    _factor, phone, _codes = _through(client, pk)
    answers = [client.post(reverse(OFF), {"password": "bukan", "code": "x"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert client.post(reverse(OFF), {"password": PASSWORD, "code": phone.code()}).status_code == 429
    assert second_factor_of(pk) is not None


def test_who_must_have_one_is_led_to_it_when_the_days_of_grace_are_over(client, admin, settings, time_machine):
    settings.SECOND_FACTOR_GRACE_DAYS = 7
    users = reverse("accounts:user_list")
    answer = client.post(reverse(SIGN_IN), {"username": admin.username, "password": PASSWORD}, follow=True)
    assert "mewajibkan verifikasi dua langkah" in answer.content.decode()
    assert client.get(users).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=7))
    _password(client, admin)
    assert client.get(users).url == reverse(PAGE)
    assert client.get(users, headers={"HX-Request": "true"})["HX-Redirect"] == reverse(PAGE)
    assert "Wajib dipasang sekarang" in client.get(reverse(PAGE)).content.decode()
    assert client.get("/api/v1/me/").status_code == 401
    _token, key = make_token(admin, "rekap", today_in())
    assert client.get("/api/v1/me/", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    client.post(reverse(BEGIN), {"password": PASSWORD})
    secret = SecondFactor.objects.begun().get(user=admin).secret
    assert client.post(reverse(CONFIRM), {"code": Phone(secret).code()}).status_code == 200
    assert client.get(users).status_code == 200
    assert "tidak dapat dimatikan" in client.get(reverse(OFF)).content.decode()
    assert client.post(reverse(OFF), {"password": PASSWORD, "code": Phone(secret).code(1)}).status_code == 422
    assert second_factor_of(admin) is not None


def test_without_grace_nothing_opens_first(client, admin, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    _password(client, admin)
    assert client.get(reverse("accounts:home")).url == reverse(PAGE)


def test_a_demonstration_account_is_told_why_it_needs_none(signed_in, nation, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    browser = signed_in(make_user(RoleCode.ADMIN, nation, is_demo=True))
    assert browser.get(reverse("accounts:user_list")).status_code == 200
    assert "akun peragaan" in browser.get(reverse(PAGE)).content.decode()


def test_an_administrator_resets_it_and_every_session_of_the_person_ends(client, pk, head, admin, signed_in):
    _through(client, pk)
    url = reverse(RESET, args=[pk.pk])
    assert signed_in(head).get(url).status_code == 403
    browser = signed_in(admin)
    assert "Atur ulang" in browser.get(reverse("accounts:user_detail", args=[pk.pk])).content.decode()
    empty = browser.post(url, {"reason": " "})
    assert empty.status_code == 422
    assert second_factor_of(pk) is not None
    assert browser.post(url, {"reason": "ponsel hilang"}).status_code == 302
    assert client.get(reverse(PAGE)).url.startswith(reverse(SIGN_IN))
    answer = client.post(reverse(SIGN_IN), {"username": pk.username, "password": PASSWORD}, follow=True)
    assert "diatur ulang administrator" in answer.content.decode()
    again = browser.post(url, {"reason": "sekali lagi"})
    assert (again.status_code, "sekali lagi" in again.content.decode()) == (422, True)


def test_a_reset_in_the_meantime_stops_whoever_waits_at_the_code(client, pk, admin, scoped):
    _factor, phone, _codes = with_second_factor(pk)
    _password(client, pk)
    reset_second_factor(user_id=pk.pk, reason="x", by=admin, scope=scoped(admin, "accounts.manage_users"))
    assert _code(client, phone.code()).status_code == 422
    assert not _is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [PAGE, BEGIN, CONFIRM, CODES, OFF])
def test_signed_out_goes_to_the_sign_in_page(client, name):
    assert reverse(SIGN_IN) in client.get(reverse(name)).url
