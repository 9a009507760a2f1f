"""What several actions share: a locked row within scope, a refusal of problems, a database refusal in words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.core.errors import Invalid
from bapas_portal.core.scope import Scope

CHECK_FIELDS = _("Periksa isian yang ditandai.")
NIK_TAKEN = _("NIK ini sudah terdaftar atas nama orang lain.")
REGISTER_NO_TAKEN = _("Nomor register ini sudah dipakai di kantor ini.")
# Words for the constraints that two people at once can run into; others are faults of ours and stay errors.
REFUSALS: dict[str, tuple[str, Promise]] = {
    "clients_client_nik_index_key": ("nik", NIK_TAKEN),
    "guidance_register_no_once": ("register_no", REGISTER_NO_TAKEN),
    "residence_one_at_a_time": ("from_on", _("Pada tanggal itu sudah ada alamat lain.")),
    "guarantor_one_at_a_time": ("from_on", _("Pada tanggal itu sudah ada penjamin lain.")),
    "assignment_one_officer_at_a_time": ("from_on", _("Pada tanggal itu sudah ada PK lain.")),
}


def refuse(problems: Mapping[str, str | Promise]) -> None:
    """Raises Invalid naming the fields, if there are any."""
    if problems:
        raise Invalid(CHECK_FIELDS, problems)


def locked(rows: Any, *, pk: int, scope: Scope) -> Any:
    """The row, locked until the transaction ends. Raises DoesNotExist outside the scope."""
    return rows.visible_to(scope).select_for_update(of=("self",)).get(pk=pk)


@contextmanager
def whole(by: User) -> Iterator[None]:
    """One transaction, told to the history as `by`. Raises Invalid for what somebody else took meanwhile."""
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in REFUSALS:
            raise
        field, text = REFUSALS[name]
        raise Invalid(text, {field: text}) from error


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused, '' where the driver does not tell."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def as_text(value: object) -> object:
    """A value as the audit trail keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def changed(row: Model, values: Mapping[str, object]) -> list[str]:
    """Set the values on the row; the names of those that differ from before."""
    names = [name for name, value in values.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, values[name])
    return names
