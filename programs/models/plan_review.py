"""Around a plan: what the client said to a version of it, and its reviews. Rows are added, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import ScopedQuerySet
from programs.choices import GoalProgress, PlanAnswerKind, ReviewCause, ReviewResult, UnableReason
from programs.models.plan import ActionPlan, PlanLine, PlanVersion

# The words asked about are those of the version; a child answers with somebody beside it (UU 11/2012).
CHECK_ANSWER = """
    SELECT v.digest, g.is_child INTO STRICT pinned, is_child
      FROM programs_planversion v JOIN programs_actionplan p ON p.id = v.plan_id
      JOIN clients_guidance g ON g.id = p.guidance_id WHERE v.id = NEW.version_id;
    IF NEW.digest <> pinned THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_answer_same_words',
            MESSAGE = 'plan_answer_same_words';
    END IF;
    IF is_child AND NEW.accompanied_by = '' AND NEW.answer <> 'TIDAK_DAPAT' THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_answer_child_accompanied',
            MESSAGE = 'plan_answer_child_accompanied';
    END IF;
    RETURN NEW;
"""


class PlanAnswer(models.Model):
    """The client's word on one version, pinned to its digest; the highest number of a version counts.

    proof: the drawn signature or a scan of the signed paper, served by a view that checks rights.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField(help_text="1, 2, ... of the version; a correction is the next")
    digest = models.CharField(max_length=64, help_text="of the version's content, as the client was read it")
    answer = models.CharField(max_length=12, choices=PlanAnswerKind)
    unable_reason = models.CharField(max_length=12, choices=UnableReason, blank=True)
    reason = models.TextField(blank=True, help_text="a refusal in the client's words, or why unable")
    comment = models.TextField(blank=True, help_text="what else the client said")
    accompanied_by = models.CharField(max_length=120, blank=True, help_text="a child's parent or guardian")
    answered_on = models.DateField()
    proof = models.FileField(upload_to="plan_answers/%Y/%m/", max_length=200, blank=True)
    proof_type = models.CharField(max_length=40, blank=True)
    proof_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file kept")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PlanAnswerQuerySet(ScopedQuerySet):
        office_lookup = "version__plan__guidance__office"
        officer_lookup = "version__plan__guidance__officer"
        cohort_lookup = "version__plan__guidance__is_child"

    objects = PlanAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_answer_number_once", fields=["version", "number"]),
            models.CheckConstraint(
                name="plan_answer_says_why",
                condition=Q(answer="SETUJU", unable_reason="")
                | (Q(answer="MENOLAK", unable_reason="") & ~Q(reason=""))
                | (Q(answer="TIDAK_DAPAT") & ~Q(unable_reason="")),
            ),
            models.CheckConstraint(
                name="plan_answer_other_reason_in_words", condition=~Q(unable_reason="LAIN") | ~Q(reason="")
            ),
            models.CheckConstraint(name="plan_answer_agreed_is_signed", condition=~Q(answer="SETUJU") | ~Q(proof="")),
            models.CheckConstraint(
                name="plan_answer_proof_whole",
                condition=Q(proof="", proof_type="", proof_digest="")
                | (~Q(proof="") & ~Q(proof_type="") & ~Q(proof_digest="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="plan_answer_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="plan_answer_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CHECK_ANSWER,
                declare=[("pinned", "text"), ("is_child", "boolean")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} to version {self.version_id}"


class PlanReview(models.Model):
    """A look at the plan in force with the client: what made it due, what was seen, what follows."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()
    cause = models.CharField(max_length=12, choices=ReviewCause)
    looked_at = models.TextField()
    result = models.CharField(max_length=10, choices=ReviewResult)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PlanReviewQuerySet(ScopedQuerySet):
        office_lookup = "plan__guidance__office"
        officer_lookup = "plan__guidance__officer"
        cohort_lookup = "plan__guidance__is_child"

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_review_number_once", fields=["plan", "number"]),
            models.CheckConstraint(name="plan_review_has_words", condition=~Q(looked_at="")),
        ]
        triggers = [pgtrigger.Protect(name="plan_review_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"review {self.number} of plan {self.plan_id}"


class PlanReviewGoal(models.Model):
    """How one line of the version in force went; its wording stands in the version."""

    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="goals")
    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="+")
    progress = models.CharField(max_length=10, choices=GoalProgress)
    note = models.CharField(max_length=500, blank=True)

    class PlanReviewGoalQuerySet(ScopedQuerySet):
        office_lookup = "review__plan__guidance__office"
        officer_lookup = "review__plan__guidance__officer"
        cohort_lookup = "review__plan__guidance__is_child"

    objects = PlanReviewGoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="plan_review_goal_once", fields=["review", "line"]),
            models.CheckConstraint(
                name="plan_review_trouble_in_words",
                condition=~Q(progress__in=["TERSENDAT", "HENTIKAN"]) | ~Q(note=""),
            ),
        ]
        triggers = [pgtrigger.Protect(name="plan_review_goal_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.progress} line {self.line_id}"
