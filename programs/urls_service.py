"""Addresses of service orders and their hours."""

from django.urls import path

from programs.views import hours, service, service_consent, service_print

service_patterns = [
    path("kerja-sosial/", service.service_list, name="service_list"),
    path("kerja-sosial/<int:guidance_pk>/", service.service_detail, name="service_detail"),
    path("kerja-sosial/<int:guidance_pk>/baru/", service.service_new, name="service_new"),
    path("perintah/<int:pk>/jam/", hours.hours_credit, name="hours_credit"),
    path("perintah/<int:pk>/potong/", hours.hours_penalise, name="hours_penalise"),
    path("perintah/<int:pk>/sesuaikan/", hours.hours_adjust, name="hours_adjust"),
    path("perintah/<int:pk>/persetujuan/", service_consent.service_consent, name="service_consent"),
    path("perintah/<int:pk>/jeda/", hours.service_pause, name="service_pause"),
    path("perintah/<int:pk>/lanjut/", hours.service_resume, name="service_resume"),
    path("perintah/<int:pk>/putusan/", hours.service_terms, name="service_terms"),
    path("perintah/<int:pk>/tutup/", hours.service_finish, name="service_finish"),
    path("perintah/<int:pk>/surat-keterangan/", service_print.service_certificate, name="service_certificate"),
    path("perintah/<int:pk>/laporan-jaksa/", service_print.service_report, name="service_report"),
    path("jam/<int:pk>/batalkan/", hours.hours_reverse, name="hours_reverse"),
]
