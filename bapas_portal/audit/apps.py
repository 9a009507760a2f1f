from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bapas_portal.audit"
    label = "audit"
