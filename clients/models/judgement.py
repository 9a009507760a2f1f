"""What a second person says about an assessment: an override decided, a review given, a blind second rating."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import Decision, InstrumentCode, RatingState, RiskCategory, Verdict
from clients.models.assessment import Assessment, InstrumentVersion
from clients.models.guidance import Guidance

PEOPLE = settings.AUTH_USER_MODEL


class ThroughAssessment(ScopedQuerySet):
    """Rows that hang on an assessment."""

    office_lookup = "assessment__guidance__office"
    officer_lookup = "assessment__guidance__officer"
    cohort_lookup = "assessment__guidance__is_child"


class AssessmentOverride(models.Model):
    """Another category than the score's, asked for with a reason and decided by a second person.

    office, is_child and sex are the assessment's: what a count by group needs.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="overrides")
    from_category = models.CharField(max_length=10, choices=RiskCategory)
    category = models.CharField(max_length=10, choices=RiskCategory)
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="overrides_asked")
    asked_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="overrides_decided")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(max_length=1000, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_child = models.BooleanField()
    sex = models.CharField(max_length=1)

    objects = ThroughAssessment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="override_waiting_once", fields=["assessment"], condition=Q(decision="WAITING")
            ),
            models.UniqueConstraint(
                name="override_approved_once", fields=["assessment"], condition=Q(decision="APPROVED")
            ),
            models.CheckConstraint(name="override_changes_category", condition=~Q(category=F("from_category"))),
            models.CheckConstraint(name="override_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="override_decided_by_another",
                condition=Q(decided_by=None) | Q(decision="WITHDRAWN") | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="override_decided_whole",
                condition=Q(decision="WAITING", decided_by=None, decided_at=None)
                | (~Q(decision="WAITING") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["office", "asked_at"], name="override_counted")]
        triggers = [
            pgtrigger.Protect(name="override_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="override_decided_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__decision="WAITING"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_category} > {self.category}"


class AssessmentReview(models.Model):
    """A supervisor's look at a finished assessment, asked for by its assessor (Permenkumham 12/2013)."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    question = models.TextField(max_length=1000, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING)
    reviewer = models.ForeignKey(PEOPLE, null=True, on_delete=models.PROTECT, related_name="reviews_given")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(max_length=1000, blank=True)

    objects = ThroughAssessment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="review_waiting_once", fields=["assessment"], condition=Q(verdict="WAITING")),
            models.CheckConstraint(name="review_by_another", condition=Q(reviewer=None) | ~Q(reviewer=F("asked_by"))),
            models.CheckConstraint(
                name="review_given_whole",
                condition=Q(verdict="WAITING", reviewer=None, decided_at=None)
                | (~Q(verdict="WAITING") & Q(reviewer__isnull=False, decided_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="review_given_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__verdict="WAITING"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.verdict}"


class SecondRatingQuerySet(ScopedQuerySet):
    """The officer of a second rating is the one who was asked: an invitation opens that client to the second rater."""

    office_lookup = "guidance__office"
    officer_lookup = "rater"
    cohort_lookup = "guidance__is_child"


class SecondRating(models.Model):
    """The same case scored by a second person who has not seen the first result (inter-rater check).

    It never touches the needs map. `first` is the standing assessment it is held against.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="second_ratings")
    first = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="second_ratings")
    instrument = models.CharField(max_length=10, choices=InstrumentCode)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    rater = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="second_ratings")
    asked_by = models.ForeignKey(PEOPLE, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=RatingState, default=RatingState.ASKED)
    rated_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    total = models.SmallIntegerField(null=True)
    category = models.CharField(max_length=10, choices=RiskCategory, blank=True)

    objects = SecondRatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="second_rating_once", fields=["first", "rater"], condition=~Q(state="CANCELLED")
            ),
            models.CheckConstraint(
                name="second_rating_done_whole",
                condition=Q(state="DONE", rated_at__isnull=False, total__isnull=False) & ~Q(category="")
                | (~Q(state="DONE") & Q(rated_at=None, total=None, category="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="second_rating_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="second_rating_done_is_fixed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="ASKED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.state}"
