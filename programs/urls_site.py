"""Addresses of what ends at a work site: whoever comes there has sessions ahead, which partners know nothing of."""

from django.urls import path

from programs.views import site

site_patterns = [
    path("tempat-kerja/<int:pk>/tutup/", site.site_close, name="site_close"),
    path("jam-tempat-kerja/<int:pk>/akhiri/", site.slot_end, name="slot_end"),
]
