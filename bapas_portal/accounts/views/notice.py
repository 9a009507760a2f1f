"""Messages to oneself: shown first after signing in, until put aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bapas_portal.accounts.actions.notice import finish_notice
from bapas_portal.accounts.models import Notice
from bapas_portal.core.access import PortalRequest, signed_in


@require_safe
@signed_in
def notice_page(request: PortalRequest) -> HttpResponse:
    rows = Notice.objects.filter(user=request.user, done_at=None).order_by("-made_at", "-pk")
    return render(request, "accounts/notice_page.html", {"notices": rows})


@require_POST
@signed_in
def notice_done(request: PortalRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.filter(user=request.user), pk=pk)
    finish_notice(notice_id=notice.pk, by=request.user)
    messages.success(request, _("Pemberitahuan ditandai selesai."))
    return redirect("accounts:home")
