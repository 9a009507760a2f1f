"""Programmes of guidance (kepribadian, kemandirian, fasilitasi; domain.md 5.3), who takes part, and certificates.

Nothing here counts as sentence hours: no row of a programme leads to the ledger of a service order, nor back.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance
from partners.models import Organisation
from programs.choices import Audience, EnrolmentState, ProgrammeState
from programs.models.catalogue import Intervention
from programs.models.plan import PlanLine
from programs.models.programme_sql import CHECK_CAPACITY, CHECK_ENROLMENT


class ProgrammeQuerySet(ScopedQuerySet):
    """A programme is the office's: it names nobody."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


@pghistory.track()
class Programme(models.Model):
    """A run of an intervention at an office. Its kind (kepribadian, ...) is the intervention's."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=150)
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="programmes")
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    start_on = models.DateField()
    end_on = models.DateField()
    sessions_planned = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    place = models.CharField(max_length=150)
    facilitator = models.CharField(max_length=150, blank=True)
    gives_certificate = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closing_note = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="programme_end_after_start", condition=Q(end_on__gte=F("start_on"))),
            models.CheckConstraint(name="programme_has_places", condition=Q(capacity__range=(1, 500))),
            models.CheckConstraint(name="programme_has_sessions", condition=Q(sessions_planned__range=(1, 200))),
            models.CheckConstraint(
                name="programme_closing_whole",
                condition=Q(state__in=["OPEN", "RUNNING"], closed_on=None)
                | Q(state__in=["FINISHED", "CANCELLED"], closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="programme_cancelled_says_why", condition=~Q(state="CANCELLED") | ~Q(closing_note="")
            ),
        ]
        indexes = [models.Index(fields=["office", "-start_on", "-id"], name="programme_office_recent")]
        triggers = [
            pgtrigger.Protect(name="programme_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="programme_capacity_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("capacity"),
                func=CHECK_CAPACITY,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A client's place in a programme, or on its waiting list (in order of `id`).

    The database holds that no more are enrolled than there are places.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="enrolments")
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState)
    since_on = models.DateField(help_text="the day of this state, by the office's clock")
    reason = models.CharField(max_length=300, blank=True, help_text="why somebody left or was removed")
    result = models.CharField(max_length=500, blank=True, help_text="what somebody who completed it has reached")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class EnrolmentQuerySet(ScopedQuerySet):
        office_lookup = "guidance__office"
        officer_lookup = "guidance__officer"
        cohort_lookup = "guidance__is_child"

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="enrolment_once",
                fields=["programme", "guidance"],
                condition=Q(state__in=["WAITING", "ENROLLED", "COMPLETED"]),
            ),
            models.CheckConstraint(
                name="enrolment_end_says_why", condition=~Q(state__in=["LEFT", "REMOVED"]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="enrolment_completed_has_result", condition=~Q(state="COMPLETED") | ~Q(result="")
            ),
        ]
        indexes = [models.Index(fields=["programme", "state", "id"], name="enrolment_queue")]
        triggers = [
            pgtrigger.Protect(name="enrolment_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="enrolment_end_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.programme_id, OLD.guidance_id) IS DISTINCT FROM (NEW.programme_id, NEW.guidance_id)"
                    " OR OLD.state IN ('COMPLETED', 'LEFT', 'REMOVED'))"
                ),
            ),
            pgtrigger.Trigger(
                name="enrolment_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "plan_line_id"),
                func=CHECK_ENROLMENT,
                declare=[
                    ("held", "programs_programme%ROWTYPE"),
                    ("person", "clients_guidance%ROWTYPE"),
                    ("seated", "integer"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk} in programme {self.programme_id}"


class ThroughEnrolment(ScopedQuerySet):
    office_lookup = "enrolment__guidance__office"
    officer_lookup = "enrolment__guidance__officer"
    cohort_lookup = "enrolment__guidance__is_child"


class EnrolmentStep(models.Model):
    """Each state an enrolment came into, never changed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=EnrolmentState)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughEnrolment.as_manager()

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="enrolment_step_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"enrolment {self.enrolment_id} {self.state}"


class ProgrammeCertificate(models.Model):
    """A certificate as issued: `content` is its words, so that each print says the same.

    Issued once per enrolment; a wrong one is voided with its reason, and a new row takes its place.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    issued_on = models.DateField()
    content = models.JSONField()
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.CharField(max_length=300, blank=True)

    objects = ThroughEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="certificate_one_stands", fields=["enrolment"], condition=Q(voided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="certificate_void_whole",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="certificate_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="certificate_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.enrolment_id, OLD.issued_on, OLD.content, OLD.issued_by_id)"
                    " IS DISTINCT FROM (NEW.enrolment_id, NEW.issued_on, NEW.content, NEW.issued_by_id)"
                    " OR OLD.voided_at IS NOT NULL)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk} of enrolment {self.enrolment_id}"

    @property
    def asked(self) -> dict[str, str]:
        """What its issuer wrote on the form."""
        return dict(self.content.get("asked", {}))
