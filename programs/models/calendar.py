"""The calendar of Klien Bapas Peduli: days that Ditjenpas, a Kanwil or a Bapas sets, and who was reminded."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope, ScopedQuerySet


class CalendarEntryQuerySet(ScopedQuerySet):
    """An entry is seen by the offices it is for, and by those above the office that set it."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None

    def visible_to(self, scope: Scope) -> Self:
        """Rows set in reach, and those set above for an office in reach."""
        offices = scope.office_ids()
        if not scope.reaches or not offices:
            return super().visible_to(scope)
        super().visible_to(scope)
        return self.filter(self.scope_condition(scope) | _set_above_for(Office.objects.filter(pk__in=sorted(offices))))

    def for_office(self, office: Office) -> Self:
        """Entries that hold for an office: its own and those of the offices above it."""
        own = Q(office=office) | _set_above_for(Office.objects.filter(pk=office.pk))
        return self.filter(own, cancelled_at=None)

    def touching(self, first: object, last: object) -> Self:
        """Entries with a day from `first` to `last`, both included."""
        return self.filter(from_on__lte=last, to_on__gte=first)


def _set_above_for(offices: models.QuerySet[Office]) -> Q:
    """The entry's office stands above one of `offices`, and the entry is for all or for that one's Kanwil."""
    below = offices.filter(path__startswith=OuterRef("office__path"))
    asked = CalendarEntry.kanwils.through.objects.filter(calendarentry=OuterRef("pk"))
    named = asked.filter(Exists(offices.filter(path__startswith=OuterRef("office__path"))))
    return Q(Exists(below)) & (~Q(Exists(asked)) | Q(Exists(named)))


@pghistory.track()
class CalendarEntry(models.Model):
    """A day or a period. `kanwils`: for these only; none named means every office under `office`."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="calendar_entries")
    title = models.CharField(max_length=150)
    directive = models.TextField(blank=True, help_text="what the offices are asked to do")
    from_on = models.DateField()
    to_on = models.DateField()
    kanwils = models.ManyToManyField(Office, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="calendar_ends_after_start", condition=Q(to_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="calendar_cancel_whole",
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["from_on", "to_on"], name="calendar_days")]
        triggers = [pgtrigger.Protect(name="calendar_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class ReminderQuerySet(ScopedQuerySet):
    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class CareReminder(models.Model):
    """An office was reminded of a month without an activity handed in; once a month, never changed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="care_reminders")
    month = models.DateField(help_text="its first day")
    told = models.PositiveSmallIntegerField(help_text="how many people got the notice")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="care_reminder_once", fields=["office", "month"]),
            models.CheckConstraint(name="care_reminder_first_day", condition=Q(month__day=1)),
        ]
        triggers = [
            pgtrigger.Protect(name="care_reminder_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"reminder of office {self.office_id} for {self.month}"
