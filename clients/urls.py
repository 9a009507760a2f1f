"""Addresses of the room."""

app_name = "clients"
urlpatterns = []
