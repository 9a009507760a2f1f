"""Addresses of the room."""

app_name = "audit"
urlpatterns = []
