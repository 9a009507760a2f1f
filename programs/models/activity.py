"""Klien Bapas Peduli activities: voluntary guidance of the movement, never counted as sentence hours."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance
from partners.models import Organisation
from programs.choices import ActivityKind, ActivityState, OutputUnit


class CareActivityQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


@pghistory.track()
class CareActivity(models.Model):
    """One activity of a Bapas on a day. The month's rule: at least one accepted (domain.md 6.1)."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="care_activities")
    held_on = models.DateField()
    kind = models.CharField(max_length=20, choices=ActivityKind)
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="care_activities")
    narrative = models.TextField(blank=True)
    output_value = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    output_unit = models.CharField(max_length=15, choices=OutputUnit, blank=True)
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(blank=True)
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CareActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_output_has_unit",
                condition=Q(output_value=None, output_unit="") | (Q(output_value__gt=0) & ~Q(output_unit="")),
            ),
            models.CheckConstraint(
                name="activity_decision_whole",
                condition=Q(state__in=["DRAFT", "SUBMITTED"])
                | Q(state__in=["ACCEPTED", "RETURNED"], decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["office", "-held_on", "-id"], name="activity_office_recent")]

    def __str__(self) -> str:
        return self.title


class ThroughActivity(ScopedQuerySet):
    office_lookup = "activity__office"
    officer_lookup = None
    cohort_lookup = None


class Participation(models.Model):
    """A client took part. Shown by name only to who may see that client."""

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="participations")
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="participations")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class ParticipationQuerySet(ScopedQuerySet):
        office_lookup = "guidance__office"
        officer_lookup = "guidance__officer"
        cohort_lookup = "guidance__is_child"

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="participation_once", fields=["activity", "guidance"], condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id}: guidance {self.guidance_id}"


class ActivityPhoto(models.Model):
    """A photo, re-encoded without EXIF. Served by a view that checks rights, never from a public folder."""

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="photos")
    image = models.ImageField(upload_to="activity_photos/%Y/%m/", max_length=200)
    caption = models.CharField(max_length=150, blank=True)
    shows_child = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughActivity.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activity_photo_once", fields=["activity", "digest"], condition=Q(removed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.pk} of activity {self.activity_id}"
