"""All addresses of the portal; each room names its own."""

from django.urls import include, path
from django.views.i18n import set_language

from bapas_portal.core.access import public
from bapas_portal.core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("bapas_portal.accounts.urls")),
    path("", include("bapas_portal.core.urls")),
    path("klien/", include("clients.urls")),
    path("mitra/", include("partners.urls")),
    path("mitra-saya/", include("partners.urls_own")),
    path("program/", include("programs.urls")),
    path("laporan/", include("reports.urls")),
    path("jejak/", include("bapas_portal.audit.urls")),
    path("api/", include("bapas_portal.api.urls")),
    # Public: the sign-in page has the language switch.
    path("i18n/setlang/", public(set_language), name="set_language"),
]
handler403 = "bapas_portal.core.views.forbidden"
handler404 = "bapas_portal.core.views.not_found"
