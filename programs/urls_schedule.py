"""Addresses of sessions at work sites and of an order's schedule."""

from django.urls import path

from programs.views import schedule
from programs.views import service_session as session

schedule_patterns = [
    path("kerja-sosial/sesi/", session.service_session_list, name="service_session_list"),
    path("kerja-sosial/sesi/baru/", session.service_session_new, name="service_session_new"),
    path("kerja-sosial/sesi/<int:pk>/", session.service_session_detail, name="service_session_detail"),
    path("kerja-sosial/sesi/<int:pk>/pengawas/", session.service_session_supervisor, name="service_session_supervisor"),
    path("kerja-sosial/sesi/<int:pk>/batalkan/", session.service_session_cancel, name="service_session_cancel"),
    path("kerja-sosial/kantor/<int:pk>/buka-sesi/", session.service_session_open, name="service_session_open"),
    path("perintah/<int:pk>/jadwal/", schedule.order_schedule, name="order_schedule"),
    path("perintah/<int:pk>/jadwal/susun/", schedule.schedule_plan, name="schedule_plan"),
    path("perintah/<int:pk>/jadwal/pesan/", schedule.seat_book, name="seat_book"),
    path("perintah/<int:pk>/jadwal/halangan/", schedule.busy_add, name="busy_add"),
    path("perintah/<int:pk>/jadwal/tempat/", schedule.placement_edit, name="placement_edit"),
    path("kursi/<int:pk>/pindah/", schedule.seat_move, name="seat_move"),
    path("halangan/<int:pk>/coret/", schedule.busy_remove, name="busy_remove"),
]
