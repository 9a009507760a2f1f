"""Files made from the figures."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from bapas_portal.accounts.models import Office
from bapas_portal.core.models import Job, JobState
from bapas_portal.core.scope import ScopedQuerySet
from reports.choices import ExportKind


class Export(models.Model):
    """A file asked for: its filters, its job, and until when it may be fetched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=ExportKind)
    first_month = models.DateField()
    last_month = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    with_case_rows = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    job = models.OneToOneField(Job, null=True, on_delete=models.PROTECT, related_name="export")
    file = models.FileField(upload_to="exports/%Y/%m/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    digest = models.CharField(max_length=64, blank=True)
    data_as_of = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class ExportQuerySet(ScopedQuerySet):
        office_lookup = "office"
        officer_lookup = "owner"
        cohort_lookup = None

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_month:%Y-%m}..{self.last_month:%Y-%m}"

    @property
    def is_expired(self) -> bool:
        return self.removed_at is not None or self.expires_at <= timezone.now()

    @property
    def is_ready(self) -> bool:
        return self.job is not None and self.job.state == JobState.DONE and bool(self.file)
