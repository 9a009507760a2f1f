"""The list of the day: consent and presence, one save for all; printable."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.forms import put_errors
from bapas_portal.core.once import StaleEdit
from programs.actions.day_list import save_day_list
from programs.forms.day_list import DayListForm
from programs.models import CareActivity
from programs.queries import activity as queries
from programs.rules.moves import EDITABLE_ACTIVITY
from programs.views.wordings import others_wording


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_activity")
def activity_day(request: PortalRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    form = _form(request, activity)
    conflict: list[dict[str, str]] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            count = save_day_list(
                activity_id=pk,
                list_version=form.cleaned_data["list_version"],
                marks=form.marks(),
                by=request.user,
                scope=request.full_scope,
            )
        except StaleEdit:
            activity = _activity(request, pk)
            form = _form(request, activity, version=activity.list_version)
            conflict = others_wording(form)
        except (Invalid, WrongState) as error:
            put_errors(form, error)
        else:
            _tell(request, count)
            return redirect("programs:activity_day", pk)
    status = 409 if conflict is not None else 422 if form.is_bound and form.errors else 200
    context = {
        "activity": activity,
        "form": form,
        "rows": list(form.rows()),
        "heads": queries.heads(activity),
        "may_edit": activity.state in EDITABLE_ACTIVITY,
        "conflict": conflict,
        "last": queries.last_mark(activity),
    }
    return render(request, "programs/activity_day.html", context, status=status)


def _activity(request: PortalRequest, pk: int) -> CareActivity:
    return get_object_or_404(CareActivity.objects.visible_to(request.scope).select_related("office"), pk=pk)


def _form(request: PortalRequest, activity: CareActivity, version: int | None = None) -> DayListForm:
    """`version`: after somebody else saved, the reader's own words with the new version under them."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and version is not None:
        data["list_version"] = str(version)
    form = DayListForm(
        data,
        people=queries.participants(activity, request.full_scope),
        initial={"list_version": activity.list_version},
    )
    if version is not None:
        form.is_valid()
    return form


def _tell(request: PortalRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s baris daftar hadir tersimpan.", "%(count)s baris daftar hadir tersimpan.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("Tidak ada yang berubah."))
