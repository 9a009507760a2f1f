"""How much guidance a client needs (intensitas), by a rule kept as data; and the workload that follows."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.models import Job
from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import TierCause, VersionState
from clients.models.assessment import ThroughGuidance
from clients.models.guidance import Guidance
from clients.models.person import days

PEOPLE = settings.AUTH_USER_MODEL


class TierRule(models.Model):
    """One version of the rule; `definition` follows clients/tiers/tier_rule.schema.json. Fixed once published.

    Its days decide when it is in force, as with InstrumentVersion: PUBLISHED has no last day yet, RETIRED has one
    (one day before its first day when it was withdrawn unused).
    """

    version = models.CharField(max_length=20, unique=True)
    definition = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tier_rule_one_published", fields=["state"], condition=Q(state="PUBLISHED")),
            models.CheckConstraint(
                name="tier_rule_published_has_first_day", condition=Q(state="DRAFT") | Q(valid_from__isnull=False)
            ),
            models.CheckConstraint(
                name="tier_rule_last_day_only_when_retired",
                condition=Q(state="RETIRED", valid_to__isnull=False) | (~Q(state="RETIRED") & Q(valid_to=None)),
            ),
            ExclusionConstraint(
                name="tier_rule_one_in_force",
                expressions=[(days("valid_from", "valid_to"), RangeOperators.OVERLAPS)],
                condition=~Q(state="DRAFT") & (Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="tier_rule_published_is_kept",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="DRAFT"),
            ),
            pgtrigger.Protect(
                name="tier_rule_published_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="DRAFT")
                & (
                    pgtrigger.Q(old__definition__df=pgtrigger.F("new__definition"))
                    | pgtrigger.Q(old__version__df=pgtrigger.F("new__version"))
                    | pgtrigger.Q(old__valid_from__df=pgtrigger.F("new__valid_from"))
                    | pgtrigger.Q(new__state="DRAFT")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.version


class Tier(models.Model):
    """One working out of a client's tier: inputs, rule and trace stay; the newest has no superseded_at.

    inputs: what the rule was given; trace: each clause with whether it held, in order, and the one that decided.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="tiers")
    rule = models.ForeignKey(TierRule, on_delete=models.PROTECT, related_name="tiers")
    code = models.CharField(max_length=20)
    points = models.SmallIntegerField(help_text="caseload points, as the rule gives them")
    inputs = models.JSONField()
    trace = models.JSONField()
    cause = models.CharField(max_length=20, choices=TierCause)
    computed_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tier_current_once", fields=["guidance"], condition=Q(superseded_at=None))
        ]
        triggers = [
            pgtrigger.Protect(name="tier_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="tier_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__superseded_at__isnull=False)
                | pgtrigger.Q(old__code__df=pgtrigger.F("new__code"))
                | pgtrigger.Q(old__points__df=pgtrigger.F("new__points"))
                | pgtrigger.Q(old__inputs__df=pgtrigger.F("new__inputs"))
                | pgtrigger.Q(old__trace__df=pgtrigger.F("new__trace"))
                | pgtrigger.Q(old__guidance_id__df=pgtrigger.F("new__guidance_id"))
                | pgtrigger.Q(old__rule_id__df=pgtrigger.F("new__rule_id")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TierRun(models.Model):
    """Every client's tier worked out anew with one rule; a dry run only lists what would change."""

    rule = models.ForeignKey(TierRule, on_delete=models.PROTECT, related_name="runs")
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="+")
    is_dry = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.rule} {self.asked_at:%Y-%m-%d}"


class TierChange(models.Model):
    """A client whose tier a run changed, or would change."""

    run = models.ForeignKey(TierRun, on_delete=models.CASCADE, related_name="changes")
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    before_points = models.SmallIntegerField(null=True)
    after_points = models.SmallIntegerField()
    why = models.CharField(max_length=300, help_text="the clause that decides now")

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="tier_change_once", fields=["run", "guidance"])]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"


class WorkloadReductionQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = "officer"
    cohort_lookup = None


class WorkloadReduction(models.Model):
    """An officer carries less for a while: leave, a task beside, half a post."""

    officer = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="workload_reductions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField(help_text="how much less, 1 to 100")
    reason = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    recorded_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, help_text="taken back before its time")

    objects = WorkloadReductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="reduction_of_1_to_100", condition=Q(percent__gte=1, percent__lte=100)),
            models.CheckConstraint(name="reduction_ends_after_start", condition=Q(to_on__gte=F("from_on"))),
            models.CheckConstraint(name="reduction_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"-{self.percent} %"
