"""Which version of an instrument is in force, read into values once."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from bapas_portal.core.errors import WrongState
from clients.choices import VersionState
from clients.models import InstrumentVersion
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


def published(instrument: str) -> InstrumentVersion:
    """The version in force. One query. Raises WrongState where none is published yet."""
    version = InstrumentVersion.objects.filter(instrument=instrument, state=VersionState.PUBLISHED).first()
    if version is None:
        raise WrongState(_("Instrumen ini belum diterbitkan. Mintalah administrator menerbitkannya lebih dahulu."))
    return version


def definitions(version_ids: Iterable[int]) -> dict[int, Instrument]:
    """Version id -> definition, in one query (none for no ids)."""
    wanted = set(version_ids)
    if not wanted:
        return {}
    return {version.pk: definition_of(version) for version in InstrumentVersion.objects.filter(pk__in=wanted)}
