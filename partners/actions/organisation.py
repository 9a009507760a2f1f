"""Adding and changing partner organisations."""

from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.scope import Scope
from partners.choices import SERVED_LABELS, KnownIn
from partners.models import Organisation
from partners.permissions import check_may_change


class OrganisationValues(TypedDict, total=False):
    """What an entry says. `serves`: codes F1..F7 and of practical needs; `region_code`: an official code or ""."""

    name: str
    kind: str
    region_code: str
    street: str
    contact_name: str
    phone: str
    description: str
    known_in: str
    serves: list[str]
    agreement_no: str
    agreement_until: date | None
    is_active: bool


def add_organisation(*, office_id: int, by: User, scope: Scope, **values: Unpack[OrganisationValues]) -> Organisation:
    """Add an entry that `office_id` keeps. Raises NotAllowed (office outside the scope) or Invalid (name taken)."""
    if not scope.covers("partners.write_organisation", office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat menambah mitra untuk kantor Anda sendiri."))
    organisation = Organisation(office=Office.objects.get(pk=office_id))
    return _save(organisation, values, verb="organisation.added", by=by)


@transaction.atomic
def change_organisation(
    *, organisation_id: int, by: User, scope: Scope, **values: Unpack[OrganisationValues]
) -> Organisation:
    """Change an entry of one's own office. Raises NotAllowed, Invalid or Organisation.DoesNotExist."""
    organisation = Organisation.objects.known_to(scope).select_for_update(of=("self",)).get(pk=organisation_id)
    check_may_change(organisation, scope)
    return _save(organisation, values, verb="organisation.changed", by=by)


def _save(organisation: Organisation, values: OrganisationValues, *, verb: str, by: User) -> Organisation:
    unknown = [code for code in values.get("serves", []) if code not in SERVED_LABELS]
    if unknown:
        raise Invalid(_("Kebutuhan tidak dikenal."), {"serves": ", ".join(unknown)})
    changed = _put(organisation, dict(values))
    _check_known_in(organisation)
    try:
        with transaction.atomic():
            organisation.save()
            record(verb=verb, subject=organisation, by=by, fields=sorted(changed))
    except IntegrityError as error:
        if "organisation_name_once_per_office" not in str(error):
            raise
        message = _("Kantor ini sudah mencatat mitra dengan nama itu.")
        raise Invalid(message, {"name": message}) from error
    return organisation


def _check_known_in(organisation: Organisation) -> None:
    """A Bapas shares within its Kanwil at most; a national partner is kept by the directorate. Raises Invalid."""
    kind = organisation.office.kind
    least = {OfficeKind.DITJENPAS: KnownIn.NATION, OfficeKind.KANWIL: KnownIn.KANWIL}.get(OfficeKind(kind))
    if least is not None:
        organisation.known_in = least
    elif organisation.known_in == KnownIn.NATION:
        message = _("Mitra nasional dicatat oleh Ditjenpas. Pilih kantor ini atau Kanwil yang sama.")
        raise Invalid(message, {"known_in": message})


def _put(organisation: Organisation, values: dict[str, Any]) -> set[str]:
    """Set the values; returns the names of the fields that changed."""
    if "region_code" in values:
        values["region_id"] = values.pop("region_code") or None
    changed = {name for name, value in values.items() if getattr(organisation, name) != value}
    for name in changed:
        setattr(organisation, name, values[name])
    return changed
