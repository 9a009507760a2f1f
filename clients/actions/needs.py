"""Writing the needs map: what an assessment finds, and practical needs by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.actions.tier import refresh_tier
from clients.choices import NeedClosing, NeedKind, PracticalNeed, TierCause
from clients.models import Assessment, Guidance, Need
from clients.permissions.assessment import check_running
from clients.rules.needs import FoundNeed, practical_kind

BY_HAND = (NeedClosing.MET, NeedClosing.DROPPED)


def replace_found_needs(assessment: Assessment, found: Sequence[FoundNeed], *, by: User) -> None:
    """Make the open factor and tick needs those of `assessment`; part of its transaction.

    A need that stands as it was stays (a plan line may hang on it); one that changed is closed and opened
    anew; one no longer found is closed. At most three queries.
    """
    kinds = (NeedKind.FACTOR, NeedKind.TICK)
    standing = list(Need.objects.filter(guidance_id=assessment.guidance_id, kind__in=kinds, closed_on=None))
    wanted = {_identity(need): need for need in found}
    kept = {_identity(need) for need in standing} & wanted.keys()
    gone = [need for need in standing if _identity(need) not in kept]
    for need in gone:
        # A correction may carry an earlier day than the need it closes.
        need.closed_on = max(need.opened_on, assessment.assessed_on)
        need.closing = NeedClosing.REASSESSED
    if gone:
        Need.objects.bulk_update(gone, ["closed_on", "closing"])
    Need.objects.bulk_create(
        Need(
            guidance_id=assessment.guidance_id,
            kind=need.kind,
            code=need.code,
            category=need.category,
            score=need.score,
            maximum=need.maximum,
            assessment=assessment,
            opened_on=assessment.assessed_on,
            opened_by=by,
        )
        for identity, need in wanted.items()
        if identity not in kept
    )


def _identity(need: Need | FoundNeed) -> tuple:
    return need.kind, need.code, need.category, need.score, need.maximum


@dataclass(frozen=True, slots=True)
class Chosen:
    """A practical need (PracticalNeed code) to open, with its note and the day it is known from."""

    code: str
    on: date
    note: str = ""


@transaction.atomic
def open_practical_needs(*, guidance_id: int, chosen: Sequence[Chosen], by: User, scope: Scope) -> list[Need]:
    """Open several practical needs by hand, all or none. Returns those opened now.

    One that `by` opened with the same day and note is left alone: the form was sent twice. `scope` is narrowed to
    clients.assess. Raises Guidance.DoesNotExist, WrongState (guidance ended), or Invalid; its fields are named
    `need-CODE` and `on-CODE`.
    """
    guidance = _locked(guidance_id, scope)
    check_running(guidance)
    if not chosen:
        raise Invalid(_("Belum ada kebutuhan yang dicentang. Centang paling sedikit satu."))
    rows = list(Need.objects.filter(guidance=guidance, kind__in=(NeedKind.PRACTICAL, NeedKind.TICK)))
    new = [each for each in chosen if not _is_sent_again(each, rows, by)]
    _check_chosen(new, rows, guidance)
    opened = [_opened(each, guidance, by) for each in new]
    if opened:
        refresh_tier(guidance.pk, TierCause.NEED)
    return opened


def _is_sent_again(chosen: Chosen, rows: Sequence[Need], by: User) -> bool:
    said = (NeedKind.PRACTICAL, chosen.code, chosen.on, chosen.note.strip(), by.pk, None)
    return said in {(row.kind, row.code, row.opened_on, row.note, row.opened_by_id, row.closed_on) for row in rows}


def _check_chosen(chosen: Sequence[Chosen], rows: Sequence[Need], guidance: Guidance) -> None:
    """Raises Invalid with what is wrong beside each: unknown, standing already, or a day that cannot be."""
    today = today_in(guidance.office.zone)
    fields: dict[str, Any] = {}
    for each in chosen:
        said = [row for row in rows if practical_kind(row.kind, row.code) == each.code]
        until = max((row.closed_on for row in said if row.kind == NeedKind.PRACTICAL and row.closed_on), default=None)
        if each.code not in PracticalNeed.values:
            fields[f"need-{each.code}"] = _("Kebutuhan ini tidak dikenal.")
        elif any(row.closed_on is None for row in said):
            fields[f"need-{each.code}"] = _("Sudah ada di peta dan masih terbuka; tidak dicatat dua kali.")
        elif not min(guidance.start_on, today) <= each.on <= today:
            fields[f"on-{each.code}"] = _("Isi tanggal antara mulainya masa bimbingan dan hari ini.")
        elif until is not None and each.on < until:
            fields[f"on-{each.code}"] = _(
                "Kebutuhan ini sebelumnya baru ditutup %(day)s; isi tanggal itu atau sesudahnya."
            ) % {"day": date_format(until, "j F Y")}
    codes = [each.code for each in chosen]
    fields |= {f"need-{code}": _("Dicentang dua kali.") for code in codes if codes.count(code) > 1}
    if fields:
        raise Invalid(_("Belum ada yang disimpan. Perbaiki yang ditandai."), fields)


def _opened(chosen: Chosen, guidance: Guidance, by: User) -> Need:
    need = Need.objects.create(
        guidance=guidance,
        kind=NeedKind.PRACTICAL,
        code=chosen.code,
        note=chosen.note.strip(),
        opened_on=chosen.on,
        opened_by=by,
    )
    record(verb="need.opened", subject=need, by=by, office_id=guidance.office_id, guidance=guidance.pk, code=need.code)
    return need


@transaction.atomic
def close_need(*, need_id: int, closing: str, on: date | None = None, by: User, scope: Scope) -> Need:
    """Close a practical need as MET or DROPPED on a day (today). Needs of an assessment end with the next one.

    `scope` is narrowed to clients.assess. Raises Need.DoesNotExist, Invalid (reason or day) or WrongState.
    """
    found = Need.objects.visible_to(scope).only("guidance_id").get(pk=need_id)
    # The guidance first, as an assessment and the night's run do: the tier is worked out under its lock.
    guidance = Guidance.objects.select_related("office").select_for_update(of=("self",)).get(pk=found.guidance_id)
    need = Need.objects.select_for_update(of=("self",)).get(pk=need_id)
    if need.kind != NeedKind.PRACTICAL:
        raise WrongState(_("Kebutuhan hasil asesmen ditutup oleh asesmen berikutnya, bukan dengan tangan."))
    if need.closed_on is not None:
        raise WrongState(_("Kebutuhan ini sudah ditutup."))
    today = today_in(guidance.office.zone)
    _check_closing(need, closing, on or today, today)
    need.closing, need.closed_on = closing, on or today
    need.save(update_fields=["closing", "closed_on"])
    refresh_tier(guidance.pk, TierCause.NEED)
    record(
        verb="need.closed",
        subject=need,
        by=by,
        office_id=guidance.office_id,
        guidance=guidance.pk,
        closing=closing,
        on=need.closed_on.isoformat(),
    )
    return need


def _check_closing(need: Need, closing: str, on: date, today: date) -> None:
    if closing not in BY_HAND:
        raise Invalid(_("Alasan belum dipilih."), {"closing": _("Pilih alasan penutupan.")})
    if not need.opened_on <= on <= today:
        raise Invalid(
            _("Tanggal penutupan tidak mungkin."),
            {"on": _("Isi tanggal antara dibukanya kebutuhan ini dan hari ini.")},
        )


def _locked(guidance_id: int, scope: Scope) -> Guidance:
    rows = Guidance.objects.visible_to(scope).select_related("office").select_for_update(of=("self",))
    return rows.get(pk=guidance_id)
