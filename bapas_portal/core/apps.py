from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "bapas_portal.core"
    label = "core"
