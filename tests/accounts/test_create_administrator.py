"""The first account of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of

pytestmark = pytest.mark.django_db


def create(monkeypatch, password, username="Induk"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_administrator", username, "Pengelola Contoh", stdout=io.StringIO())


def test_the_first_administrator_manages_users(nation, monkeypatch):
    create(monkeypatch, "kunci-yang-panjang-77")
    user = User.objects.get(username="induk")
    assert user.check_password("kunci-yang-panjang-77")
    assert scope_of(user).holds("accounts.manage_users")


@pytest.mark.parametrize("password", ["", "pendek", "123456789012"])
def test_a_weak_password_is_refused_and_nothing_is_made(nation, monkeypatch, password):
    with pytest.raises(CommandError):
        create(monkeypatch, password)
    assert not User.objects.exists()


def test_a_taken_name_is_refused(nation, monkeypatch):
    create(monkeypatch, "kunci-yang-panjang-77")
    with pytest.raises(CommandError, match="taken"):
        create(monkeypatch, "kunci-yang-panjang-78")


def test_without_offices_it_says_what_to_run_first(db, monkeypatch):
    with pytest.raises(CommandError, match="load_reference"):
        create(monkeypatch, "kunci-yang-panjang-77")
