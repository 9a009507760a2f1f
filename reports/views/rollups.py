"""Rollups: which ran, what their checks said, and running one now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid
from bapas_portal.core.htmx import page_or_part
from bapas_portal.core.models import Job
from reports import actions
from reports.actions.rollup import TASK
from reports.forms import RollupForm
from reports.models import RollupRun

RUNS_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@requires("reports.run_rollup")
def run_list(request: PortalRequest) -> HttpResponse:
    """The newest runs and the form that starts one; a started one shows its progress here."""
    form = RollupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.request_rollup(**form.cleaned_data, by=request.user, scope=request.scope)
        except Invalid as refused:
            for name, text in refused.fields.items():
                form.add_error(name, str(text))
        else:
            messages.success(request, _("Rekap dimulai. Kemajuannya tampil di halaman ini."))
            return redirect("reports:run_list")
    own_jobs = Job.objects.open().filter(task=TASK, owner_id=request.user.pk).order_by("-created_at")
    runs = RollupRun.objects.select_related("requested_by", "job").prefetch_related("published_months")[:RUNS_SHOWN]
    status = 400 if form.is_bound else 200
    return render(request, "reports/run_list.html", {"form": form, "jobs": own_jobs, "runs": runs}, status=status)


@require_safe
@requires("reports.run_rollup")
def run_detail(request: PortalRequest, pk: int) -> HttpResponse:
    """One run: its months, its checks, and where a failed one failed."""
    run = get_object_or_404(RollupRun.objects.select_related("requested_by", "job"), pk=pk)
    months = list(run.published_months.order_by("month").values_list("month", flat=True))
    context = {"run": run, "months": months, "seconds": _seconds(run.job)}
    return render(request, "reports/run_detail.html", context)


def _seconds(job: Job | None) -> int | None:
    """How long the last attempt took, at least one second; None while it is not done."""
    if job is None or job.started_at is None or job.finished_at is None:
        return None
    return max(1, round((job.finished_at - job.started_at).total_seconds()))


@require_safe
@requires("reports.run_rollup")
def run_progress(request: PortalRequest, job_id: str) -> HttpResponse:
    """Progress of one's own rollup, asked again every two seconds; another's is not found."""
    jobs = Job.objects.filter(task=TASK, owner_id=request.user.pk).select_related("rollup")
    job = get_object_or_404(jobs, pk=job_id)
    context = {"job": job, "run": getattr(job, "rollup", None)}
    return page_or_part(request, "reports/run_progress.html", "reports/_run_progress.html", context)
