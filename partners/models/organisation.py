"""Partner organisations (mitra). A directory all offices read; the office that keeps an entry changes it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.scope import ScopedQuerySet
from partners.choices import SERVED_LABELS, OrganisationKind


class OrganisationQuerySet(ScopedQuerySet):
    """Scoped for changing; for reading the directory is shared (it holds organisations, no person)."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None

    def directory(self) -> Self:
        """All organisations of all offices: the one list of this room that is not scoped.

        It holds institutions and their office contact, no client. A plan may need a partner that
        another Bapas found, so every holder of `partners.view_organisation` reads it whole.
        """
        return self.all()


class Organisation(models.Model):
    """A partner. `serves` lists the needs it can help with: factor codes F1..F7 and practical need codes."""

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="organisations")
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    street = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    description = models.TextField(blank=True)
    serves = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    agreement_no = models.CharField(max_length=80, blank=True)
    agreement_until = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="organisation_name_once_per_office", fields=["office", "name"]),
            models.CheckConstraint(name="organisation_name_not_empty", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organisation_kind_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def served_labels(self) -> list[str]:
        """The needs served, in words."""
        return [str(SERVED_LABELS.get(code, code)) for code in self.serves]
