"""Services of a partner: added, changed, closed, taken into use again. More places let those who wait move up."""

from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bapas_portal.accounts.models import Region, User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import changed, refuse
from partners.actions.referral_queue import fill_places
from partners.actions.saving import saving
from partners.choices import SERVED_LABELS
from partners.choices_offering import AccessAid, Language
from partners.choices_referral import OPEN
from partners.models import Branch, Offering, Organisation

REFUSED = {
    "offering_name_once_per_organisation": ("name", gettext_lazy("Mitra ini sudah punya layanan dengan nama itu.")),
    "offering_holds_its_clients": (
        "places",
        gettext_lazy("Lebih sedikit daripada klien yang sedang dilayani. Tunggu sampai ada yang selesai."),
    ),
}


class OfferingValues(TypedDict):
    """What a service says. `needs`: codes F1..F7 and of practical needs; `areas`: official region codes, each with all
    below, none for everywhere; ages in years, included; `places`: clients at a time, None without limit."""

    branch_id: int | None
    name: str
    description: str
    needs: list[str]
    setting: str
    for_men: bool
    for_women: bool
    age_from: int | None
    age_to: int | None
    cost: str
    cost_note: str
    languages: list[str]
    access: list[str]
    areas: list[str]
    how_to_get_there: str
    places: int | None


@transaction.atomic
def add_offering(
    *, organisation_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[OfferingValues]
) -> Offering:
    """Add a service to a partner of one's own office. A known `form_key` answers with the service it made.

    Raises Organisation.DoesNotExist (outside the scope) or Invalid.
    """
    organisation = Organisation.objects.visible_to(scope).get(pk=organisation_id)
    known = Offering.objects.visible_to(scope).filter(form_key=form_key).first()
    if known is not None:
        return again(known, organisation_id=organisation_id, **values)
    _check(values, organisation.pk)
    offering = Offering(organisation=organisation, form_key=form_key, **values)
    with saving(REFUSED):
        offering.save(force_insert=True)
    record(verb="offering.added", subject=offering, by=by, office_id=organisation.office_id)
    return offering


@transaction.atomic
def change_offering(
    *, offering_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[OfferingValues]
) -> Offering:
    """Change what a service says; more places take in who waits, in their turn.

    Raises Offering.DoesNotExist (outside the scope), StaleEdit or Invalid.
    """
    offering = lock_offering(offering_id, scope)
    if offering.lock_version != lock_version:
        raise StaleEdit(_("Layanan ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    _check(values, offering.organisation_id, kept_branch=offering.branch_id)
    fields = changed(offering, values)
    offering.lock_version += 1
    with saving(REFUSED):
        offering.save()
    office_id = offering.organisation.office_id
    record(verb="offering.changed", subject=offering, by=by, office_id=office_id, fields=sorted(fields))
    if "places" in fields:
        fill_places(offering_id=offering.pk, by=by)
    return offering


@transaction.atomic
def close_offering(*, offering_id: int, by: User, scope: Scope) -> Offering:
    """No client is referred here any more. Raises Offering.DoesNotExist (outside the scope) or WrongState."""
    offering = lock_offering(offering_id, scope)
    if not offering.is_active:
        raise WrongState(_("Layanan ini sudah ditutup."))
    running = offering.referrals.filter(stage__in=OPEN).count()
    if running:
        text = ngettext(
            "Masih ada %(n)s rujukan yang berjalan ke layanan ini. Selesaikan, alihkan atau tarik dahulu.",
            "Masih ada %(n)s rujukan yang berjalan ke layanan ini. Selesaikan, alihkan atau tarik dahulu.",
            running,
        )
        raise WrongState(text % {"n": running})
    return _set_active(offering, by=by, is_active=False)


@transaction.atomic
def reopen_offering(*, offering_id: int, by: User, scope: Scope) -> Offering:
    """Take the service into use again. Raises Offering.DoesNotExist or WrongState (open, or its branch is closed)."""
    offering = lock_offering(offering_id, scope)
    if offering.is_active:
        raise WrongState(_("Layanan ini sudah dibuka."))
    if offering.branch is not None and not offering.branch.is_active:
        raise WrongState(_("Cabang layanan ini ditutup. Buka cabangnya, atau pilih cabang lain dahulu."))
    return _set_active(offering, by=by, is_active=True)


def lock_offering(offering_id: int, scope: Scope) -> Offering:
    """The service, locked, for who may change it. Raises Offering.DoesNotExist."""
    rows = Offering.objects.visible_to(scope).select_related("organisation__office", "branch")
    return rows.select_for_update(of=("self",)).get(pk=offering_id)


def _set_active(offering: Offering, *, by: User, is_active: bool) -> Offering:
    offering.is_active = is_active
    offering.lock_version += 1
    offering.save(update_fields=["is_active", "lock_version"])
    verb = "offering.reopened" if is_active else "offering.closed"
    record(verb=verb, subject=offering, by=by, office_id=offering.organisation.office_id)
    return offering


def _check(values: OfferingValues, organisation_id: int, kept_branch: int | None = None) -> None:
    """Raises Invalid with each rule that is broken at its field. Locks the branch: it may be closing."""
    faults: dict[str, str] = {}
    if not values["needs"] or not set(values["needs"]) <= SERVED_LABELS.keys():
        faults["needs"] = _("Pilih paling sedikit satu kebutuhan dari daftar.")
    if not (values["for_men"] or values["for_women"]):
        faults["for_women"] = _("Pilih paling sedikit satu: perempuan atau laki-laki.")
    first, last = values["age_from"], values["age_to"]
    if first is not None and last is not None and last < first:
        faults["age_to"] = _("Umur terakhir tidak boleh di bawah umur pertama.")
    if not set(values["languages"]) <= set(Language.values):
        faults["languages"] = _("Pilih bahasa dari daftar.")
    if not set(values["access"]) <= set(AccessAid.values):
        faults["access"] = _("Pilih dari daftar.")
    areas = set(values["areas"])
    if areas and Region.objects.filter(pk__in=areas).count() != len(areas):
        faults["areas"] = _("Pilih wilayah dari daftar.")
    if values["places"] is not None and values["places"] < 1:
        faults["places"] = _("Isi angka 1 atau lebih, atau kosongkan.")
    branch_id = values["branch_id"]
    if branch_id is not None and branch_id != kept_branch:
        branches = Branch.objects.filter(organisation=organisation_id, is_active=True)
        if branches.select_for_update(no_key=True).filter(pk=branch_id).first() is None:
            faults["branch_id"] = _("Pilih cabang yang masih dibuka pada mitra ini.")
    refuse(faults)
