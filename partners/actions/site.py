"""Adding, changing, closing and reopening work sites of a partner."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.maps import is_in_indonesia
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import changed, constraint_of
from partners.models import Organisation, Site


class SiteValues(TypedDict):
    """What a site says. `region_id`: an official code or None; `latitude`, `longitude`: WGS 84 degrees, both or none;
    `job_kinds`: codes of JobKind."""

    name: str
    street: str
    region_id: str | None
    latitude: float | None
    longitude: float | None
    job_kinds: list[str]
    supervisor_name: str
    supervisor_phone: str
    for_adults: bool
    for_children: bool
    for_women: bool
    for_men: bool
    step_free: bool
    pickup_point: str


@transaction.atomic
def add_site(*, organisation_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[SiteValues]) -> Site:
    """Add a site to a partner of one's own office. A known `form_key` answers with the site it made.

    Raises Organisation.DoesNotExist (outside the scope) or Invalid.
    """
    organisation = Organisation.objects.visible_to(scope).get(pk=organisation_id)
    known = Site.objects.visible_to(scope).filter(form_key=form_key).first()
    if known is not None:
        return again(known, organisation_id=organisation_id, **values)
    _check(values)
    site = Site(organisation=organisation, form_key=form_key, **values)
    with _saving():
        site.save(force_insert=True)
    record(verb="site.added", subject=site, by=by, office_id=organisation.office_id)
    return site


@transaction.atomic
def change_site(*, site_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[SiteValues]) -> Site:
    """Change what a site says. Raises Site.DoesNotExist (outside the scope), StaleEdit or Invalid."""
    site = lock_site(site_id, scope)
    if site.lock_version != lock_version:
        raise StaleEdit(_("Tempat kerja ini disimpan orang lain atau jendela lain setelah Anda membukanya."))
    _check(values)
    fields = changed(site, values)
    site.lock_version += 1
    with _saving():
        site.save()
    record(verb="site.changed", subject=site, by=by, office_id=site.organisation.office_id, fields=sorted(fields))
    return site


@transaction.atomic
def close_site(*, site_id: int, by: User, scope: Scope) -> Site:
    """No more sessions are opened here. What becomes of those ahead: programs.actions.site, the door to this.

    Raises Site.DoesNotExist (outside the scope) or WrongState (closed already).
    """
    site = lock_site(site_id, scope)
    if not site.is_active:
        raise WrongState(_("Tempat kerja ini sudah ditutup."))
    return _set_active(site, by=by, is_active=False)


@transaction.atomic
def reopen_site(*, site_id: int, by: User, scope: Scope) -> Site:
    """Take the site into use again; its checks and weekly times stand. Raises as `close_site`."""
    site = lock_site(site_id, scope)
    if site.is_active:
        raise WrongState(_("Tempat kerja ini sudah dibuka."))
    return _set_active(site, by=by, is_active=True)


def lock_site(site_id: int, scope: Scope) -> Site:
    """The site, locked, for who may change it. Raises Site.DoesNotExist."""
    rows = Site.objects.visible_to(scope).select_related("organisation__office")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=site_id)


def _set_active(site: Site, *, by: User, is_active: bool) -> Site:
    site.is_active = is_active
    site.lock_version += 1
    site.save(update_fields=["is_active", "lock_version"])
    verb = "site.reopened" if is_active else "site.closed"
    record(verb=verb, subject=site, by=by, office_id=site.organisation.office_id)
    return site


def _check(values: SiteValues) -> None:
    """Raises Invalid with each rule that is broken at its field."""
    faults: dict[str, str] = {}
    latitude, longitude = values["latitude"], values["longitude"]
    if (latitude is None) != (longitude is None):
        faults["latitude" if latitude is None else "longitude"] = _("Isi lintang dan bujur, atau kosongkan dua-duanya.")
    elif latitude is not None and longitude is not None and not is_in_indonesia(latitude, longitude):
        faults["latitude"] = _("Titik ini di luar Indonesia. Periksa lintang dan bujurnya; lintang selatan negatif.")
    if not (values["for_adults"] or values["for_children"]):
        faults["for_adults"] = _("Pilih paling sedikit satu: dewasa atau anak.")
    if not (values["for_women"] or values["for_men"]):
        faults["for_women"] = _("Pilih paling sedikit satu: perempuan atau laki-laki.")
    if faults:
        raise Invalid(_("Belum tersimpan. Periksa isian yang ditandai."), faults)


@contextmanager
def _saving() -> Iterator[None]:
    """A savepoint; a name taken is said at its field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) != "site_name_once_per_organisation":
            raise
        text = _("Mitra ini sudah punya tempat kerja dengan nama itu.")
        raise Invalid(text, {"name": text}) from error
