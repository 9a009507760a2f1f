"""The page that records whether the client agrees to kerja sosial."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bapas_portal.core.access import PortalRequest, requires
from bapas_portal.core.dates import today_in
from programs.actions.service_consent import record_consent
from programs.choices import ServiceKind
from programs.forms.service import ConsentForm
from programs.views.hours import act_on_order, visible_order


@require_http_methods(["GET", "HEAD", "POST"])
@requires("programs.write_service")
def service_consent(request: PortalRequest, pk: int) -> HttpResponse:
    order = visible_order(request, pk)
    first = {"said_on": today_in(order.guidance.office.zone), "explained_by": request.user.name}
    form = ConsentForm(
        request.POST or None,
        initial=ConsentForm.first_values() | first,
        is_child=order.kind == ServiceKind.CHILD,
    )
    return act_on_order(
        request,
        order,
        form,
        lambda **values: record_consent(order_id=pk, **values),
        title=gettext_lazy("Persetujuan klien"),
        said=gettext_lazy("Persetujuan klien tersimpan."),
    )
