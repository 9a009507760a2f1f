"""Partner organisations (mitra): national ones are known to all offices, local ones to theirs; the keeper changes."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.scope import Scope, ScopedQuerySet
from partners.choices import SERVED_LABELS, KnownIn, OrganisationKind


def paths_up(path: str) -> list[str]:
    """The path of an office and those of all above it, the nation first."""
    steps = path.split("/")[:-1]
    return ["/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)]


def known_at(path: str, prefix: str = "") -> Q:
    """What the office of this path knows: its own, those above and below it, and what others share with it.

    "" is no office: only national partners. `prefix` reaches the organisation over a relation ("organisation__").
    """
    up = paths_up(path)
    shared = Q(**{f"{prefix}known_in": KnownIn.NATION})
    if not up:
        return shared
    kanwil = up[1] if len(up) > 1 else up[0]
    return (
        shared
        | Q(**{f"{prefix}office__path__in": up})
        | Q(**{f"{prefix}office__path__startswith": path})
        | Q(**{f"{prefix}known_in": KnownIn.KANWIL, f"{prefix}office__path__startswith": kanwil})
    )


def own_path(scope: Scope) -> str:
    """The path of the reader's office; "" without one."""
    return Office.objects.filter(pk=scope.office_id or 0).values_list("path", flat=True).first() or ""


class OrganisationQuerySet(ScopedQuerySet):
    """Scoped for changing; `known_to` for reading (it holds organisations, no client)."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None

    def known_to(self, scope: Scope) -> Self:
        """Those of the offices in reach, and what the reader's office knows beside them. `scope` narrowed."""
        return self.filter(self.scope_condition(scope) | known_at(own_path(scope)))

    def known_at(self, office: Office) -> Self:
        """What people of this office may pick from."""
        return self.filter(known_at(office.path))


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
    known_in = models.CharField(max_length=10, choices=KnownIn, default=KnownIn.OFFICE)
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
