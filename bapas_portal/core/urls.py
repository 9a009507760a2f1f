"""Pages that belong to no room."""

from django.urls import path

from bapas_portal.core import views, views_gallery

app_name = "core"
urlpatterns = [
    path("pekerjaan/<uuid:job_id>/", views.job_progress, name="job"),
    path("_galeri/", views_gallery.gallery, name="gallery"),
]
