"""Partner organisations."""

from itertools import count
from typing import Any

from bapas_portal.accounts.models import Office
from partners.choices import OrganisationKind
from partners.models import Organisation
from tests.factories.accounts import make_bapas

_numbers = count(1)


def make_organisation(*, office: Office | None = None, **fields: Any) -> Organisation:
    fields.setdefault("name", f"Mitra Contoh {next(_numbers)}")
    fields.setdefault("kind", OrganisationKind.POKMAS)
    fields.setdefault("serves", ["F4"])
    return Organisation.objects.create(office=office or make_bapas(), **fields)
