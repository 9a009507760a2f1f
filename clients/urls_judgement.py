"""Addresses of overrides and reviews, and of the inbox of both."""

from django.urls import URLPattern

judgement_patterns: list[URLPattern] = []
