"""The client's word on a version of the plan: writing it down, and its proof under the reader's rights."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions.plan_answer import answer_plan
from programs.forms.plan_answer import AnswerForm
from programs.models import PlanAnswer, PlanVersion
from programs.queries.plan_answer import answers_of, is_asked_about
from programs.views.plan import dated_lines, visible_guidance


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_plan")
def plan_answer(request: PortalRequest, guidance_pk: int, number: int) -> HttpResponse:
    """The version's words, read to the client, and below them what the client said."""
    guidance = visible_guidance(request, guidance_pk)
    version = get_object_or_404(PlanVersion.objects.visible_to(request.scope), plan__guidance=guidance, number=number)
    earlier = answers_of(request.scope, [version]).get(version.pk, [])
    first = AnswerForm.first_values() | {
        "seen": earlier[0].number if earlier else 0,
        "answered_on": today_in(guidance.office.zone),
    }
    is_sent = request.method == "POST"
    form = AnswerForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        is_child=guidance.is_child,
        initial=first,
    )
    status = 422 if is_sent else 200
    if is_sent and form.is_valid():
        try:
            row = answer_plan(
                guidance_id=guidance.pk, version_number=number, by=request.user, scope=request.scope, **form.values()
            )
        except (Invalid, WrongState) as error:
            put_errors(form, error)
            status = 422 if isinstance(error, Invalid) else error.http_status
        else:
            tell_saved(request, row, _("Jawaban klien tersimpan."))
            return redirect("programs:plan_detail", guidance.pk)
    record_read(subject=guidance, by=request.user, part="plan_version", number=number)
    context = {
        "guidance": guidance,
        "version": version,
        "lines": dated_lines(version),
        "form": form,
        "earlier": earlier,
        "is_open": guidance.ended_on is None and is_asked_about(version),
    }
    return render(request, "programs/plan_answer.html", context, status=status)


@require_safe
@requires("programs.view_plan")
def plan_answer_proof(request: PortalRequest, pk: int) -> FileResponse:
    """The signature or the scan; a PDF is saved, never opened inside our pages. Each reading leaves a trail."""
    rows = PlanAnswer.objects.visible_to(request.scope).exclude(proof="").select_related("version__plan__guidance")
    row = get_object_or_404(rows, pk=pk)
    guidance = row.version.plan.guidance
    record_read(subject=guidance, by=request.user, part="plan_answer_proof", answer=row.pk)
    is_picture = row.proof_type == "image/jpeg"
    answer = FileResponse(
        row.proof.open("rb"),
        content_type=row.proof_type,
        as_attachment=not is_picture,
        filename=f"jawaban-rencana-{row.pk}{'.jpg' if is_picture else '.pdf'}",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
