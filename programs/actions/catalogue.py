"""The catalogue of interventions: adding, changing what nobody uses yet, retiring, and the dosage expected by risk."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of, refuse
from programs.models import Intervention, InterventionDosage

EDIT = "programs.edit_catalogue"
IN_USE = "intervention_in_use_is_fixed"


class InterventionValues(TypedDict):
    """kind: an InterventionKind; serves: F1..F7, ANAK-F1..ANAK-F6 or a practical need's code."""

    name: str
    kind: str
    serves: str


@transaction.atomic
def add_intervention(*, form_key: UUID, by: User, scope: Scope, **values: Unpack[InterventionValues]) -> Intervention:
    """Add an entry at the end of its need's list. A known `form_key` answers with the entry it made.

    Raises NotAllowed, Invalid (a name that this need has already) or SentBefore.
    """
    _check(scope)
    known = Intervention.objects.filter(form_key=form_key).first()
    if known is not None:
        return again(known, **values)
    _check_name(values["name"], values["serves"], "")
    # One writer at a time gives out codes; the catalogue is short and rarely written.
    same = list(Intervention.objects.select_for_update().order_by("code"))
    number = 1 + sum(row.serves == values["serves"] for row in same)
    codes = {row.code for row in same}
    while f"{values['serves']}-{number:02d}" in codes:
        number += 1
    row = Intervention(code=f"{values['serves']}-{number:02d}", order=number, form_key=form_key, **values)
    with pghistory.context(user=by.pk):
        row.save(force_insert=True)
    record(verb="intervention.added", subject=row, by=by, code=row.code)
    return row


@transaction.atomic
def change_intervention(
    *, code: str, lock_version: int, by: User, scope: Scope, **values: Unpack[InterventionValues]
) -> Intervention:
    """Change the words of an entry that no plan and no programme uses.

    Raises Intervention.DoesNotExist, NotAllowed, StaleEdit or Invalid (in use, name taken).
    """
    row = _lock(code, lock_version, scope)
    _check_name(values["name"], values["serves"], code)
    row.name, row.kind, row.serves = values["name"].strip(), values["kind"], values["serves"]
    _save(row, by)
    record(verb="intervention.changed", subject=row, by=by, code=code)
    return row


@transaction.atomic
def retire_intervention(*, code: str, lock_version: int, reason: str, by: User, scope: Scope) -> Intervention:
    """Offer it no longer for new lines; plans that hold it keep it. Raises as `change_intervention`."""
    return _switch(code, lock_version, reason, by, scope, is_active=False, verb="intervention.retired")


@transaction.atomic
def restore_intervention(*, code: str, lock_version: int, reason: str, by: User, scope: Scope) -> Intervention:
    """Offer it again. Raises as `change_intervention`."""
    return _switch(code, lock_version, reason, by, scope, is_active=True, verb="intervention.restored")


@transaction.atomic
def set_dosage(
    *, code: str, lock_version: int, unit: str, amounts: Mapping[str, Decimal | None], by: User, scope: Scope
) -> Intervention:
    """How much is expected at each risk category, in `unit`; None where nothing is said. Each change stays in history.

    Raises Intervention.DoesNotExist, NotAllowed, StaleEdit or Invalid (an amount that is not above 0).
    """
    row = _lock(code, lock_version, scope)
    refuse({name: _("Isi angka di atas 0, atau kosongkan.") for name, value in amounts.items() if _is_wrong(value)})
    known = {each.category: each for each in row.dosages.select_for_update()}
    with pghistory.context(user=by.pk):
        for category, amount in amounts.items():
            dosage = known.get(category) or InterventionDosage(intervention=row, category=category)
            if dosage.pk is None and amount is None:
                continue
            if (dosage.pk, dosage.amount, dosage.unit) != (None, amount, unit):
                dosage.amount, dosage.unit = amount, unit
                dosage.save()
    _save(row, by)
    record(verb="intervention.dosage_set", subject=row, by=by, code=code)
    return row


def _is_wrong(amount: Decimal | None) -> bool:
    return amount is not None and amount <= 0


def _switch(
    code: str, lock_version: int, reason: str, by: User, scope: Scope, *, is_active: bool, verb: str
) -> Intervention:
    row = _lock(code, lock_version, scope)
    if not reason.strip():
        refuse({"reason": _("Tulis alasannya.")})
    if row.is_active != is_active:
        row.is_active = is_active
        _save(row, by)
        record(verb=verb, subject=row, by=by, code=code, reason=reason.strip())
    return row


def _check(scope: Scope) -> None:
    if not scope.covers(EDIT, office_id=None):
        raise NotAllowed(_("Katalog diubah oleh Ditjenpas."))


def _lock(code: str, lock_version: int, scope: Scope) -> Intervention:
    _check(scope)
    row = Intervention.objects.select_for_update().get(pk=code)
    if row.lock_version != lock_version:
        raise StaleEdit(_("Entri ini disimpan orang lain setelah Anda membukanya."))
    return row


def _check_name(name: str, serves: str, code: str) -> None:
    if Intervention.objects.filter(name__iexact=name.strip(), serves=serves).exclude(pk=code).exists():
        refuse({"name": _("Kebutuhan ini sudah punya intervensi dengan nama itu.")})


def _save(row: Intervention, by: User) -> None:
    row.lock_version += 1
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != IN_USE:
            raise
        refuse({"name": _("Sudah dipakai rencana atau program. Hentikan entri ini, lalu buat entri baru.")})
