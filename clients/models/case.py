"""The criminal case and the list of offences."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from bapas_portal.core.scope import Scope, ScopedQuerySet
from clients.models.person import Client


class OffenceGroup(models.Model):
    """A group of offences, as data: two lists are in use and neither is 'the' list (field-notes.md)."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    is_drug = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class CaseQuerySet(ScopedQuerySet):
    """A case is visible through a guidance period that is, not through its person.

    Who reads a person as an adult must not learn of the case of the same person as a child (UU 11/2012 art. 19).
    """

    office_lookup = "guidances__office"
    officer_lookup = "guidances__officer"
    cohort_lookup = "guidances__is_child"

    def visible_to(self, scope: Scope) -> Self:
        from clients.models.guidance import Guidance

        return self.filter(pk__in=Guidance.objects.visible_to(scope).values("case_id"))


@pghistory.track()
class Case(models.Model):
    """Perkara: one criminal case of a person; the age at `offence_on` decides anak or dewasa."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="cases")
    offence_group = models.ForeignKey(OffenceGroup, on_delete=models.PROTECT, related_name="+")
    articles = models.CharField(max_length=200)
    offence_on = models.DateField()
    court = models.CharField(max_length=120, blank=True)
    verdict_no = models.CharField(max_length=80, blank=True)
    verdict_on = models.DateField(null=True, blank=True)
    sentence_years = models.PositiveSmallIntegerField(default=0)
    sentence_months = models.PositiveSmallIntegerField(default=0)
    sentence_days = models.PositiveSmallIntegerField(default=0)
    fine = models.PositiveBigIntegerField(default=0, help_text="rupiah")
    first_detained_on = models.DateField(null=True, blank=True)
    prison_register_no = models.CharField(max_length=40, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_verdict_after_offence", condition=Q(verdict_on=None) | Q(verdict_on__gte=F("offence_on"))
            ),
            models.CheckConstraint(
                name="case_detained_after_offence",
                condition=Q(first_detained_on=None) | Q(first_detained_on__gte=F("offence_on")),
            ),
            models.CheckConstraint(
                name="case_sentence_parts", condition=Q(sentence_months__lte=11, sentence_days__lte=30)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="case_refresh_guidance",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("offence_on", "offence_group_id"),
                func="UPDATE clients_guidance SET sex = sex WHERE case_id = NEW.id; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"perkara {self.pk}"
