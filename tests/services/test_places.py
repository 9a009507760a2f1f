"""Locks, the state file, the keys: what two programs of one instance may rely on."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bapas_portal.core.services.keys import key_files, local_environment
from bapas_portal.core.services.locate import embedded_urls
from bapas_portal.core.services.places import Places, is_running, read_state, try_lock, write_private


@pytest.fixture
def bare(tmp_path: Path) -> Places:
    found = Places(tmp_path / "var")
    found.run.mkdir(parents=True)
    return found


def test_a_lock_is_held_by_one_at_a_time(bare: Places) -> None:
    first = try_lock(bare.lock)
    assert first is not None
    assert try_lock(bare.lock) is None
    first.close()
    again = try_lock(bare.lock)
    assert again is not None
    again.close()


def test_readers_share_and_keep_a_writer_out(bare: Places) -> None:
    one, two = try_lock(bare.users_lock, shared=True), try_lock(bare.users_lock, shared=True)
    assert one is not None and two is not None
    assert try_lock(bare.users_lock) is None
    one.close()
    two.close()


def test_an_instance_runs_only_while_its_lock_is_held(bare: Places) -> None:
    assert not is_running(bare)
    held = try_lock(bare.lock)
    assert held is not None
    assert is_running(bare)
    held.close()
    assert not is_running(bare)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"'])
def test_a_state_that_cannot_be_read_counts_as_none(bare: Places, text: str) -> None:
    bare.state.write_text(text)
    assert read_state(bare) == {}


def test_a_stale_state_gives_no_addresses(bare: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAPAS_VAR", str(bare.var))
    write_private(bare.state, '{"urls": {"DATABASE_URL": "postgres://x"}}')
    assert embedded_urls() is None
    held = try_lock(bare.lock)
    assert held is not None
    assert embedded_urls() == {"DATABASE_URL": "postgres://x"}
    held.close()


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_keys_are_made_once_and_fit(bare: Places) -> None:
    files = key_files(bare)
    values = {name: Path(path).read_text() for name, path in files.items()}
    assert {name: Path(path).read_text() for name, path in key_files(bare).items()} == values
    assert set(values) == {"SECRET_KEY_FILE", "NIK_KEYS_FILE", "NIK_INDEX_KEY_FILE"}
    assert Fernet(values["NIK_KEYS_FILE"]).decrypt(Fernet(values["NIK_KEYS_FILE"]).encrypt(b"x")) == b"x"
    assert len(values["SECRET_KEY_FILE"]) >= 40
    assert stat.S_IMODE(bare.secrets.stat().st_mode) == 0o700


def test_the_callers_own_environment_goes_first(bare: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_MODE", "0")
    monkeypatch.setenv("SECRET_KEY", "mine")
    added = local_environment(bare)
    assert "DEMO_MODE" not in added
    assert "SECRET_KEY_FILE" not in added
    assert added["NIK_KEYS_FILE"].startswith(str(bare.secrets))
