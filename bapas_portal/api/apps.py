from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bapas_portal.api"
    label = "api"
