"""Drafts of instruments, made through the actions themselves."""

import json
from datetime import date
from itertools import count
from typing import Any

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from clients.actions.instrument import copy_version, put_entry, put_section
from clients.actions.instrument_publish import publish_version
from clients.models import InstrumentVersion
from clients.rules.instrument_edit import Definition, entry
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


def publish(draft: InstrumentVersion, user: User, on: date | None = None, decree: str = "Kepdirjenpas contoh") -> Any:
    return publish_version(
        version_id=draft.pk, revision=draft.revision, valid_from=on or today_in(), decree=decree, **managing(user)
    )


def put_item(draft: InstrumentVersion, user: User, **changes: Any) -> InstrumentVersion:
    """Save item A1 with `changes`."""
    item = {**entry(draft.definition, "item", "A1"), **changes}
    return put_entry(
        version_id=draft.pk, revision=draft.revision, kind="item", value=item, is_new=False, **managing(user)
    )
