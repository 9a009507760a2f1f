"""The needs picture and the clients behind its numbers."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.paging import keyset_page, next_url
from reports.counting.needs import ANY_NEED, EVERYBODY
from reports.forms import COHORT_VALUES, NeedsPictureForm
from reports.labels import NEED_GROUPS, need_label, need_labels
from reports.measures import NEED_MEASURES
from reports.queries.figures import offices_in_reach, published_months
from reports.queries.needs_picture import needs_picture as picture_of
from reports.queries.needs_rows import ROW_ORDER, STATE_WORDS, STATES, NeedRef, number_of, row_of_need, rows_of_need
from reports.queries.needs_shapes import Asked

PAGE, PART = "reports/needs_picture.html", "reports/_needs_picture.html"
KEPT = ("month", "cohort", "group", "sex", "age", "risk", "by", "sort")


@require_safe
@requires("reports.view_dashboard")
def needs_picture(request: PortalRequest) -> HttpResponse:
    """Needs against programmes and partners, of an office in reach and a month."""
    months = dict(published_months())
    offices = offices_in_reach(request.scope)
    form = _form(request, list(months), offices)
    context: dict[str, Any] = {"form": form, "measures": list(NEED_MEASURES.values()), "page": None}
    if months:
        asked = _asked_of(form, offices)
        kept = {name: form.data.get(name, "") for name in KEPT if name in form.fields}
        context |= {
            "page": picture_of(request.scope, asked, offices),
            "asked": asked,
            "parent": next((office for office in offices if office.pk == asked.office.parent_id), None),
            "groups": {code: str(label) for code, label in NEED_GROUPS.items()},
            "as_of": months[asked.month],
            "query": urlencode(kept),
            "rows_query": urlencode({**kept, "office": asked.office.pk}),
            "by_param": {"risk": "risk", "sex": "sex", "age": "age", "office": "office"}[asked.by or "office"],
            "may_open_rows": request.full_scope.holds("reports.view_case_rows") and not asked.hides,
        }
    return page_or_part(request, PAGE, PART, context)


def _form(request: PortalRequest, months: list, offices: list[Office]) -> NeedsPictureForm:
    """The filters, whole: what was left out is the newest month, the reader's own office, and adults where children
    are shown with small numbers hidden. Raises Http404 for what is not in reach or not a choice."""
    hides_small = any(office.kind != OfficeKind.BAPAS for office in offices)
    given = _given(request, months, offices, hides_small)
    form = NeedsPictureForm(given, months=months, offices=offices, hides_small=hides_small)
    if not form.is_valid():
        raise Http404("no such office, month or filter")
    return form


def _given(request: PortalRequest, months: list, offices: list[Office], hides_small: bool) -> QueryDict:
    given = request.GET.copy()
    if not given.get("month") and months:
        given["month"] = f"{months[0]:%Y-%m}"
    if not given.get("office") and offices:
        own = [office for office in offices if office.pk == request.scope.office_id]
        given["office"] = str((own or offices)[0].pk)
    if not given.get("cohort") and hides_small:
        given["cohort"] = "adult"
    return given


def _asked_of(form: NeedsPictureForm, offices: list[Office]) -> Asked:
    chosen = form.cleaned_data
    return Asked(
        office=next(office for office in offices if office.pk == chosen["office"]),
        month=chosen["month"],
        is_child=COHORT_VALUES[chosen["cohort"]],
        sex=chosen.get("sex", ""),
        age=chosen.get("age", ""),
        risk=chosen.get("risk", ""),
        by=chosen["by"],
        sort=chosen["sort"],
        groups=form.groups(),
        hides_small=any(office.kind != OfficeKind.BAPAS for office in offices),
    )


@require_safe
@requires("reports.view_case_rows")
def needs_rows(request: PortalRequest) -> HttpResponse:
    """The clients behind one number; children are listed only for a reader who sees every number of theirs."""
    months = dict(published_months())
    offices = offices_in_reach(request.scope)
    form = _form(request, list(months), offices)
    if not months:
        raise Http404("no month was counted")
    asked = _asked_of(form, offices)
    need, state = request.GET.get("need", ANY_NEED), request.GET.get("state", "")
    known = need in need_labels() or (need in (ANY_NEED, EVERYBODY) and not state)
    if asked.hides or not known or state not in STATES:
        raise Http404("no such number")
    ref = NeedRef(asked, need, state)
    rows = rows_of_need(request.scope, ref)
    page = keyset_page(rows, order=ROW_ORDER, cursor=request.GET.get("after", ""))
    here = request.GET.copy()
    here.pop("after", None)
    context = {
        "title": need_label(need) if need in need_labels() else str(WHOLES[need]),
        "ref": ref,
        "state_word": STATE_WORDS.get(state, ""),
        "rows": [row_of_need(row, ref, scope=request.scope, full_scope=request.full_scope) for row in page.rows],
        "shown": len(page.rows),
        "now": rows.count(),
        "figure": number_of(request.scope, ref),
        "as_of": months[asked.month],
        "picture_url": f"{reverse('reports:needs_picture')}?{_back(form)}",
        "next_url": next_url(request.GET, page),
        "first_url": "" if page.is_first else f"?{here.urlencode()}",
        "is_about_people": True,
    }
    return page_or_part(request, "reports/needs_rows.html", "reports/_figure_rows.html", context)


WHOLES = {ANY_NEED: _("Klien dengan kebutuhan terbuka"), EVERYBODY: _("Klien dibimbing")}


def _back(form: NeedsPictureForm) -> str:
    return urlencode({name: form.data.get(name, "") for name in (*KEPT, "office") if name in form.fields})
