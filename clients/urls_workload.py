"""Addresses of the workload of an office and its reductions."""

from django.urls import URLPattern

workload_patterns: list[URLPattern] = []
