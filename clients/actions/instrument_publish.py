"""Publishing a draft from a day, ending a version, and taking back one that is not in force yet."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import VersionStanding, VersionState
from clients.models import InstrumentVersion
from clients.permissions.instrument import check_is_draft, check_may_manage
from clients.queries.instruments import digest_of, standing_of
from clients.rules.instrument_check import check_definition

DAY = timedelta(days=1)


@transaction.atomic
def publish_version(
    *, version_id: int, revision: int, valid_from: date, decree: str, by: User, scope: Scope
) -> InstrumentVersion:
    """Publish a draft from `valid_from` (today or later, WIB); the version before it ends the day before.

    Assessments keep the version they were made with. Raises InstrumentVersion.DoesNotExist, NotAllowed,
    WrongState (published already; changed meanwhile; faults of `check_definition`) or Invalid
    ("valid_from", "decree").
    """
    check_may_manage(scope)
    version, others = _locked(version_id)
    check_is_draft(version)
    if version.revision != revision:
        raise WrongState(_("Rancangan ini sudah berubah sejak Anda membukanya. Periksa lagi sebelum menerbitkan."))
    faults = check_definition(version.definition)
    if faults:
        raise WrongState(_("Rancangan ini belum dapat diterbitkan: %(faults)s.") % {"faults": "; ".join(faults)})
    before = next((other for other in others if other.state == VersionState.PUBLISHED), None)
    _check_publication(valid_from, decree.strip(), others)
    if before is not None:
        before.state, before.valid_to = VersionState.RETIRED, valid_from - DAY
        before.save(update_fields=["state", "valid_to"])
    version.state, version.valid_from, version.decree = VersionState.PUBLISHED, valid_from, decree.strip()
    version.save(update_fields=["state", "valid_from", "decree"])
    _tell("instrument.published", version, by, on=valid_from, replaces=before.pk if before else None)
    return version


@transaction.atomic
def retire_version(*, version_id: int, last_on: date, by: User, scope: Scope) -> InstrumentVersion:
    """End the version in force after `last_on` (today or later) though no successor is published.

    From the next day on nobody can assess with this instrument. Raises InstrumentVersion.DoesNotExist,
    NotAllowed, WrongState (not the newest in force) or Invalid ("last_on").
    """
    check_may_manage(scope)
    version, _others = _locked(version_id)
    today = today_in()
    if version.state != VersionState.PUBLISHED or standing_of(version, today) != VersionStanding.IN_FORCE:
        raise WrongState(_("Hanya versi yang sedang berlaku dan belum ada penggantinya yang dapat diakhiri."))
    if last_on < today:
        raise Invalid(_("Belum tersimpan."), {"last_on": _("Hari terakhir paling cepat hari ini.")})
    version.state, version.valid_to = VersionState.RETIRED, last_on
    version.save(update_fields=["state", "valid_to"])
    _tell("instrument.retired", version, by, on=last_on)
    return version


@transaction.atomic
def withdraw_version(*, version_id: int, by: User, scope: Scope) -> InstrumentVersion:
    """Take back a published version before its first day; the one it was to follow stays in force.

    Raises InstrumentVersion.DoesNotExist, NotAllowed or WrongState (in force already, or another follows it).
    """
    check_may_manage(scope)
    version, others = _locked(version_id)
    today = today_in()
    is_newest = version.state == VersionState.PUBLISHED
    if not is_newest or version.valid_from is None or standing_of(version, today) != VersionStanding.COMING:
        raise WrongState(_("Hanya versi terbaru yang belum mulai berlaku yang dapat ditarik."))
    version.state, version.valid_to = VersionState.RETIRED, version.valid_from - DAY
    version.save(update_fields=["state", "valid_to"])
    before = next((other for other in others if other.valid_to == version.valid_to and _was_used(other)), None)
    if before is not None:
        before.state, before.valid_to = VersionState.PUBLISHED, None
        before.save(update_fields=["state", "valid_to"])
    _tell("instrument.withdrawn", version, by, replaces=before.pk if before else None)
    return version


def _was_used(version: InstrumentVersion) -> bool:
    """Not itself a version that was withdrawn."""
    return version.valid_from is not None and version.valid_to is not None and version.valid_to >= version.valid_from


def _locked(version_id: int) -> tuple[InstrumentVersion, list[InstrumentVersion]]:
    """The version, and the published ones of the same instrument, newest first; all locked in one order."""
    instrument = InstrumentVersion.objects.values_list("instrument", flat=True).get(pk=version_id)
    rows = list(InstrumentVersion.objects.select_for_update().filter(instrument=instrument).order_by("pk"))
    version = next((row for row in rows if row.pk == version_id), None)
    if version is None:
        raise InstrumentVersion.DoesNotExist
    others = [row for row in rows if row.pk != version_id and row.state != VersionState.DRAFT]
    return version, sorted(others, key=lambda row: (row.valid_from or date.min, row.pk), reverse=True)


def _check_publication(valid_from: date, decree: str, others: list[InstrumentVersion]) -> None:
    """Raises Invalid for a day that has passed or lies within a published version's days, or without a decree."""
    faults = {}
    standing = [other for other in others if _was_used(other) or other.state == VersionState.PUBLISHED]
    newest = standing[0] if standing else None
    if valid_from < today_in():
        faults["valid_from"] = _("Versi berlaku paling cepat mulai hari ini.")
    elif valid_from.year > 2200:
        faults["valid_from"] = _("Tahun ini terlalu jauh.")
    elif newest is not None and newest.valid_from is not None and valid_from <= newest.valid_from:
        text = _("Versi %(name)s mulai berlaku %(day)s; pilih hari sesudahnya.")
        faults["valid_from"] = text % {"name": newest.version, "day": newest.valid_from.strftime("%d-%m-%Y")}
    elif newest is not None and newest.valid_to is not None and valid_from <= newest.valid_to:
        text = _("Versi %(name)s berlaku sampai %(day)s; pilih hari sesudahnya.")
        faults["valid_from"] = text % {"name": newest.version, "day": newest.valid_to.strftime("%d-%m-%Y")}
    if not 0 < len(decree) <= 120:
        faults["decree"] = _("Tulis nomor keputusan yang menjadi dasarnya, paling panjang 120 huruf.")
    if faults:
        raise Invalid(_("Belum diterbitkan."), faults)


def _tell(verb: str, version: InstrumentVersion, by: User, on: date | None = None, replaces: int | None = None) -> None:
    data: dict[str, Any] = {"instrument": version.instrument, "version": version.version}
    if on is not None:
        data["on"] = on.isoformat()
    if replaces is not None:
        data["replaces"] = replaces
    record(verb=verb, subject=version, by=by, digest=digest_of(version), **data)
