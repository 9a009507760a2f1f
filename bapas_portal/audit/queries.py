"""Reads of the trail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bapas_portal.audit.choices import SIGN_INS, VERBS, Act
from bapas_portal.audit.models import AuditEvent
from bapas_portal.audit.words import KEYS, SUBJECTS
from bapas_portal.core.scope import Scope


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What the reader looks for; an empty value does not narrow. `subject_id` counts only with a `subject`."""

    act: str = ""
    verb: str = ""
    actor: str = ""
    first: date | None = None
    last: date | None = None
    subject: str = ""
    subject_id: str = ""


def events(scope: Scope, wanted: EventFilter) -> QuerySet[AuditEvent]:
    """Events on the data of offices in reach that fit `wanted`; a head of office sees only those of the office."""
    found = AuditEvent.objects.visible_to(scope).select_related("actor", "office")
    if wanted.act:
        found = found.filter(_act(wanted.act))
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    for word in wanted.actor.split():
        found = found.filter(Q(actor__name__icontains=word) | Q(actor__username__icontains=word))
    if wanted.first:
        found = found.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        found = found.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.subject:
        found = found.filter(subject_type=wanted.subject)
        if wanted.subject_id:
            found = found.filter(subject_id=wanted.subject_id)
    return found


def _act(act: str) -> Q:
    if act == Act.READ:
        return Q(is_read=True)
    return Q(verb__in=SIGN_INS) if act == Act.SIGN_IN else Q(is_read=False) & ~Q(verb__in=SIGN_INS)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in words. `data`: (key, value) pairs as they were recorded."""

    event: AuditEvent
    verb: str
    subject: str
    data: list[tuple[str, str]]


def in_words(event: AuditEvent) -> EventLine:
    data = [
        (str(KEYS.get(key, key)), _text(value))
        for key, value in sorted(event.data.items())
        if value not in (None, "", [], {})
    ]
    subject = str(SUBJECTS.get(event.subject_type, event.subject_type))
    return EventLine(event, str(VERBS.get(event.verb, event.verb)), subject, data)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
