"""Directives: drafting, changing a draft, a new version, publishing, withdrawing."""

from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import CHECK_FIELDS, constraint_of, refuse
from programs.choices import TargetRule, VersionState
from programs.models import Directive, DirectiveVersion, Target, TargetShare
from programs.permissions import check_writes_directives
from programs.queries.directive import content_digest, files_of, published_versions, targets_of
from programs.queries.target import clients_on
from programs.rules.directive import MAX_TERMS
from programs.rules.targets import shares


class DirectiveValues(TypedDict):
    """What a draft says. terms: [{"term", "text"}]; due_on: the day by which offices confirm, or None."""

    number: str
    kind: str
    title: str
    body: str
    terms: list[dict[str, str]]
    applies_from: date
    due_on: date | None


@transaction.atomic
def draft_directive(*, form_key: UUID, by: User, scope: Scope, **values: Unpack[DirectiveValues]) -> DirectiveVersion:
    """Begin a directive with its first draft. A known `form_key` answers with the draft it made.

    Raises NotAllowed, Invalid, or SentBefore.
    """
    check_writes_directives(scope)
    known = DirectiveVersion.objects.filter(directive__form_key=form_key, number=1).select_related("directive").first()
    if known is not None:
        return again(known, title=values["title"].strip(), body=values["body"].strip())
    checked = _checked(values)
    directive = Directive(number=checked.pop("number"), kind=checked.pop("kind"), form_key=form_key, created_by=by)
    _save_named(directive)
    version = DirectiveVersion.objects.create(directive=directive, number=1, changed_by=by, **checked)
    record(verb="directive.drafted", subject=directive, by=by, number=directive.number, version=1)
    return version


@transaction.atomic
def change_draft(
    *, directive_id: int, lock_version: int, by: User, scope: Scope, **values: Unpack[DirectiveValues]
) -> DirectiveVersion:
    """Write over a draft. Number and kind may change until the first version is published.

    Raises DirectiveVersion.DoesNotExist, NotAllowed, Invalid, or StaleEdit (saved since `lock_version` was read).
    """
    version = lock_draft(directive_id, scope=scope)
    if version.lock_version != lock_version:
        raise StaleEdit(_("Rancangan ini disimpan orang lain setelah Anda membukanya."))
    checked = _checked(values)
    directive = version.directive
    fields = [name for name in ("number", "kind") if getattr(directive, name) != checked[name]]
    if fields and published_versions(directive_id).exists():
        refuse(dict.fromkeys(fields, _("Nomor dan jenis arahan yang sudah terbit tidak dapat diubah.")))
    for name in ("number", "kind"):
        setattr(directive, name, checked.pop(name))
    if fields:
        _save_named(directive)
    fields += [name for name, value in checked.items() if getattr(version, name) != value]
    for name, value in checked.items():
        setattr(version, name, value)
    version.lock_version += 1
    version.changed_by = by
    version.save()
    record(verb="directive.changed", subject=directive, by=by, fields=sorted(fields), version=version.number)
    return version


@transaction.atomic
def revise_directive(*, directive_id: int, by: User, scope: Scope) -> DirectiveVersion:
    """Begin a new draft as a copy of what is in force, its files and targets too; a draft that is there is given back.

    Raises Directive.DoesNotExist, NotAllowed, or WrongState (withdrawn).
    """
    directive = _lock_directive(directive_id, scope=scope)
    if directive.withdrawn_at is not None:
        raise WrongState(_("Arahan ini sudah ditarik; susun arahan baru."))
    known = directive.versions.filter(state=VersionState.DRAFT).first()
    if known is not None:
        return known
    old = published_versions(directive_id)[0]
    names = ("title", "body", "terms", "applies_from")
    version = DirectiveVersion(directive=directive, number=old.number + 1, changed_by=by)
    for name in names:
        setattr(version, name, getattr(old, name))
    version.save()
    for file in files_of(old):
        file.pk, file.version = None, version
        file.save(force_insert=True)
    for target in targets_of(old):
        target.pk, target.version, target.form_key = None, version, uuid4()
        target.save(force_insert=True)
    record(verb="directive.drafted", subject=directive, by=by, number=directive.number, version=version.number)
    return version


