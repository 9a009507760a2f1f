"""The one address of the room."""

from django.urls import path

from bapas_portal.audit import views

app_name = "audit"
urlpatterns = [path("", views.event_list, name="event_list")]
