"""Photos of an activity: putting in, taking away, and serving under the reader's rights."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from programs.actions import photo as actions
from programs.forms.photo import PhotoForm, PhotoPeopleForm
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
    form = PhotoForm(request.POST, request.FILES, persons=queries.photo_choices(activity, request.full_scope))
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
                people=form.cleaned_data["people"],
                person_ids=form.person_ids(),
                by=request.user,
                scope=request.scope,
            )
        except Invalid as error:
            name = next((name for name in ("people", "persons") if name in error.fields), "images")
            if name not in form.errors:
                form.add_error(name, f"{file.name}: {error.message}" if name == "images" else str(error.message))
        else:
            kept += 1
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_activity")
def photo_people(request: PortalRequest, pk: int) -> HttpResponse:
    """Who is on a photo, said or put right; a photo that must not be shown is held back here."""
    rows = ActivityPhoto.objects.visible_to(request.scope).filter(removed_at=None).select_related("activity")
    row = get_object_or_404(rows, pk=pk)
    form = PhotoPeopleForm(
        request.POST or None,
        persons=queries.photo_choices(row.activity, request.full_scope),
        initial=PhotoPeopleForm.initial_of(row),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_who_is_shown(photo_id=pk, by=request.user, scope=request.scope, **form.values())
        except Invalid as error:
            put_errors(form, error)
        else:
            messages.success(request, _("Tersimpan siapa yang tampak di foto."))
            return redirect("programs:activity_detail", row.activity_id)
    context = {"photo": row, "activity": row.activity, "form": form}
    return render(request, "programs/photo_people.html", context, status=422 if form.errors else 200)


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
    is_free = ActivityPhoto.objects.visible_to(request.scope).filter(pk=row.pk).releasable().exists()
    if not may_see_photo(is_releasable=is_free, office_id=activity.office_id, scope=request.full_scope):
        raise Http404
    answer = FileResponse(row.image.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
