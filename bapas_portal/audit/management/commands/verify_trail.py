"""manage.py verify_trail: is the trail whole? Prints every broken place and ends with 1 where there is one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bapas_portal.audit.trail import broken_links


class Command(BaseCommand):
    help = "Checks every chain of the audit trail; prints what is missing or was changed, and then ends with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for line in broken_links():
            found += 1
            self.stdout.write(line)
        if found:
            raise CommandError(f"The trail is broken in {found} places.", returncode=1)
        self.stdout.write("The trail is whole.")
