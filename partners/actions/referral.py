"""What the client's side does: draft a referral, put it right, send it, take it back, send the client elsewhere."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit, again
from bapas_portal.core.scope import Scope
from clients.actions.rows import constraint_of, refuse
from clients.models import Guidance, Need
from partners.actions.referral_move import lock_referral, move, tell_partner
from partners.actions.referral_queue import fill_places
from partners.choices_referral import OPEN, ReferralStage
from partners.models import Offering, Referral, ReferralChange, ReferralNeed
from partners.queries.organisation import partners_near
from partners.queries.referral_fit import consent_faults, sending_faults

REROUTABLE = (ReferralStage.DECLINED, ReferralStage.WITHDRAWN, ReferralStage.ENDED_EARLY)
# A sent referral may be put right in these; where it goes and who agreed stays.
CORRECTABLE = ("aim", "sessions_planned", "shared", "shared_reason")


class ReferralValues(TypedDict, total=False):
    """What a referral says. `shared`: codes of `Shared`, with why in `shared_reason`."""

    aim: str
    sessions_planned: int | None
    shared: list[str]
    shared_reason: str


@transaction.atomic
def draft_referral(
    *,
    guidance_id: int,
    offering_id: int,
    need_ids: Collection[int],
    form_key: UUID,
    by: User,
    scope: Scope,
    **values: Unpack[ReferralValues],
) -> Referral:
    """Begin a referral for open needs of the client. A known `form_key` answers with the one it made.

    `scope` not narrowed. Raises Guidance.DoesNotExist, NotAllowed, WrongState (guidance ended), Invalid or SentBefore.
    """
    guidance = _guidance(guidance_id, scope)
    known = Referral.objects.filter(form_key=form_key, guidance=guidance).first()
    if known is not None:
        return again(known, offering_id=offering_id, aim=values.get("aim", "").strip())
    return _begin(guidance, offering_id, need_ids, form_key, by, values)


@transaction.atomic
def change_referral(
    *,
    referral_id: int,
    lock_version: int,
    offering_id: int | None = None,
    need_ids: Collection[int] | None = None,
    reason: str = "",
    by: User,
    scope: Scope,
    **values: Unpack[ReferralValues],
) -> Referral:
    """Change a draft; of a sent one put CORRECTABLE fields right, each kept with old, new and `reason`.

    Raises Referral.DoesNotExist, NotAllowed, WrongState (ended), StaleEdit or Invalid.
    """
    referral = lock_referral(referral_id, scope, answering=False)
    if referral.stage not in OPEN:
        raise WrongState(_("Rujukan ini sudah selesai; isinya tidak diubah lagi."))
    if referral.lock_version != lock_version:
        raise StaleEdit(_("Rujukan ini disimpan orang lain setelah Anda membukanya."))
    is_draft = referral.stage == ReferralStage.DRAFT
    before = {name: getattr(referral, name) for name in CORRECTABLE}
    _put(referral, values)
    changed = [name for name in CORRECTABLE if getattr(referral, name) != before[name]]
    if changed and not is_draft and not reason.strip():
        raise Invalid(_("Tulis alasan perubahan."), {"reason": _("Tulis alasan perubahan.")})
    if is_draft and offering_id is not None:
        referral.offering = _offering(referral.guidance, offering_id)
    referral.lock_version += 1
    _save(referral)
    if is_draft and need_ids is not None:
        _put_needs(referral, need_ids)
    if not is_draft:
        for name in changed:
            old, new = _said(before[name]), _said(getattr(referral, name))
            ReferralChange.objects.create(referral=referral, field=name, old=old, new=new, reason=reason.strip(), by=by)
    record(
        verb="referral.changed", subject=referral, by=by, office_id=referral.guidance.office_id, fields=sorted(changed)
    )
    return referral


@transaction.atomic
def send_referral(*, referral_id: int, consent_by: str, consent_on: date, by: User, scope: Scope) -> Referral:
    """Send the draft to the partner: from now on its workers see it, and the client's turn counts.

    consent_by: a ConsentGiver code; under 18 the parent or guardian. A rerouted client keeps the first turn. Sending
    twice changes nothing. Raises Referral.DoesNotExist, NotAllowed, WrongState or Invalid.
    """
    referral = lock_referral(referral_id, scope, answering=False)
    if referral.stage == ReferralStage.SENT:
        return again(referral)
    if referral.stage != ReferralStage.DRAFT:
        raise WrongState(_("Rujukan ini sudah dikirim."))
    _check_guidance(referral.guidance)
    refuse(consent_faults(referral, consent_by, consent_on) | sending_faults(referral))
    move(
        referral,
        ReferralStage.SENT,
        by=by,
        partner=referral.offering.organisation,
        queued_at=_kept_turn(referral) or timezone.now(),
        consent_by=consent_by,
        consent_on=consent_on,
    )
    tell_partner(referral, "sent", _("Ada rujukan baru untuk %(service)s.") % {"service": referral.offering.name})
    return referral


@transaction.atomic
def withdraw_referral(*, referral_id: int, reason: str, by: User, scope: Scope) -> Referral:
    """Take it back before the service starts; its place goes to who waits.

    Raises Referral.DoesNotExist, NotAllowed, WrongState or Invalid.
    """
    referral = lock_referral(referral_id, scope, answering=False)
    was_draft = referral.stage == ReferralStage.DRAFT
    move(referral, ReferralStage.WITHDRAWN, by=by, reason=reason)
    fill_places(offering_id=referral.offering_id, by=by)
    if not was_draft:
        tell_partner(referral, "withdrawn", _("Bapas menarik satu rujukan."))
    return referral


@transaction.atomic
def reroute_referral(*, referral_id: int, offering_id: int, form_key: UUID, by: User, scope: Scope) -> Referral:
    """A draft to another service with the same needs and aim. Answers with the one there is.

    Raises Referral.DoesNotExist, NotAllowed, WrongState (still open, or completed) or Invalid.
    """
    old = lock_referral(referral_id, scope, answering=False)
    known = Referral.objects.filter(rerouted_from=old).first()
    if known is not None:
        return again(known, offering_id=offering_id)
    if old.stage not in REROUTABLE:
        raise WrongState(_("Rujukan dialihkan setelah ditolak, ditarik, atau berakhir lebih awal."))
    _check_guidance(old.guidance)
    needs = old.needs.filter(removed_at=None, need__closed_on=None).values_list("need_id", flat=True)
    values: ReferralValues = {
        "aim": old.aim,
        "sessions_planned": old.sessions_planned,
        "shared": old.shared,
        "shared_reason": old.shared_reason,
    }
    return _begin(old.guidance, offering_id, set(needs), form_key, by, values, rerouted_from=old)


def _kept_turn(referral: Referral) -> datetime | None:
    """The turn of the referral this one replaces, where the client lost it through no choice of the PK's.

    That is: declined, or taken back from a waiting list. A draft in between that was never sent is looked past.
    """
    origin = referral.rerouted_from
    while origin is not None and origin.queued_at is None:
        origin = origin.rerouted_from
    if origin is None:
        return None
    waited = origin.stage == ReferralStage.WITHDRAWN and origin.moves.filter(new=ReferralStage.WAITING).exists()
    return origin.queued_at if origin.stage == ReferralStage.DECLINED or waited else None


def _guidance(guidance_id: int, scope: Scope) -> Guidance:
    """The client's period, locked. Raises Guidance.DoesNotExist, NotAllowed or WrongState (ended)."""
    rows = Guidance.objects.visible_to(scope.narrowed("partners.view_referral"))
    guidance = rows.select_related("office", "client").select_for_update(of=("self",)).get(pk=guidance_id)
    if not scope.covers(
        "partners.write_referral",
        office_id=guidance.office_id,
        officer_id=guidance.officer_id,
        is_child=guidance.is_child,
    ):
        raise NotAllowed(_("Rujukan disusun PK yang membimbing klien dan kepala seksinya."))
    _check_guidance(guidance)
    return guidance


