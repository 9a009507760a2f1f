"""Branches of a partner: where it can be reached. Coordinates are WGS 84 degrees, both or none."""

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Region
from bapas_portal.core.scope import ScopedQuerySet
from partners.models.organisation import Organisation


class ThroughOrganisation(ScopedQuerySet):
    """Rows that hang on an organisation: changed by the office that keeps it, seen by its own workers."""

    office_lookup = "organisation__office"
    officer_lookup = None
    cohort_lookup = None
    partner_lookup: str | None = "organisation"


@pghistory.track()
class Branch(models.Model):
    """A place of a partner (kantor, cabang, unit). Closed, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="branches")
    name = models.CharField(max_length=150)
    street = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    phone = models.CharField(max_length=20, blank=True)
    how_to_get_there = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrganisation.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(name="branch_name_once_per_organisation", fields=["organisation", "name"]),
            models.CheckConstraint(name="branch_name_not_empty", condition=~Q(name="")),
            models.CheckConstraint(
                name="branch_coordinates_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90.0, 90.0), longitude__range=(-180.0, 180.0)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="branch_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
