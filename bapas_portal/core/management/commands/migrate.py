"""`manage.py migrate`, Django's own, with light reloads; `make test` and `make run` come through here too."""

from typing import Any

from django.core.management.commands import migrate

from bapas_portal.core.migrating import light_reloads


class Command(migrate.Command):
    """Everything as in Django."""

    def handle(self, *args: Any, **options: Any) -> None:
        with light_reloads():
            super().handle(*args, **options)
