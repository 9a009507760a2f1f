"""Services that partners offer (layanan): for which need, for whom, where, at what cost, and how many at a time."""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from partners.choices import SERVED_LABELS
from partners.choices_offering import AccessAid, Cost, Language, Setting
from partners.models.branch import Branch, ThroughOrganisation
from partners.models.offering_sql import OFFERING_HOLDS_ITS_CLIENTS, OFFERING_OF_ITS_PARTNER
from partners.models.organisation import Organisation


@pghistory.track()
class Offering(models.Model):
    """A service. `areas`: official region codes it serves, each with all below; empty: everywhere.

    `places`: clients at a time, None for no limit; the referrals of `choices_referral.SEATED` stages take them.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offerings")
    branch = models.ForeignKey(Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="offerings")
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    needs = ArrayField(models.CharField(max_length=20), help_text="factor codes F1..F7 and practical need codes")
    setting = models.CharField(max_length=10, choices=Setting, default=Setting.ON_SITE)
    for_men = models.BooleanField(default=True)
    for_women = models.BooleanField(default=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True, help_text="years")
    age_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="years, included")
    cost = models.CharField(max_length=10, choices=Cost, default=Cost.FREE)
    cost_note = models.CharField(max_length=200, blank=True)
    languages = ArrayField(models.CharField(max_length=3, choices=Language), default=list, blank=True)
    access = ArrayField(models.CharField(max_length=10, choices=AccessAid), default=list, blank=True)
    areas = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    how_to_get_there = models.TextField(blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True, help_text="clients at a time; empty: no limit")
    is_active = models.BooleanField(default=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrganisation.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(name="offering_name_once_per_organisation", fields=["organisation", "name"]),
            models.CheckConstraint(name="offering_name_not_empty", condition=~Q(name="")),
            models.CheckConstraint(
                name="offering_serves_known_needs",
                condition=Q(needs__contained_by=list(SERVED_LABELS), needs__len__gt=0),
            ),
            models.CheckConstraint(name="offering_suits_somebody", condition=Q(for_men=True) | Q(for_women=True)),
            models.CheckConstraint(
                name="offering_ages_forward",
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
            ),
            models.CheckConstraint(
                name="offering_known_languages", condition=Q(languages__contained_by=Language.values)
            ),
            models.CheckConstraint(name="offering_known_access", condition=Q(access__contained_by=AccessAid.values)),
            models.CheckConstraint(name="offering_places_count", condition=Q(places=None) | Q(places__gt=0)),
        ]
        indexes = [
            GinIndex(fields=["needs"], name="offering_by_need"),
            GinIndex(fields=["areas"], name="offering_by_area"),
        ]
        triggers = [
            pgtrigger.Protect(name="offering_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="offering_of_its_partner",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=OFFERING_OF_ITS_PARTNER,
            ),
            pgtrigger.Trigger(
                name="offering_holds_its_clients",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("places"),
                func=OFFERING_HOLDS_ITS_CLIENTS,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def need_labels(self) -> list[str]:
        """The needs served, in words."""
        return [str(SERVED_LABELS.get(code, code)) for code in self.needs]

    @property
    def suits_labels(self) -> list[str]:
        """Whom the service takes, in words: sex and age."""
        sex = _("laki-laki dan perempuan")
        if not (self.for_men and self.for_women):
            sex = _("hanya laki-laki") if self.for_men else _("hanya perempuan")
        years = {"first": self.age_from, "last": self.age_to}
        if self.age_from is not None and self.age_to is not None:
            return [sex, _("umur %(first)s sampai %(last)s tahun") % years]
        if self.age_from is not None:
            return [sex, _("umur %(first)s tahun ke atas") % years]
        return [sex, _("sampai umur %(last)s tahun") % years] if self.age_to is not None else [sex]

    @property
    def language_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.languages]

    @property
    def access_labels(self) -> list[str]:
        return [str(AccessAid(code).label) for code in self.access]
