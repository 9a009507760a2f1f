"""The clients behind a number of the needs picture, read live: the list counts what the rollup counted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bapas_portal.core.dates import month_end
from bapas_portal.core.scope import Scope
from clients.choices import Decision
from clients.models import Assessment, AssessmentOverride, Guidance, Need
from clients.rules.needs import CHILD_PREFIX, PRACTICAL_OF_TICK
from programs.choices import LineState
from programs.models import PlanLine, PlanLineState
from reports.counting.needs import ADULT_FACTORS, ANY_NEED, EVERYBODY
from reports.labels import COHORTS, need_label
from reports.models import NeedFigure
from reports.pseudonyms import pseudonym
from reports.queries.cases import age_band_on
from reports.queries.needs_picture import narrowed
from reports.queries.needs_shapes import Asked
from reports.queries.rows import Row

ROW_ORDER = ("-start_on", "-pk")
STATES = ("", "running", "planned", "unplanned", "gap")
STATE_WORDS = {
    "running": _("sedang ditangani"),
    "planned": _("direncanakan"),
    "unplanned": _("belum ada baris"),
    "gap": _("belum ditangani"),
}


@dataclass(frozen=True, slots=True)
class NeedRef:
    """Which number: a need key (ANY_NEED and EVERYBODY only without a state) and one of STATES."""

    asked: Asked
    need: str
    state: str = ""


def rows_of_need(scope: Scope, ref: NeedRef) -> QuerySet[Guidance]:
    """Guidance periods of the number; `scope` narrowed to reports.view_case_rows. Ordered by ROW_ORDER."""
    asked, last = ref.asked, month_end(ref.asked.month)
    found = Guidance.objects.visible_to(scope).filter(
        Q(ended_on=None) | Q(ended_on__gt=last), start_on__lte=last, office__path__startswith=asked.office.path
    )
    if asked.is_child is not None:
        found = found.filter(is_child=asked.is_child)
    if asked.sex:
        found = found.filter(sex=asked.sex)
    if asked.age:
        found = found.annotate(band=age_band_on(last)).filter(band=asked.age)
    if asked.risk:
        found = found.annotate(risk=_risk(last)).filter(risk="" if asked.risk == "NONE" else asked.risk)
    if ref.need != EVERYBODY:
        found = found.filter(Exists(_open_needs(ref.need, last)))
    running, planned = (Exists(_lines(ref.need, last, state)) for state in (LineState.RUNNING, LineState.PLANNED))
    found = found.annotate(is_running=running, is_planned=planned)
    states = {
        "": Q(),
        "running": Q(is_running=True),
        "planned": Q(is_running=False, is_planned=True),
        "unplanned": Q(is_running=False, is_planned=False),
        "gap": Q(is_running=False),
    }
    return found.filter(states[ref.state]).select_related("client", "office")


def number_of(scope: Scope, ref: NeedRef) -> int:
    """The published number; 0 too where the month has none."""
    cells = narrowed(NeedFigure.objects.visible_to(scope), ref.asked).filter(need=ref.need)
    sums = cells.aggregate(people=Sum("people"), running=Sum("running"), planned=Sum("planned"))
    people, running, planned = (sums[name] or 0 for name in ("people", "running", "planned"))
    return {
        "": people,
        "running": running,
        "planned": planned,
        "unplanned": people - running - planned,
        "gap": people - running,
    }[ref.state]


def _risk(last: Any) -> Coalesce:
    """The standing category of the latest RRI, of children the child instrument, as it stood on `last`."""
    approved = AssessmentOverride.objects.filter(
        assessment=OuterRef("pk"), decision=Decision.APPROVED, decided_at__date__lte=last
    )
    latest = (
        Assessment.objects.filter(
            Q(guidance__is_child=True, instrument="ANAK") | Q(guidance__is_child=False, instrument="RRI"),
            guidance=OuterRef("pk"),
            assessed_on__lte=last,
            replaced_by=None,
        )
        .annotate(standing=Coalesce(Subquery(approved.values("category")[:1]), "category"))
        .order_by("-assessed_on", "-pk")
    )
    return Coalesce(Subquery(latest.values("standing")[:1]), Value(""))


def _is_need(key: str, prefix: str = "") -> Q:
    """The needs that a key stands for (clients.rules.needs.need_key, backwards)."""
    if key in (ANY_NEED, EVERYBODY):
        return Q()
    if key.startswith(CHILD_PREFIX):
        code = key.removeprefix(CHILD_PREFIX)
        return Q(**{f"{prefix}kind": "FACTOR", f"{prefix}code": code, f"{prefix}guidance__is_child": True})
    if key in ADULT_FACTORS:
        return Q(**{f"{prefix}kind": "FACTOR", f"{prefix}code": key, f"{prefix}guidance__is_child": False})
    says = [tick for tick, practical in PRACTICAL_OF_TICK.items() if practical == key] or [key]
    return Q(**{f"{prefix}kind": "PRACTICAL", f"{prefix}code": key}) | Q(
        **{f"{prefix}kind": "TICK", f"{prefix}code__in": says}
    )


def _open_needs(key: str, last: Any) -> QuerySet[Need]:
    standing = Q(closed_on=None) | Q(closed_on__gt=last)
    return Need.objects.filter(_is_need(key), standing, guidance=OuterRef("pk"), opened_on__lte=last)


def _lines(key: str, last: Any, state: LineState) -> QuerySet[PlanLine]:
    states = PlanLineState.objects.filter(line=OuterRef("pk"), from_on__lte=last).order_by("-from_on", "-pk")
    return PlanLine.objects.annotate(state_then=Subquery(states.values("state")[:1])).filter(
        _is_need(key, "need__"),
        Q(removed_at=None) | Q(removed_at__date__gt=last),
        plan__guidance=OuterRef("pk"),
        state_then=state,
    )


def row_of_need(found: Any, ref: NeedRef, *, scope: Scope, full_scope: Scope) -> Row:
    """How this reader sees the client. `scope` says whose name may be shown, `full_scope` which file may be opened."""
    where = {"office_id": found.office_id, "officer_id": found.officer_id, "is_child": found.is_child}
    is_named = scope.may_identify(**where)
    may_open = is_named and full_scope.covers("clients.view_client", **where)
    return Row(
        who=found.client.name if is_named else pseudonym(found.client.public_id, is_child=found.is_child),
        is_named=is_named,
        url=reverse("clients:needs_map", args=[found.pk]) if may_open else "",
        cohort=str(COHORTS[found.is_child]),
        office=found.office.name,
        on=found.start_on,
        what=_what(found, ref.need),
    )


def _what(found: Any, need: str) -> str:
    if need in (ANY_NEED, EVERYBODY):
        return str(found.get_status_display())
    state = "running" if found.is_running else "planned" if found.is_planned else "unplanned"
    return f"{need_label(need)} · {STATE_WORDS[state]}"
