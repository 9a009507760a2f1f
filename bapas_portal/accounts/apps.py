from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bapas_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("bapas_portal.accounts.signing")
