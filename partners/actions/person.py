"""People of a partner: added, put right, ended."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import changed, refuse
from partners.choices import OrganisationKind, PersonKind
from partners.models import Branch, Organisation, Person


class PersonValues(TypedDict):
    """`branch_id`: a branch of the partner or None; `skill`: of a member."""

    branch_id: int | None
    name: str
    position: str
    skill: str
    phone: str
    email: str
    from_on: date


@transaction.atomic
def add_person(
    *, organisation_id: int, kind: str, form_key: UUID, by: User, scope: Scope, **values: Unpack[PersonValues]
) -> Person:
    """Add a contact, or a member of a Pokmas Lipas, to a partner of one's own office.

    A known `form_key` answers with the person it made. Raises Organisation.DoesNotExist (outside the scope),
    WrongState (members are of a Pokmas) or Invalid.
    """
    organisation = Organisation.objects.visible_to(scope).select_related("office").get(pk=organisation_id)
    if kind == PersonKind.MEMBER and organisation.kind != OrganisationKind.POKMAS:
        raise WrongState(_("Anggota dicatat pada Pokmas Lipas."))
    known = Person.objects.visible_to(scope).filter(form_key=form_key).first()
    if known is not None:
        return again(known, organisation_id=organisation_id, kind=kind, name=values["name"])
    person = Person(organisation=organisation, kind=kind, form_key=form_key, by=by, **values)
    refuse(_faults(person))
    person.save(force_insert=True)
    record(verb="person.added", subject=person, by=by, office_id=organisation.office_id, kind=kind)
    return person


@transaction.atomic
def change_person(
    *, person_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[PersonValues]
) -> Person:
    """Put right what is said of somebody. Raises Person.DoesNotExist, WrongState (ended), StaleEdit or Invalid."""
    person = _locked(person_id, scope)
    if person.lock_version != lock_version:
        raise StaleEdit(_("Data ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    fields = changed(person, values)
    refuse(_faults(person))
    person.lock_version += 1
    person.save()
    office_id = person.organisation.office_id
    record(verb="person.changed", subject=person, by=by, office_id=office_id, fields=sorted(fields))
    return person


@transaction.atomic
def end_person(*, person_id: int, on: date, reason: str, by: User, scope: Scope) -> Person:
    """The last day is `on`. Raises Person.DoesNotExist, WrongState (ended) or Invalid."""
    person = _locked(person_id, scope)
    faults = {}
    if not reason.strip():
        faults["reason"] = _("Tulis alasannya.")
    if on < person.from_on:
        faults["on"] = _("Hari terakhir tidak boleh sebelum hari pertama.")
    refuse(faults)
    person.to_on, person.end_reason = on, reason.strip()
    person.lock_version += 1
    person.save()
    record(verb="person.ended", subject=person, by=by, office_id=person.organisation.office_id, on=on.isoformat())
    return person


def _locked(person_id: int, scope: Scope) -> Person:
    rows = Person.objects.visible_to(scope).select_related("organisation__office")
    person = rows.select_for_update(of=("self",)).get(pk=person_id)
    if person.to_on is not None:
        raise WrongState(_("Orang ini sudah diakhiri."))
    return person


def _faults(person: Person) -> dict[str, str]:
    faults = {}
    if person.kind == PersonKind.CONTACT and not person.phone and not person.email:
        faults["phone"] = _("Isi telepon atau surel, supaya narahubung dapat dihubungi.")
    if person.from_on > today_in(person.organisation.office.zone):
        faults["from_on"] = _("Tanggal ini belum tiba.")
    own = Branch.objects.filter(organisation=person.organisation_id)
    if person.branch_id is not None and not own.filter(pk=person.branch_id).exists():
        faults["branch_id"] = _("Pilih cabang mitra ini.")
    return faults
