"""Every address names a permission or stands in one of two short lists; signed out leads to sign-in."""

from urllib.parse import urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.roles import PARTNER_PERMISSIONS, PERMISSIONS, ROLES
from tests.factories import make_bapas, make_kanwil, make_nation, make_user
from tests.factories.partners import make_organisation, make_worker
from tests.guards.addresses import Address, addresses
from tests.guards.source import ROOT, python_files

PUBLIC = {
    "accounts:sign_in": "the way in",
    "accounts:sign_in_code": "the second step of the way in",
    "accounts:sign_out": "the way out, also when the session has ended",
    "core:gallery": "sample data only; 404 in production",
    "set_language": "the sign-in page has the language switch",
    "programs:feed": "the address is the secret: calendar programs cannot sign in; rights are worked out at each fetch",
    "partners:invitation": "an invited worker has no password yet; the address is a one-time secret",
    "api:schema": "describes the program and holds no row; client generators do not sign in",
    "healthz": "load balancers ask it; says only which service does not answer",
}
SIGNED_IN = {
    "accounts:home": "sends each role to its first page",
    "accounts:password_change": "one's own password",
    "accounts:second_factor": "one's own second factor",
    "accounts:second_factor_begin": "one's own second factor",
    "accounts:second_factor_confirm": "one's own second factor",
    "accounts:second_factor_off": "one's own second factor",
    "accounts:recovery_codes": "one's own second factor",
    "accounts:notice_page": "messages to oneself",
    "accounts:notice_done": "messages to oneself",
    "accounts:token_list": "one's own tokens",
    "accounts:token_revoke": "one's own tokens",
    "core:job": "one's own job",
    "api:docs": "shows the schema, holds no row",
}
# In the API: open to anyone with a token or a session.
API_SIGNED_IN = {
    "api:me": "who the caller is",
    "api:no_such_address": "404 in the API's own shape",
}
# Which figure, is asked in the query string: without one there is none.
NEEDS_A_QUERY = {"reports:figure_rows", "reports:needs_rows", "reports:quality_rows"}
WEB = [address for address in addresses() if not address.is_api]
API = [address for address in addresses() if address.is_api]
GUARDED = [address for address in WEB if address.permission]


def _name(address: Address) -> str:
    return address.name


@pytest.mark.parametrize("address", WEB, ids=_name)
def test_each_page_names_a_permission_or_stands_in_a_list(address):
    if address.name in PUBLIC:
        assert getattr(address.view, "is_public", False), "listed as public but not marked @public"
    elif address.name in SIGNED_IN:
        assert getattr(address.view, "is_for_signed_in", False), "listed for the signed-in but not marked @signed_in"
    else:
        assert address.permission in PERMISSIONS, f"{address.name} names no permission of accounts/roles.py"


@pytest.mark.parametrize("address", API, ids=_name)
def test_each_api_view_names_its_permissions_by_method(address):
    if address.name in API_SIGNED_IN:
        return
    # An action of a viewset may name its own, which DRF keeps beside the view.
    own = getattr(address.view, "initkwargs", {}).get("permission_names")
    names = own or getattr(address.view_class, "permission_names", None)
    if names is None:
        pytest.fail(f"{address.name} has no permission_names")
    unknown = set(names.values()) - PERMISSIONS.keys()
    assert not unknown
    methods = {method.upper() for method in getattr(address.view, "actions", None) or {"get": ""}}
    missing = {method for method in methods - {"HEAD", "OPTIONS"} if method not in names and "*" not in names}
    assert not missing, f"{address.name} answers {missing} without naming a permission"


def test_the_lists_hold_nothing_that_is_gone():
    known = {address.name for address in addresses()}
    gone = sorted((PUBLIC.keys() | SIGNED_IN.keys() | API_SIGNED_IN.keys()) - known)
    assert not gone


def test_each_name_means_one_address():
    seen: dict[str, str] = {}
    for address in WEB:
        assert seen.setdefault(address.name, address.route) == address.route, address.name


def test_each_permission_is_asked_for_somewhere():
    lists = {ROOT / "bapas_portal/accounts/roles.py", ROOT / "bapas_portal/core/nav.py"}
    written = "".join(path.read_text() for path in python_files() if path not in lists)
    assert not [name for name in PERMISSIONS if f'"{name}"' not in written], "a permission that opens nothing"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [a for a in WEB if a.name not in PUBLIC], ids=_name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_signed_out_leads_to_sign_in(address, method):
    answer = getattr(Browser(), method)(address.example)
    assert answer.status_code == 302, f"{method} {address.example}: {answer.status_code}"
    assert urlsplit(answer["Location"]).path == reverse("accounts:sign_in")


@pytest.mark.django_db
@pytest.mark.parametrize("address", API, ids=_name)
def test_the_api_answers_401_signed_out(address):
    assert Browser().get(address.example).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("address", GUARDED, ids=_name)
def test_somebody_without_a_role_is_refused(address, signed_in):
    browser = signed_in(make_user())
    codes = {browser.get(address.example).status_code, browser.post(address.example).status_code}
    assert codes <= {403, 405}
    assert 403 in codes


def _holder(permission: str):
    if permission in PARTNER_PERMISSIONS:
        return make_worker(make_organisation()).user
    role = next(role for role in ROLES.values() if permission in role.permissions)
    make = {
        OfficeKind.DITJENPAS: make_nation,
        OfficeKind.KANWIL: make_kanwil,
        OfficeKind.BAPAS: make_bapas,
        OfficeKind.POS: make_bapas,
    }
    return make_user(role.code, make[role.granted_at[0]]())


@pytest.mark.django_db
@pytest.mark.parametrize("address", [a for a in GUARDED if a.converters], ids=_name)
def test_a_row_that_does_not_exist_is_404_for_who_may(address, signed_in):
    browser = signed_in(_holder(address.permission))
    codes = [browser.get(address.example).status_code, browser.post(address.example).status_code]
    assert set(codes) <= {404, 405}, f"{address.example}: {codes}"
    assert 404 in codes


@pytest.mark.django_db
@pytest.mark.parametrize("address", [a for a in GUARDED if not a.converters], ids=_name)
def test_a_page_without_any_row_opens_for_who_may(address, signed_in):
    browser = signed_in(_holder(address.permission))
    expected = (404,) if address.name in NEEDS_A_QUERY else (200, 302, 400, 405)
    assert browser.get(address.example).status_code in expected
