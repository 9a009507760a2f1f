"""Which version of an instrument is in force, read into values once."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from clients.choices import VersionStanding, VersionState
from clients.models import InstrumentVersion, TierRule
from clients.rules.instrument import Instrument, parse


def definition_of(version: InstrumentVersion) -> Instrument:
    """The definition of a version as values; parsed once per process and content."""
    return _parsed(json.dumps(version.definition, sort_keys=True))


@lru_cache(maxsize=32)
def _parsed(text: str) -> Instrument:
    return parse(json.loads(text))


def digest_of(version: InstrumentVersion) -> str:
    """SHA-256 (64 hex digits) of the definition as canonical JSON: sorted keys, no spaces, UTF-8.

    Two versions with the same content have the same digest; a trial names the content it tried by it.
    """
    text = json.dumps(version.definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(on: date) -> QuerySet[InstrumentVersion]:
    """The versions in force on this day: at most one for each instrument (the database holds it)."""
    lasts = Q(valid_to=None) | Q(valid_to__gte=on)
    return InstrumentVersion.objects.exclude(state=VersionState.DRAFT).filter(lasts, valid_from__lte=on)


def published(instrument: str, on: date | None = None) -> InstrumentVersion:
    """The version in force today (WIB) or on the day given. One query. Raises WrongState where there is none."""
    version = in_force(on or today_in()).filter(instrument=instrument).first()
    if version is None:
        raise WrongState(_("Instrumen ini belum diterbitkan. Mintalah administrator menerbitkannya lebih dahulu."))
    return version


def standing_of(version: InstrumentVersion | TierRule, on: date) -> VersionStanding:
    """What the version of an instrument or of the tier rule is on this day."""
    if version.state == VersionState.DRAFT or version.valid_from is None:
        return VersionStanding.DRAFT
    if version.valid_to is not None and version.valid_to < version.valid_from:
        return VersionStanding.WITHDRAWN
    if on < version.valid_from:
        return VersionStanding.COMING
    if version.valid_to is not None and version.valid_to < on:
        return VersionStanding.ENDED
    return VersionStanding.IN_FORCE


def definitions(version_ids: Iterable[int]) -> dict[int, Instrument]:
    """Version id -> definition, in one query (none for no ids)."""
    wanted = set(version_ids)
    if not wanted:
        return {}
    return {version.pk: definition_of(version) for version in InstrumentVersion.objects.filter(pk__in=wanted)}
