"""A partner's worker signs in with a second factor, as the policy says (capability 50)."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.models import SecondFactor
from tests.factories.partners import make_organisation, make_worker
from tests.factories.second_factor import PASSWORD, Phone

PAGE = "accounts:second_factor"


@pytest.fixture
def user(bapas):
    return make_worker(make_organisation(office=bapas)).user


def _sign_in(client, user):
    return client.post(reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD})


def test_a_worker_is_led_to_set_it_up_and_then_does_the_day(client, user, settings):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    _sign_in(client, user)
    home = reverse("accounts:home")
    assert client.get(home).url == reverse(PAGE)
    client.post(reverse("accounts:second_factor_begin"), {"password": PASSWORD})
    phone = Phone(SecondFactor.objects.begun().get(user=user).secret)
    assert client.post(reverse("accounts:second_factor_confirm"), {"code": phone.code(-1)}).status_code == 200
    assert client.get(home).url != reverse(PAGE)
    client.post(reverse("accounts:sign_out"))
    assert _sign_in(client, user).url == reverse("accounts:sign_in_code")
    assert client.post(reverse("accounts:sign_in_code"), {"code": phone.code()}).url == home


def test_an_installation_may_leave_it_to_the_worker(client, user, settings):
    settings.SECOND_FACTOR_GRACE_DAYS, settings.SECOND_FACTOR_PARTNERS = 0, False
    _sign_in(client, user)
    assert client.get(reverse("accounts:home")).url != reverse(PAGE)
