"""Taking goals over from an earlier plan of the same person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bapas_portal.audit.trail import record_read
from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from programs.actions.carry import carry_lines
from programs.forms.carry import CarryForm
from programs.queries.carry import offers
from programs.queries.goals import VIEW
from programs.views.plan import visible_guidance


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_plan")
def plan_carry(request: PortalRequest, guidance_pk: int) -> HttpResponse:
    """Each open goal of the past with the need of today it answers; a choice for each."""
    guidance = visible_guidance(request, guidance_pk)
    reading = request.full_scope.narrowed(VIEW)
    found = offers(reading, guidance)
    record_read(subject=guidance, by=request.user, part="plan_carry")
    form = CarryForm(request.POST if request.method == "POST" else None, found=found)
    if form.is_bound and form.is_valid():
        sent = {"guidance_id": guidance.pk, "line_ids": form.cleaned_data["lines"]}
        try:
            lines = carry_lines(by=request.user, scope=request.scope, reading=reading, **sent)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            _tell(request, len(lines))
            return redirect("programs:plan_detail", guidance.pk)
    context = {"form": form, "guidance": guidance, "offers": found, "ticked": form.ticked()}
    context["may_take"] = guidance.ended_on is None and any(offer.may_take for offer in found)
    return render(request, "programs/plan_carry.html", context, status=422 if form.errors else 200)


def _tell(request: PortalRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Baris ini sudah diambil sebelumnya. Isinya tersimpan satu kali."))
        return
    said = ngettext(
        "%(count)s baris diambil. Periksa tanggal dan isinya.",
        "%(count)s baris diambil. Periksa tanggal dan isinya.",
        count,
    )
    messages.success(request, said % {"count": count})
