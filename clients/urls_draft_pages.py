"""Addresses of a draft's pages: its history, any moment, taking back."""

from django.urls import URLPattern

draft_page_patterns: list[URLPattern] = []