def _check_guidance(guidance: Guidance) -> None:
    if guidance.ended_on is not None and guidance.ended_on <= today_in(guidance.office.zone):
        raise WrongState(_("Masa bimbingan klien ini sudah berakhir."))


def _offering(guidance: Guidance, pk: int) -> Offering:
    """A service of a partner near the client. Raises Invalid."""
    rows = Offering.objects.filter(organisation__in=partners_near(guidance.office).order_by())
    found = rows.select_related("organisation").filter(pk=pk).first()
    if found is None:
        message = _("Layanan ini tidak dikenal kantor Anda. Pilih dari daftar.")
        raise Invalid(message, {"offering": message})
    return found


def _begin(
    guidance: Guidance,
    offering_id: int,
    need_ids: Collection[int],
    form_key: UUID,
    by: User,
    values: ReferralValues,
    **fields: Any,
) -> Referral:
    referral = Referral(guidance=guidance, form_key=form_key, created_by=by, **fields)
    referral.offering = _offering(guidance, offering_id)
    referral.since_on = today_in(guidance.office.zone)
    _put(referral, values)
    _save(referral)
    _put_needs(referral, need_ids)
    record(verb="referral.drafted", subject=referral, by=by, office_id=guidance.office_id, offering=offering_id)
    return referral


def _put(referral: Referral, values: ReferralValues) -> None:
    for name, value in values.items():
        setattr(referral, name, value.strip() if isinstance(value, str) else value)
    faults = {}
    if not referral.aim:
        faults["aim"] = _("Tulis apa yang diharapkan dari layanan ini.")
    if referral.shared and not referral.shared_reason:
        faults["shared_reason"] = _("Tulis mengapa mitra perlu tahu.")
    refuse(faults)
    if not referral.shared:
        referral.shared_reason = ""


def _put_needs(referral: Referral, need_ids: Collection[int]) -> None:
    """The needs it is for: open needs of the client, at least one. Raises Invalid."""
    open_needs = Need.objects.filter(guidance=referral.guidance_id, closed_on=None, pk__in=need_ids)
    wanted = set(open_needs.values_list("pk", flat=True))
    if not wanted or wanted != set(need_ids):
        raise Invalid(_("Pilih kebutuhan."), {"needs": _("Pilih sedikitnya satu kebutuhan klien yang masih terbuka.")})
    standing = dict(referral.needs.filter(removed_at=None).values_list("need_id", "pk"))
    gone = [pk for need, pk in standing.items() if need not in wanted]
    ReferralNeed.objects.filter(pk__in=gone).update(removed_at=timezone.now())
    new = sorted(wanted - set(standing))
    ReferralNeed.objects.bulk_create(ReferralNeed(referral=referral, need_id=need) for need in new)


def _save(referral: Referral) -> None:
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError as error:
        if constraint_of(error) != "referral_open_once":
            raise
        message = _("Klien ini sudah punya rujukan terbuka ke layanan itu.")
        raise Invalid(message, {"offering": message}) from error


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
