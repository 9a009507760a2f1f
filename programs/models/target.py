"""Targets of a directive, and each office's share of them as it was pinned when the version was published."""

import pgtrigger
from django.db import models
from django.db.models import Q

from bapas_portal.accounts.models import Office
from programs.choices import TargetPeriod, TargetRule
from programs.models.directive import DirectiveVersion, OfOffice, only_in_a_draft
from programs.models.directive_sql import SHARE_OF_A_DRAFT


class Target(models.Model):
    """So much of a measure (programs/rules/targets.py) in each period of a kind.

    amount: what the rule reckons with, None for a list. basis_on: the day whose clients under guidance count.
    listed: [{"office": id, "value": n}] for a list.
    """

    version = models.ForeignKey(DirectiveVersion, on_delete=models.PROTECT, related_name="targets")
    measure = models.CharField(max_length=20)
    period = models.CharField(max_length=10, choices=TargetPeriod)
    rule = models.CharField(max_length=10, choices=TargetRule)
    amount = models.PositiveIntegerField(null=True, blank=True)
    basis_on = models.DateField(null=True, blank=True)
    listed = models.JSONField(default=list, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="target_rule_whole",
                condition=Q(rule="SAMA", amount__gt=0, basis_on=None, listed=[])
                | Q(rule__in=["PER_100", "BAGI"], amount__gt=0, basis_on__isnull=False, listed=[])
                | (Q(rule="DAFTAR", amount=None, basis_on=None) & ~Q(listed=[])),
            ),
            models.UniqueConstraint(
                name="target_measure_once", fields=["version", "measure", "period"], condition=Q(removed_at=None)
            ),
        ]
        triggers = [only_in_a_draft("target_of_a_draft")]

    def __str__(self) -> str:
        return f"{self.measure} of version {self.version_id}"


class TargetShare(models.Model):
    """What one Bapas has to reach in a period, and the clients it was computed from (None: not by clients)."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="shares")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField()
    basis = models.PositiveIntegerField(null=True, blank=True)

    objects = OfOffice.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="target_share_once", fields=["target", "office"])]
        triggers = [
            pgtrigger.Protect(name="target_share_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="target_share_of_a_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SHARE_OF_A_DRAFT,
                declare=[("held", "text")],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} for office {self.office_id}"
