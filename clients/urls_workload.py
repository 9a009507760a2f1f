"""Addresses of the workload of an office and its reductions."""

from django.urls import URLPattern, path

from clients.views import workload

workload_patterns: list[URLPattern] = [
    path("beban-kerja/", workload.workload, name="workload"),
    path("beban-kerja/kantor/<int:pk>/", workload.workload_office, name="workload_office"),
    path("beban-kerja/pengurangan/", workload.reduction_list, name="reduction_list"),
    path("beban-kerja/pengurangan/baru/", workload.reduction_new, name="reduction_new"),
    path("beban-kerja/pengurangan/<int:pk>/akhiri/", workload.reduction_end, name="reduction_end"),
]
