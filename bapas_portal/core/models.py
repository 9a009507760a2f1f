"""The job table: what was asked of a worker, how far it is, what came of it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "QUEUED", _("Menunggu")
    RUNNING = "RUNNING", _("Sedang dikerjakan")
    DONE = "DONE", _("Selesai")
    FAILED = "FAILED", _("Gagal")


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)


class Job(models.Model):
    """One piece of work for a Celery worker. Progress is `done` of `total` steps; total 0 means not known yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="jobs")
    params = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="job_same_work_once",
                fields=["dedupe_key"],
                condition=Q(state__in=["QUEUED", "RUNNING"]) & ~Q(dedupe_key=""),
            ),
            models.CheckConstraint(
                name="job_finished_at_only_when_ended",
                condition=Q(state__in=["DONE", "FAILED"], finished_at__isnull=False)
                | Q(state__in=["QUEUED", "RUNNING"], finished_at=None),
            ),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_owner_recent")]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"

    @property
    def percent(self) -> int | None:
        """Whole percent done, None while the total is not known."""
        if self.state == JobState.DONE:
            return 100
        return self.done * 100 // self.total if self.total else None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
