"""Addresses of the partner directory."""

from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("", views.organisation_list, name="organisation_list"),
    path("baru/", views.organisation_new, name="organisation_new"),
    path("<int:pk>/", views.organisation_detail, name="organisation_detail"),
    path("<int:pk>/ubah/", views.organisation_edit, name="organisation_edit"),
]
