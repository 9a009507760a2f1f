"""The trail: append-only, and chained per actor so that a removed or changed row shows."""

import pgtrigger
from django.conf import settings
from django.db import models

from bapas_portal.core.scope import ScopedQuerySet


class ChainHead(models.Model):
    """The last link of one actor's chain (0: the system). Locked while a link is added."""

    chain = models.BigIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain}:{self.sequence}"


class AuditEventQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class AuditEvent(models.Model):
    """Who did what to which row, when, on which office's data. `data` holds ids and codes, never a name."""

    chain = models.BigIntegerField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    is_read = models.BooleanField(default=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    office = models.ForeignKey("accounts.Office", null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="audit_chain_sequence_once", fields=["chain", "sequence"])]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["office", "-id"], name="audit_office_recent"),
        ]
        triggers = [pgtrigger.Protect(name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_type} {self.subject_id}"
