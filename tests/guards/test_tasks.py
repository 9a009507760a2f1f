"""Every job is named `<room>.<name>`, goes to the portal's queue, and whoever sends it names one that exists."""

import ast
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from bapas_portal.celery import app
from tests.guards.source import ROOMS, ROOT, dotted, place, python_files, tree

app.loader.import_default_modules()
PACKAGES = {room: folder.replace("/", ".") for room, folder in ROOMS.items()}
OURS = {
    name: task
    for name, task in app.tasks.items()
    if task.__module__.startswith(tuple(f"{p}." for p in PACKAGES.values()))
}
SENDERS = {"start_job": None, "send_task": 0}
DECORATORS = ("shared_task", "app.task", "celery_app.task")


def test_there_are_jobs():
    assert "core.resend_waiting_jobs" in OURS


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_job_is_named_after_its_room(name):
    room, _, rest = name.partition(".")
    assert room in ROOMS, f"{name} is not named <room>.<name>"
    assert rest.isidentifier()
    assert OURS[name].__module__.startswith(f"{PACKAGES[room]}.")


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_job_goes_to_the_portals_queue_and_comes_back_from_a_killed_worker(name):
    assert app.amqp.router.route({}, name)["queue"].name == app.conf.task_default_queue
    assert OURS[name].acks_late
    assert OURS[name].reject_on_worker_lost


def _decorators() -> Iterator[tuple[str, ast.expr]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if dotted(decorator) in DECORATORS:
                        yield place(path, node), decorator


def test_each_job_gives_its_name_itself():
    """A name made from the module's path would change when a file moves, and lose what waits in the queue."""
    unnamed = [
        where
        for where, decorator in _decorators()
        if not isinstance(decorator, ast.Call) or "name" not in {keyword.arg for keyword in decorator.keywords}
    ]
    assert not unnamed


def _sent() -> Iterator[tuple[str, str]]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            sender = dotted(node).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if sender in SENDERS:
                first = node.args[:1] if SENDERS[sender] == 0 else []
                named = [keyword.value for keyword in node.keywords if keyword.arg == "task"]
                for value in [*first, *named]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield place(path, node), value.value


def test_each_sender_names_a_job_that_exists():
    assert not [(where, name) for where, name in _sent() if name not in OURS]


@pytest.mark.django_db
def test_the_schedule_names_jobs_that_exist():
    from django_celery_beat.models import PeriodicTask

    call_command("load_reports_schedule")
    names = set(PeriodicTask.objects.exclude(task__startswith="celery.").values_list("task", flat=True))
    assert names
    assert names <= OURS.keys()


def test_jobs_live_in_tasks_files_or_are_named_there():
    """Celery finds tasks.py of each room; a job elsewhere must be imported there, or no worker knows it."""
    found = {task.__module__ for task in OURS.values()}
    for module in found:
        path = ROOT / (module.replace(".", "/") + ".py")
        room = next(room for room, package in PACKAGES.items() if module.startswith(f"{package}."))
        tasks = [ROOT / ROOMS[room] / "tasks.py", *(ROOT / ROOMS[room] / "tasks").glob("*.py")]
        assert path in tasks or any(module in text.read_text() for text in tasks if text.exists()), module
