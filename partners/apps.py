from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        scopes = import_module("bapas_portal.accounts.scopes")
        scopes.add_source(import_module("partners.scopes").standing)
        closing = import_module("partners.actions.referral_closing")
        import_module("clients.actions.guidance").add_closer(closing.end_with_guidance)
