"""Instruments as data, and assessments that pin the version they were made with."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import InstrumentCode, NeedClosing, NeedKind, RiskCategory, VersionState
from clients.models.guidance import Guidance
from clients.models.person import days


class InstrumentVersion(models.Model):
    """One version of an instrument; `definition` follows clients/instruments/instrument.schema.json.

    Its days decide when it is in force, its state only that it is no draft: PUBLISHED has no last day yet,
    RETIRED has one (the day before its successor, or one day before its first day when it was withdrawn
    unused). Once published it never changes but in its last day, and a last day that has passed stays; a
    trigger of the migration `instrument_days` holds that even where pgtrigger is told to look away.
    `revision` counts the savings of a draft, so that nobody overwrites a change not seen.
    """

    instrument = models.CharField(max_length=10, choices=InstrumentCode)
    version = models.CharField(max_length=20)
    definition = models.JSONField()
    decree = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="instrument_version_once", fields=["instrument", "version"]),
            models.UniqueConstraint(
                name="instrument_one_published", fields=["instrument"], condition=Q(state="PUBLISHED")
            ),
            models.CheckConstraint(
                name="instrument_published_has_first_day",
                condition=Q(state="DRAFT") | Q(valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="instrument_last_day_only_when_retired",
                condition=Q(state="RETIRED", valid_to__isnull=False) | (~Q(state="RETIRED") & Q(valid_to=None)),
            ),
            ExclusionConstraint(
                name="instrument_one_in_force",
                expressions=[
                    ("instrument", RangeOperators.EQUAL),
                    (days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="DRAFT") & (Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="instrument_published_is_kept",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="DRAFT"),
            ),
            pgtrigger.Protect(
                name="instrument_published_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="DRAFT")
                & (
                    pgtrigger.Q(old__definition__df=pgtrigger.F("new__definition"))
                    | pgtrigger.Q(old__instrument__df=pgtrigger.F("new__instrument"))
                    | pgtrigger.Q(old__version__df=pgtrigger.F("new__version"))
                    | pgtrigger.Q(old__valid_from__df=pgtrigger.F("new__valid_from"))
                    | pgtrigger.Q(old__decree__df=pgtrigger.F("new__decree"))
                    | pgtrigger.Q(new__state="DRAFT")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}"


class ThroughGuidance(ScopedQuerySet):
    """Rows that hang on a guidance period."""

    office_lookup = "guidance__office"
    officer_lookup = "guidance__officer"
    cohort_lookup = "guidance__is_child"


COPY_DIMENSIONS = """
    SELECT g.office_id, g.is_child, g.sex INTO NEW.office_id, NEW.is_child, NEW.sex
      FROM clients_guidance g WHERE g.id = NEW.guidance_id;
    RETURN NEW;
"""


class Assessment(models.Model):
    """A finished assessment: answers, evidence, result and the version that made it. Corrected only by a new one.

    answers: {item: score or true/false}; notes: {item: text}; sources: {item: EvidenceSource}; result: as
    clients.rules.scoring.Result, as JSON.
    office, is_child and sex are those of the guidance on the day it was entered, filled by the database.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="assessments")
    instrument = models.CharField(max_length=10, choices=InstrumentCode)
    assessed_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=120, blank=True)
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments")
    consent_on = models.DateField()
    consent_by = models.CharField(max_length=150, help_text="klien atau wali")
    context = models.JSONField(default=dict)
    answers = models.JSONField()
    notes = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    result = models.JSONField()
    total = models.SmallIntegerField()
    category = models.CharField(max_length=10, choices=RiskCategory)
    is_kriminogenik_due = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    seal = models.CharField(max_length=64, blank=True, help_text="SHA-256 over what the assessor signed")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", editable=False, null=True)
    is_child = models.BooleanField(editable=False, default=False)
    sex = models.CharField(max_length=1, editable=False, default="")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="assessment_after_consent", condition=Q(assessed_on__gte=F("consent_on"))),
            models.CheckConstraint(name="assessment_consent_has_giver", condition=~Q(consent_by="")),
        ]
        indexes = [
            models.Index(fields=["guidance", "instrument", "-assessed_on", "-id"], name="assessment_latest"),
            models.Index(
                fields=["office", "assessed_on"],
                include=["instrument", "category", "is_child", "sex"],
                name="assessment_counted",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="assessment_copy_dimensions",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=COPY_DIMENSIONS,
            ),
            pgtrigger.Protect(name="assessment_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.assessed_on}"


class AssessmentFactor(models.Model):
    """One factor's result of an assessment, with what a count needs beside it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="factors")
    factor = models.CharField(max_length=20)
    score = models.SmallIntegerField()
    maximum = models.SmallIntegerField()
    category = models.CharField(max_length=10, choices=RiskCategory)
    assessed_on = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    sex = models.CharField(max_length=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="assessment_factor_once", fields=["assessment", "factor"])]
        indexes = [
            models.Index(
                fields=["office", "assessed_on"],
                include=["factor", "category", "is_child", "sex"],
                name="assessment_factor_counted",
            )
        ]
        triggers = [pgtrigger.Protect(name="assessment_factor_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.factor} {self.score}/{self.maximum}"


class Need(models.Model):
    """A line of the needs map (peta kebutuhan): opened by an assessment or by hand, closed with a reason."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind)
    code = models.CharField(max_length=20)
    category = models.CharField(max_length=10, choices=RiskCategory, blank=True)
    score = models.SmallIntegerField(null=True, blank=True)
    maximum = models.SmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    assessment = models.ForeignKey(Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closing = models.CharField(max_length=12, choices=NeedClosing, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="need_open_once", fields=["guidance", "kind", "code"], condition=Q(closed_on=None)
            ),
            models.CheckConstraint(
                name="need_closed_with_reason",
                condition=Q(closed_on=None, closing="") | (Q(closed_on__gte=F("opened_on")) & ~Q(closing="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
