"""Reviews of plans: what is due, and writing one down."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from bapas_portal.core.paging import keyset_page, next_url
from programs.actions.plan_review import review_plan
from programs.forms.plan_review import DueFilter, ReviewForm
from programs.models import ActionPlan
from programs.queries.indicator import measured_lines
from programs.queries.plan import approved_version, versions_of
from programs.queries.plan_late import waiting_by_officer
from programs.queries.plan_review import overdue_lines, review_list, review_of, reviews_of
from programs.queries.step import overdue_steps
from programs.views.plan import dated_lines, visible_guidance


@require_safe
@requires("programs.view_plan")
def plan_review_list(request: PortalRequest) -> HttpResponse:
    """Reviews due, goals and steps past their day: a PK sees their own clients first, a supervisor the office."""
    whose = "mine" if request.full_scope.holds("programs.write_plan") else "office"
    form = DueFilter({"whose": whose} | request.GET.dict())
    form.is_valid()
    is_mine = (form.cleaned_data.get("whose") or whose) == "mine"
    cause = form.cleaned_data.get("cause", "")
    found = review_list(request.scope, is_mine=is_mine, cause=cause, cursor=request.GET.get("cursor", ""))
    lines, steps = overdue_lines(request.scope, is_mine=is_mine), overdue_steps(request.scope, is_mine=is_mine)
    late = keyset_page(lines, order=("due_on", "pk"), cursor=request.GET.get("after", ""))
    late_steps = keyset_page(steps, order=("due_on", "pk"), cursor=request.GET.get("step", ""))
    context = {
        "form": form,
        "found": found,
        "next_url": _address(request, "cursor", found.next_cursor),
        "late": late,
        "late_total": lines.count(),
        "late_next_url": next_url(request.GET, late),
        "steps": late_steps,
        "step_total": steps.count(),
        "step_next_url": _address(request, "step", late_steps.next_cursor),
        "officers": [] if is_mine else waiting_by_officer(request.scope, found.by_officer),
        "may_write": request.full_scope.holds("programs.write_plan"),
        "user_id": request.scope.user_id,
    }
    return render(request, "programs/plan_review_list.html", context)


def _address(request: PortalRequest, name: str, after: str) -> str:
    """This list from a row on, its filters kept; "" on the last page."""
    query = request.GET.copy()
    query[name] = after
    return f"?{query.urlencode()}" if after else ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_plan")
def plan_review(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """The goals of the version in force, one by one, and what follows from the look at them."""
    guidance = visible_guidance(request, guidance_pk)
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.scope), guidance=guidance)
    version = approved_version(versions_of(plan))
    if version is None:
        raise Http404
    reviews = reviews_of(request.scope, guidance.pk)
    first = ReviewForm.first_values() | {
        "seen": reviews[0].number if reviews else 0,
        "reviewed_on": today_in(guidance.office.zone),
    }
    is_sent = request.method == "POST"
    form = ReviewForm(
        request.POST if is_sent else None, lines=dated_lines(version), standing=measured_lines(version), initial=first
    )
    status = 422 if is_sent else 200
    if is_sent and form.is_valid():
        try:
            row = review_plan(guidance_id=guidance.pk, by=request.user, scope=request.scope, **form.values())
        except (Invalid, WrongState) as error:
            put_errors(form, error)
            status = 422 if isinstance(error, Invalid) else error.http_status
        else:
            tell_saved(request, row, _("Tinjauan tersimpan."))
            return redirect("programs:plan_detail", guidance.pk)
    record_read(subject=guidance, by=request.user, part="plan_review")
    context = {
        "guidance": guidance,
        "version": version,
        "form": form,
        "review_row": review_of(request.scope, guidance.pk),
        "reviews": reviews,
        "is_open": guidance.ended_on is None,
    }
    return render(request, "programs/plan_review.html", context, status=status)
