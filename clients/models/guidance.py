"""The guidance period: one person's time under one Bapas on one legal ground, and its officers.

sex, birth_on, offence_group and is_child stand beside the dates, because a count must not join
(performance.md); the database fills them and keeps them right.
"""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import EndReason, EntryReason, GuidanceStatus, Sex
from clients.models.case import Case, OffenceGroup
from clients.models.person import Client, days


class GuidanceQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = "officer"
    cohort_lookup = "is_child"

    def open(self) -> Self:
        return self.filter(ended_on=None)


FILL_DIMENSIONS = """
    SELECT c.sex, c.birth_on INTO NEW.sex, NEW.birth_on FROM clients_client c WHERE c.id = NEW.client_id;
    SELECT k.offence_group_id, k.offence_on < (NEW.birth_on + INTERVAL '18 years')
      INTO NEW.offence_group_id, NEW.is_child
      FROM clients_case k WHERE k.id = NEW.case_id;
    RETURN NEW;
"""


@pghistory.track()
class Guidance(models.Model):
    """Masa bimbingan. `guidance_end_on` is HMB, `sentence_expiry_on` is ekspirasi; for PB they differ."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="guidances")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="guidances")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="guidances")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="guidances")
    status = models.CharField(max_length=20, choices=GuidanceStatus)
    register_no = models.CharField(max_length=60)
    decree_no = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    entry_reason = models.CharField(max_length=20, choices=EntryReason, default=EntryReason.NEW)
    start_on = models.DateField()
    sentence_expiry_on = models.DateField(null=True, blank=True)
    guidance_end_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="from the form: a double click saves once"
    )
    is_child = models.BooleanField(editable=False, default=False)
    sex = models.CharField(max_length=1, choices=Sex, editable=False, default="")
    birth_on = models.DateField(editable=False, null=True)
    offence_group = models.ForeignKey(
        OffenceGroup, on_delete=models.PROTECT, related_name="+", editable=False, null=True
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="guidance_register_no_once", fields=["office", "register_no"]),
            models.CheckConstraint(
                name="guidance_end_has_reason",
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="guidance_ended_after_start", condition=Q(ended_on=None) | Q(ended_on__gte=F("start_on"))
            ),
            models.CheckConstraint(name="guidance_hmb_after_start", condition=Q(guidance_end_on__gte=F("start_on"))),
            models.CheckConstraint(
                name="guidance_child_grounds_for_children",
                condition=Q(is_child=True)
                | ~Q(
                    status__in=[
                        "AKOT",
                        "DIVERSI",
                        "LATKER",
                        "LPKS",
                        "PEMBINAAN_DALAM",
                        "PEMBINAAN_LUAR",
                        "PERINGATAN",
                        "TINDAKAN",
                        "YANMAS",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="guidance_adult_grounds_for_adults",
                condition=Q(is_child=False) | ~Q(status__in=["KERSOS", "LANJUT", "PIDSYARAT"]),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-start_on", "-id"], name="guidance_office_recent"),
            models.Index(fields=["officer", "-start_on", "-id"], name="guidance_officer_recent"),
            models.Index(
                fields=["office", "start_on", "ended_on"],
                include=["status", "is_child", "sex", "entry_reason", "end_reason"],
                name="guidance_movement",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guidance_fill_dimensions",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=FILL_DIMENSIONS,
            ),
        ]

    def __str__(self) -> str:
        return self.register_no


class OfficerAssignment(models.Model):
    """Which PK had the guidance from a day to a day; the guidance's `officer` is the one of today."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_ends_after_start", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))
            ),
            ExclusionConstraint(
                name="assignment_one_officer_at_a_time",
                expressions=[("guidance", RangeOperators.EQUAL), (days("from_on", "to_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"guidance {self.guidance_id}: officer {self.officer_id}"


class RegisterCounter(models.Model):
    """The last running number of a register book, locked while one is given out: no gap, no two alike."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="register_counter_once", fields=["office", "book", "year"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.book} {self.year}: {self.last}"
