"""Branches of a partner: added, changed, closed, taken into use again."""

from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.distance import rounded
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import changed, refuse
from partners.actions.saving import point_faults, region_faults, saving
from partners.models import Branch, Organisation

TAKEN = {"branch_name_once_per_organisation": ("name", gettext_lazy("Mitra ini sudah punya cabang dengan nama itu."))}


class BranchValues(TypedDict):
    """`region_id`: an official code or None; `latitude`, `longitude`: WGS 84 degrees, both or none."""

    name: str
    street: str
    region_id: str | None
    latitude: float | None
    longitude: float | None
    phone: str
    how_to_get_there: str


@transaction.atomic
def add_branch(
    *, organisation_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[BranchValues]
) -> Branch:
    """Add a branch to a partner of one's own office. A known `form_key` answers with the branch it made.

    Raises Organisation.DoesNotExist (outside the scope) or Invalid.
    """
    organisation = Organisation.objects.visible_to(scope).get(pk=organisation_id)
    known = Branch.objects.visible_to(scope).filter(form_key=form_key).first()
    if known is not None:
        return again(known, organisation_id=organisation_id, **_exact(values))
    _check(values)
    values = _exact(values)
    branch = Branch(organisation=organisation, form_key=form_key, **values)
    with saving(TAKEN):
        branch.save(force_insert=True)
    record(verb="branch.added", subject=branch, by=by, office_id=organisation.office_id)
    return branch


@transaction.atomic
def change_branch(
    *, branch_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[BranchValues]
) -> Branch:
    """Change what a branch says. Raises Branch.DoesNotExist (outside the scope), StaleEdit or Invalid."""
    branch = lock_branch(branch_id, scope)
    if branch.lock_version != lock_version:
        raise StaleEdit(_("Cabang ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    _check(values)
    fields = changed(branch, _exact(values))
    branch.lock_version += 1
    with saving(TAKEN):
        branch.save()
    record(verb="branch.changed", subject=branch, by=by, office_id=branch.organisation.office_id, fields=sorted(fields))
    return branch


@transaction.atomic
def close_branch(*, branch_id: int, by: User, scope: Scope) -> Branch:
    """Close a branch that offers nothing any more. Raises Branch.DoesNotExist (outside the scope) or WrongState."""
    branch = lock_branch(branch_id, scope)
    if not branch.is_active:
        raise WrongState(_("Cabang ini sudah ditutup."))
    open_services = branch.offerings.filter(is_active=True).count()
    if open_services:
        text = ngettext(
            "Cabang ini masih punya %(n)s layanan. Tutup layanannya atau pindahkan ke cabang lain dahulu.",
            "Cabang ini masih punya %(n)s layanan. Tutup layanannya atau pindahkan ke cabang lain dahulu.",
            open_services,
        )
        raise WrongState(text % {"n": open_services})
    return _set_active(branch, by=by, is_active=False)


@transaction.atomic
def reopen_branch(*, branch_id: int, by: User, scope: Scope) -> Branch:
    """Take the branch into use again. Raises as `close_branch`."""
    branch = lock_branch(branch_id, scope)
    if branch.is_active:
        raise WrongState(_("Cabang ini sudah dibuka."))
    return _set_active(branch, by=by, is_active=True)


def lock_branch(branch_id: int, scope: Scope) -> Branch:
    """The branch, locked, for who may change it. Raises Branch.DoesNotExist."""
    rows = Branch.objects.visible_to(scope).select_related("organisation__office")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=branch_id)


def _set_active(branch: Branch, *, by: User, is_active: bool) -> Branch:
    branch.is_active = is_active
    branch.lock_version += 1
    branch.save(update_fields=["is_active", "lock_version"])
    verb = "branch.reopened" if is_active else "branch.closed"
    record(verb=verb, subject=branch, by=by, office_id=branch.organisation.office_id)
    return branch


def _check(values: BranchValues) -> None:
    """Raises Invalid with each rule that is broken at its field."""
    refuse(point_faults(values["latitude"], values["longitude"]) | region_faults(values["region_id"]))


def _exact(values: BranchValues) -> BranchValues:
    """With the point as it is kept."""
    latitude, longitude = values["latitude"], values["longitude"]
    if latitude is None or longitude is None:
        return values
    exact = rounded((latitude, longitude))
    return values | {"latitude": exact[0], "longitude": exact[1]}
