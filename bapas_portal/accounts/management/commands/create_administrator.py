"""manage.py create_administrator: the first account of an installation; every other one is made on the pages."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import today_in


class Command(BaseCommand):
    help = "Makes a system administrator; the password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--nip", default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        nation = Office.objects.filter(kind=OfficeKind.DITJENPAS).first()
        if nation is None:
            raise CommandError("There are no offices yet: run manage.py load_reference first.")
        if User.objects.filter(username=options["username"].lower()).exists():
            raise CommandError(f"The user name {options['username']} is taken.")
        user = User(username=options["username"].lower(), name=options["name"], nip=options["nip"])
        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            user.save()
            RoleGrant.objects.create(user=user, role=RoleCode.ADMIN, office=nation, from_on=today_in())
            record(verb="user.created", subject=user, by=None, role=RoleCode.ADMIN)
        self.stdout.write(f"{user.username} may now sign in.")
