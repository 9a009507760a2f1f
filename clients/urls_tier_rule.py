"""Addresses of the tier rule's administration."""

from django.urls import URLPattern

tier_rule_patterns: list[URLPattern] = []
