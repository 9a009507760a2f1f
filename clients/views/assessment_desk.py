"""What every answer of the assessment form needs, and the page itself: filled from the draft, marked, counted."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from bapas_portal.core.access import PortalRequest
from bapas_portal.core.dates import today_in
from bapas_portal.core.forms import row_number
from clients.actions.assessment import context_of, correctable, version_for
from clients.choices import InstrumentCode
from clients.forms.assessment import PURPOSES, AssessmentForm
from clients.forms.panel import panel_of
from clients.forms.remarks import BLANK, Remarks, by_place, last_answers, mark_patterns, marks_of
from clients.forms.sheet import Sheet, error_links, html_id, parts_of
from clients.models import Assessment, AssessmentDraft, Guidance
from clients.permissions.assessment import check_running
from clients.permissions.second_rating import check_not_rating, is_rating
from clients.queries.assessment import latest_assessment, previous_assessment
from clients.queries.draft import (
    Meeting,
    first_values,
    is_current,
    meetings,
    moment_words,
    open_draft,
    setters_of,
    values_in,
)
from clients.queries.instruments import definition_of
from clients.rules.assessing import guardian_must_consent
from clients.rules.draft_fields import columns_of
from clients.rules.instrument import Instrument

LAST = "lalu"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose form it is, by which instrument, what it corrects, and the draft that stands (None before the first value).

    last, last_rri: None also for who is asked to rate this case blind.
    """

    guidance: Guidance
    code: str
    instrument: Instrument
    replaces: Assessment | None
    draft: AssessmentDraft | None
    context: dict[str, str | bool]
    last: Assessment | None
    last_rri: Assessment | None

    @property
    def is_minor(self) -> bool:
        today = today_in(self.guidance.office.zone)
        return guardian_must_consent(self.guidance.client.birth_on, today)

    @property
    def is_outdated(self) -> bool:
        """Was the instrument replaced while the draft was being filled in?"""
        return self.draft is not None and not is_current(self.draft)

    def form(self, *args: Any, **kwargs: Any) -> AssessmentForm:
        return AssessmentForm(*args, is_minor=self.is_minor, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the form shows, by field: the draft, else what an empty form begins with."""
        if self.draft is not None:
            return values_in(self.draft, self.instrument)
        return first_values(self.guidance, self.instrument, self.replaces)


@dataclass(frozen=True, slots=True)
class Paper:
    """An empty form: whose, what it corrects, by which instrument, and what its branches need."""

    guidance: Guidance
    replaces: Assessment | None
    instrument: Instrument
    context: dict[str, str | bool]


def open_paper(request: PortalRequest, guidance_pk: int, code: str, replaces_id: str) -> Paper:
    """Raises Http404 for what is not in the reader's scope, WrongState once the guidance ended."""
    if code not in InstrumentCode.values:
        raise Http404
    rows = Guidance.objects.visible_to(request.scope).select_related("client", "case__offence_group", "office")
    guidance = get_object_or_404(rows, pk=guidance_pk)
    check_running(guidance)
    replaces = _replaced(request, guidance, code, replaces_id) if replaces_id else None
    return Paper(guidance, replaces, definition_of(version_for(guidance, code, replaces)), context_of(guidance))


def open_desk(request: PortalRequest, guidance_pk: int, code: str, replaces_id: str) -> Desk:
    """The paper with the draft that stands on it. Raises what `open_paper` raises."""
    paper = open_paper(request, guidance_pk, code, replaces_id)
    guidance, replaces = paper.guidance, paper.replaces
    is_blind = replaces is None and is_rating(guidance.pk, request.user)
    return Desk(
        guidance=guidance,
        code=code,
        instrument=paper.instrument,
        replaces=replaces,
        draft=open_draft(guidance, code, replaces),
        context=paper.context,
        last=None if is_blind else _last(guidance, code, replaces),
        last_rri=None if is_blind or code != InstrumentCode.KRIM else latest_assessment(guidance, InstrumentCode.RRI),
    )


def _replaced(request: PortalRequest, guidance: Guidance, code: str, replaces_id: str) -> Assessment:
    check_not_rating(guidance.pk, request.user)
    replaced = row_number(replaces_id)
    if replaced is None:
        raise Http404
    try:
        return correctable(guidance, code, replaced)
    except Assessment.DoesNotExist as missing:
        raise Http404 from missing


def _last(guidance: Guidance, code: str, replaces: Assessment | None) -> Assessment | None:
    return latest_assessment(guidance, code) if replaces is None else previous_assessment(replaces)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the head, the items, and what of the draft's events its window has seen (`base`).

    marked: fields that others set; beside: is the last assessment shown beside?
    """

    form: AssessmentForm
    sheet: Sheet
    base: int
    window: str
    errors: Mapping[str, Any] = field(default_factory=dict)
    marked: Sequence[str] = ()
    beside: bool = False


def new_window() -> str:
    return uuid.uuid4().hex


def shown_draft(desk: Desk, *, marked: Sequence[str] = (), beside: bool = False) -> Shown:
    """The draft as it stands, for a window that begins with it."""
    columns = columns_of(desk.values())
    sheet = Sheet(columns["answers"], columns["notes"], columns["sources"])
    form = desk.form(initial={**columns["head"], **keys_of(desk)})
    return Shown(form, sheet, desk.draft.seq if desk.draft else 0, new_window(), marked=marked, beside=beside)


def keys_of(desk: Desk, form_key: Any = None) -> dict[str, Any]:
    """The hidden fields of the head: the key that finishing uses, and what is corrected."""
    key = desk.draft.form_key if desk.draft is not None else form_key or uuid.uuid4()
    return {"form_key": key, "replaces_id": desk.replaces.pk if desk.replaces is not None else None}


def form_page(request: PortalRequest, desk: Desk, shown: Shown, status: int = 200) -> HttpResponse:
    panel = panel_of(desk.instrument, shown.sheet, desk.context)
    met = meetings(desk.draft, desk.instrument) if desk.draft is not None else []
    remarks = _remarks(desk, shown, met)
    context = {
        "guidance": desk.guidance,
        "code": desk.code,
        "instrument": desk.instrument,
        "replaces": desk.replaces,
        "draft": desk.draft,
        "saved_at": moment_words(desk.draft.saved_at) if desk.draft is not None and desk.draft.saved_at else "",
        "form": shown.form,
        "base": shown.base,
        "window": shown.window,
        "beside": shown.beside and desk.last is not None,
        "last": desk.last,
        "parts": list(zip(parts_of(desk.instrument, shown.sheet, shown.errors, remarks), panel.parts, strict=True)),
        "panel": panel,
        "is_live": False,
        "meetings": [(each, place_of(each)) for each in met],
        "head_remarks": _of_head(remarks),
        "item_errors": error_links(desk.instrument, shown.errors),
        "purposes": PURPOSES,
        "last_rri": desk.last_rri,
        "has_sources": True,
        "mark_patterns": mark_patterns(),
        "blank": BLANK,
        "draft_place": f"{desk.guidance.pk}-{desk.code}-{desk.replaces.pk if desk.replaces is not None else 0}",
    }
    return render(request, "clients/assessment_form.html", context, status=status)


def _remarks(desk: Desk, shown: Shown, met: list[Meeting]) -> Remarks:
    setters = setters_of(desk.draft, shown.marked) if desk.draft is not None and shown.marked else {}
    last = desk.last if shown.beside else None
    return Remarks(
        meetings=by_place(met),
        marks=by_place(marks_of(setters.values())),
        last=last_answers(last, definition_of(last.version)) if last is not None else {},
    )


def _of_head(remarks: Remarks) -> dict[str, list[Any]]:
    return {
        "meetings": [each for place, found in remarks.meetings.items() if ":" in place for each in found],
        "marks": [each for place, found in remarks.marks.items() if ":" in place for each in found],
    }


def place_of(met: Meeting) -> str:
    """The id of the field's place on the page."""
    kind, _colon, code = met.field.partition(":")
    return f"div_id_{code}" if kind == "head" else html_id(code)
