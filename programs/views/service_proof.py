"""Proof of attendance: adding it, and serving its picture under the reader's rights."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import DomainError, NotAllowed
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import tell_saved
from programs.actions.service_proof import Place, add_proof
from programs.forms.service_attendance import ProofForm
from programs.models import ServiceProof, SessionSeat
from programs.queries import service_attendance as queries


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.supervise_service")
def service_proof_add(request: PortalRequest, pk: int) -> HttpResponse:
    """A photo, a signature or the place of one client at one session."""
    rows = SessionSeat.objects.visible_to(request.scope).select_related("session__site", "order__guidance__client")
    seat = get_object_or_404(rows, pk=pk)
    form = ProofForm(
        request.POST or None, request.FILES or None, initial=ProofForm.first_values() | {"moment": "START"}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                proof = _add(request, pk, form)
            except NotAllowed:
                raise
            except DomainError as error:
                put_errors(form, error)
                status = error.http_status
            else:
                tell_saved(request, proof, gettext_lazy("Bukti tersimpan dan disegel."))
                return redirect("programs:service_attendance", seat.session_id)
    is_named, who = queries.named(seat, request.full_scope)
    proofs = seat.proofs.select_related("by").order_by("pk")
    context = {"seat": seat, "form": form, "who": who, "is_named": is_named, "proofs": proofs}
    return render(request, "programs/service_proof_form.html", context, status=status)


def _add(request: PortalRequest, seat_id: int, form: ProofForm) -> ServiceProof:
    data = form.cleaned_data
    place = None
    if data["latitude"] is not None:
        accuracy = None if data["accuracy"] is None else round(data["accuracy"])
        place = Place(data["latitude"], data["longitude"], accuracy)
    picture, is_signature = form.picture()
    return add_proof(
        seat_id=seat_id,
        moment=data["moment"],
        picture=picture,
        is_signature=is_signature,
        place=place,
        form_key=data["form_key"],
        by=request.user,
        scope=request.scope,
    )


@require_safe
@requires("programs.supervise_service")
def service_proof_image(request: PortalRequest, pk: int) -> FileResponse:
    """The picture, for who may know whose it is (UU 11/2012 art. 19); else not found."""
    rows = ServiceProof.objects.visible_to(request.scope).exclude(digest="")
    proof = get_object_or_404(rows.select_related("seat__order__guidance__client"), pk=pk)
    is_named, _who = queries.named(proof.seat, request.full_scope)
    if not is_named:
        raise Http404
    answer = FileResponse(proof.image.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
