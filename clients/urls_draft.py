"""Addresses of drafts of assessments; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import draft

draft_patterns = [
    path(
        "bimbingan/<int:guidance_pk>/asesmen/<str:instrument>/rancangan/",
        draft.draft_save,
        name="draft_save",
    ),
]
