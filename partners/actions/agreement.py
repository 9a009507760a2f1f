"""Agreements: begun, changed, signed, renewed, stopped. Nothing of them is deleted."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import as_text, constraint_of, refuse
from partners.choices_agreement import NEXT_STAGES, AgreementKind, AgreementStage
from partners.models import Agreement, AgreementChange, AgreementParty, AgreementSite, AgreementWatcher
from partners.permissions import check_may_change_agreement
from partners.rules.agreement import may_stand_under

NUMBER_TAKEN = "agreement_number_once_per_office"


class AgreementValues(TypedDict, total=False):
    """What an agreement says before and after signing. `parent_id`: the MoU a PKS stands under, or None."""

    kind: str
    parent_id: int | None
    title: str
    our_number: str
    our_signer: str
    our_position: str
    purposes: list[str]
    has_budget: bool
    budget_note: str
    contact_name: str
    contact_phone: str
    starts_on: date | None
    ends_on: date | None


# What a signed agreement no longer changes: the days move by a renewal, the kind and its MoU by a new agreement.
FIXED = ("kind", "parent_id")
DAYS = ("starts_on", "ends_on")


@transaction.atomic
def draft_agreement(
    *, office_id: int, form_key: UUID, by: User, scope: Scope, **values: Unpack[AgreementValues]
) -> Agreement:
    """Begin an agreement that `office_id` keeps. A known `form_key` answers with the one it made.

    Raises NotAllowed (office outside the scope), Invalid, or SentBefore.
    """
    if not scope.covers("partners.write_agreement", office_id=office_id):
        raise NotAllowed(_("Anda hanya dapat mencatat perjanjian kantor Anda sendiri."))
    known = Agreement.objects.filter(form_key=form_key, office=office_id).first()
    if known is not None:
        return again(known, title=values["title"], kind=values["kind"])
    agreement = Agreement(office=Office.objects.get(pk=office_id), form_key=form_key, created_by=by)
    _put(agreement, {name: value for name, value in values.items() if name not in DAYS}, scope)
    _save(agreement)
    _watch(agreement, by, by)
    record(verb="agreement.drafted", subject=agreement, by=by, office_id=office_id, kind=agreement.kind)
    return agreement


@transaction.atomic
def change_agreement(
    *,
    agreement_id: int,
    lock_version: int,
    reason: str = "",
    by: User,
    scope: Scope,
    **values: Unpack[AgreementValues],
) -> Agreement:
    """Change what it says. After signing each field put right is kept with old, new and `reason`.

    Raises Agreement.DoesNotExist, NotAllowed, WrongState (stopped), StaleEdit or Invalid.
    """
    agreement = lock_agreement(agreement_id, scope)
    if agreement.stage == AgreementStage.STOPPED:
        raise WrongState(_("Perjanjian ini sudah dihentikan; isinya tidak diubah lagi."))
    if agreement.lock_version != lock_version:
        raise StaleEdit(_("Perjanjian ini disimpan orang lain setelah Anda membukanya."))
    is_signed = agreement.signed_on is not None
    asked = {name: value for name, value in values.items() if is_signed or name not in DAYS}
    before = {name: getattr(agreement, name) for name in asked}
    changed = [name for name in asked if asked[name] != before[name]]
    if is_signed:
        _check_correction(changed, reason.strip())
    _put(agreement, asked, scope)
    agreement.lock_version += 1
    _save(agreement)
    if is_signed:
        for name in changed:
            AgreementChange.objects.create(
                agreement=agreement,
                field=name,
                old=_said(before[name]),
                new=_said(asked[name]),
                reason=reason.strip(),
                by=by,
            )
    record(verb="agreement.changed", subject=agreement, by=by, office_id=agreement.office_id, fields=sorted(changed))
    return agreement


@transaction.atomic
def sign_agreement(
    *, agreement_id: int, lock_version: int, signed_on: date, starts_on: date, ends_on: date, by: User, scope: Scope
) -> Agreement:
    """Note the signing: from now on it holds from `starts_on` to `ends_on`. Its number, our signer and each partner's
    signer must be known.

    Raises Agreement.DoesNotExist, NotAllowed, WrongState, StaleEdit or Invalid.
    """
    agreement = lock_agreement(agreement_id, scope)
    _check_move(agreement, AgreementStage.SIGNED)
    if agreement.lock_version != lock_version:
        raise StaleEdit(_("Perjanjian ini disimpan orang lain setelah Anda membukanya."))
    refuse(_signing_problems(agreement, starts_on, ends_on))
    agreement.stage, agreement.signed_on = AgreementStage.SIGNED, signed_on
    agreement.starts_on, agreement.ends_on = starts_on, ends_on
    agreement.lock_version += 1
    _save(agreement)
    record(
        verb="agreement.signed",
        subject=agreement,
        by=by,
        office_id=agreement.office_id,
        starts_on=as_text(starts_on),
        ends_on=as_text(ends_on),
    )
    return agreement


@transaction.atomic
def move_agreement(*, agreement_id: int, stage: AgreementStage, by: User, scope: Scope) -> Agreement:
    """Between exploring and drafting. Raises Agreement.DoesNotExist, NotAllowed or WrongState."""
    agreement = lock_agreement(agreement_id, scope)
    if stage not in (AgreementStage.EXPLORING, AgreementStage.DRAFT):
        raise WrongState(_("Penandatanganan dan penghentian dicatat dengan tanggalnya."))
    if agreement.stage == stage:
        return agreement
    _check_move(agreement, stage)
    agreement.stage = stage
    agreement.lock_version += 1
    _save(agreement)
    record(verb="agreement.moved", subject=agreement, by=by, office_id=agreement.office_id, stage=stage)
    return agreement


@transaction.atomic
def stop_agreement(*, agreement_id: int, on: date, reason: str, by: User, scope: Scope) -> Agreement:
    """Stop it from `on`. What was done under it stays; nothing new is placed. The same day again changes nothing.

    Raises Agreement.DoesNotExist, NotAllowed, WrongState or Invalid (no reason, a day after its end).
    """
    agreement = lock_agreement(agreement_id, scope)
    if agreement.stage == AgreementStage.STOPPED and (
        (agreement.stopped_on, agreement.stop_reason) == (on, reason.strip())
    ):
        return again(agreement)
    _check_move(agreement, AgreementStage.STOPPED)
    problems = {}
    if not reason.strip():
        problems["reason"] = _("Tulis alasan perjanjian dihentikan.")
    if agreement.ends_on is not None and on > agreement.ends_on:
        problems["on"] = _("Perjanjian ini berakhir sebelum hari itu.")
    refuse(problems)
    agreement.stage, agreement.stopped_on, agreement.stop_reason = AgreementStage.STOPPED, on, reason.strip()
    agreement.lock_version += 1
    _save(agreement)
    record(verb="agreement.stopped", subject=agreement, by=by, office_id=agreement.office_id, on=as_text(on))
    return agreement


@transaction.atomic
def renew_agreement(*, agreement_id: int, form_key: UUID, by: User, scope: Scope) -> Agreement:
    """Begin the agreement that follows this one: same words, parties, sites and watchers; days and number are new.

    Answers with the renewal that is there. Raises Agreement.DoesNotExist, NotAllowed or WrongState (not signed).
    """
    old = lock_agreement(agreement_id, scope)
    known = Agreement.objects.filter(renews=old).first()
    if known is not None:
        return again(known)
    if old.signed_on is None:
        raise WrongState(_("Hanya perjanjian yang sudah ditandatangani yang diperpanjang."))
    names = ("office", "kind", "parent", "title", "our_signer", "our_position", "purposes", "has_budget", "budget_note")
    new = Agreement(renews=old, stage=AgreementStage.DRAFT, form_key=form_key, created_by=by)
    for name in (*names, "contact_name", "contact_phone"):
        setattr(new, name, getattr(old, name))
    _save(new)
    for party in old.parties.filter(removed_at=None):
        AgreementParty.objects.create(
            agreement=new, organisation_id=party.organisation_id, signer=party.signer, position=party.position, by=by
        )
    for part in old.site_parts.filter(removed_at=None):
        AgreementSite.objects.create(agreement=new, site_id=part.site_id, capacity=part.capacity, by=by)
    for watcher in old.watchers.filter(removed_at=None).select_related("user"):
        _watch(new, watcher.user, by)
    record(verb="agreement.renewed", subject=new, by=by, office_id=new.office_id, renews=old.pk)
    return new


def lock_agreement(agreement_id: int, scope: Scope) -> Agreement:
    """The agreement, locked. Raises Agreement.DoesNotExist (not known to the reader) or NotAllowed."""
    rows = Agreement.objects.known_to(scope).select_for_update(of=("self",), no_key=True)
    agreement = rows.get(pk=agreement_id)
    check_may_change_agreement(agreement, scope)
    return agreement


def _check_move(agreement: Agreement, stage: AgreementStage) -> None:
    if stage not in NEXT_STAGES[AgreementStage(agreement.stage)]:
        raise WrongState(_("Perjanjian ini sudah %(stage)s.") % {"stage": agreement.get_stage_display().lower()})


def _check_correction(changed: list[str], reason: str) -> None:
    problems = {
        name: _("Tidak dapat diubah sesudah ditandatangani; buat perjanjian baru.") for name in changed if name in FIXED
    }
    if changed and not reason:
        problems["reason"] = _("Perjanjian ini sudah ditandatangani: tulis alasan perbaikannya.")
    refuse({name.removesuffix("_id"): text for name, text in problems.items()})


def _put(agreement: Agreement, values: Mapping[str, Any], scope: Scope) -> None:
    for name, value in values.items():
        setattr(agreement, name, value)
    problems = {}
    if agreement.parent_id is not None:
        parent = Agreement.objects.known_to(scope).filter(pk=agreement.parent_id).first()
        if parent is None or not may_stand_under(AgreementKind(agreement.kind), AgreementKind(parent.kind)):
            problems["parent"] = _("Hanya PKS yang berdiri di bawah MoU atau Nota Kesepakatan.")
    if agreement.starts_on and agreement.ends_on and agreement.ends_on < agreement.starts_on:
        problems["ends_on"] = _("Berakhir sebelum mulai berlaku.")
    refuse(problems)


def _signing_problems(agreement: Agreement, starts_on: date, ends_on: date) -> dict[str, str]:
    parties = list(agreement.parties.filter(removed_at=None).select_related("organisation"))
    nameless = [party.organisation.name for party in parties if not party.signer]
    problems = {}
    if ends_on < starts_on:
        problems["ends_on"] = _("Berakhir sebelum mulai berlaku.")
    if not agreement.our_number or not agreement.our_signer:
        problems["signed_on"] = _("Isi dahulu nomor dan penanda tangan dari pihak kita.")
    elif not parties:
        problems["signed_on"] = _("Tambahkan dahulu mitra yang menandatangani.")
    elif nameless:
        problems["signed_on"] = _("Isi dahulu nama penanda tangan dari %(names)s.") % {"names": ", ".join(nameless)}
    return problems


def _save(agreement: Agreement) -> None:
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        if constraint_of(error) != NUMBER_TAKEN:
            raise
        refuse({"our_number": _("Nomor ini sudah dipakai perjanjian lain di kantor ini.")})


def _watch(agreement: Agreement, user: User, by: User) -> None:
    AgreementWatcher.objects.get_or_create(agreement=agreement, user=user, removed_at=None, defaults={"by": by})


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(as_text(value))
