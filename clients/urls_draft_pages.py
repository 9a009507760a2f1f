"""Addresses of a draft's pages: its history, any moment, taking back, starting over."""

from django.urls import path

from clients.views import draft_pages

draft_page_patterns = [
    path("rancangan/<int:pk>/", draft_pages.draft_detail, name="draft_detail"),
    path("rancangan/<int:pk>/kembalikan/", draft_pages.draft_restore, name="draft_restore"),
    path("rancangan/<int:pk>/mulai-lagi/", draft_pages.draft_drop, name="draft_drop"),
]
