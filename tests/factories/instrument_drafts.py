"""Drafts of instruments, made through the actions themselves."""

import json
from itertools import count
from typing import Any

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from clients.actions.instrument import copy_version, put_section
from clients.models import InstrumentVersion
from clients.rules.instrument_edit import Definition
from tests.factories.instruments import publish_shipped

_numbers = count(1)


def managing(user: User) -> dict[str, Any]:
    """by= and scope= of an administrator at the workshop."""
    return {"by": user, "scope": scope_of(user).narrowed("clients.manage_instruments")}


def make_draft(user: User, instrument: str = "RRI", name: str = "") -> InstrumentVersion:
    """A draft copied from the shipped version."""
    source = publish_shipped()[instrument]
    return copy_version(version_id=source.pk, name=name or f"uji-{next(_numbers)}", **managing(user))


def change_bands(draft: InstrumentVersion, user: User, edit: Any) -> InstrumentVersion:
    """Save the draft's total after `edit(total)`."""
    content: Definition = json.loads(json.dumps(draft.definition))
    edit(content["total"])
    values = {"total": content["total"]}
    return put_section(version_id=draft.pk, revision=draft.revision, section="total", values=values, **managing(user))
