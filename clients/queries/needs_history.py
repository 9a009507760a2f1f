"""The needs map of one guidance on any day: ranked with its reasons, what is new, and the story of each need.

The guidance given here is in scope already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bapas_portal.audit.models import AuditEvent
from clients.choices import NeedKind, PracticalNeed, RiskCategory
from clients.models import Guidance, Need
from clients.queries.needs import NamedNeed, named
from clients.rules.needs import need_key, rank_key
from clients.rules.needs_history import Since, Span, Step, days_open, since, steps_of

ICONS = {"MET": ("circle-check", "success"), "DROPPED": ("x", "neutral"), "CHANGED": ("history", "warning")}


@dataclass(frozen=True, slots=True)
class MapRow:
    """A need of the map, shown once: `parts` are its rows, most pressing first (a tick and a practical need)."""

    place: int
    key: str
    label: str
    parts: list[NamedNeed]
    why: str
    days: int
    is_new: bool

    @property
    def lead(self) -> NamedNeed:
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Story:
    """A need from its first day on: `events` as `{% timeline %}` wants them, newest first."""

    key: str
    label: str
    is_open: bool
    days: int
    events: list[dict[str, Any]]

    @property
    def last_on(self) -> date:
        """Day of the newest event."""
        return self.events[0]["when"]


@dataclass(frozen=True, slots=True)
class NeedsMap:
    """The map of a day. `first_on`: day of the first need ever, None for a map without any."""

    rows: list[MapRow]
    stories: list[Story]
    first_on: date | None
    new: list[str]
    gone: list[str]


def needs_on(guidance: Guidance, day: date, assessed_on: date | None) -> NeedsMap:
    """The map at the end of `day`; `assessed_on`: the assessment to hold it against, None for none. Three queries.

    Stories go through `day` and no further.
    """
    rows = Need.objects.filter(guidance=guidance).select_related("assessment", "opened_by")
    all_needs = named(rows.defer("assessment__answers", "assessment__notes", "assessment__result").order_by("pk"))
    needs = [need for need in all_needs if need.need.opened_on <= day]
    by_key: dict[str, list[NamedNeed]] = {}
    for need in needs:
        by_key.setdefault(key_of(need.need, guidance), []).append(need)
    spans = {key: [_span(need.need, key, day) for need in group] for key, group in by_key.items()}
    changed = _since(spans, assessed_on, day)
    labels = {key: _label(key, group) for key, group in by_key.items()}
    ranked = _ranked(by_key, spans, labels, day, changed)
    stories = _stories(by_key, spans, labels, day, _closers(needs))
    places = {row.key: row.place for row in ranked}
    last = len(places) + 1
    return NeedsMap(
        rows=ranked,
        stories=sorted(stories, key=lambda story: (places.get(story.key, last), -story.last_on.toordinal())),
        first_on=min((need.need.opened_on for need in all_needs), default=None),
        new=sorted(labels[key] for key in changed.new),
        gone=sorted(labels[key] for key in changed.gone),
    )


def key_of(need: Need, guidance: Guidance) -> str:
    return need_key(need.kind, need.code, is_child=guidance.is_child)


def standing_words(guidance: Guidance) -> dict[str, str]:
    """Practical need (code) -> in what words it stands on the map now. Two queries."""
    rows = Need.objects.filter(guidance=guidance, closed_on=None).select_related("assessment", "opened_by")
    rows = rows.exclude(kind=NeedKind.FACTOR).defer("assessment__answers", "assessment__notes", "assessment__result")
    words: dict[str, list[str]] = {}
    for each in named(rows):
        words.setdefault(key_of(each.need, guidance), []).append(each.source)
    return {key: "; ".join(said) for key, said in words.items() if key in PracticalNeed.values}


def _span(need: Need, key: str, day: date) -> Span:
    """The row as it stood at the end of `day`: a later closing is not told yet."""
    is_closed = need.closed_on is not None and need.closed_on <= day
    return Span(
        pk=need.pk,
        key=key,
        found=(need.kind, need.code),
        opened_on=need.opened_on,
        closed_on=need.closed_on if is_closed else None,
        closing=need.closing if is_closed else "",
    )


def _since(spans: dict[str, list[Span]], assessed_on: date | None, day: date) -> Since:
    if assessed_on is None:
        return Since(frozenset(), frozenset())
    return since([span for group in spans.values() for span in group], assessed_on, day)


def _label(key: str, group: Sequence[NamedNeed]) -> str:
    """A key that is a practical need's has its name; else the newest row's words."""
    is_joined = len({(need.kind, need.code) for need in group}) > 1
    return str(PracticalNeed(key).label) if is_joined and key in PracticalNeed.values else group[-1].label


def _ranked(
    by_key: dict[str, list[NamedNeed]],
    spans: dict[str, list[Span]],
    labels: dict[str, str],
    day: date,
    changed: Since,
) -> list[MapRow]:
    standing: list[tuple[str, list[NamedNeed]]] = []
    for key, group in by_key.items():
        pks = {span.pk for span in spans[key] if span.holds_on(day)}
        parts = sorted((need for need in group if need.need.pk in pks), key=rank_key)
        if parts:
            standing.append((key, parts))
    standing.sort(key=lambda each: rank_key(each[1][0]))
    found: list[MapRow] = []
    for place, (key, parts) in enumerate(standing, start=1):
        before = standing[place - 2][1][0] if place > 1 else None
        days, is_new = days_open(spans[key], day), key in changed.new
        found.append(MapRow(place, key, labels[key], parts, _why(parts, before), days, is_new))
    return found


def _why(parts: Sequence[NamedNeed], before: NamedNeed | None) -> str:
    """Why a need stands where it stands (domain.md 4.9). `before` is the one ranked above it.

    Needs without a score: the first of its kind says it for all.
    """
    need = parts[0]
    if need.kind == NeedKind.TICK:
        if len({part.kind for part in parts}) > 1:
            return _("Ditemukan asesmen dan juga dicatat petugas; ditunjukkan satu kali, sesudah semua faktor.")
        if before is not None and before.kind == need.kind:
            return ""
        return _("Kebutuhan khusus tanpa skor; ditempatkan sesudah semua faktor.")
    if need.kind == NeedKind.PRACTICAL:
        if before is not None and before.kind == need.kind:
            return ""
        return _("Kebutuhan praktis tanpa skor; ditempatkan sesudah faktor dan kebutuhan khusus.")
    share = round(100 * (need.score or 0) / need.maximum) if need.maximum else 0
    said = {"category": RiskCategory(need.category).label, "share": share}
    if before is None:
        return _("Kategori %(category)s, %(share)s%% dari skor tertinggi: paling mendesak.") % said
    if before.category == need.category and _share(before) > _share(need):
        return _("Kategori %(category)s seperti nomor di atasnya, dengan bagian skor lebih kecil: %(share)s%%.") % said
    if before.category == need.category:
        return _("Kategori %(category)s dan %(share)s%% dari skor tertinggi, sama dengan nomor di atasnya.") % said
    return _("Kategori %(category)s, %(share)s%% dari skor tertinggi: sesudah kategori yang lebih berat.") % said


def _share(need: NamedNeed) -> float:
    return (need.score or 0) / need.maximum if need.maximum else 0.0


def _closers(needs: Sequence[NamedNeed]) -> dict[int, str]:
    """Need -> who closed it by hand, as the trail tells. One query."""
    hands = [str(each.need.pk) for each in needs if each.kind == NeedKind.PRACTICAL and each.need.closed_on]
    told = AuditEvent.objects.filter(subject_type="clients.need", subject_id__in=hands, verb="need.closed")
    return {int(key): name or "" for key, name in told.values_list("subject_id", "actor__name")}


def _stories(
    by_key: dict[str, list[NamedNeed]],
    spans: dict[str, list[Span]],
    labels: dict[str, str],
    day: date,
    who: dict[int, str],
) -> list[Story]:
    found = []
    for key, group in by_key.items():
        rows = {need.need.pk: need for need in group}
        steps = steps_of(spans[key])
        if steps:
            is_open = any(span.holds_on(day) for span in spans[key])
            events = [_event(step, rows, who) for step in reversed(steps)]
            found.append(Story(key, labels[key], is_open, days_open(spans[key], day), events))
    return found


def _event(step: Step, rows: dict[int, NamedNeed], who: dict[int, str]) -> dict[str, Any]:
    opened = rows[step.opens] if step.opens is not None else None
    closed = rows[step.closes] if step.closes is not None else None
    icon, tone = ICONS.get(step.kind, ("target", "primary"))
    event: dict[str, Any] = {"when": step.on, "icon": icon, "tone": tone, "title": _title(step, opened, closed)}
    if opened is not None:
        need = opened.need
        event["who"] = need.opened_by.name if need.opened_by else ""
        event["text"] = need.note or (opened.source if need.assessment_id else "")
        event["url"] = reverse("clients:assessment_detail", args=[need.assessment_id]) if need.assessment_id else ""
    elif closed is not None:
        event["who"] = who.get(closed.need.pk, "")
    return event


def _title(step: Step, opened: NamedNeed | None, closed: NamedNeed | None) -> str:
    if opened is not None and closed is not None:
        return _("Berubah: %(before)s menjadi %(after)s") % {"before": _standing(closed), "after": _standing(opened)}
    if opened is not None:
        words = {
            "OPENED": _("Dibuka: %(what)s"),
            "REOPENED": _("Dibuka lagi: %(what)s"),
            "JOINED": _("Ditambah: %(what)s"),
        }
        return words[step.kind] % {"what": _standing(opened)}
    words = {
        "MET": _("Terpenuhi: %(what)s"),
        "DROPPED": _("Tidak diperlukan lagi: %(what)s"),
        "REASSESSED": _("Tidak lagi ditemukan asesmen berikutnya: %(what)s"),
    }
    return words[step.kind] % {"what": _standing(closed) if closed else ""}


def _standing(each: NamedNeed) -> str:
    """A factor by category and score, another by its words."""
    if each.category:
        return _("%(category)s (%(score)s dari %(maximum)s)") % {
            "category": RiskCategory(each.category).label,
            "score": each.score,
            "maximum": each.maximum,
        }
    return each.label
