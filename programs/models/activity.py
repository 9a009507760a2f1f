"""Klien Bapas Peduli activities: voluntary guidance of the movement, never counted as sentence hours."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office, Region
from bapas_portal.core.maps import EAST, NORTH, SOUTH, WEST
from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance
from partners.models import Organisation
from programs.choices import ActivityKind, ActivityState, OutputUnit
from programs.models.calendar import CalendarEntry

CHILD_NEEDS_GUARDIAN = """
    IF NEW.has_agreed AND NEW.agreed_guardian = ''
       AND (SELECT g.is_child FROM clients_guidance g WHERE g.id = NEW.guidance_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'participation_child_by_guardian',
            MESSAGE = 'participation_child_by_guardian';
    END IF;
    RETURN NEW;
"""


class CareActivityQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


@pghistory.track()
class CareActivity(models.Model):
    """One activity of a Bapas on a day. The month's rule: at least one accepted (domain.md 6.1).

    `output_value` and `output_unit` are kept as they were entered; outputs are lines of their own since 0005.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="care_activities")
    held_on = models.DateField()
    kind = models.CharField(max_length=20, choices=ActivityKind)
    title = models.CharField(max_length=150)
    place = models.CharField(max_length=150)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="care_activities")
    narrative = models.TextField(blank=True)
    calendar_entry = models.ForeignKey(
        CalendarEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    officer_count = models.PositiveSmallIntegerField(null=True, blank=True)
    beneficiary_count = models.PositiveIntegerField(null=True, blank=True)
    beneficiary_words = models.CharField(max_length=200, blank=True, db_default="")
    cost_rupiah = models.PositiveBigIntegerField(null=True, blank=True)
    cost_source = models.CharField(max_length=120, blank=True, db_default="")
    output_value = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    output_unit = models.CharField(max_length=15, choices=OutputUnit, blank=True)
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposal_comment = models.TextField(blank=True, db_default="")
    first_submitted_at = models.DateTimeField(null=True, blank=True, help_text="on time or late is told by this")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    comment = models.TextField(blank=True)
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    list_version = models.PositiveIntegerField(default=0, db_default=0, help_text="of the list of the day")
    form_key = models.UUIDField(null=True, unique=True, help_text="from the form: a double click saves once")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CareActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_output_has_unit",
                condition=Q(output_value=None, output_unit="") | (Q(output_value__gt=0) & ~Q(output_unit="")),
            ),
            models.CheckConstraint(
                name="activity_decision_whole",
                condition=Q(state__in=["DRAFT", "PROPOSED", "APPROVED", "SUBMITTED"])
                | Q(state__in=["ACCEPTED", "RETURNED"], decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="activity_proposal_whole",
                condition=~Q(state__in=["PROPOSED", "APPROVED"])
                | Q(state="PROPOSED", proposed_at__isnull=False, proposed_by__isnull=False, approved_by=None)
                | Q(state="APPROVED", approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="activity_approval_four_eyes",
                condition=Q(approved_by=None) | (Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="activity_decision_four_eyes",
                condition=~Q(state__in=["ACCEPTED", "RETURNED"])
                | Q(submitted_by=None)
                | ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="activity_point_in_indonesia",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(SOUTH, NORTH), longitude__range=(WEST, EAST)),
            ),
            models.CheckConstraint(
                name="activity_beneficiaries_whole",
                condition=Q(beneficiary_count=None, beneficiary_words="")
                | (Q(beneficiary_count__gt=0) & ~Q(beneficiary_words="")),
            ),
            models.CheckConstraint(
                name="activity_cost_has_source",
                condition=Q(cost_rupiah=None, cost_source="") | (Q(cost_rupiah__gte=0) & ~Q(cost_source="")),
            ),
        ]
        indexes = [models.Index(fields=["office", "-held_on", "-id"], name="activity_office_recent")]

    def __str__(self) -> str:
        return self.title


class ThroughActivity(ScopedQuerySet):
    office_lookup = "activity__office"
    officer_lookup = None
    cohort_lookup = None


class Participation(models.Model):
    """A client on the list. Shown by name only to who may see that client.

    Whoever did not agree, or did not come, is not counted. `is_before_consent`: recorded before consent was asked.
    """

    activity = models.ForeignKey(CareActivity, on_delete=models.PROTECT, related_name="participations")
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="participations")
    has_agreed = models.BooleanField(null=True, blank=True, help_text="empty: not asked yet")
    agreed_guardian = models.CharField(max_length=120, blank=True, db_default="", help_text="who said so for a child")
    was_present = models.BooleanField(null=True, blank=True, help_text="empty: not noted yet")
    is_before_consent = models.BooleanField(default=False, db_default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class ParticipationQuerySet(ScopedQuerySet):
        office_lookup = "guidance__office"
        officer_lookup = "guidance__officer"
        cohort_lookup = "guidance__is_child"

        def counted(self) -> Self:
            """Who took part: on the list, agreed, and not noted as absent."""
            agreed = Q(has_agreed=True) | Q(has_agreed=None, is_before_consent=True)
            return self.filter(agreed, ~Q(was_present=False), removed_at=None)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="participation_once", fields=["activity", "guidance"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="participation_present_agreed",
                condition=~Q(was_present=True) | Q(has_agreed=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="participation_child_by_guardian",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHILD_NEEDS_GUARDIAN,
            )
        ]

    def __str__(self) -> str:
        return f"activity {self.activity_id}: guidance {self.guidance_id}"
