"""Service orders (pidana kerja sosial, pelayanan masyarakat) and their hours, kept as a ledger.

A ledger entry is never changed or deleted; a mistake is reversed. The database locks the order, checks the law's
limits and moves the balance with every entry, so no door and no two doors at once can break them.
Nothing of Klien Bapas Peduli enters here: entries name an order, never an activity (domain.md 6.3).
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual

from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance, ThroughGuidance
from partners.models import Organisation
from programs.choices import BreachConsequence, HoursKind, OrderState, PauseReason, ServiceKind
from programs.models.service_session_sql import END_FREES_SEATS, PAUSE_FREES_SEATS
from programs.models.service_sql import CHECK_ENTRY, CHECK_PAUSE, CHECK_TERMS, MOVE_BALANCE


class _SixMonthsOn(Func):
    template = "(%(expressions)s + interval '6 months')::date"
    output_field = models.DateField()


class _DaysIncluded(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track(exclude=["minutes_done"])
class ServiceOrder(models.Model):
    """The terms of the verdict. Minutes are whole; `minutes_done` is moved by the ledger alone."""

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="service_orders")
    kind = models.CharField(max_length=10, choices=ServiceKind)
    verdict_no = models.CharField(max_length=80)
    verdict_on = models.DateField()
    minutes_ordered = models.PositiveIntegerField()
    minutes_per_day = models.PositiveSmallIntegerField()
    days_a_week = models.PositiveSmallIntegerField()
    start_on = models.DateField()
    deadline_on = models.DateField()
    place = models.CharField(max_length=200, help_text="as the verdict says it")
    partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="service_orders"
    )
    consequence = models.CharField(max_length=10, choices=BreachConsequence, blank=True)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.RUNNING)
    ended_on = models.DateField(null=True, blank=True)
    end_note = models.TextField(blank=True)
    minutes_done = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="service_hours_lawful",
                condition=Q(kind="KERSOS", minutes_ordered__range=(480, 14400), minutes_per_day__range=(1, 480))
                | Q(kind="YANMAS", minutes_ordered__range=(420, 7200), minutes_per_day__range=(1, 180)),
            ),
            models.CheckConstraint(name="service_days_a_week", condition=Q(days_a_week__range=(1, 7))),
            models.CheckConstraint(name="service_deadline_after_start", condition=Q(deadline_on__gte=F("start_on"))),
            models.CheckConstraint(
                name="service_six_months",
                condition=~Q(kind="KERSOS") | Q(LessThanOrEqual(F("deadline_on"), _SixMonthsOn(F("start_on")))),
            ),
            models.CheckConstraint(name="service_balance_within", condition=Q(minutes_done__lte=F("minutes_ordered"))),
            models.CheckConstraint(
                name="service_done_is_whole",
                condition=~Q(state="DONE") | Q(minutes_done=F("minutes_ordered")),
            ),
            models.CheckConstraint(
                name="service_end_whole",
                condition=Q(state="RUNNING", ended_on=None) | (~Q(state="RUNNING") & Q(ended_on__isnull=False)),
            ),
            models.CheckConstraint(name="service_early_end_says_why", condition=~Q(state="ENDED") | ~Q(end_note="")),
            models.UniqueConstraint(name="service_one_running", fields=["guidance"], condition=Q(state="RUNNING")),
        ]
        indexes = [models.Index(fields=["state", "deadline_on"], name="service_due")]
        triggers = [
            pgtrigger.Protect(name="service_order_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="service_end_frees_seats",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                func=END_FREES_SEATS,
            ),
            pgtrigger.Protect(
                name="service_balance_by_ledger",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.minutes_done IS DISTINCT FROM NEW.minutes_done AND pg_trigger_depth() = 0)"
                ),
            ),
            pgtrigger.Protect(
                name="service_terms_are_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.guidance_id, OLD.kind, OLD.minutes_ordered, OLD.start_on, OLD.form_key)"
                    " IS DISTINCT FROM (NEW.guidance_id, NEW.kind, NEW.minutes_ordered, NEW.start_on, NEW.form_key))"
                ),
            ),
            pgtrigger.Trigger(
                name="service_terms_hold_the_work",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("deadline_on", "minutes_per_day"),
                func=CHECK_TERMS,
            ),
        ]

    def __str__(self) -> str:
        return f"service order {self.pk}"

    @property
    def minutes_left(self) -> int:
        return self.minutes_ordered - self.minutes_done


class ThroughOrder(ScopedQuerySet):
    """Rows that hang on a service order."""

    office_lookup = "order__guidance__office"
    officer_lookup = "order__guidance__officer"
    cohort_lookup = "order__guidance__is_child"


class ServicePause(models.Model):
    """Days (first and last included) on which nothing is worked; an open pause has no last day yet."""

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=PauseReason)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrder.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="service_pause_forward", condition=Q(to_on=None) | Q(to_on__gte=F("from_on"))),
            ExclusionConstraint(
                name="service_pauses_apart",
                expressions=[
                    ("order", RangeOperators.EQUAL),
                    (
                        _DaysIncluded(
                            F("from_on"),
                            Coalesce(F("to_on"), models.Value("infinity"), output_field=models.DateField()),
                            models.Value("[]"),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="service_pause_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=CHECK_PAUSE,
            ),
            pgtrigger.Protect(name="service_pause_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="pause_frees_seats",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PAUSE_FREES_SEATS,
            ),
        ]

    def __str__(self) -> str:
        return f"pause of order {self.order_id} from {self.from_on}"


class HoursEntry(models.Model):
    """One line of the ledger. `minutes` adds to what is done: credit and travel > 0, penalty < 0.

    A reversal takes its minutes and day from the entry it cancels; the database fills them.
    """

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=HoursKind)
    worked_on = models.DateField()
    minutes = models.IntegerField()
    started_at = models.TimeField(null=True, blank=True)
    ended_at = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["worked_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="hours_sign_fits_kind",
                condition=Q(kind__in=["CREDIT", "TRAVEL"], minutes__gt=0)
                | Q(kind="PENALTY", minutes__lt=0)
                | (Q(kind__in=["ADJUSTMENT", "REVERSAL"]) & ~Q(minutes=0)),
            ),
            models.CheckConstraint(
                name="hours_correction_has_reason", condition=Q(kind__in=["CREDIT", "TRAVEL"]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="hours_reversal_names_entry",
                condition=Q(kind="REVERSAL", reverses__isnull=False) | (~Q(kind="REVERSAL") & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="hours_end_after_start",
                condition=Q(started_at=None, ended_at=None) | Q(ended_at__gt=F("started_at")),
            ),
        ]
        indexes = [models.Index(fields=["order", "worked_on"], name="hours_of_day")]
        triggers = [
            pgtrigger.Protect(name="hours_are_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="hours_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CHECK_ENTRY,
                declare=[
                    ("held", "programs_serviceorder%ROWTYPE"),
                    ("old", "programs_hoursentry%ROWTYPE"),
                    ("that_day", "integer"),
                    ("so_far", "integer"),
                ],
            ),
            pgtrigger.Trigger(
                name="hours_move_balance", when=pgtrigger.After, operation=pgtrigger.Insert, func=MOVE_BALANCE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.minutes} min of order {self.order_id}"
