"""Addresses of the room."""

from django.urls import path

from reports.views import (
    daily,
    dashboard,
    exception,
    exports,
    needs_picture,
    partner_performance,
    period,
    quality,
    rollups,
    sectors,
    submission,
)

app_name = "reports"
SUBMISSION = "bulanan/<int:pk>/kantor/<int:office_pk>/"
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
    path("kinerja-mitra/", partner_performance.partner_performance, name="partner_performance"),
    path("lintas-sektor/", sectors.sectors, name="sectors"),
    path("rekap/", rollups.run_list, name="run_list"),
    path("rekap/<int:pk>/", rollups.run_detail, name="run_detail"),
    path("rekap/pekerjaan/<uuid:job_id>/", rollups.run_progress, name="run_progress"),
    path("ekspor/", exports.export_list, name="export_list"),
    path("ekspor/baru/", exports.export_new, name="export_new"),
    path("ekspor/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("ekspor/<uuid:pk>/unduh/", exports.export_download, name="export_download"),
    path("bulanan/", period.period_list, name="period_list"),
    path("bulanan/buka/", period.period_open, name="period_open"),
    path("bulanan/pengecualian/", exception.exception_list, name="exception_list"),
    path("bulanan/pengecualian/baru/", exception.exception_new, name="exception_new"),
    path("bulanan/pengecualian/<int:pk>/", exception.exception_answer, name="exception_answer"),
    path("bulanan/<int:pk>/", period.period_detail, name="period_detail"),
    path("bulanan/<int:pk>/terbitkan/", period.period_publish, name="period_publish"),
    path("bulanan/<int:pk>/perbaiki/", period.period_restate, name="period_restate"),
    path("bulanan/<int:pk>/terbitan/<int:number>/", period.release_detail, name="release_detail"),
    path(SUBMISSION, submission.submission_detail, name="submission_detail"),
    path(f"{SUBMISSION}isi/", submission.submission_edit, name="submission_edit"),
    path(f"{SUBMISSION}ajukan/", submission.submission_submit, name="submission_submit"),
    path(
        "bulanan/<int:pk>/kantor/<int:office_pk>/tarik/", submission.submission_take_back, name="submission_take_back"
    ),
    path(f"{SUBMISSION}putuskan/", submission.submission_decide, name="submission_decide"),
]