@transaction.atomic
def publish_directive(*, directive_id: int, lock_version: int, by: User, scope: Scope) -> DirectiveVersion:
    """Publish the draft: from now on nobody changes it, every share is pinned, and each office is asked to confirm.

    `lock_version` is that of the draft the publisher read. Raises as `change_draft`.
    """
    version = lock_draft(directive_id, scope=scope)
    if version.lock_version != lock_version:
        raise StaleEdit(_("Rancangan berubah setelah Anda membacanya. Baca sekali lagi sebelum menerbitkan."))
    if version.due_on is not None and version.due_on < today_in():
        raise Invalid(_("Batas konfirmasi sudah lewat. Ubah tanggalnya, lalu terbitkan."), {})
    targets = targets_of(version)
    for target in targets:
        _pin_shares(target)
    version.digest = content_digest(version)
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, timezone.now(), by
    version.save()
    record(
        verb="directive.published",
        subject=version.directive,
        by=by,
        number=version.directive.number,
        version=version.number,
        digest=version.digest,
    )
    return version


@transaction.atomic
def withdraw_directive(*, directive_id: int, reason: str, by: User, scope: Scope) -> Directive:
    """Withdraw a published directive, with the reason everybody reads; its text stays to be read.

    Raises Directive.DoesNotExist, NotAllowed, Invalid (no reason), or WrongState (withdrawn, or never published).
    """
    directive = _lock_directive(directive_id, scope=scope)
    if directive.withdrawn_at is not None:
        raise WrongState(_("Arahan ini sudah ditarik."))
    if not published_versions(directive_id).exists():
        raise WrongState(_("Arahan ini belum terbit."))
    if not reason.strip():
        refuse({"reason": _("Tulis mengapa arahan ini ditarik.")})
    directive.withdrawn_at, directive.withdrawn_by, directive.withdrawn_reason = timezone.now(), by, reason.strip()
    directive.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(verb="directive.withdrawn", subject=directive, by=by, number=directive.number)
    return directive


def lock_draft(directive_id: int, *, scope: Scope) -> DirectiveVersion:
    """The draft of a directive, locked. Raises NotAllowed or DirectiveVersion.DoesNotExist."""
    check_writes_directives(scope)
    rows = DirectiveVersion.objects.select_related("directive").select_for_update()
    return rows.get(directive=directive_id, state=VersionState.DRAFT)


def touch(version: DirectiveVersion, by: User) -> None:
    """A file or a target came or went: whoever reads the draft elsewhere is told before publishing."""
    version.lock_version += 1
    version.changed_by = by
    version.save(update_fields=["lock_version", "changed_by", "changed_at"])


def _lock_directive(directive_id: int, *, scope: Scope) -> Directive:
    check_writes_directives(scope)
    return Directive.objects.select_for_update().get(pk=directive_id)


def _pin_shares(target: Target) -> None:
    clients = clients_on(target.basis_on or today_in())
    try:
        found = shares(rule=target.rule, amount=target.amount, clients=clients, listed=target.listed)
    except ValueError as error:
        raise Invalid(_("Belum ada klien yang dibimbing pada hari itu, jadi jumlahnya tidak dapat dibagi.")) from error
    by_clients = target.rule in (TargetRule.PER_HUNDRED, TargetRule.SPLIT)
    TargetShare.objects.bulk_create(
        TargetShare(target=target, office_id=office, value=share.value, basis=share.basis if by_clients else None)
        for office, share in found.items()
    )


def _save_named(directive: Directive) -> None:
    try:
        with transaction.atomic():
            directive.save()
    except IntegrityError as error:
        if not constraint_of(error).startswith("programs_directive_number"):
            raise
        raise Invalid(CHECK_FIELDS, {"number": _("Nomor ini sudah dipakai arahan lain.")}) from error


def _checked(values: DirectiveValues) -> dict[str, Any]:
    """The values as model fields. Raises Invalid with every fault beside its field."""
    faults = {name: _("Bagian ini wajib diisi.") for name in ("number", "title", "body") if not values[name].strip()}
    terms = [{"term": row["term"].strip(), "text": row["text"].strip()} for row in values["terms"]]
    terms = [row for row in terms if row["term"] or row["text"]]
    if any(not row["term"] or not row["text"] for row in terms):
        faults["terms"] = _("Setiap istilah perlu penjelasan, dan setiap penjelasan perlu istilah.")
    elif len({row["term"].casefold() for row in terms}) < len(terms):
        faults["terms"] = _("Ada istilah yang ditulis dua kali.")
    elif len(terms) > MAX_TERMS:
        faults["terms"] = _("Paling banyak %(count)s istilah dalam satu arahan.") % {"count": MAX_TERMS}
    if values["due_on"] is not None and values["due_on"] < today_in():
        faults["due_on"] = _("Batas konfirmasi sudah lewat.")
    refuse(faults)
    texts = {name: values[name].strip() for name in ("number", "title", "body")}
    plain = {"kind": values["kind"], "applies_from": values["applies_from"], "due_on": values["due_on"]}
    return {**texts, **plain, "terms": terms}
