"""Addresses of assessments and the needs map; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import assessment, assessment_form, needs

assessment_patterns = [
    path("bimbingan/<int:guidance_pk>/asesmen/", assessment.assessment_list, name="assessment_list"),
    path(
        "bimbingan/<int:guidance_pk>/asesmen/<str:instrument>/",
        assessment_form.assessment_new,
        name="assessment_new",
    ),
    path(
        "bimbingan/<int:guidance_pk>/asesmen/<str:instrument>/hitung/",
        assessment_form.assessment_score,
        name="assessment_score",
    ),
    path("asesmen/<int:pk>/", assessment.assessment_detail, name="assessment_detail"),
    path("bimbingan/<int:guidance_pk>/kebutuhan/", needs.needs_map, name="needs_map"),
    path("bimbingan/<int:guidance_pk>/kebutuhan/tambah/", needs.need_add, name="need_add"),
    path("kebutuhan/<int:pk>/tutup/", needs.need_close, name="need_close"),
]
