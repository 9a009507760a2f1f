"""What hangs on an activity: outputs, links to the news, and each word said about a participant's consent."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.choices import OutputUnit
from programs.models.activity import CareActivity, Participation, ThroughActivity


@pghistory.track()
class ActivityOutput(models.Model):
    """One output with its unit; an activity may have several. Taken off, the row stays."""

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="outputs")
    value = models.DecimalField(max_digits=10, decimal_places=2)
    unit = models.CharField(max_length=15, choices=OutputUnit)
    note = models.CharField(max_length=150, blank=True, db_default="")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughActivity.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="activity_output_above_zero", condition=Q(value__gt=0))]
        triggers = [pgtrigger.Protect(name="activity_output_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.value} {self.unit} of activity {self.activity_id}"


@pghistory.track()
class ActivityLink(models.Model):
    """A link to what was published of the activity; https only."""

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="links")
    title = models.CharField(max_length=150)
    url = models.CharField(max_length=500)
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughActivity.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="activity_link_https", condition=Q(url__startswith="https://")),
        ]
        triggers = [pgtrigger.Protect(name="activity_link_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class ParticipationMark(models.Model):
    """What was noted of a participant on the list of the day, each time it was saved. Never changed."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="marks")
    has_agreed = models.BooleanField(null=True)
    agreed_guardian = models.CharField(max_length=120, blank=True, db_default="")
    was_present = models.BooleanField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class MarkQuerySet(Participation.ParticipationQuerySet):
        office_lookup = "participation__guidance__office"
        officer_lookup = "participation__guidance__officer"
        cohort_lookup = "participation__guidance__is_child"

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="participation_mark_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"mark of participation {self.participation_id}"
