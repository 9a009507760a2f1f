"""What is checked before a start, and what the person at the keyboard reads."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bapas_portal.core.services.checks import (
    check_free_space,
    check_port_free,
    check_writable,
    free_port,
    parse_port,
)
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import ROOT


def test_a_nearly_full_disk_is_named_with_the_megabytes_missing(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"disk is nearly full: \d+ MB free under .*at least 999999999 MB"):
        check_free_space(tmp_path, need_mb=999_999_999)


def test_enough_room_says_nothing(tmp_path: Path) -> None:
    check_free_space(tmp_path, need_mb=0)


def test_a_taken_port_is_named_and_another_offered() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken.*PORT={port + 1} make run"):
            check_port_free("127.0.0.1", port)


def test_a_free_port_passes() -> None:
    check_port_free("127.0.0.1", free_port())


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(StartError, match="cannot be used"):
        check_port_free("192.0.2.1", 8000)


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80.5", "８０"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StartError, match="PORT must be a number from 1 to 65535"):
        parse_port(text)


@pytest.mark.parametrize(("text", "port"), [("1", 1), ("8000", 8000), ("65535", 65535)])
def test_a_port_is_read(text: str, port: int) -> None:
    assert parse_port(text) == port


def test_a_file_in_the_way_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StartError, match=r"No permission to write in .*var"):
        check_writable(tmp_path / "var")


def test_a_folder_is_made(tmp_path: Path) -> None:
    check_writable(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


CHECK_AS_NOBODY = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from bapas_portal.core.services.checks import check_writable
from bapas_portal.core.services.errors import StartError
import os
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    check_writable(Path(sys.argv[1]))
except StartError as error:
    print(error)
"""


@pytest.mark.parametrize("inside", ["", "var"])
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, inside: str) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    said = subprocess.run(
        [sys.executable, "-c", CHECK_AS_NOBODY, str(closed / inside)], capture_output=True, text=True, check=True
    ).stdout
    closed.chmod(0o755)
    assert f"No permission to write in {closed / inside}" in said
    assert "BAPAS_VAR" in said
    assert closed.is_dir()
