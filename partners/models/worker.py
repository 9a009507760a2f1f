"""Workers of a partner who sign in: they belong to no office and see only what is their partner's (capability 50)."""

from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from clients.models.person import days
from partners.models.branch import ThroughOrganisation
from partners.models.organisation import Organisation
from partners.models.worker_sql import WORKER_HOLDS_NO_ROLE

USER = settings.AUTH_USER_MODEL


class WorkerQuerySet(ThroughOrganisation):
    def on(self, day: date) -> Self:
        """Those who may sign in for their partner on `day` (the last day counts)."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)


class Worker(models.Model):
    """A person works for a partner from a day to a day; ended, never deleted. One partner at a time."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="partner_work")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="workers")
    position = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="worker_end_whole",
                condition=Q(to_on=None, end_reason="") | (Q(to_on__gte=F("from_on")) & ~Q(end_reason="")),
            ),
            ExclusionConstraint(
                name="worker_of_one_partner_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), (days("from_on", "to_on"), RangeOperators.OVERLAPS)],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="worker_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="worker_holds_no_role",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=WORKER_HOLDS_NO_ROLE,
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} of organisation {self.organisation_id}"


class Invitation(models.Model):
    """A one-time address by which an invited worker sets a password. Only the SHA-256 of its secret is kept."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class InvitationQuerySet(ThroughOrganisation):
        office_lookup = "worker__organisation__office"
        partner_lookup = None

    objects = InvitationQuerySet.as_manager()

    class Meta:
        triggers = [pgtrigger.Protect(name="invitation_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"invitation of worker {self.worker_id}"
