"""All addresses of the portal; each room names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("bapas_portal.accounts.urls")),
    path("", include("bapas_portal.core.urls")),
    path("klien/", include("clients.urls")),
    path("mitra/", include("partners.urls")),
    path("program/", include("programs.urls")),
    path("laporan/", include("reports.urls")),
    path("jejak/", include("bapas_portal.audit.urls")),
    path("api/", include("bapas_portal.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler403 = "bapas_portal.core.views.forbidden"
handler404 = "bapas_portal.core.views.not_found"
