"""Addresses of the supervisor's day, the proof, and the ladder after misses."""

from django.urls import path

from programs.views import own_site, service_proof, service_step
from programs.views import service_attendance as attendance

service_day_patterns = [
    path("mitra/sesi/", own_site.own_sessions, name="own_sessions"),
    path("mitra/sesi/<int:pk>/", own_site.own_session, name="own_session"),
    path("kerja-sosial/hari-ini/", attendance.service_day, name="service_day"),
    path("kerja-sosial/sesi/<int:pk>/daftar/", attendance.service_attendance_list, name="service_attendance"),
    path("kerja-sosial/mangkir/", service_step.service_misses, name="service_misses"),
    path("hadir/<int:pk>/betulkan/", attendance.service_attendance_correct, name="service_attendance_correct"),
    path("hadir/<int:pk>/langkah/", service_step.step_take, name="service_step_take"),
    path("kursi/<int:pk>/bukti/", service_proof.service_proof_add, name="service_proof_add"),
    path("bukti/<int:pk>/gambar/", service_proof.service_proof_image, name="service_proof_image"),
    path("langkah/<int:pk>/putuskan/", service_step.step_decide, name="service_step_decide"),
    path("langkah/<int:pk>/surat/", service_step.step_letter, name="service_step_letter"),
]
