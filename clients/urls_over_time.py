"""Addresses of what is due, what is new, and how a client stood over time; clients/urls.py adds them."""

from django.urls import path

from clients.views import due, over_time

over_time_patterns = [
    path("asesmen-jatuh-tempo/", due.assessment_due, name="assessment_due"),
    path("bimbingan/<int:guidance_pk>/keterangan-baru/", due.information_add, name="information_add"),
    path("bimbingan/<int:guidance_pk>/waktu/", over_time.over_time, name="over_time"),
    path("bimbingan/<int:pk>/pada/", over_time.guidance_at, name="guidance_at"),
    path("bimbingan/<int:guidance_pk>/banding/", over_time.assessment_compare, name="assessment_compare"),
]
