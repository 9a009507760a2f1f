"""Addresses of the partner directory."""

from django.urls import path

from partners.urls_agreement import agreement_patterns
from partners.views import organisation

app_name = "partners"
urlpatterns = [
    path("", organisation.organisation_list, name="organisation_list"),
    path("baru/", organisation.organisation_new, name="organisation_new"),
    path("<int:pk>/", organisation.organisation_detail, name="organisation_detail"),
    path("<int:pk>/ubah/", organisation.organisation_edit, name="organisation_edit"),
    *agreement_patterns,
]
