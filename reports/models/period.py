"""The monthly cycle: a month opens, offices submit, the Kanwil decides, the directorate publishes, and restates.

What was submitted or published is never changed; a later wording or count stands beside it under the next number.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from reports.choices import ExceptionState, PeriodState, SubmissionState
from reports.models.figures import RollupRun
from reports.models.frozen_sql import DECIDED_STAYS, OF_AN_OPEN_PERIOD, PUBLISHED_STAYS

USER = settings.AUTH_USER_MODEL
KEPT = pgtrigger.Update | pgtrigger.Delete


class OfOffice(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class Period(models.Model):
    """A month to report on. The due days are those of the Bapas' head and of the Kanwil, the last one included."""

    month = models.DateField(unique=True)
    bapas_due_on = models.DateField()
    kanwil_due_on = models.DateField()
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="period_is_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="period_due_in_order",
                condition=Q(bapas_due_on__gt=F("month"), kanwil_due_on__gte=F("bapas_due_on")),
            ),
            models.CheckConstraint(
                name="period_publication_whole",
                condition=Q(state="OPEN", published_at=None, published_by=None)
                | Q(state="PUBLISHED", published_at__isnull=False, published_by__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="period_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="period_published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=PUBLISHED_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def is_published(self) -> bool:
        return self.state == PeriodState.PUBLISHED


class Release(models.Model):
    """Figures of the nation as they were published (number 0), or restated (1, 2, ...): those of a frozen run.

    sequence: over all periods, without a gap. figures_digest: SHA-256 of every fact of the run, by the tables and
    columns that shape names. digest: SHA-256 of the release before it (previous_digest) and all that this one says.
    difference: [office code, measure, is_child, sex, key, category, before, after] for each cell that differs from the
    period's release before. measures: what was counted then.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField(unique=True)
    run = models.OneToOneField(RollupRun, on_delete=models.PROTECT, related_name="release")
    measures = models.JSONField(default=list)
    shape = models.JSONField(default=dict)
    facts = models.PositiveIntegerField()
    figures_digest = models.CharField(max_length=64)
    difference = models.JSONField(default=list)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click publishes once")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(name="release_number_once", fields=["period", "number"]),
            models.CheckConstraint(name="restatement_says_why", condition=Q(number=0) | ~Q(reason="")),
            models.CheckConstraint(
                name="release_chained", condition=Q(sequence=1, previous_digest="") | ~Q(previous_digest="")
            ),
        ]
        triggers = [pgtrigger.Protect(name="release_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.period_id} r{self.number}"


class Submission(models.Model):
    """A Bapas' report on a month: its evaluation and its answers to the warnings. The figures come with a version.

    answers: {code of the warning: words}. kanwil_text: what the Kanwil said last. first_submitted_at decides whether
    the office was in time.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="submissions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT)
    results = models.TextField(blank=True)
    obstacles = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)
    kanwil_text = models.TextField(blank=True)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    lock_version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfOffice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="submission_once", fields=["period", "office"]),
            models.CheckConstraint(
                name="submission_handed_in_whole",
                condition=Q(state="DRAFT")
                | Q(
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    first_submitted_at__isnull=False,
                    first_submitted_at__lte=F("submitted_at"),
                ),
            ),
            models.CheckConstraint(
                name="submission_decided_whole",
                condition=Q(state__in=["DRAFT", "SUBMITTED"])
                | Q(decided_at__gte=F("submitted_at"), decided_by__isnull=False),
            ),
            models.CheckConstraint(name="submission_returned_says_why", condition=~Q(state="RETURNED", kanwil_text="")),
        ]
        triggers = [
            pgtrigger.Protect(name="submission_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="submission_of_open_period",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OF_AN_OPEN_PERIOD,
            ),
        ]

    def __str__(self) -> str:
        return f"office {self.office_id} on {self.period_id}"


class SubmissionVersion(models.Model):
    """What the head signed: content as reports.rules_period.version_content puts it together, and its SHA-256."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    run = models.ForeignKey(RollupRun, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="submission_version_once", fields=["submission", "number"])]
        triggers = [pgtrigger.Protect(name="submission_version_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.submission_id} v{self.number}"


class SubmissionDecision(models.Model):
    """The Kanwil's answer to one version: accepted with its own text, or returned with what is to be mended."""

    version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="decisions")
    is_accepted = models.BooleanField()
    text = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="submission_decision_once", fields=["version", "is_accepted"]),
            models.CheckConstraint(name="submission_return_says_why", condition=Q(is_accepted=True) | ~Q(text="")),
        ]
        triggers = [pgtrigger.Protect(name="submission_decision_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.version_id} {'accepted' if self.is_accepted else 'returned'}"


class EntryException(models.Model):
    """Leave for an office to enter facts dated in a published month, from a day until a day, both included."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="exceptions")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ExceptionState, default=ExceptionState.ASKED)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click asks once")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = OfOffice.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="exception_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="exception_decided_whole",
                condition=Q(state="ASKED", decided_by=None, decided_at=None, from_on=None, until_on=None)
                | Q(
                    state="GIVEN",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    from_on__isnull=False,
                    until_on__gte=F("from_on"),
                )
                | (
                    Q(state="REFUSED", decided_by__isnull=False, decided_at__isnull=False, from_on=None, until_on=None)
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["office", "period"], condition=Q(state="GIVEN"), name="exception_given")]
        triggers = [
            pgtrigger.Protect(name="exception_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="exception_decided_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=DECIDED_STAYS,
            ),
        ]

    def __str__(self) -> str:
        return f"office {self.office_id} into {self.period_id}"
