"""Root hands the servers to another account, who must be able to enter the folder (collected as root only)."""

import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import Places
from bapas_portal.core.services.servant import Servant, can_reach, give, reachable_tree, servant_for_root, services_home


@pytest.fixture
def nobody() -> Servant:
    entry = pwd.getpwnam("nobody")
    return Servant("nobody", entry.pw_uid, entry.pw_gid)


@pytest.fixture
def folders() -> Iterator[tuple[Path, Path]]:
    """A folder that nobody can enter, and one that nobody can."""
    closed, open_ = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    open_.chmod(0o755)
    yield closed, open_
    shutil.rmtree(closed)
    shutil.rmtree(open_)


def test_root_never_runs_the_servers() -> None:
    servant = servant_for_root()
    assert servant is not None
    assert servant.uid != 0


def test_an_open_folder_holds_the_data_itself(nobody: Servant, folders: tuple[Path, Path]) -> None:
    places = Places(folders[1] / "var")
    places.var.mkdir()
    assert services_home(places, nobody) == places.var
    assert stat.S_IMODE(places.var.stat().st_mode) == 0o711


def test_a_closed_folder_keeps_its_data_elsewhere_and_remembers_where(
    nobody: Servant, folders: tuple[Path, Path]
) -> None:
    closed, base = folders
    places = Places(closed / "var")
    places.var.mkdir()
    home = services_home(places, nobody, homes=(base,))
    assert home.parent == base
    assert can_reach(nobody, home)
    assert services_home(places, nobody, homes=()) == home


def test_when_no_folder_can_be_entered_the_account_and_the_remedy_are_named(
    nobody: Servant, folders: tuple[Path, Path]
) -> None:
    closed, _ = folders
    places = Places(closed / "var")
    places.var.mkdir()
    with pytest.raises(StartError, match=r"`nobody`, which runs the databases for root, cannot enter(.|\n)*BAPAS_VAR"):
        services_home(places, nobody, homes=(closed,))


def test_programs_in_a_closed_folder_are_copied_with_their_libraries(
    nobody: Servant, folders: tuple[Path, Path]
) -> None:
    closed, home = folders
    for name in ("wheel/install/bin/postgres", "wheel.libs/lib.so"):
        (closed / name).parent.mkdir(parents=True)
        (closed / name).write_text("x")
    tree = reachable_tree(nobody, closed / "wheel" / "install", home)
    assert (tree / "bin" / "postgres").exists()
    assert (tree.parent.parent / "wheel.libs" / "lib.so").exists()
    assert can_reach(nobody, tree / "bin")
    assert reachable_tree(nobody, closed / "wheel" / "install", home) == tree


def test_what_is_given_is_the_servants_alone(nobody: Servant, folders: tuple[Path, Path]) -> None:
    data = folders[1] / "data"
    data.mkdir()
    give(nobody, data)
    assert (data.stat().st_uid, stat.S_IMODE(data.stat().st_mode)) == (nobody.uid, 0o700)
