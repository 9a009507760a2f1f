"""The embedded Valkey (or Redis): queue, cache and nothing else; 127.0.0.1 with a password."""

import secrets
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from bapas_portal.core.services.binaries import find_valkey
from bapas_portal.core.services.checks import free_port
from bapas_portal.core.services.child import Child, Recipe, last_lines
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import Places
from bapas_portal.core.services.servant import Servant, can_reach, give

READY_SECONDS = 30.0


@dataclass(frozen=True)
class Broker:
    """One server: its program, its data folder, and the port and password of this start."""

    program: Path
    data: Path
    log: Path
    port: int
    password: str
    servant: Servant | None
    is_throw_away: bool

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def config(self) -> str:
        """The configuration file: queued jobs survive a kill, and a full memory refuses instead of forgetting."""
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            f"appendonly {'no' if self.is_throw_away else 'yes'}",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
            'logfile ""',
        ]
        return "\n".join(lines) + "\n"


def broker_for(places: Places, home: Path, servant: Servant | None, *, is_throw_away: bool) -> Broker:
    """Return the broker of an instance, on a free port; the program copied when the servant cannot reach it."""
    program = find_valkey()
    if servant is not None and not can_reach(servant, program.parent):
        copy = home / f"{program.name}-{program.stat().st_size}"
        if not copy.exists():
            shutil.copy2(program, copy)
            copy.chmod(0o755)
        program = copy
    return Broker(
        program=program,
        data=home / "valkey",
        log=places.log / "valkey.log",
        port=free_port(),
        password=secrets.token_hex(24),
        servant=servant,
        is_throw_away=is_throw_away,
    )


def valkey_child(broker: Broker, env: dict[str, str]) -> Child:
    """Write the configuration and return the server, not yet started."""
    broker.data.mkdir(mode=0o700, exist_ok=True)
    config = broker.data / "valkey.conf"
    config.unlink(missing_ok=True)
    config.touch(mode=0o600)
    config.write_text(broker.config())
    give(broker.servant, config)
    give(broker.servant, broker.data)
    return Child(
        Recipe(
            name="valkey",
            argv=[str(broker.program), str(config)],
            env=env,
            log=broker.log,
            servant=broker.servant,
        )
    )


def is_ready(broker: Broker) -> bool:
    """Return whether the server answers PING (it does not while it still reads its file)."""
    try:
        with socket.create_connection(("127.0.0.1", broker.port), timeout=1) as line:
            line.sendall(f"AUTH {broker.password}\r\nPING\r\n".encode())
            said = b""
            while said.count(b"\r\n") < 2:
                part = line.recv(256)
                if not part:
                    return False
                said += part
    except OSError:
        return False
    return b"+PONG" in said


def wait_ready(broker: Broker, child: Child) -> None:
    """Wait for the first answer. Raises StartError with the end of the log when it does not come."""
    until = time.monotonic() + READY_SECONDS
    while not is_ready(broker):
        if time.monotonic() > until or not child.is_alive():
            raise StartError(f"Valkey did not start. The end of {broker.log}:\n{last_lines(broker.log)}")
        time.sleep(0.03)
