"""The step before the virtual environment: messages, the lock's stamp, and the syntax of an old Python."""

import ast
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from bapas_portal.core.services import bootstrap
from bapas_portal.core.services.bootstrap import Refusal, check_python, check_room, uv_requirement


@pytest.mark.parametrize("version", [(3, 6), (3, 10)])
def test_an_old_python_is_refused_with_a_remedy(version: tuple[int, int]) -> None:
    with pytest.raises(Refusal, match=f"Python 3.{version[1]} is too old.*needs Python 3.11.*\n.*PYTHON="):
        check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_new_enough_python_passes(version: tuple[int, int]) -> None:
    check_python(version)


def test_an_old_python_can_read_the_file_that_refuses_it() -> None:
    source = Path(bootstrap.__file__).read_text()
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(bootstrap.__file__).read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_full_disk_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="disk is nearly full"):
        check_room(tmp_path, 999_999_999)


def test_a_folder_that_is_not_there_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No permission to write"):
        check_room(tmp_path / "missing")


def test_uv_is_taken_with_its_hashes_from_the_lock() -> None:
    lock = (
        "ab==1 \\\n    --hash=sha256:aa\nuv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n    # via x\nzz==3\n"
    )
    assert uv_requirement(lock) == "uv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc"


def test_a_lock_without_uv_gives_nothing() -> None:
    assert uv_requirement("ab==1 \\\n    --hash=sha256:aa\n") == ""


def test_the_real_lock_names_uv() -> None:
    assert uv_requirement(bootstrap.LOCKS["dev"].read_text()).startswith("uv==")


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_the_stamp_follows_the_lock_and_the_python(kind: str) -> None:
    text = bootstrap.LOCKS[kind].read_bytes() + repr(sys.version_info[:2]).encode()
    assert bootstrap.lock_digest(kind) == hashlib.sha256(text).hexdigest()


def test_an_unknown_command_is_answered_with_the_known_ones() -> None:
    done = subprocess.run([sys.executable, bootstrap.__file__, "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run | test | stop | reset" in done.stderr
