"""Make the files under ./secrets that docker-compose.yml hands to its services. Standard library only.

A file that is there is kept, so a second run never changes a key. The folder is the administrator's alone
(0700); the files inside are 0444, because the users inside the containers read them through their mounts.
"""

import base64
import secrets
import sys
from pathlib import Path


def fresh_values() -> dict[str, str]:
    """Return {file name: value} with new passwords and keys that fit each other."""
    database, broker, replica = (secrets.token_hex(24) for _ in range(3))
    return {
        "postgres_password": secrets.token_hex(24),
        "database_password": database,
        "replica_password": replica,
        "database_url": f"postgres://bapas:{database}@postgres:5432/bapas",
        "database_url_pooler": (
            f"postgres://bapas:{database}@pgbouncer:6432/bapas?DISABLE_SERVER_SIDE_CURSORS=true&CONN_MAX_AGE=0"
        ),
        "redis_password": broker,
        "redis_url": f"redis://:{broker}@valkey:6379/0",
        "secret_key": secrets.token_urlsafe(48),
        "nik_keys": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "nik_index_key": secrets.token_urlsafe(48),
        "pgbouncer_userlist": f'"bapas" "{database}"\n',
    }


def make_secrets(folder: Path) -> list[str]:
    """Write what is missing; return the names written. Raises FileExistsError when only a part is there."""
    values = fresh_values()
    there = [name for name in values if (folder / name).exists()]
    if there and len(there) < len(values):
        missing = ", ".join(sorted(set(values) - set(there)))
        raise FileExistsError(f"{folder} holds a part of the secrets. Restore the rest from your copy: {missing}.")
    if there:
        return []
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    for name, value in values.items():
        path = folder / name
        path.write_text(value)
        path.chmod(0o444)
    return list(values)


def main() -> int:
    """Write ./secrets and say so."""
    folder = Path("secrets").resolve()
    try:
        written = make_secrets(folder)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files in {folder}." if written else f"{folder} is complete; nothing was changed.")
    print("Keep a copy of nik_keys and nik_index_key away from this machine: without them no NIK can be read.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
