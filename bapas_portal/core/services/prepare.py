"""One Django process that makes the database ready: migrations, reference data, demo data, the list of accounts."""

import argparse
import hashlib
import io
import os
from pathlib import Path

import django
from django.core.management import call_command, get_commands

from bapas_portal.core.services.places import default_places, write_private

DEMO = {"clients": 3000, "months": 12, "seed": 1}


def main() -> None:
    """Run what is due, in order, and write the table of demo accounts to `--accounts`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=Path, required=True)
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bapas_portal.settings")
    django.setup()
    commands = get_commands()
    call_command("migrate", verbosity=0, interactive=False)
    if "load_reference" in commands:
        call_command("load_reference", verbosity=0)
    if os.environ.get("DEMO_MODE") == "1":
        _seed_once("seed_demo" in commands)
    write_private(arguments.accounts, _accounts("demo_accounts" in commands))


def _seed_once(is_there: bool) -> None:
    """Load the demo data once per database, and never beside clients that are there already.

    The stamp names the database; it spares a warm start the look into it.
    """
    database = hashlib.sha256(os.environ["DATABASE_URL"].encode()).hexdigest()[:12]
    stamp = default_places().run / f"seeded-{database}"
    if not is_there or stamp.exists():
        return
    sizes = DEMO | {"clients": int(os.environ.get("DEMO_CLIENTS", DEMO["clients"]))}
    print("Loading the demo data …", flush=True)
    call_command("seed_demo", if_empty=True, **sizes)
    stamp.touch(mode=0o600)


def _accounts(is_there: bool) -> str:
    if not is_there or os.environ.get("DEMO_MODE") != "1":
        return ""
    table = io.StringIO()
    call_command("demo_accounts", stdout=table)
    return table.getvalue()


if __name__ == "__main__":
    main()
