"""Directives as every office reads them: the list, one with its targets and questions, confirming it, its files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from bapas_portal.core.forms import row_number
from bapas_portal.core.once import tell_saved
from programs.actions.reading import confirm_reading
from programs.forms.directive import DirectiveFilterForm, WordsForm
from programs.models import DirectiveVersion
from programs.queries import directive as queries
from programs.queries import question as questions
from programs.queries import reading as readings
from programs.queries.target import progress_of
from programs.rules.directive import blocks

PAGE_ROWS = 20


@require_safe
@requires("programs.view_directive")
def directive_list(request: PortalRequest) -> HttpResponse:
    """Directives, the unread of the reader's office first; drafts and open questions for who writes them."""
    scope = request.full_scope
    office = queries.home_office(request.scope)
    form = DirectiveFilterForm(request.GET or None)
    rows = queries.listed(office)
    if form.is_bound and form.is_valid() and form.cleaned_data["kind"]:
        rows = rows.filter(directive__kind=form.cleaned_data["kind"])
    page = Paginator(rows, PAGE_ROWS).get_page(row_number(request.GET.get("page", "")) or 1)
    watches, writes = scope.holds(queries.WATCH), scope.holds(queries.WRITE)
    confirmed = readings.confirmed_by_version(scope.narrowed(queries.WATCH), list(page)) if watches else {}
    return render(
        request,
        "programs/directive_list.html",
        {
            "form": form,
            "page": page,
            "rows": [(row, confirmed.get(row.pk)) for row in page],
            "office": office,
            "watches": watches,
            "writes": writes,
            "drafts": queries.drafts(scope.narrowed(queries.WRITE)),
            "open_questions": questions.waiting().count() if writes else 0,
            "kept": _kept(request),
            "today": today_in(),
        },
    )


def _kept(request: PortalRequest) -> str:
    """The filters of the address, without the page."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def published(pk: int, number: int | None = None) -> DirectiveVersion:
    """The newest published version of a directive, or the one of that number; else 404."""
    rows = queries.published_versions(pk)
    found = rows.filter(number=number).first() if number else rows.first()
    if found is None:
        raise Http404
    return found


@require_safe
@requires("programs.view_directive")
def directive_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """The version in force with targets, confirmations and questions; a draft that was never published: its page."""
    if request.full_scope.holds(queries.WRITE) and not queries.published_versions(pk).exists():
        draft = get_object_or_404(queries.drafts(request.full_scope.narrowed(queries.WRITE)), directive=pk)
        return redirect("programs:directive_draft", draft.directive_id)
    return render(request, "programs/directive_detail.html", directive_context(request, published(pk)))


def directive_context(request: PortalRequest, version: DirectiveVersion, **forms: Any) -> dict[str, Any]:
    """What the page of a directive shows this reader; `forms` replace the empty ones after a fault."""
    scope = request.full_scope
    view = scope.narrowed("programs.view_directive")
    office = queries.home_office(view)
    own = readings.readings_of(version, office) if office else None
    confirms = scope.holds("programs.confirm_directive")
    waits = queries.unconfirmed(request.user) if confirms else []
    writes = scope.holds(queries.WRITE)
    is_running = version.directive.withdrawn_at is None
    return {
        "version": version,
        "directive": version.directive,
        "blocks": blocks(version.body),
        "files": queries.files_of(version),
        "compared": queries.compared(version),
        "versions": queries.published_versions(version.directive_id),
        "targets": [(row, queries.target_words(row)) for row in queries.targets_of(version)],
        "progress": progress_of(version, view, day=today_in(), with_rows=False) if is_running else [],
        "office": office,
        "reading": own,
        "waiting": readings.waiting_of(version, office.zone) if office else None,
        "places": [place for row, place in waits if row.pk == version.pk],
        "confirmed": readings.confirmed_by_version(scope.narrowed(queries.WATCH), [version]).get(version.pk)
        if scope.holds(queries.WATCH)
        else None,
        "threads": questions.threads(version.directive_id),
        "ask_form": WordsForm(initial=WordsForm.first_values(), help_text=_("Jangan menulis nama klien.")),
        "writes": writes,
        "has_draft": writes and queries.drafts(scope.narrowed(queries.WRITE)).filter(directive=version.directive_id),
        "is_running": is_running,
        "today": today_in(),
    } | forms


@require_safe
@requires("programs.view_directive")
def directive_version(request: PortalRequest, pk: int, number: int) -> HttpResponse:
    """A published version as it stood, with the words it changed."""
    version = published(pk, number)
    context = {
        "version": version,
        "newest": published(pk),
        "blocks": blocks(version.body),
        "files": queries.files_of(version),
        "targets": [(row, queries.target_words(row)) for row in queries.targets_of(version)],
        "compared": queries.compared(version),
    }
    return render(request, "programs/directive_version.html", context)


@require_POST
@requires("programs.confirm_directive")
def directive_confirm(request: PortalRequest, pk: int) -> HttpResponse:
    """Confirm the version that was read, for an office of one's own; a second time is told so."""
    version = published(pk, row_number(request.POST.get("version", "")) or None)
    office = row_number(request.POST.get("office", ""))
    try:
        reading = confirm_reading(version_id=version.pk, office_id=office or 0, by=request.user, scope=request.scope)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        tell_saved(request, reading, _("Terima kasih. Konfirmasi tercatat atas nama Anda."))
    return redirect("programs:directive_detail", pk)


@require_safe
@requires("programs.view_directive")
def directive_file(request: PortalRequest, pk: int) -> FileResponse:
    """A guidance file, as a download; one of a draft only for who writes directives."""
    row = get_object_or_404(queries.readable_files(request.full_scope.narrowed(queries.WRITE)), pk=pk)
    answer = FileResponse(row.file.open("rb"), content_type=row.content_type, as_attachment=True, filename=row.name)
    answer["Cache-Control"] = "private, no-store"
    return answer
