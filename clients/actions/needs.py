"""Writing the needs map: what an assessment finds, and practical needs by hand."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.scope import Scope
from clients.choices import NeedClosing, NeedKind, PracticalNeed
from clients.models import Assessment, Guidance, Need
from clients.permissions.assessment import check_running
from clients.rules.needs import FoundNeed

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


@transaction.atomic
def add_practical_need(*, guidance_id: int, code: str, note: str = "", by: User, scope: Scope) -> Need:
    """Open a practical need (PracticalNeed code) by hand, today in the office's zone.

    `scope` is narrowed to clients.assess. Raises Guidance.DoesNotExist, Invalid (unknown code) or WrongState
    (guidance ended, need already open).
    """
    guidance = _locked(guidance_id, scope)
    check_running(guidance)
    if code not in PracticalNeed.values:
        raise Invalid(_("Kebutuhan belum dipilih."), {"code": _("Pilih salah satu kebutuhan.")})
    if Need.objects.filter(guidance=guidance, kind=NeedKind.PRACTICAL, code=code, closed_on=None).exists():
        raise WrongState(_("Kebutuhan ini sudah ada di peta dan masih terbuka."))
    need = Need.objects.create(
        guidance=guidance,
        kind=NeedKind.PRACTICAL,
        code=code,
        note=note.strip(),
        opened_on=today_in(guidance.office.zone),
        opened_by=by,
    )
    record(verb="need.opened", subject=need, by=by, office_id=guidance.office_id, guidance=guidance.pk, code=code)
    return need


@transaction.atomic
def close_need(*, need_id: int, closing: str, on: date | None = None, by: User, scope: Scope) -> Need:
    """Close a practical need as MET or DROPPED on a day (today). Needs of an assessment end with the next one.

    `scope` is narrowed to clients.assess. Raises Need.DoesNotExist, Invalid (reason or day) or WrongState.
    """
    need = (
        Need.objects.visible_to(scope)
        .select_related("guidance__office")
        .select_for_update(of=("self",))
        .get(pk=need_id)
    )
    if need.kind != NeedKind.PRACTICAL:
        raise WrongState(_("Kebutuhan hasil asesmen ditutup oleh asesmen berikutnya, bukan dengan tangan."))
    if need.closed_on is not None:
        raise WrongState(_("Kebutuhan ini sudah ditutup."))
    today = today_in(need.guidance.office.zone)
    _check_closing(need, closing, on or today, today)
    need.closing, need.closed_on = closing, on or today
    need.save(update_fields=["closing", "closed_on"])
    record(
        verb="need.closed",
        subject=need,
        by=by,
        office_id=need.guidance.office_id,
        guidance=need.guidance_id,
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
