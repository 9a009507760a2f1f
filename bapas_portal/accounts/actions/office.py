"""Adding and changing offices. Moving one under another parent is not offered: paths of the past would lie."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.permissions import check_manages, check_parent
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid
from bapas_portal.core.scope import Scope

MANAGE = "accounts.manage_offices"


class OfficeValues(TypedDict, total=False):
    """What may be changed later. `provinces`: names; `zone`: WIB, WITA or WIT."""

    name: str
    office_class: str
    city: str
    zone: str
    provinces: list[str]
    opened_on: date | None
    closed_on: date | None


def add_office(
    *, kind: str, code: str, parent_id: int, by: User, scope: Scope, **values: Unpack[OfficeValues]
) -> Office:
    """Add an office under `parent_id`. Raises NotAllowed, or Invalid (code taken, wrong parent)."""
    parent = Office.objects.get(pk=parent_id)
    check_manages(scope, MANAGE, parent)
    check_parent(kind, parent)
    office = Office(kind=kind, code=code, parent=parent, **values)
    _check_days(office)
    try:
        with transaction.atomic():
            office.save(force_insert=True)
            record(verb="office.added", subject=office, by=by, office_id=office.pk, kind=kind, code=code)
    except IntegrityError as error:
        if "code" not in str(error) and "path" not in str(error):
            raise
        message = _("Kode ini sudah dipakai kantor lain.")
        raise Invalid(message, {"code": message}) from error
    return office


@transaction.atomic
def change_office(*, office_id: int, by: User, scope: Scope, **values: Unpack[OfficeValues]) -> Office:
    """Change what an office is called and when it works. Raises NotAllowed, Invalid or Office.DoesNotExist."""
    office = Office.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=office_id)
    check_manages(scope, MANAGE, office)
    given: dict[str, Any] = dict(values)
    changed = sorted(name for name, value in given.items() if getattr(office, name) != value)
    for name in changed:
        setattr(office, name, given[name])
    _check_days(office)
    if changed:
        office.save()
        record(verb="office.changed", subject=office, by=by, office_id=office.pk, fields=changed)
    return office


def _check_days(office: Office) -> None:
    if office.opened_on and office.closed_on and office.closed_on < office.opened_on:
        message = _("Hari tutup tidak boleh sebelum hari buka.")
        raise Invalid(message, {"closed_on": message})
