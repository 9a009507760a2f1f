from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bapas_portal.accounts"
    label = "accounts"
