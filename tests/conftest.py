"""Settings of the test run: real PostgreSQL and Redis, strict templates, people in every role."""

import os

# Playwright's event loop runs in the thread of the test, which Django would take for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest
from django.conf import settings
from django.test import Client as Browser
from hypothesis import settings as properties

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.scopes import scope_of
from tests.emptying import few_rows_are_deleted as few_rows_are_deleted
from tests.factories import make_bapas, make_kanwil, make_nation, make_user
from tests.files import kept_in
from tests.network import closed_network as closed_network

# A busy machine is no fault of the rule under test.
properties.register_profile("portal", deadline=None)
properties.load_profile("portal")


class UnknownVariable(str):
    """An unknown template variable fails the test instead of printing nothing."""

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"unknown template variable: {name}")

    def __contains__(self, part: object) -> bool:
        return part == "%s"


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path) -> None:
    for name, value in kept_in(tmp_path / "files").items():
        setattr(settings, name, value)


@pytest.fixture
def nation(db) -> Office:
    return make_nation()


@pytest.fixture
def kanwil(nation: Office) -> Office:
    return make_kanwil(nation)


@pytest.fixture
def bapas(kanwil: Office) -> Office:
    return make_bapas(kanwil)


@pytest.fixture
def other_bapas(nation: Office) -> Office:
    """A Bapas of another Kanwil."""
    return make_bapas(make_kanwil(nation))


@pytest.fixture
def pk(bapas: Office) -> User:
    return make_user(RoleCode.PK, bapas)


@pytest.fixture
def head(bapas: Office) -> User:
    return make_user(RoleCode.HEAD, bapas)


@pytest.fixture
def kanwil_staff(kanwil: Office) -> User:
    return make_user(RoleCode.KANWIL, kanwil)


@pytest.fixture
def directorate(nation: Office) -> User:
    return make_user(RoleCode.DITJENPAS, nation)


@pytest.fixture
def other_pk(other_bapas: Office) -> User:
    return make_user(RoleCode.PK, other_bapas)


@pytest.fixture
def signed_in():
    """signed_in(user) -> a test browser signed in as that user."""

    def sign_in(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user, backend="bapas_portal.accounts.backends.NipOrUsernameBackend")
        return browser

    return sign_in


@pytest.fixture
def scoped():
    """scoped(user, permission) -> the user's scope narrowed to that permission."""

    def narrow(user: User, permission: str):
        return scope_of(user).narrowed(permission)

    return narrow
