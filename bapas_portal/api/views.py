"""The schema, its page, and the answer to an address that is none."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from bapas_portal.api.paging import MAX_PAGE_SIZE
from bapas_portal.api.reference import reference
from bapas_portal.api.schema import schema_document
from bapas_portal.core.access import PortalRequest, public, signed_in

PERIODS = {
    "s": _("%(count)s permintaan per detik"),
    "m": _("%(count)s permintaan per menit"),
    "h": _("%(count)s permintaan per jam"),
    "d": _("%(count)s permintaan per hari"),
}


@require_safe
@public
def schema(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1 as JSON. Public: it describes the program and holds no row, and client generators do not sign in."""
    return JsonResponse(schema_document(), json_dumps_params={"ensure_ascii": False})


@require_safe
@signed_in
def docs(request: PortalRequest) -> HttpResponse:
    """The schema as a page of our own, made on the server."""
    base = request.build_absolute_uri("/").rstrip("/")
    context = {
        "groups": reference(schema_document(), base),
        "base": base,
        "page_size": MAX_PAGE_SIZE,
        "rate": _rate_in_words(str(api_settings.DEFAULT_THROTTLE_RATES["user"])),
    }
    return render(request, "api/docs.html", context)


def _rate_in_words(rate: str) -> str:
    """ "600/min" as a person says it."""
    count, _slash, period = rate.partition("/")
    return PERIODS[period[0]] % {"count": count}


@extend_schema(exclude=True)
class NoSuchAddress(APIView):
    """JSON for an address under /api/v1/ that is none; a program cannot read the page for people."""

    permission_classes = [IsAuthenticated]
    permission_names: dict[str, str] = {}

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound(_("Alamat ini tidak ada. Alamat API diakhiri garis miring; daftarnya di /api/docs/."))
