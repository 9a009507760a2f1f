"""The catalogue of interventions and how much of each is expected, by risk."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format

from clients.choices import RiskCategory
from programs.choices import InterventionKind
from programs.choices_plan import DosageUnit
from programs.models.catalogue_sql import WORDS_IN_USE


@pghistory.track()
class Intervention(models.Model):
    """The catalogue of interventions by need (domain.md 4.9). Retired, never deleted: lines keep theirs."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=15, choices=InterventionKind)
    serves = models.CharField(max_length=20, help_text="F1..F7 or a practical need's code")
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    lock_version = models.PositiveIntegerField(default=0, db_default=0, help_text="refuses a save over somebody else's")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")

    class Meta:
        ordering = ["serves", "order", "name"]
        triggers = [
            pgtrigger.Protect(name="intervention_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="intervention_in_use_is_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=WORDS_IN_USE,
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class InterventionDosage(models.Model):
    """How much of an intervention is expected at a risk category; no amount: nobody has set it.

    domain.md 4.9 gives the ladder in words only, so the numbers are data of the installation.
    """

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="dosages")
    category = models.CharField(max_length=10, choices=RiskCategory)
    amount = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    unit = models.CharField(max_length=10, choices=DosageUnit, default=DosageUnit.SESSIONS_MONTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dosage_once_a_category", fields=["intervention", "category"]),
            models.CheckConstraint(name="dosage_is_some", condition=Q(amount=None) | Q(amount__gt=0)),
        ]
        triggers = [pgtrigger.Protect(name="dosage_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.intervention_id} {self.category}"

    @property
    def words(self) -> str:
        """ "4 pertemuan sebulan"; "" where nobody has set it."""
        if self.amount is None:
            return ""
        return f"{number_format(self.amount.normalize(), use_l10n=True)} {DosageUnit(self.unit).label}"
