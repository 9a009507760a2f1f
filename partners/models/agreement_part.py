"""What gathers around an agreement: file versions, changes after signing, who is warned, and warnings given."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from partners.choices_agreement import FIELD_LABELS
from partners.models.agreement import Agreement, ThroughAgreement

USER = settings.AUTH_USER_MODEL
KEPT = pgtrigger.Update | pgtrigger.Delete


class AgreementFile(models.Model):
    """A version of the paper: PDF, or a picture without its EXIF. Never changed; the last number is shown first."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="agreement_files/%Y/%m/", max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as kept")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="agreement_file_number_once", fields=["agreement", "number"]),
            models.UniqueConstraint(name="agreement_file_once", fields=["agreement", "digest"]),
        ]
        triggers = [pgtrigger.Protect(name="agreement_file_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return self.name


class AgreementChange(models.Model):
    """A field put right after signing: old value, new value, reason (capability 48)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="changes")
    field = models.CharField(max_length=30)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="agreement_change_says_why", condition=~Q(reason=""))]
        triggers = [pgtrigger.Protect(name="agreement_change_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.field} of agreement {self.agreement_id}"

    @property
    def label(self) -> str:
        """The field, in words."""
        return str(FIELD_LABELS[self.field])


class AgreementWatcher(models.Model):
    """A person told before the end. Taken off (`removed_at`), never deleted."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="watchers")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="watcher_once_per_agreement", fields=["agreement", "user"], condition=Q(removed_at=None)
            )
        ]
        triggers = [pgtrigger.Protect(name="watcher_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"user {self.user_id} watches agreement {self.agreement_id}"


class AgreementWarning(models.Model):
    """A warning given so many days before the end, once. The end it spoke of stands beside it: a renewal warns anew."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="warnings")
    days = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    told = models.PositiveSmallIntegerField(help_text="people")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="agreement_warning_once", fields=["agreement", "ends_on", "days"])]
        triggers = [pgtrigger.Protect(name="agreement_warning_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.days} days before the end of agreement {self.agreement_id}"
