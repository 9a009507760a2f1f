"""Proof of attendance: a photo, a signature, or the place where a phone stood. Sealed as it is kept."""

import uuid
from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.audit.trail import record
from bapas_portal.core.distance import metres_between
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.once import again
from bapas_portal.core.scope import Scope
from partners.models import Site
from programs.actions.photo import said_of
from programs.actions.service_attendance import lock_orders, lock_session
from programs.actions.service_seal import add_seals
from programs.choices import SeatState
from programs.choices_service import ProofKind, ProofMoment
from programs.models import ServiceProof, SessionSeat
from programs.rules.picture import BadPicture, clean_jpeg, digest_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phone stood: degrees (WGS 84), and metres of doubt as the phone says."""

    latitude: float
    longitude: float
    accuracy: int | None = None


@transaction.atomic
def add_proof(
    *,
    seat_id: int,
    moment: str,
    picture: bytes | None,
    is_signature: bool = False,
    place: Place | None,
    form_key: UUID,
    by: User,
    scope: Scope,
) -> ServiceProof:
    """Keep a proof of a seat. A known `form_key` answers with its row; the picture is kept as JPEG without EXIF.

    Raises SessionSeat.DoesNotExist (outside the scope), as `lock_session`, WrongState (seat given up) or Invalid.
    """
    seat = SessionSeat.objects.visible_to(scope).select_related("order__guidance").get(pk=seat_id)
    session = lock_session(seat.session_id, scope)
    lock_orders({seat.order_id})
    known = ServiceProof.objects.filter(form_key=form_key).first()
    if known is not None and known.seat_id != seat.pk:
        raise WrongState(_("Kiriman ini tidak dapat dibaca."))
    cleaned = _cleaned(picture) if picture else None
    digest = digest_of(cleaned) if cleaned else ""
    if known is not None:
        return again(known, moment=moment, digest=digest)
    if seat.state == SeatState.RELEASED:
        raise WrongState(_("Tempat ini sudah dilepas."))
    if cleaned is None and place is None:
        raise Invalid(_("Belum tersimpan."), {"image": _("Ambil foto, atau rekam letaknya.")})
    kind = ProofKind.PLACE if cleaned is None else (ProofKind.SIGNATURE if is_signature else ProofKind.PHOTO)
    seat.session = session
    proof = ServiceProof(seat=seat, order_id=seat.order_id, moment=ProofMoment(moment), kind=kind, digest=digest)
    proof.form_key, proof.by, proof.recorded_at = form_key, by, timezone.now()
    if place is not None:
        _stand(proof, place, session.site)
    if cleaned is not None:
        proof.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(cleaned), save=False)
    proof.save(force_insert=True)
    add_seals([proof])
    office_id = seat.order.guidance.office_id
    record(verb="service_proof.added", subject=proof, by=by, office_id=office_id, kind=str(kind), digest=digest)
    return proof


def _stand(proof: ServiceProof, place: Place, site: Site) -> None:
    """Where the phone stood, and how far from the site where that is known."""
    proof.latitude, proof.longitude, proof.accuracy = place.latitude, place.longitude, place.accuracy
    if site.latitude is not None and site.longitude is not None:
        proof.distance = metres_between((place.latitude, place.longitude), (site.latitude, site.longitude))


def _cleaned(picture: bytes) -> bytes:
    try:
        return clean_jpeg(picture)
    except BadPicture as error:
        raise Invalid(_("Belum tersimpan."), {"image": said_of(error.reason)}) from error
