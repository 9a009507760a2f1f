"""Addresses of the room."""

app_name = "partners"
urlpatterns = []
