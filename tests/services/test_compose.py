"""docker-compose.yml without an engine: the schema, and that each service runs something that exists."""

import importlib
import importlib.util
import json
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import get_commands

from bapas_portal.core.services.deploy.make_secrets import fresh_values, make_secrets
from bapas_portal.core.services.places import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
# What compose puts in for ${NAME:-default} and ${NAME:?message} when .env says nothing.
FILLED = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", re.sub(r"\$\{\w+:\?[^}]*\}", "portal.example", TEXT))
COMPOSE: dict[str, Any] = yaml.safe_load(FILLED)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def words(name: str) -> str:
    return " ".join(SERVICES[name]["command"])


def test_the_file_keeps_to_the_compose_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose_schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_the_schema_refuses_a_wrong_file() -> None:
    schema = json.loads((Path(__file__).parent / "compose_schema.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"services": {"web": {"imagee": "x"}}})


def test_the_web_serves_the_projects_wsgi_application() -> None:
    found = re.search(r"(\S+):(\S+)", words("web"))
    assert found is not None
    assert f"{found[1]}.{found[2]}" == settings.WSGI_APPLICATION
    assert importlib.util.find_spec(found[1]) is not None


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_services_name_the_projects_application(name: str) -> None:
    found = re.match(rf"celery -A (\S+) {name} ", words(name) + " ")
    assert found is not None
    assert importlib.import_module(found[1]).app.main == "bapas_portal"


def test_migrate_runs_commands_that_exist() -> None:
    commands = re.findall(r"manage\.py (\w+)", words("migrate"))
    assert commands == ["migrate", "load_reference"]
    assert set(commands) <= set(get_commands())


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root_or_writes_its_own_disk(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] not in ("root", "0", "0:0")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "healthcheck" in service or name == "migrate"


def test_only_the_web_is_published_and_on_the_loopback() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


@pytest.mark.parametrize("name", OURS)
def test_the_portal_is_strict_and_takes_its_keys_from_files(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["DJANGO_ENV"] == "prod"
    assert not {"SECRET_KEY", "NIK_KEYS", "NIK_INDEX_KEY", "DATABASE_URL", "DEMO_MODE", "DEBUG"} & set(environment)
    files = {value.removeprefix("/run/secrets/") for key, value in environment.items() if key.endswith("_FILE")}
    assert files == set(SERVICES[name]["secrets"])


def test_every_secret_named_is_declared_and_made() -> None:
    named = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert named | {"database_url_pooler"} == set(COMPOSE["secrets"]) == set(fresh_values())


def test_profiles_are_optional() -> None:
    assert {name: service["profiles"] for name, service in SERVICES.items() if "profiles" in service} == {
        "pgbouncer": ["pooler"],
        "replica": ["replica"],
    }


def test_mounted_scripts_exist_and_read_well() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    scripts = [ROOT / mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert len(scripts) == 2
    for script in scripts:
        subprocess.run(["sh", "-n", str(script)], check=True)


def test_secrets_are_made_once_and_fit_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert set(make_secrets(folder)) == set(fresh_values())
    values = {path.name: path.read_text() for path in folder.iterdir()}
    assert values["database_password"] in values["database_url"]
    assert values["database_password"] in values["pgbouncer_userlist"]
    assert values["redis_password"] in values["redis_url"]
    Fernet(values["nik_keys"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert make_secrets(folder) == []
    assert {path.name: path.read_text() for path in folder.iterdir()} == values


def test_a_part_of_the_secrets_is_never_filled_up_with_new_keys(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    (tmp_path / "nik_keys").unlink()
    with pytest.raises(FileExistsError, match="Restore the rest from your copy: nik_keys"):
        make_secrets(tmp_path)
