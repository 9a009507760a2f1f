"""Drafts of an instrument, and trials run on the spot."""

import copy
from typing import Any

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.jobs import running
from clients.actions.trial import request_trial, run_trial
from clients.instruments import shipped
from clients.models import InstrumentTrial, InstrumentVersion


def make_draft(code: str = "RRI", **changes: Any) -> InstrumentVersion:
    """A draft as shipped, but for its name and the `changes` of the definition's top level."""
    definition = copy.deepcopy(shipped(code)) | {"version": "rancangan"} | changes
    return InstrumentVersion.objects.create(instrument=code, version="rancangan", definition=definition)


def cut_lower(code: str = "RRI") -> dict[str, Any]:
    """The total with its first band one point shorter."""
    total = copy.deepcopy(shipped(code)["total"])
    total["bands"][0]["to"] -= 1
    total["bands"][1]["from"] -= 1
    return {"total": total}


def ask_trial(version: InstrumentVersion, by: User) -> InstrumentTrial:
    return request_trial(version_id=version.pk, by=by, scope=scope_of(by).narrowed("clients.manage_instruments"))


def make_trial(version: InstrumentVersion, by: User) -> InstrumentTrial:
    """Asked for and done, as the worker does it."""
    with running(str(ask_trial(version, by).job_id)) as job:
        return run_trial(job=job)
