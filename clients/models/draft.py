"""An assessment being filled in: kept on the server answer by answer, so that nothing typed is lost."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import ScopedQuerySet
from clients.choices import DraftState, InstrumentCode
from clients.models.assessment import Assessment, InstrumentVersion, ThroughGuidance
from clients.models.guidance import Guidance


class AssessmentDraft(models.Model):
    """The state of one form: the fold of its events, kept ready to be shown.

    answers: {item: score or true}; notes, sources: {item: text or EvidenceSource code}; head: {field: text};
    field_seq: {field: seq of the event that set it}, with fields named "answer:A1", "note:A1", "source:A1" and
    "head:place". `form_key` is the key its finishing records the assessment with: a double click saves once.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="drafts")
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="drafts")
    instrument = models.CharField(max_length=10, choices=InstrumentCode)
    replaces = models.ForeignKey(Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    opened_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(default=0)
    head = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    field_seq = models.JSONField(default=dict)
    finished_as = models.OneToOneField(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    form_key = models.UUIDField(unique=True, default=uuid.uuid4)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="draft_open_once",
                fields=["guidance", "instrument"],
                condition=Q(state="OPEN", replaces=None),
            ),
            models.UniqueConstraint(
                name="draft_of_correction_open_once",
                fields=["replaces"],
                condition=Q(state="OPEN", replaces__isnull=False),
            ),
            models.CheckConstraint(
                name="draft_finished_as_only_when_finished",
                condition=Q(state="FINISHED", finished_as__isnull=False) | (~Q(state="FINISHED") & Q(finished_as=None)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="draft_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.instrument} {self.state}"


class ThroughDraft(ScopedQuerySet):
    office_lookup = "draft__guidance__office"
    officer_lookup = "draft__guidance__officer"
    cohort_lookup = "draft__guidance__is_child"


class DraftEvent(models.Model):
    """One field set, or one value that met another (`is_conflict`): kept beside, not applied."""

    draft = models.ForeignKey(AssessmentDraft, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    before = models.JSONField(null=True)
    is_conflict = models.BooleanField(default=False)
    window = models.CharField(max_length=40, blank=True, help_text="which browser window typed it")
    key = models.UUIDField(help_text="made by the browser: sent twice, kept once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField(null=True, help_text="by the clock of the device")
    at = models.DateTimeField(auto_now_add=True)

    objects = ThroughDraft.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_event_seq_once", fields=["draft", "seq"]),
            models.UniqueConstraint(name="draft_event_key_once", fields=["draft", "key", "field"]),
        ]
        triggers = [pgtrigger.Protect(name="draft_event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seq} {self.field}"
