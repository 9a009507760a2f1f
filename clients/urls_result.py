"""Addresses of an assessment's result: the printed sheet. The page itself stands with the assessments."""

from django.urls import URLPattern, path

from clients.views import assessment

result_patterns: list[URLPattern] = [
    path("asesmen/<int:pk>/cetak/", assessment.assessment_pdf, name="assessment_pdf"),
]
