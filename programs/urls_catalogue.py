"""Addresses of the catalogue of interventions."""

from django.urls import path

from programs.views import catalogue

catalogue_patterns = [
    path("katalog/", catalogue.catalogue_list, name="catalogue_list"),
    path("katalog/baru/", catalogue.catalogue_new, name="catalogue_new"),
    path("katalog/entri/<str:intervention_code>/", catalogue.catalogue_detail, name="catalogue_detail"),
    path("katalog/entri/<str:intervention_code>/ubah/", catalogue.catalogue_edit, name="catalogue_edit"),
    path("katalog/entri/<str:intervention_code>/takaran/", catalogue.catalogue_dosage, name="catalogue_dosage"),
    path("katalog/entri/<str:intervention_code>/status/", catalogue.catalogue_switch, name="catalogue_switch"),
]
