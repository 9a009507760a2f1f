"""The portal's own addresses and two more, which exist only while a benchmark runs."""

from django.urls import include, path

from reports.bench import baselines

urlpatterns = [
    path("bench/kosong/", baselines.empty_page, name="bench_empty"),
    path("bench/satu-baris/", baselines.one_row, name="bench_one_row"),
    path("", include("bapas_portal.urls")),
]
handler403 = "bapas_portal.core.views.forbidden"
handler404 = "bapas_portal.core.views.not_found"
