"""What of an attendance and of a proof stands under its seal, and whether the chain of an order holds."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from programs.models import HoursEntry, ServiceAttendance, ServiceProof, ServiceSeal
from programs.rules.service_seal import seal_of

ROWS = (
    "attendance__seat__session__site",
    "attendance__entry",
    "attendance__travel_entry",
    "proof__seat__session__site",
)


def content_of(row: ServiceAttendance) -> dict[str, Any]:
    """What is sealed of an attendance: order, session, clock, minutes and ledger lines, words, who and when."""
    session = row.seat.session
    return {
        "order": row.order_id,
        "seat": row.seat_id,
        "session": session.pk,
        "site": session.site_id,
        "held_on": session.held_on.isoformat(),
        "outcome": str(row.outcome),
        "started_at": _clock(row.started_at),
        "ended_at": _clock(row.ended_at),
        "rest": row.rest,
        "travel": row.travel,
        "minutes": row.minutes,
        "quality": row.quality,
        "conduct": row.conduct,
        "note": row.note,
        "entry": _line(row.entry),
        "travel_entry": _line(row.travel_entry),
        "replaces": row.replaces_id,
        "reason": row.reason,
        "by": row.by_id,
        "recorded_at": _moment(row.recorded_at),
    }


def content_of_proof(proof: ServiceProof) -> dict[str, Any]:
    session = proof.seat.session
    return {
        "order": proof.order_id,
        "seat": proof.seat_id,
        "session": session.pk,
        "site": session.site_id,
        "moment": str(proof.moment),
        "kind": str(proof.kind),
        "digest": proof.digest,
        "latitude": proof.latitude,
        "longitude": proof.longitude,
        "accuracy": proof.accuracy,
        "distance": proof.distance,
        "by": proof.by_id,
        "recorded_at": _moment(proof.recorded_at),
    }


def _clock(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _line(entry: HoursEntry | None) -> list[Any] | None:
    """A line of the ledger as it is credited, so that a change of the book shows too."""
    return None if entry is None else [entry.pk, entry.kind, entry.worked_on.isoformat(), entry.minutes]


@dataclass(frozen=True, slots=True)
class SealState:
    """One link recomputed now; `is_whole`: the row is what was sealed and follows the link before."""

    seal: ServiceSeal
    is_whole: bool


def chain_of(order_id: int, *, with_files: bool = False) -> list[SealState]:
    """Every link of an order's chain, recomputed; `with_files` reads the pictures too. One query.

    A row without a link breaks nothing here; `unsealed` finds it.
    """
    seals = ServiceSeal.objects.filter(order_id=order_id).select_related(*ROWS).order_by("number")
    return list(_states(seals, with_files=with_files))


def _states(seals: Iterable[ServiceSeal], *, with_files: bool) -> Iterator[SealState]:
    previous, number = "", 1
    for seal in seals:
        row = seal.row
        content = content_of(row) if isinstance(row, ServiceAttendance) else content_of_proof(row)
        follows = seal.previous == previous and seal.number == number and row.order_id == seal.order_id
        whole = follows and hmac.compare_digest(seal_of(content, seal.previous), seal.seal)
        if whole and with_files and seal.proof is not None and seal.proof.digest:
            whole = _file_digest(seal.proof) == seal.proof.digest
        yield SealState(seal, whole)
        previous, number = seal.seal, seal.number + 1


def _file_digest(proof: ServiceProof) -> str:
    """SHA-256 of the picture on the disk; "" when it is gone."""
    if not proof.image.storage.exists(str(proof.image.name)):
        return ""
    with proof.image.open("rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def unsealed(order_id: int) -> int:
    """Rows of an order that no link names: somebody put them in past the portal."""
    rows = ServiceAttendance.objects.filter(order_id=order_id, seal=None).count()
    return rows + ServiceProof.objects.filter(order_id=order_id, seal=None).count()


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """An attendance as the order's page and the prosecutor's report show it, its seal recomputed now."""

    row: ServiceAttendance
    proofs: list[ServiceProof]
    is_whole: bool
    is_replaced: bool

    @property
    def proof_words(self) -> str:
        """Each kind of proof once; the supervisor's own word where there is no other."""
        kinds = dict.fromkeys(str(proof.get_kind_display()) for proof in self.proofs)
        return ", ".join(kinds) or (_("kata pengawas") if self.row.minutes else "–")


def attended_of(order_id: int) -> list[AttendanceLine]:
    """Every attendance of an order by its session's day. Three queries.

    A row that no seal names reads "not whole": somebody put it in past the portal.
    """
    whole = {state.seal.attendance_id: state.is_whole for state in chain_of(order_id)}
    proofs: dict[int, list[ServiceProof]] = {}
    for proof in ServiceProof.objects.filter(order_id=order_id).order_by("pk"):
        proofs.setdefault(proof.seat_id, []).append(proof)
    rows = ServiceAttendance.objects.filter(order_id=order_id).select_related("seat__session__site", "by")
    found = list(rows.order_by("seat__session__held_on", "pk"))
    gone = {row.replaces_id for row in found}
    return [AttendanceLine(row, proofs.get(row.seat_id, []), whole.get(row.pk, False), row.pk in gone) for row in found]
