"""Addresses of the intensity of guidance; clients/urls.py adds them to the room's."""

from django.urls import path

from clients.views import tier

tier_patterns = [
    path("bimbingan/<int:guidance_pk>/intensitas/", tier.tier_detail, name="tier_detail"),
    path("bimbingan/<int:guidance_pk>/intensitas/hitung/", tier.tier_recompute, name="tier_recompute"),
]
