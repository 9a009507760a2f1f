"""Files and targets of a draft: added and taken out until it is published."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import Invalid
from bapas_portal.core.kept_file import BadFile, kept_file, said_of
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from clients.actions.rows import refuse
from programs.actions.directive import lock_draft, touch
from programs.choices import TargetRule
from programs.models import DirectiveFile, DirectiveVersion, Target
from programs.queries.directive import asked_offices, files_of, targets_of
from programs.rules.picture import digest_of
from programs.rules.targets import MOST, ListLine, read_list

MAX_FILES = 10
MAX_TARGETS = 12


@transaction.atomic
def add_file(*, directive_id: int, data: bytes, name: str, by: User, scope: Scope) -> DirectiveFile:
    """Keep a file with the draft; the same file twice is kept once.

    Raises DirectiveVersion.DoesNotExist, NotAllowed, or Invalid (no such kind of file, too large, too many).
    """
    version = lock_draft(directive_id, scope=scope)
    try:
        kept = kept_file(data, name)
    except BadFile as error:
        message = said_of(error)
        raise Invalid(message, {"files": message}) from error
    digest = digest_of(kept.data)
    known = files_of(version).filter(digest=digest).first()
    if known is not None:
        return again(known)
    if files_of(version).count() >= MAX_FILES:
        message = _("Satu arahan memuat paling banyak %(count)s berkas.") % {"count": MAX_FILES}
        raise Invalid(message, {"files": message})
    row = DirectiveFile(version=version, name=kept.name, content_type=kept.content_type, digest=digest, by=by)
    row.size = len(kept.data)
    row.file.save(f"{uuid.uuid4().hex}{kept.ending}", ContentFile(kept.data), save=False)
    row.save()
    touch(version, by)
    record(verb="directive.file_added", subject=version.directive, by=by, version=version.number, digest=digest)
    return row


@transaction.atomic
def remove_file(*, file_id: int, by: User, scope: Scope) -> DirectiveFile:
    """Take a file out of the draft; its row stays, and an earlier version keeps its own.

    Raises DirectiveFile.DoesNotExist, DirectiveVersion.DoesNotExist (published) or NotAllowed.
    """
    found = DirectiveFile.objects.select_related("version").get(pk=file_id, removed_at=None)
    version = _own_draft(found.version, scope)
    row = version.files.select_for_update().get(pk=file_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    touch(version, by)
    record(verb="directive.file_removed", subject=version.directive, by=by, version=version.number, digest=row.digest)
    return row


@transaction.atomic
def add_target(
    *,
    directive_id: int,
    measure: str,
    period: str,
    rule: str,
    amount: int | None,
    basis_on: date | None,
    listed: str,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> Target:
    """Add a target to the draft. listed: the pasted lines where the rule is a list, each fault told with its line.

    Raises DirectiveVersion.DoesNotExist, NotAllowed, SentBefore, or Invalid.
    """
    version = lock_draft(directive_id, scope=scope)
    values = _target_values(rule, amount, basis_on, listed)
    known = Target.objects.filter(version__directive=version.directive, form_key=form_key).first()
    if known is not None:
        return again(known, measure=measure, period=period, rule=rule, **values)
    others = targets_of(version)
    if any((row.measure, row.period) == (measure, period) for row in others):
        refuse({"measure": _("Ukuran ini sudah punya target untuk jangka yang sama. Keluarkan yang lama dahulu.")})
    if len(others) >= MAX_TARGETS:
        refuse({"measure": _("Satu arahan memuat paling banyak %(count)s target.") % {"count": MAX_TARGETS}})
    target = Target(version=version, measure=measure, period=period, rule=rule, form_key=form_key, **values)
    target.save()
    touch(version, by)
    record(verb="directive.target_added", subject=version.directive, by=by, version=version.number, code=measure)
    return target


@transaction.atomic
def remove_target(*, target_id: int, by: User, scope: Scope) -> Target:
    """Take a target out of the draft; its row stays. Raises Target.DoesNotExist, or as `remove_file`."""
    found = Target.objects.select_related("version").get(pk=target_id, removed_at=None)
    version = _own_draft(found.version, scope)
    row = version.targets.select_for_update().get(pk=target_id, removed_at=None)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    touch(version, by)
    record(verb="directive.target_removed", subject=version.directive, by=by, version=version.number, code=row.measure)
    return row


def _own_draft(version: DirectiveVersion, scope: Scope) -> DirectiveVersion:
    """The draft, locked, if it is the version that holds the part. Raises as `lock_draft`."""
    draft = lock_draft(version.directive_id, scope=scope)
    if draft.pk != version.pk:
        raise DirectiveVersion.DoesNotExist("a published version is not changed")
    return draft


def _target_values(rule: str, amount: int | None, basis_on: date | None, listed: str) -> dict[str, Any]:
    """amount, basis_on and listed as the rule takes them; what it does not take is left out. Raises Invalid."""
    if rule == TargetRule.LISTED:
        return {"amount": None, "basis_on": None, "listed": _offices_listed(listed)}
    needs_day = rule in (TargetRule.PER_HUNDRED, TargetRule.SPLIT)
    faults = {}
    if not amount or amount < 1 or amount > MOST:
        faults["amount"] = _("Isi angka dari 1 sampai %(most)s.") % {"most": MOST}
    if needs_day and basis_on is None:
        faults["basis_on"] = _("Isi hari yang jumlah kliennya dipakai.")
    refuse(faults)
    return {"amount": amount, "basis_on": basis_on if needs_day else None, "listed": []}


def _offices_listed(text: str) -> list[dict[str, int]]:
    lines = read_list(text)
    if not lines:
        refuse({"listed": _("Isi daftar: satu baris untuk setiap Bapas, misalnya 3301; 12.")})
    bapas = list(asked_offices().filter(kind=OfficeKind.BAPAS))
    known = {office.code.casefold(): office.pk for office in bapas} | {
        office.name.casefold(): office.pk for office in bapas
    }
    found: dict[int, int] = {}
    faults = []
    for line in lines:
        office = known.get(line.office.casefold())
        fault = _line_fault(line, is_known=office is not None, is_twice=office in found)
        if fault:
            faults.append(_("Baris %(line)s: %(fault)s") % {"line": line.line, "fault": fault})
        elif office is not None:
            found[office] = line.value
    if faults:
        refuse({"listed": " ".join(faults)})
    return [{"office": office, "value": value} for office, value in found.items()]


def _line_fault(line: ListLine, *, is_known: bool, is_twice: bool) -> str:
    if line.fault == "form":
        return _("tulis kode atau nama Bapas, titik koma, lalu angkanya.")
    if not is_known:
        return _("Bapas “%(office)s” tidak dikenal.") % {"office": line.office[:60]}
    if line.fault == "number":
        return _("angkanya harus bilangan bulat dari 0 sampai %(most)s.") % {"most": MOST}
    return _("Bapas “%(office)s” ditulis dua kali.") % {"office": line.office[:60]} if is_twice else ""
