"""Directives (arahan) of the directorate: published versions, who confirmed reading them, questions and answers.

A published version is never changed or deleted: what an office confirmed can be shown word for word years later.
Directives hold no client. Their text is the same for every office; readings and shares belong to an office.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from programs.choices import DirectiveKind, VersionState
from programs.models.directive_sql import NAME_IS_FIXED, PART_OF_A_DRAFT, READING_OF_WHAT_IS_PUBLISHED

USER = settings.AUTH_USER_MODEL


class Directive(models.Model):
    """The directive itself, over all its versions. `number` is the letter's number as it stands on paper."""

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=DirectiveKind)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.TextField(blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directive_withdrawal_whole",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="directive_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="directive_name_is_fixed", when=pgtrigger.Before, operation=pgtrigger.Update, func=NAME_IS_FIXED
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DirectiveVersion(models.Model):
    """One wording. A draft may be written over; a published one may not, by nobody.

    terms: [{"term": ..., "text": ...}] in their order. due_on: the day by which offices confirm, if there is one.
    digest: SHA-256 of the content as programs/rules/directive.py puts it together, files and targets included.
    """

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(max_length=150)
    body = models.TextField()
    terms = models.JSONField(default=list, blank=True)
    applies_from = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lock_version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="directive_version_number_once", fields=["directive", "number"]),
            models.UniqueConstraint(name="directive_one_draft", fields=["directive"], condition=Q(state="DRAFT")),
            models.CheckConstraint(
                name="directive_publication_whole",
                condition=Q(state="DRAFT", published_at=None, published_by=None, digest="")
                | (Q(state="PUBLISHED", published_at__isnull=False, published_by__isnull=False) & ~Q(digest="")),
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "-id"], name="directive_version_newest")]
        triggers = [
            pgtrigger.Protect(
                name="directive_version_is_fixed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="PUBLISHED"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} v{self.number}"

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED


def only_in_a_draft(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=PART_OF_A_DRAFT,
        declare=[("held", "text")],
    )


class DirectiveFile(models.Model):
    """A guidance file of a version: PDF, or a picture without its EXIF. Taken out of a draft, its row stays."""

    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to="directive_files/%Y/%m/", max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="directive_file_once", fields=["version", "digest"], condition=Q(removed_at=None)
            )
        ]
        triggers = [only_in_a_draft("directive_file_of_a_draft")]

    def __str__(self) -> str:
        return self.name


class OfOffice(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class Reading(models.Model):
    """ "Sudah dibaca dan dipahami", by name, for an office, of one version. Given once, never taken back."""

    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="readings")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfOffice.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="reading_once", fields=["version", "office"])]
        triggers = [
            pgtrigger.Protect(name="reading_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="reading_of_published",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=READING_OF_WHAT_IS_PUBLISHED,
                declare=[("held", "text")],
            ),
        ]

    def __str__(self) -> str:
        return f"office {self.office_id} read version {self.version_id}"


class Question(models.Model):
    """A question of an office; everybody reads it and its answers. Put right by another entry (`corrects`)."""

    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="questions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="question_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="question_corrects_another", condition=Q(corrects=None) | ~Q(corrects=F("id"))),
        ]
        triggers = [pgtrigger.Protect(name="question_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"question {self.pk} on version {self.version_id}"


class Answer(models.Model):
    """The directorate's answer. A later answer stands below the earlier ones."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="answer_says_something", condition=~Q(text=""))]
        triggers = [pgtrigger.Protect(name="answer_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"answer to question {self.question_id}"
