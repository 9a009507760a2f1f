"""Work sites (tempat kerja) of a partner: when it takes how many, for whom it suits, and its safety checks.

KUHP art. 85 and its elucidation: a social body that fits the person, never commercial, safe to work at. domain.md 7:
a site needs capacity, job kinds, a safety check, a named supervisor, hours, suitability and coordinates.
"""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Region
from bapas_portal.core.scope import Scope, ScopedQuerySet
from clients.models.person import days
from partners.choices import JobKind, Weekday
from partners.models.organisation import Organisation, known_at, own_path


class _MinuteOfDay(Func):
    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 60)::integer"
    output_field = models.IntegerField()


class _Between(Func):
    function = "INT4RANGE"
    output_field = IntegerRangeField()


class SiteQuerySet(ScopedQuerySet):
    """Scoped for changing by the office that keeps the organisation; for reading the list is shared."""

    office_lookup = "organisation__office"
    officer_lookup = None
    cohort_lookup = None

    def known_to(self, scope: Scope) -> Self:
        """Sites of the partners the reader knows: places and their own staff, no client. `scope` narrowed."""
        return self.filter(self.scope_condition(scope) | known_at(own_path(scope), "organisation__"))


class ThroughSite(ScopedQuerySet):
    """Rows that hang on a site."""

    office_lookup = "site__organisation__office"
    officer_lookup = None
    cohort_lookup = None


@pghistory.track()
class Site(models.Model):
    """A place of a partner where service is done. Coordinates are WGS 84 degrees, both or none."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=150)
    street = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    job_kinds = ArrayField(models.CharField(max_length=12, choices=JobKind))
    supervisor_name = models.CharField(max_length=120, help_text="the site's own, not a PK")
    supervisor_phone = models.CharField(max_length=20, blank=True)
    for_adults = models.BooleanField(default=True)
    for_children = models.BooleanField(default=False)
    for_women = models.BooleanField(default=True)
    for_men = models.BooleanField(default=True)
    step_free = models.BooleanField(default=False)
    pickup_point = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="site_name_once_per_organisation", fields=["organisation", "name"]),
            models.CheckConstraint(name="site_name_not_empty", condition=~Q(name="")),
            models.CheckConstraint(name="site_has_supervisor", condition=~Q(supervisor_name="")),
            models.CheckConstraint(
                name="site_coordinates_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90.0, 90.0), longitude__range=(-180.0, 180.0)),
            ),
            models.CheckConstraint(
                name="site_known_jobs", condition=Q(job_kinds__contained_by=JobKind.values, job_kinds__len__gt=0)
            ),
            models.CheckConstraint(
                name="site_suits_somebody",
                condition=(Q(for_adults=True) | Q(for_children=True)) & (Q(for_women=True) | Q(for_men=True)),
            ),
        ]
        indexes = [models.Index(fields=["name"], name="site_by_name")]
        triggers = [pgtrigger.Protect(name="site_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def job_labels(self) -> list[str]:
        """The kinds of work, in words."""
        return [str(JobKind(code).label) for code in self.job_kinds]

    @property
    def suits_labels(self) -> list[str]:
        """Whom the site takes, in words."""
        takes = (
            (self.for_adults, _("dewasa")),
            (self.for_children, _("anak")),
            (not self.for_men, _("hanya perempuan")),
            (not self.for_women, _("hanya laki-laki")),
        )
        return [said for is_taken, said in takes if is_taken]


class SiteSlot(models.Model):
    """A weekly time of a site and its seats. Only `valid_to` changes later; other seats are a new slot."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    seats = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="last day included; empty: until further notice")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughSite.as_manager()

    class Meta:
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="slot_weekday_known", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(name="slot_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="slot_has_seats", condition=Q(seats__gt=0)),
            models.CheckConstraint(
                name="slot_days_forward", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            ExclusionConstraint(
                name="slots_of_a_site_apart",
                expressions=[
                    ("site", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (_Between(_MinuteOfDay(F("starts_at")), _MinuteOfDay(F("ends_at"))), RangeOperators.OVERLAPS),
                    (
                        days("valid_from", "valid_to"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="slot_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="slot_terms_are_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.site_id, OLD.weekday, OLD.starts_at, OLD.ends_at, OLD.seats, OLD.valid_from, OLD.form_key)"
                    " IS DISTINCT FROM"
                    " (NEW.site_id, NEW.weekday, NEW.starts_at, NEW.ends_at, NEW.seats, NEW.valid_from, NEW.form_key))"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk} of site {self.site_id}"


class SiteCheck(models.Model):
    """A look at the safety of a site (K3). Never changed; the one of the latest day counts, then the last written."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="checks")
    checked_on = models.DateField()
    valid_until = models.DateField()
    is_safe = models.BooleanField()
    note = models.TextField(blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughSite.as_manager()

    class Meta:
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.CheckConstraint(name="check_valid_after_day", condition=Q(valid_until__gte=F("checked_on"))),
            models.CheckConstraint(name="check_unsafe_says_why", condition=Q(is_safe=True) | ~Q(note="")),
        ]
        indexes = [models.Index(fields=["site", "-checked_on", "-id"], name="site_last_check")]
        triggers = [pgtrigger.Protect(name="check_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"check of site {self.site_id} on {self.checked_on}"
