"""Photos of an activity: putting in, taking away, and serving under the reader's rights."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from programs.actions import photo as actions
from programs.forms.activity import PhotoForm
from programs.models import ActivityPhoto
from programs.permissions import may_see_photo
from programs.queries import activity as queries
from programs.rules.picture import MAX_BYTES
from programs.views.activity_page import activity_context, visible_activity


@require_POST
@requires("programs.write_activity")
def photo_add(request: PortalRequest, pk: int) -> HttpResponse:
    """One or several photos at once; each is kept or refused by itself, and the page says which."""
    activity = visible_activity(request, pk)
    form = PhotoForm(request.POST, request.FILES)
    kept = 0
    if form.is_valid():
        try:
            kept = _keep(request, pk, form)
        except WrongState as error:
            messages.error(request, str(error.message))
            return redirect("programs:activity_detail", pk)
    if kept:
        messages.success(request, ngettext("%(n)s foto tersimpan.", "%(n)s foto tersimpan.", kept) % {"n": kept})
    if form.errors:
        context = activity_context(request, activity, photo_form=form)
        return render(request, "programs/activity_detail.html", context, status=422)
    return redirect("programs:activity_detail", pk)


def _keep(request: PortalRequest, pk: int, form: PhotoForm) -> int:
    """Keep the photos of a valid form; a refused one is named on the form. Returns how many were kept."""
    kept = 0
    for file in list(form.cleaned_data["images"]):
        try:
            actions.add_photo(
                activity_id=pk,
                data=file.read(MAX_BYTES + 1),
                caption=form.cleaned_data.get("caption", ""),
                shows_child=form.cleaned_data.get("shows_child", False),
                by=request.user,
                scope=request.scope,
            )
        except Invalid as error:
            form.add_error("images", f"{file.name}: {error.message}")
        else:
            kept += 1
    return kept


@require_POST
@requires("programs.write_activity")
def photo_remove(request: PortalRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(ActivityPhoto.objects.visible_to(request.scope).filter(removed_at=None), pk=pk)
    try:
        actions.remove_photo(photo_id=pk, by=request.user, scope=request.scope)
    except WrongState as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Foto dihapus."))
    return redirect("programs:activity_detail", photo.activity_id)


@require_safe
@requires("programs.view_activity")
def photo(request: PortalRequest, pk: int) -> FileResponse:
    """The picture itself, under the rights of its activity; a child's stays with the office (UU 11/2012 art. 19)."""
    row = get_object_or_404(ActivityPhoto.objects.visible_to(request.scope).filter(removed_at=None), pk=pk)
    activity = get_object_or_404(queries.visible_activities(request.full_scope), pk=row.activity_id)
    if not may_see_photo(shows_child=row.shows_child, office_id=activity.office_id, scope=request.full_scope):
        raise Http404
    answer = FileResponse(row.image.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
