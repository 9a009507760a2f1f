"""What belongs to no single room: migrations, READMEs, lists that must agree, banned habits."""

import ast
import io
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models import F, Q

from clients.choices import ADULT_ONLY, CHILD_ONLY, GuidanceStatus
from clients.models import Guidance
from tests.guards.source import ROOMS, ROOT, dotted, place, python_files, tree
from tests.guards.test_scope_declared import MODELS

# Indonesian mobile numbers and machine folders have no place in the repository.
NOT_IN_THE_REPOSITORY = re.compile(r"/work/(?:main|shared)|(?<!\d)(?:\+62|0)8\d{8,11}(?!\d)")
BANNED_COMMENTS = re.compile(r"#\s*(?:TODO|FIXME|XXX|HACK)\b|#\s*noqa\b")


@pytest.mark.django_db
def test_no_migration_is_missing():
    written = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=written, verbosity=1)
    except SystemExit:
        pytest.fail(written.getvalue())


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_tells_what_it_is(room):
    readme = ROOT / ROOMS[room] / "README.md"
    assert readme.is_file(), f"{room} has no README.md"
    text = readme.read_text()
    assert text.startswith("# ")
    assert len(text.split()) > 60


def _leaves(condition: Q) -> Iterator[tuple[str, object]]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child


def _named_values(model: type[models.Model]) -> Iterator[tuple[str, str, str]]:
    """(constraint, field, value) for every value that a constraint names of a field with choices."""
    for constraint in model._meta.constraints:
        for lookup, value in _leaves(getattr(constraint, "condition", None) or Q()):
            name, _, kind = lookup.partition("__")
            field = model._meta.get_field(name)
            if kind in ("", "exact", "in") and getattr(field, "choices", None):
                values = value if isinstance(value, list | tuple | set | frozenset) else [value]
                words = (item for item in values if item not in ("", None) and not isinstance(item, F))
                yield from ((constraint.name, name, item) for item in words)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_constraints_name_only_values_of_the_choices(model):
    for constraint, field, value in _named_values(model):
        assert value in dict(model._meta.get_field(field).flatchoices), f"{constraint}: {field}={value}"


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("guidance_child_grounds_for_children", CHILD_ONLY),
        ("guidance_adult_grounds_for_adults", ADULT_ONLY),
    ],
)
def test_the_grounds_by_cohort_are_the_same_in_choices_and_database(constraint, expected):
    named = {value for name, field, value in _named_values(Guidance) if name == constraint and field == "status"}
    assert named == expected


def test_grounds_by_cohort_are_grounds():
    assert set(GuidanceStatus.values) >= CHILD_ONLY | ADULT_ONLY
    assert not CHILD_ONLY & ADULT_ONLY


def test_no_machine_folder_and_no_phone_number_is_in_the_code():
    ours = [*python_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    here = ROOT / "tests/guards/test_house.py"
    found = [place(path) for path in ours if path != here and NOT_IN_THE_REPOSITORY.search(path.read_text())]
    assert not found


def test_nothing_is_left_for_later_and_no_rule_is_switched_off():
    here = ROOT / "tests/guards/test_house.py"
    ours = [*python_files(), *(ROOT / "tests").rglob("*.py")]
    assert not [place(path) for path in ours if path != here and BANNED_COMMENTS.search(path.read_text())]


# file: why it catches everything or listens to signals.
CATCHES_EVERYTHING = {
    "bapas_portal/core/jobs.py": "keeps the reason of a failed job for the person who waits, then raises it again",
}
LISTENS = {
    "bapas_portal/accounts/signing.py": "signing in is Django's own signal, not ours",
}


def test_only_jobs_catch_everything_and_they_raise_it_again():
    found = [
        place(path, node)
        for path in python_files()
        if place(path) not in CATCHES_EVERYTHING
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in ("Exception", "BaseException"))
    ]
    assert not found


def test_no_signals_for_our_own_work():
    found = [
        place(path, node)
        for path in python_files()
        if place(path) not in LISTENS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in ("django.dispatch", "django.db.models.signals")
    ]
    assert not found


def test_every_app_of_ours_is_a_room():
    ours = {config.name for config in apps.get_app_configs() if (ROOT / config.name.replace(".", "/")).is_dir()}
    assert ours == {folder.replace("/", ".") for folder in ROOMS.values()}
