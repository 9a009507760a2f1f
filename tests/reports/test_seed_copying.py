"""The loader writes what a table's own defaults say, never an object's name."""

import pytest
from django.apps import apps
from django.db.models import Field

from programs.models import CareActivity
from reports.seed.copying import default_of, text_of

ROOMS = ("clients", "partners", "programs", "reports", "accounts")
FIELDS = [
    field
    for room in ROOMS
    for model in apps.get_app_config(room).get_models()
    for field in model._meta.concrete_fields
    if field.has_db_default() and not hasattr(field.db_default, "resolve_expression")
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_default_of_the_database_is_written_as_its_value(field: Field):
    assert "object at" not in text_of(field)(default_of(field))


def test_an_activity_without_a_comment_has_none():
    """It had "<django.db.models.expressions.DatabaseDefault object at 0x...>", which the demonstration showed."""
    assert default_of(CareActivity._meta.get_field("proposal_comment")) == ""
