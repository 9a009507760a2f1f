"""Writing instruments: a draft is made, changed section by section, and dropped. Publishing: instrument_publish."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import InstrumentCode
from clients.models import InstrumentVersion
from clients.permissions.instrument import check_is_draft, check_may_manage
from clients.queries.instruments import digest_of
from clients.rules.instrument_check import KNOWN_FACTS
from clients.rules.instrument_edit import (
    Definition,
    NoSuchEntry,
    codes,
    moved,
    with_entry,
    with_known_facts,
    with_values,
    without_entry,
)
from clients.rules.instrument_file import file_faults, read_file

SECTIONS: dict[str, tuple[str, ...]] = {
    "head": ("version", "title", "short_title", "source", "flags"),
    "total": ("total",),
    "due": ("kriminogenik_due",),
}


@transaction.atomic
def copy_version(*, version_id: int, name: str, by: User, scope: Scope) -> InstrumentVersion:
    """A new draft with the content of this version under a new version name.

    Raises InstrumentVersion.DoesNotExist, NotAllowed or Invalid ("name": empty or taken).
    """
    check_may_manage(scope)
    source = InstrumentVersion.objects.get(pk=version_id)
    return _made(with_values(source.definition, {"version": _free_name(source.instrument, name)}), by, copied=source.pk)


@transaction.atomic
def import_draft(*, data: bytes, name: str = "", by: User, scope: Scope) -> InstrumentVersion:
    """A new draft from a JSON file; `name` stands in for the version the file names.

    Raises NotAllowed or Invalid: "data" tells every fault of the file, one a line; "name" a version that is there.
    """
    check_may_manage(scope)
    definition, faults = read_file(data)
    if definition is None:
        raise Invalid(_("Berkas belum dapat diimpor."), {"data": "\n".join(faults)})
    if definition["code"] not in InstrumentCode.values:
        known = ", ".join(InstrumentCode.values)
        text = _("Instrumen %(code)s tidak dikenal; yang dikenal: %(known)s.")
        raise Invalid(
            _("Berkas belum dapat diimpor."), {"data": text % {"code": definition["code"][:60], "known": known}}
        )
    name = _free_name(definition["code"], name or definition["version"])
    return _made(with_values(definition, {"version": name}), by, copied=None)


@transaction.atomic
def put_section(
    *, version_id: int, revision: int, section: str, values: Mapping[str, Any], by: User, scope: Scope
) -> InstrumentVersion:
    """Set the head ("head"), the total ("total") or when kriminogenik is due ("due") of a draft.

    values: the top keys of the definition that SECTIONS names for it. revision: the one the writer saw.
    Raises InstrumentVersion.DoesNotExist, NotAllowed, WrongState (published; changed meanwhile) or Invalid.
    """
    wanted = {key: values[key] for key in SECTIONS[section]}
    version = _locked(version_id, revision, scope)
    if section == "head" and wanted["version"] != version.version:
        _free_name(version.instrument, wanted["version"])
    return _kept(version, lambda old: with_values(old, wanted), by, section=section, code="")


@transaction.atomic
def put_entry(
    *, version_id: int, revision: int, kind: str, value: Mapping[str, Any], is_new: bool, by: User, scope: Scope
) -> InstrumentVersion:
    """Add or replace a "part", "item" or "factor" of a draft; `value` as the schema says. Raises as put_section."""
    version = _locked(version_id, revision, scope)
    if is_new == (value["code"] in codes(version.definition, kind)):
        text = _("Kode ini sudah dipakai.") if is_new else _("Kode ini tidak ada lagi.")
        raise Invalid(_("Belum tersimpan."), {"code": text})
    return _kept(version, lambda old: with_entry(old, kind, value), by, section=kind, code=value["code"])


@transaction.atomic
def remove_entry(*, version_id: int, revision: int, kind: str, code: str, by: User, scope: Scope) -> InstrumentVersion:
    """Take a part (with its items), an item or a factor out of a draft. Raises as put_section."""
    version = _locked(version_id, revision, scope)
    return _kept(version, lambda old: without_entry(old, kind, code), by, section=kind, code=code)


@transaction.atomic
def move_entry(
    *, version_id: int, revision: int, kind: str, code: str, step: int, by: User, scope: Scope
) -> InstrumentVersion:
    """Move a part, an item (within its part) or a factor up (-1) or down (1). Raises as put_section."""
    version = _locked(version_id, revision, scope)
    return _kept(version, lambda old: moved(old, kind, code, step), by, section=kind, code=code)


@transaction.atomic
def drop_draft(*, version_id: int, revision: int, by: User, scope: Scope) -> None:
    """Throw a draft away, with its trials. Raises as put_section."""
    version = _locked(version_id, revision, scope)
    record(
        verb="instrument.dropped",
        subject=version,
        by=by,
        instrument=version.instrument,
        version=version.version,
        digest=digest_of(version),
    )
    version.delete()


def _locked(version_id: int, revision: int, scope: Scope) -> InstrumentVersion:
    """The draft, locked, as the writer saw it."""
    check_may_manage(scope)
    version = InstrumentVersion.objects.select_for_update(of=("self",)).select_related("saved_by").get(pk=version_id)
    check_is_draft(version)
    if version.revision != revision:
        who = version.saved_by.name if version.saved_by else _("pengguna lain")
        text = _(
            "Rancangan ini sudah diubah oleh %(who)s sejak Anda membukanya. Belum ada yang tersimpan dari isian ini."
        )
        raise WrongState(text % {"who": who}, code="stale")
    return version


def _free_name(instrument: str, name: str) -> str:
    """The name of a new version, trimmed. Raises Invalid ("name") for one that is empty, too long or taken."""
    name = name.strip()
    if not 0 < len(name) <= 20:
        text = _("Isi nama versi, paling panjang 20 huruf.")
    elif InstrumentVersion.objects.filter(instrument=instrument, version=name).exists():
        text = _("Versi %(name)s sudah ada untuk instrumen ini. Pilih nama lain.") % {"name": name}
    else:
        return name
    raise Invalid(text, {"name": text, "version": text})


def _made(definition: Definition, by: User, *, copied: int | None) -> InstrumentVersion:
    version = InstrumentVersion.objects.create(
        instrument=definition["code"],
        version=definition["version"],
        definition=definition,
        decree="",
        saved_at=timezone.now(),
        saved_by=by,
    )
    record(
        verb="instrument.drafted",
        subject=version,
        by=by,
        instrument=version.instrument,
        version=version.version,
        copied=copied,
        digest=digest_of(version),
    )
    return version


def _kept(
    version: InstrumentVersion, change: Callable[[Definition], Definition], by: User, *, section: str, code: str
) -> InstrumentVersion:
    """Save the changed content; one that no longer fits together is refused, and nothing is kept."""
    try:
        definition = with_known_facts(change(version.definition), KNOWN_FACTS)
    except NoSuchEntry as missing:
        raise InstrumentVersion.DoesNotExist(str(missing)) from missing
    if definition == version.definition:
        return version
    faults = file_faults(definition)
    if faults:
        raise Invalid(_("Belum tersimpan: %(faults)s.") % {"faults": "; ".join(faults)})
    version.definition, version.version = definition, definition["version"]
    version.revision += 1
    version.saved_at, version.saved_by = timezone.now(), by
    version.save()
    record(
        verb="instrument.changed",
        subject=version,
        by=by,
        instrument=version.instrument,
        version=version.version,
        section=section,
        code=code,
        digest=digest_of(version),
    )
    return version
