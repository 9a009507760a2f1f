"""manage.py reset_second_factor: when the only administrator's phone is lost, who holds the server lets them in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from bapas_portal.accounts.actions.second_factor import reset_by_system
from bapas_portal.accounts.backends import find_user
from bapas_portal.accounts.models import User
from bapas_portal.accounts.queries import second_factor_of


class Command(BaseCommand):
    help = "Ends somebody's second factor and their sessions; an administrator does it on the person's page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name or NIP")
        parser.add_argument("reason", help="kept in the trail")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = find_user(options["username"])
        if user is None:
            raise CommandError("There is no such user.")
        User.objects.select_for_update().get(pk=user.pk)
        factor = second_factor_of(user)
        reason = options["reason"].strip()
        if factor is None or not reason:
            raise CommandError("This user has no second factor." if factor is None else "Say why.")
        reset_by_system(factor, reason, None)
        self.stdout.write(f"{user.username} signs in by password and sets up a new one.")
