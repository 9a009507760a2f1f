"""What the partner answers and does, by its own worker or by the PK on its word."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.core.errors import WrongState
from bapas_portal.core.scope import Scope
from partners.actions.referral_move import lock_referral, move, tell_officer
from partners.actions.referral_queue import fill_places, free_places, queue_of
from partners.choices_referral import ReferralStage
from partners.models import Referral


@transaction.atomic
def accept_referral(*, referral_id: int, by: User, scope: Scope) -> Referral:
    """Take the client; without a free place, or while others wait longer, onto the waiting list.

    Accepting twice changes nothing. Raises Referral.DoesNotExist, NotAllowed or WrongState.
    """
    referral = lock_referral(referral_id, scope, answering=True)
    if referral.stage == ReferralStage.ACCEPTED:
        return referral
    ahead = [each for each in queue_of(referral.offering_id) if _before(each, referral)]
    is_full = free_places(referral.offering) == 0
    if referral.stage == ReferralStage.WAITING and (ahead or is_full):
        first = _("Masih ada %(count)s klien yang menunggu lebih lama.") % {"count": len(ahead)}
        raise WrongState(first if ahead else _("Belum ada tempat; klien tetap di daftar tunggu."))
    if ahead or is_full:
        return _wait(referral, by)
    move(referral, ReferralStage.ACCEPTED, by=by)
    words = {"partner": referral.offering.organisation.name}
    tell_officer(referral, "accepted", _("%(partner)s menerima rujukan Anda.") % words)
    return referral


@transaction.atomic
def queue_referral(*, referral_id: int, by: User, scope: Scope) -> Referral:
    """Put the client on the waiting list of a service that keeps its own count or is full.

    Raises Referral.DoesNotExist, NotAllowed or WrongState (there is a free place).
    """
    referral = lock_referral(referral_id, scope, answering=True)
    if referral.stage == ReferralStage.WAITING:
        return referral
    if free_places(referral.offering) and not queue_of(referral.offering_id):
        raise WrongState(_("Layanan ini masih punya tempat: terima atau tolak klien ini."))
    return _wait(referral, by)


@transaction.atomic
def decline_referral(*, referral_id: int, reason: str, by: User, scope: Scope) -> Referral:
    """Say no, and why. Raises Referral.DoesNotExist, NotAllowed, WrongState or Invalid."""
    referral = lock_referral(referral_id, scope, answering=True)
    move(referral, ReferralStage.DECLINED, by=by, reason=reason)
    words = {"partner": referral.offering.organisation.name}
    tell_officer(referral, "declined", _("%(partner)s menolak rujukan Anda. Alihkan ke layanan lain.") % words)
    return referral


@transaction.atomic
def start_referral(*, referral_id: int, on: date, by: User, scope: Scope) -> Referral:
    """The service begins. Raises Referral.DoesNotExist, NotAllowed, WrongState or Invalid."""
    referral = lock_referral(referral_id, scope, answering=True)
    if referral.stage == ReferralStage.PAUSED:
        raise WrongState(_("Layanan ini dihentikan sementara: lanjutkan kembali."))
    return move(referral, ReferralStage.STARTED, by=by, on=on, started_on=on)


@transaction.atomic
def pause_referral(*, referral_id: int, on: date, reason: str, by: User, scope: Scope) -> Referral:
    """Stop for a while; the place stays the client's. Raises as `start_referral`."""
    referral = lock_referral(referral_id, scope, answering=True)
    move(referral, ReferralStage.PAUSED, by=by, on=on, reason=reason)
    tell_officer(referral, f"paused:{referral.lock_version}", _("Layanan mitra untuk klien Anda dihentikan sementara."))
    return referral


@transaction.atomic
def resume_referral(*, referral_id: int, on: date, by: User, scope: Scope) -> Referral:
    """Go on after a pause. Raises as `start_referral`."""
    referral = lock_referral(referral_id, scope, answering=True)
    if referral.stage != ReferralStage.PAUSED:
        raise WrongState(_("Layanan ini tidak sedang dihentikan sementara."))
    return move(referral, ReferralStage.STARTED, by=by, on=on)


@transaction.atomic
def complete_referral(*, referral_id: int, on: date, by: User, scope: Scope) -> Referral:
    """The service is done; its place goes to who waits. Raises as `start_referral`."""
    referral = lock_referral(referral_id, scope, answering=True)
    move(referral, ReferralStage.COMPLETED, by=by, on=on, ended_on=on)
    fill_places(offering_id=referral.offering_id, by=by)
    return referral


@transaction.atomic
def end_referral_early(*, referral_id: int, on: date, reason: str, by: User, scope: Scope) -> Referral:
    """The service ends before it is done, and why; its place goes to who waits. Raises as `start_referral`."""
    referral = lock_referral(referral_id, scope, answering=True)
    move(referral, ReferralStage.ENDED_EARLY, by=by, on=on, reason=reason, ended_on=on)
    fill_places(offering_id=referral.offering_id, by=by)
    tell_officer(referral, "ended", _("Layanan mitra untuk klien Anda berakhir lebih awal."))
    return referral


def _before(other: Referral, referral: Referral) -> bool:
    mine = (referral.queued_at, referral.pk)
    return other.pk != referral.pk and (other.queued_at, other.pk) < mine


def _wait(referral: Referral, by: User) -> Referral:
    move(referral, ReferralStage.WAITING, by=by)
    place = 1 + sum(_before(each, referral) for each in queue_of(referral.offering_id))
    words = {"partner": referral.offering.organisation.name, "place": place}
    tell_officer(referral, "waiting", _("%(partner)s menaruh klien Anda di daftar tunggu, urutan %(place)s.") % words)
    return referral
