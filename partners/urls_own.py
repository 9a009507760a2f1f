"""Addresses of a partner's own workers: /mitra-saya/."""

from django.urls import path

from partners.views import own

app_name = "own"
urlpatterns = [
    path("", own.home, name="home"),
    path("selesai/", own.concluded, name="concluded"),
    path("rujukan/<int:pk>/", own.referral, name="referral"),
    path("rujukan/<int:pk>/langkah/<slug:step>/", own.step, name="step"),
    path("rujukan/<int:pk>/pertemuan/", own.session, name="session"),
    path("rujukan/<int:pk>/laporan/", own.report, name="report"),
]
