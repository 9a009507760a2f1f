"""Addresses of the room."""

from django.urls import path

from reports.views import daily, dashboard, exports, needs_picture, quality, rollups, sectors

app_name = "reports"
urlpatterns = [
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("dasbor/baris/", dashboard.figure_rows, name="figure_rows"),
    path("peta-kebutuhan/", needs_picture.needs_picture, name="needs_picture"),
    path("peta-kebutuhan/baris/", needs_picture.needs_rows, name="needs_rows"),
    path("harian/", daily.daily, name="daily"),
    path("harian/pdf/", daily.daily_pdf, name="daily_pdf"),
    path("harian/xlsx/", daily.daily_xlsx, name="daily_xlsx"),
    path("mutu-asesmen/", quality.quality, name="quality"),
    path("mutu-asesmen/unduh/", quality.quality_csv, name="quality_csv"),
    path("mutu-asesmen/baris/", quality.quality_rows, name="quality_rows"),
    path("lintas-sektor/", sectors.sectors, name="sectors"),
    path("rekap/", rollups.run_list, name="run_list"),
    path("rekap/<int:pk>/", rollups.run_detail, name="run_detail"),
    path("rekap/pekerjaan/<uuid:job_id>/", rollups.run_progress, name="run_progress"),
    path("ekspor/", exports.export_list, name="export_list"),
    path("ekspor/baru/", exports.export_new, name="export_new"),
    path("ekspor/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("ekspor/<uuid:pk>/unduh/", exports.export_download, name="export_download"),
]
