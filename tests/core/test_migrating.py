"""Light reloads leave a state from which the same tables are made, and never one that Python code would misread."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from bapas_portal.core.management.commands.migrate import Command
from bapas_portal.core.migrating import light_reloads

BOOK = migrations.CreateModel("Book", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())])
PAGE = migrations.CreateModel(
    "Page", [("id", models.AutoField(primary_key=True)), ("book", models.ForeignKey("shelf.Book", models.CASCADE))]
)
RULE = models.CheckConstraint(name="named", condition=~models.Q(name=""))


def after(*operations: migrations.operations.base.Operation) -> ProjectState:
    state = ProjectState()
    assert state.apps.get_models() == []
    with light_reloads():
        for operation in operations:
            operation.state_forwards("shelf", state)
            assert state.apps.ready  # rendered, as the schema editor does after each operation
    return state


@pytest.mark.parametrize(
    "change",
    [
        migrations.AddConstraint("Book", RULE),
        migrations.AddField("Book", "pages_read", models.IntegerField(default=0)),
        migrations.AddField("Book", "next", models.ForeignKey("shelf.Book", models.CASCADE, null=True)),
        migrations.AlterField("Book", "name", models.CharField(max_length=9)),
    ],
    ids=["constraint", "field", "relation", "alter"],
)
def test_the_changed_model_is_rendered_as_django_would(change):
    state = after(BOOK, PAGE, change)
    fresh = state.clone()
    fresh.__dict__.pop("apps", None)
    light, whole = state.apps.get_model("shelf.Book")._meta, fresh.apps.get_model("shelf.Book")._meta
    assert [(f.name, f.db_type.__func__) for f in light.fields] == [(f.name, f.db_type.__func__) for f in whole.fields]
    assert light.constraints == whole.constraints


def test_a_light_state_is_rendered_afresh_before_python_code_runs():
    state = after(BOOK, PAGE, migrations.AddConstraint("Book", RULE))
    page, book = state.apps.get_model("shelf.Page"), state.apps.get_model("shelf.Book")
    assert page._meta.get_field("book").related_model is not book
    state.clear_delayed_apps_cache()
    page, book = state.apps.get_model("shelf.Page"), state.apps.get_model("shelf.Book")
    assert page._meta.get_field("book").related_model is book


@pytest.mark.parametrize(
    "change",
    [
        migrations.AlterField("Book", "id", models.BigAutoField(primary_key=True)),
        migrations.RenameField("Book", "id", "number"),
        migrations.RemoveField("Page", "book"),
    ],
    ids=["key", "rename", "remove"],
)
def test_what_reaches_other_models_is_rendered_whole(change):
    state = after(BOOK, PAGE, migrations.AddConstraint("Book", RULE), change)
    page, book = state.apps.get_model("shelf.Page"), state.apps.get_model("shelf.Book")
    if not isinstance(change, migrations.RemoveField):
        assert page._meta.get_field("book").related_model is book
        assert [relation.related_model for relation in book._meta.related_objects] == [page]
    else:
        assert book._meta.related_objects == ()


def test_outside_the_command_django_is_as_it_was():
    before = ProjectState.reload_model
    with light_reloads():
        assert ProjectState.reload_model is not before
    assert ProjectState.reload_model is before
    assert Command.__mro__[1].__module__ == "django.core.management.commands.migrate"
