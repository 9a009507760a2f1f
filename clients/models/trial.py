"""A trial (dry run) of a draft instrument against past assessments: who would change category."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.models import Job
from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import RiskCategory
from clients.models.assessment import Assessment, InstrumentVersion


class InstrumentTrial(models.Model):
    """One trial: how many assessments were scored anew, how many changed. `digest` is that of the definition tried.

    matrix: {"LOW": {"LOW": n, "MEDIUM": n}, ...} from the old category to the new one; groups: the same by
    cohort and sex.
    """

    version = models.ForeignKey(InstrumentVersion, on_delete=models.CASCADE, related_name="trials")
    digest = models.CharField(max_length=64)
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unscorable = models.PositiveIntegerField(default=0)
    matrix = models.JSONField(default=dict)
    groups = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.version} {self.asked_at:%Y-%m-%d}"


class ThroughAssessmentOfTrial(ScopedQuerySet):
    office_lookup = "assessment__guidance__office"
    officer_lookup = "assessment__guidance__officer"
    cohort_lookup = "assessment__guidance__is_child"


class TrialChange(models.Model):
    """One assessment that would change: another total or category, or one that the draft cannot score."""

    trial = models.ForeignKey(InstrumentTrial, on_delete=models.CASCADE, related_name="changes")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=10, choices=RiskCategory)
    after = models.CharField(max_length=10, choices=RiskCategory, blank=True)
    total_before = models.SmallIntegerField()
    total_after = models.SmallIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True, help_text="why it cannot be scored")

    objects = ThroughAssessmentOfTrial.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="trial_change_once", fields=["trial", "assessment"]),
            models.CheckConstraint(
                name="trial_change_scored_or_says_why",
                condition=(Q(total_after__isnull=False) & ~Q(after="")) | (Q(total_after=None, after="") & ~Q(why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} > {self.after or '?'}"
