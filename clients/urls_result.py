"""Addresses of an assessment's result: the page, the printed sheet."""

from django.urls import URLPattern

result_patterns: list[URLPattern] = []
