"""Addresses of the room."""

app_name = "reports"
urlpatterns = []
