"""Who runs the database servers, and where their data lies when that is not the caller.

PostgreSQL refuses root. Root therefore hands the servers to the project's owner, or to `nobody`,
who must be able to enter the folder. A project under a closed folder (a home of mode 0700) keeps the
servers' data in a folder of its own under /var/lib, and `var/services-home` remembers which.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bapas_portal.core.services.errors import StartError
from bapas_portal.core.services.places import ROOT, Places

HOMES_FOR_ROOT = (Path("/var/lib"), Path("/srv"))


@dataclass(frozen=True)
class Servant:
    """The account that runs the servers for root."""

    name: str
    uid: int
    gid: int


def servant_for_root() -> Servant | None:
    """Return the account that runs the servers, or None when the caller runs them (not root)."""
    if os.geteuid() != 0:
        return None
    owner = ROOT.stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise StartError(
            "PostgreSQL does not run as root and this machine has no account `nobody`.\n"
            "Run as an ordinary user, or set DATABASE_URL and REDIS_URL to servers of your own."
        ) from error
    return Servant(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_reach(servant: Servant, folder: Path) -> bool:
    """Return whether the account can enter `folder` (tried, not reckoned from mode bits)."""
    probe = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=servant.uid,
        group=servant.gid,
        extra_groups=[],
        cwd="/",
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return probe.returncode == 0


def services_home(places: Places, servant: Servant | None, *, homes: tuple[Path, ...] = HOMES_FOR_ROOT) -> Path:
    """Return the folder that holds the servers' data: `var/`, or one of its own for root in a closed folder.

    Raises StartError when the servant can enter none of `homes` either.
    """
    if servant is None:
        return places.var
    note = places.var / "services-home"
    if note.exists():
        return Path(note.read_text().strip())
    places.var.chmod(0o711)
    if can_reach(servant, places.var):
        return places.var
    name = "bapas-portal-" + hashlib.sha256(str(places.var).encode()).hexdigest()[:8]
    for base in homes:
        if base.is_dir() and can_reach(servant, base):
            home = base / name
            home.mkdir(mode=0o711, exist_ok=True)
            home.chmod(0o711)
            note.write_text(f"{home}\n")
            return home
    raise StartError(
        f"The account `{servant.name}`, which runs the databases for root, cannot enter {places.var}.\n"
        "Move the project to a folder that others may enter (such as /srv), run as an ordinary user,\n"
        "or set BAPAS_VAR to a folder that others may enter."
    )


def give(servant: Servant | None, path: Path) -> None:
    """Make `path` belong to the servant, alone."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    if servant is not None:
        os.chown(path, servant.uid, servant.gid)


def reachable_tree(servant: Servant | None, tree: Path, home: Path) -> Path:
    """Return `tree` (`<package>/<folder>`), or a copy of it under `home` when the servant cannot enter it.

    A wheel keeps its shared libraries in `<package>.libs` beside the package and finds them by that way.
    """
    if servant is None or can_reach(servant, tree / "bin"):
        return tree
    package = tree.parent
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file())
    copy = home / f"programs-{size}"
    if not copy.is_dir():
        draft = copy.with_name(copy.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(tree, draft / package.name / tree.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / package.name / tree.name
