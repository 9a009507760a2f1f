"""The embedded PostgreSQL: one private cluster, reached by a socket only."""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from bapas_portal.core.services.binaries import find_postgres
from bapas_portal.core.services.child import Child, Recipe, last_lines
from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.leftovers import is_alive, wait_for_end
from bapas_portal.core.services.places import Places
from bapas_portal.core.services.servant import Servant, give, reachable_tree

DATABASE = "bapas"
ROLE = "bapas"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes of sun_path on Linux (108 with its NUL); macOS allows 103
READY_SECONDS = 60.0
# The cluster holds demo data on a laptop: small buffers, but every commit is safe.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "jit": "off",
    "max_wal_size": "512MB",
    "log_destination": "stderr",
    "logging_collector": "off",
}
# For `make test` alone: a crash loses nothing that matters.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One data folder, the programs that serve it, and the account that runs them."""

    tree: Path
    home: Path
    log: Path
    servant: Servant | None
    is_throw_away: bool

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_folder(self) -> Path:
        """A 0700 folder whose socket path fits the kernel's limit; under the temporary folder if need be."""
        inside = self.home / "pg"
        if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT - 4:
            return inside
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"bapas-{os.geteuid()}-{mark}"

    @property
    def url(self) -> str:
        """The address in the form that django-environ reads: the socket folder inside the path."""
        return f"postgres://{ROLE}@/{quote(str(self.socket_folder))}/{DATABASE}"

    def program(self, name: str) -> str:
        return str(self.tree / "bin" / name)


def cluster_for(places: Places, home: Path, servant: Servant | None, *, is_throw_away: bool) -> Cluster:
    """Return the cluster of an instance, its programs copied to where the servant can reach them."""
    tree = reachable_tree(servant, find_postgres(), home)
    return Cluster(tree, home, places.log / "postgres.log", servant, is_throw_away)


def make_cluster(cluster: Cluster, env: dict[str, str]) -> None:
    """Run initdb once. A half-made folder of an earlier try is thrown away; a made one is left as it is.

    Raises StartError when the data was written by another major version, or when initdb fails.
    """
    if cluster.data.exists():
        _check_version(cluster)
        return
    draft = cluster.data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give(cluster.servant, draft)
    locale = ["--locale=C.UTF-8"]
    if major_version(cluster) >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    argv = [cluster.program("initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    servant = cluster.servant
    done = subprocess.run(
        [*argv, "--no-sync", *locale],
        env=env,
        cwd="/",
        user=servant.uid if servant else None,
        group=servant.gid if servant else None,
        extra_groups=[] if servant else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StartError(f"PostgreSQL could not make its data folder {cluster.data}:\n{done.stderr.strip()}")
    draft.rename(cluster.data)


def major_version(cluster: Cluster) -> int:
    """Return the major version of the programs, such as 18."""
    said = subprocess.run([cluster.program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz"))


def _check_version(cluster: Cluster) -> None:
    written_by = int((cluster.data / "PG_VERSION").read_text())
    if written_by != major_version(cluster):
        raise StartError(
            f"The data in {cluster.data} was written by PostgreSQL {written_by}, "
            f"but the program found is {major_version(cluster)}.\n"
            "Install that version, or start afresh with `make reset` (the demo data is made again)."
        )


def clear_stale_pid(cluster: Cluster) -> None:
    """Wait for a postmaster that an ended supervisor left on this data, then forget its pid file.

    PostgreSQL takes a stale file over itself, unless another program of ours now has that number.
    The caller holds the instance's lock, so no living supervisor owns this postmaster.
    """
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    first = pid_file.read_text().split("\n", 1)[0]
    if first.isdigit() and psutil.pid_exists(int(first)):
        process = psutil.Process(int(first))
        if is_alive(process) and str(cluster.data) in " ".join(process.cmdline()):
            _end_postmaster(process)
    pid_file.unlink(missing_ok=True)


def _end_postmaster(process: psutil.Process) -> None:
    """Fast stop, then immediate stop, then kill, five seconds each."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return
        if not wait_for_end([process], seconds=5):
            return


def postgres_child(cluster: Cluster, env: dict[str, str]) -> Child:
    """Return the postmaster, not yet started. SIGINT is its fast stop."""
    folder = cluster.socket_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    _check_own(folder, cluster.servant)
    give(cluster.servant, folder)
    settings = SETTINGS | (THROW_AWAY if cluster.is_throw_away else {})
    argv = [cluster.program("postgres"), "-D", str(cluster.data), "-k", str(folder)]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    return Child(
        Recipe(
            name="postgres",
            argv=argv,
            env=env,
            log=cluster.log,
            servant=cluster.servant,
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )
    )


def _check_own(folder: Path, servant: Servant | None) -> None:
    """Refuse a socket folder that somebody else put in our place (it may lie under a shared temporary folder)."""
    facts = folder.lstat()
    owners = {os.geteuid()} | ({servant.uid} if servant else set())
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in owners:
        raise StartError(f"{folder} is not a folder of ours. Remove it and start again.")


def is_ready(cluster: Cluster) -> bool:
    """Return whether the server takes connections now."""
    argv = [cluster.program("pg_isready"), "-q", "-h", str(cluster.socket_folder), "-d", "postgres", "-U", "postgres"]
    return subprocess.run(argv, check=False).returncode == 0


def wait_ready(cluster: Cluster, child: Child) -> None:
    """Wait for the first connection, then make the role and the database if they are missing.

    A postmaster that refuses because the backends of a killed one still hold its memory is tried again.
    Raises StartError with the end of the log when it does not come up.
    """
    until = time.monotonic() + READY_SECONDS
    while not is_ready(cluster):
        if time.monotonic() > until:
            raise StartError(f"PostgreSQL did not start. The end of {cluster.log}:\n{last_lines(cluster.log)}")
        if not child.is_alive():
            time.sleep(child.bury(now=time.monotonic()))
            child.start()
        time.sleep(0.05)
    _make_database(cluster)


def _make_database(cluster: Cluster) -> None:
    """Make the role (plain: may make databases for tests, nothing more) and its database."""
    if DATABASE in _ask(cluster, "select datname from pg_database").split():
        return
    if ROLE not in _ask(cluster, "select rolname from pg_roles").split():
        _ask(cluster, f"create role {ROLE} login createdb")
    _ask(cluster, f"create database {DATABASE} owner {ROLE}")


def _ask(cluster: Cluster, sql: str) -> str:
    argv = [cluster.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    argv += ["-h", str(cluster.socket_folder), "-U", "postgres", "-d", "postgres", "-c", sql]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartError(f"PostgreSQL refused `{sql}`:\n{done.stderr.strip()}")
    return done.stdout.strip()
