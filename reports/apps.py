from django.apps import AppConfig

from bapas_portal.accounts.closing import add_closing


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.queries.exception import closed_words

        add_closing(closed_words)
