"""What has to be there before a demonstration nation is seeded, and how large a test wants it."""

import io

from django.core.management import call_command

from bapas_portal.accounts.models import Region
from bapas_portal.accounts.reference import load_offices
from clients.management.commands.load_clients_reference import (
    load_offence_groups,
    publish_instruments,
    publish_tier_rule,
)

CLIENTS, MONTHS, SEED = 150, 6, 7


def reference_lists() -> None:
    """Offices, a few villages, offence groups, instruments and interventions; all regions would only take time."""
    load_offices()
    Region.objects.create(code="33", name="JAWA TENGAH", level="PROVINCE")
    Region.objects.create(code="3374", name="KOTA SEMARANG", level="REGENCY", parent_id="33")
    Region.objects.create(code="3374010001", name="Sekayu", level="VILLAGE", parent_id="3374")
    load_offence_groups()
    publish_instruments()
    publish_tier_rule()
    call_command("load_programs_reference", stdout=io.StringIO())
