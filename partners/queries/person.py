"""Reads of a partner's people."""

from partners.choices import PersonKind
from partners.models import Organisation, Person


def people_of(organisation: Organisation) -> dict[str, list[Person]]:
    """Contacts and members of today, by kind in small letters, by name. One query."""
    rows = Person.objects.filter(organisation=organisation, to_on=None).select_related("branch").order_by("name", "pk")
    found: dict[str, list[Person]] = {kind.lower(): [] for kind in PersonKind.values}
    for row in rows:
        found[row.kind.lower()].append(row)
    return found
