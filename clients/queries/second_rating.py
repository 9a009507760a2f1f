"""Reading second ratings: whose they are, who may be asked, and two results side by side."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.choices import RatingState
from clients.models import Assessment, SecondRating
from clients.permissions.guidance import OFFICER_ROLES
from clients.queries.instruments import definition_of
from clients.rules.agreement import answer_pairs
from clients.rules.instrument import Instrument

RATE, ASK = "clients.rate_second", "clients.ask_second_rating"


def ratings_in_reach(scope: Scope) -> QuerySet[SecondRating]:
    """Those asked of the reader, and those the reader may ask for. `scope` is the whole scope."""
    rated = SecondRating.objects.visible_to(scope.narrowed(RATE))
    return rated | SecondRating.objects.visible_to(scope.narrowed(ASK))


def own_open(scope: Scope) -> list[SecondRating]:
    """What the reader is asked to score now, the most pressing first. One query."""
    rows = SecondRating.objects.visible_to(scope.narrowed(RATE)).filter(state=RatingState.ASKED)
    return list(rows.select_related("guidance__client", "guidance__office", "asked_by").order_by("due_on", "pk"))


def first_read_on(first: Assessment, rater: User) -> date | None:
    """The day the officer first opened this result, None where never. One query."""
    reads = AuditEvent.objects.filter(
        subject_type=Assessment._meta.label_lower, subject_id=str(first.pk), actor=rater, verb="assessment.read"
    )
    at = reads.order_by("at").values_list("at", flat=True).first()
    return None if at is None else at.date()


def possible_raters(first: Assessment, asker: User) -> list[User]:
    """PK and APK of the office who neither made, asked, read nor were asked about it, by name. Four queries."""
    office = first.guidance.office
    codes = [code for code in office.path.split("/") if code]
    grants = RoleGrant.objects.on(today_in(office.zone)).filter(role__in=OFFICER_ROLES, user__is_active=True)
    here = grants.filter(office__code__in=codes[2:]) if len(codes) > 2 else grants.filter(office=office)
    asked = SecondRating.objects.filter(first=first).exclude(state=RatingState.CANCELLED).values("rater")
    read = AuditEvent.objects.filter(
        subject_type=Assessment._meta.label_lower, subject_id=str(first.pk), verb="assessment.read"
    ).values_list("actor_id", flat=True)
    people = User.objects.filter(pk__in=here.values("user")).exclude(pk__in=[first.assessor_id, asker.pk])
    return list(people.exclude(pk__in=asked).exclude(pk__in=set(read)).order_by(Lower("name"), F("pk")))


@dataclass(frozen=True, slots=True)
class Compared:
    """One item with both answers in words; `is_same` None where it was not due for both."""

    code: str
    label: str
    first: str
    second: str
    is_same: bool | None
    first_note: str
    second_note: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results of one case. `same` of `both` items were judged alike."""

    instrument: Instrument
    rows: tuple[Compared, ...]
    same: int
    both: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.same / self.both) if self.both else None

    @property
    def different(self) -> list[Compared]:
        return [row for row in self.rows if row.is_same is False]


def comparison(rating: SecondRating) -> Comparison:
    """Both results item by item, in the order of the form. No query; `version` and `first` are at hand."""
    instrument, first = definition_of(rating.version), rating.first
    parts = set(first.result["parts_due"]) & set(rating.result["parts_due"])
    pairs = {code: (a, b) for code, a, b in answer_pairs(instrument, first.answers, rating.answers, parts)}
    either = set(first.result["parts_due"]) | set(rating.result["parts_due"])
    rows = [
        _compared(instrument, code, label, pairs.get(code), rating)
        for code, label, part in _asked(instrument)
        if part in either
    ]
    return Comparison(instrument, tuple(rows), sum(a == b for a, b in pairs.values()), len(pairs))


def _asked(instrument: Instrument) -> list[tuple[str, str, str]]:
    """(code, label, part) of what is judged, slots before ticks within the form's order."""
    asked = [(slot.code, " / ".join(item.short_label for item in slot.items), slot.part) for slot in instrument.slots]
    asked += [(item.code, item.short_label, item.part) for item in instrument.ticks]
    return sorted(asked, key=lambda each: instrument.order[each[0]])


def _compared(
    instrument: Instrument, code: str, label: str, pair: tuple[int, int] | None, rating: SecondRating
) -> Compared:
    first = rating.first
    return Compared(
        code,
        label,
        _words(instrument, code, first.answers),
        _words(instrument, code, rating.answers),
        None if pair is None else pair[0] == pair[1],
        first.notes.get(code, ""),
        rating.notes.get(code, ""),
    )


def _words(instrument: Instrument, code: str, answers: dict) -> str:
    """The chosen option's words; "" where nothing was chosen."""
    slot = next((slot for slot in instrument.slots if slot.code == code), None)
    if slot is None:
        return "✓" if answers.get(code) else ""
    for item in slot.items:
        if answers.get(item.code) is not None:
            label = next((option.label for option in item.options if option.score == answers[item.code]), "")
            return f"{item.code}: {label}" if len(slot.items) > 1 else label
    return ""
