"""The person, where the person lives, and who vouches for the person. Each fact with the days it held."""

import uuid
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from bapas_portal.accounts.models import Region
from bapas_portal.core.fields import EncryptedTextField, blind_index
from bapas_portal.core.scope import Scope, ScopedQuerySet
from clients.choices import Education, GuarantorRelation, Marital, Sex


def days(start: str, end: str) -> Func:
    """The range of days from column `start` to column `end`, both included; an empty end is open."""
    return Func(
        F(start), F(end), RangeBoundary(inclusive_upper=True), function="DATERANGE", output_field=DateRangeField()
    )


class ClientQuerySet(ScopedQuerySet):
    """A person is visible through any guidance period that is."""

    office_lookup = "guidances__office"
    officer_lookup = "guidances__officer"
    cohort_lookup = "guidances__is_child"

    def visible_to(self, scope: Scope) -> Self:
        from clients.models.guidance import Guidance

        return self.filter(pk__in=Guidance.objects.visible_to(scope).values("client_id"))


@pghistory.track()
class Client(models.Model):
    """Klien Pemasyarakatan (UU 22/2022 art. 1). The NIK is encrypted; `nik_index` finds it by equality."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=150)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    parent_name = models.CharField(max_length=150, blank=True, help_text="bin/binti")
    nik = EncryptedTextField(default=b"", blank=True)
    nik_index = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    sex = models.CharField(max_length=1, choices=Sex)
    birth_place = models.CharField(max_length=80, blank=True)
    birth_on = models.DateField()
    religion = models.CharField(max_length=30, blank=True)
    education = models.CharField(max_length=10, choices=Education, blank=True)
    marital = models.CharField(max_length=12, choices=Marital, blank=True)
    occupation = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_recidivist = models.BooleanField(default=False)
    search_text = models.TextField(editable=False, default="")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="client_sex_known", condition=Q(sex__in=["M", "F"])),
            models.CheckConstraint(name="client_name_not_empty", condition=~Q(name="")),
        ]
        indexes = [GinIndex(name="client_search_trgm", fields=["search_text"], opclasses=["gin_trgm_ops"])]
        triggers = [
            pgtrigger.Trigger(
                name="client_refresh_guidance",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("sex", "birth_on"),
                func="UPDATE clients_guidance SET sex = sex WHERE client_id = NEW.id; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"klien {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.nik_index = self.index_of_nik()
        self.search_text = " ".join([self.name, *self.aliases, self.parent_name]).lower()
        super().save(*args, **kwargs)

    @property
    def nik_text(self) -> str:
        """The NIK as 16 digits, '' without one."""
        return self.nik if isinstance(self.nik, str) else ""

    def index_of_nik(self) -> str | None:
        """What `nik_index` must hold for the NIK of now; None without one, since many have none."""
        return blind_index(self.nik_text) if self.nik_text else None


class ThroughClient(ScopedQuerySet):
    """Rows that hang on a person."""

    office_lookup = "client__guidances__office"
    officer_lookup = "client__guidances__officer"
    cohort_lookup = "client__guidances__is_child"

    def visible_to(self, scope: Scope) -> Self:
        return self.filter(client__in=Client.objects.visible_to(scope))


class Residence(models.Model):
    """Where the person lived from a day to a day."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="residences")
    street = models.CharField(max_length=200)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughClient.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="residence_ends_after_start", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
            ExclusionConstraint(
                name="residence_one_at_a_time",
                expressions=[("client", RangeOperators.EQUAL), (days("from_on", "to_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"residence of client {self.client_id}"


class Guarantor(models.Model):
    """Penjamin: the person who vouched for the client from a day to a day."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="guarantors")
    name = models.CharField(max_length=150)
    nik = EncryptedTextField(default=b"", blank=True)
    relation = models.CharField(max_length=12, choices=GuarantorRelation)
    phone = models.CharField(max_length=20, blank=True)
    street = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    occupation = models.CharField(max_length=80, blank=True)
    monthly_income = models.PositiveIntegerField(null=True, blank=True, help_text="rupiah")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughClient.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="guarantor_ends_after_start", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
            ExclusionConstraint(
                name="guarantor_one_at_a_time",
                expressions=[("client", RangeOperators.EQUAL), (days("from_on", "to_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"guarantor of client {self.client_id}"
