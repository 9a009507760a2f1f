"""Writing and checking the trail."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from bapas_portal.audit.models import AuditEvent, ChainHead

SYSTEM_CHAIN = 0


def record(*, verb: str, subject: models.Model, by: Any, office_id: int | None = None, **data: Any) -> AuditEvent:
    """Add an event in the caller's transaction. `by` is a User, or None for the system.

    `data` must be JSON values: ids, codes and dates as text, never a name (the trail is read by more people).
    """
    return _add(verb=verb, subject=subject, by=by, office_id=office_id, data=data, is_read=False)


def record_read(
    *, subject: models.Model, by: Any, office_id: int | None = None, act: str = "read", **data: Any
) -> AuditEvent:
    """Leave a trail of reading a person's full file; `act` names another way of reading, as "printed"."""
    verb = f"{subject._meta.model_name}.{act}"
    return _add(verb=verb, subject=subject, by=by, office_id=office_id, data=data, is_read=True)


@transaction.atomic
def _add(
    *, verb: str, subject: models.Model, by: Any, office_id: int | None, data: dict[str, Any], is_read: bool
) -> AuditEvent:
    chain = by.pk if by is not None else SYSTEM_CHAIN
    head = _locked_head(chain)
    event = AuditEvent(
        chain=chain,
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor=by,
        verb=verb,
        is_read=is_read,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        office_id=office_id if office_id is not None else getattr(subject, "office_id", None),
        data=data,
    )
    event.digest = digest_of(event, head.digest)
    event.save(force_insert=True)
    head.sequence, head.digest = event.sequence, event.digest
    head.save(update_fields=["sequence", "digest"])
    return event


def _locked_head(chain: int) -> ChainHead:
    """The end of the chain, made when it is the first event; one query otherwise."""
    heads = ChainHead.objects.select_for_update()
    head = heads.filter(chain=chain).first()
    if head is None:
        ChainHead.objects.get_or_create(chain=chain)
        head = heads.get(chain=chain)
    return head


def digest_of(event: AuditEvent, previous: str) -> str:
    """SHA-256 over the previous digest and everything the event says."""
    said = [
        previous,
        event.chain,
        event.sequence,
        event.at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.verb,
        event.is_read,
        event.subject_type,
        event.subject_id,
        event.office_id,
        event.data,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """One line for every place where the trail was tampered with; nothing when it is whole."""
    for head in ChainHead.objects.order_by("chain").iterator():
        previous, expected = "", 1
        events = AuditEvent.objects.filter(chain=head.chain).order_by("sequence")
        for event in events.iterator(chunk_size=2000):
            if event.sequence != expected:
                yield f"chain {head.chain}: events {expected} to {event.sequence - 1} are missing"
            elif event.digest != digest_of(event, previous):
                yield f"chain {head.chain}: event {event.sequence} was changed"
            previous, expected = event.digest, event.sequence + 1
        if expected != head.sequence + 1:
            yield f"chain {head.chain}: events {expected} to {head.sequence} are missing"
