"""Sessions of service at a work site, the seats in them, and when and where a client can come.

The database holds that live seats never exceed a session's seats, and the law's and the verdict's limits on each seat
(models.service_session_sql.py). Sessions belong to the office that runs them, and seat that office's orders.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from partners.choices import Weekday
from partners.models import Site, SiteSlot
from programs.choices import BusyReason, SeatState, SessionState
from programs.models.service import ServiceOrder, ThroughOrder
from programs.models.service_session_sql import CHECK_SEATS, SAFE_SITE, SEAT_MOVES, SESSION_MOVES

USER = settings.AUTH_USER_MODEL


class OfSession(ScopedQuerySet):
    """A session names no client; its seats do and are scoped through their orders. Workers of the site's partner see
    what is held at their own sites."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None
    partner_lookup = "site__organisation"


class OfSeat(ThroughOrder):
    partner_lookup = "session__site__organisation"


class ServiceSession(models.Model):
    """A day's work at a site. What a session is does not change; it is held, or cancelled with a reason."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="service_sessions")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sessions")
    slot = models.ForeignKey(SiteSlot, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    seats = models.PositiveSmallIntegerField()
    supervisor = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="supervised_sessions"
    )
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    cancel_reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfSession.as_manager()

    class Meta:
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="session_once_at_a_time",
                fields=["site", "held_on", "starts_at"],
                condition=~Q(state="CANCELLED"),
            ),
            models.CheckConstraint(name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="session_has_seats", condition=Q(seats__gt=0)),
            models.CheckConstraint(
                name="session_cancel_says_why",
                condition=(Q(state="CANCELLED") & ~Q(cancel_reason="")) | (~Q(state="CANCELLED") & Q(cancel_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["office", "held_on", "starts_at", "id"], name="session_of_office")]
        triggers = [
            pgtrigger.Protect(name="session_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="session_site_safe",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SAFE_SITE,
                declare=[("is_open", "boolean")],
            ),
            pgtrigger.Trigger(
                name="session_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SESSION_MOVES,
                declare=[("taken", "integer")],
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk} on {self.held_on}"


@pghistory.track(pghistory.UpdateEvent())
class SessionSeat(models.Model):
    """A client's place in a session. Given up (RELEASED) it is free for others and never taken up again."""

    session = models.ForeignKey(ServiceSession, on_delete=models.PROTECT, related_name="places")
    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.BOOKED)
    booked_by = models.ForeignKey(
        USER, null=True, on_delete=models.PROTECT, related_name="+", help_text="empty: planned"
    )
    booked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=300, blank=True)
    moved_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")

    objects = OfSeat.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="seat_once_per_session", fields=["session", "order"], condition=~Q(state="RELEASED")
            ),
        ]
        indexes = [models.Index(fields=["order", "state"], name="seats_of_order")]
        triggers = [
            pgtrigger.Protect(name="seat_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="seats_checked",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),
                func=CHECK_SEATS,
                declare=[("day", "time[]"), ("since", "date"), ("broken", "text")],
            ),
            pgtrigger.Trigger(name="seat_moves", when=pgtrigger.Before, operation=pgtrigger.Update, func=SEAT_MOVES),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} of order {self.order_id}"


class ServiceBusy(models.Model):
    """A weekly time when the client cannot come. Struck out (`removed_at`), never deleted."""

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="busy_times")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    reason = models.CharField(max_length=10, choices=BusyReason)
    note = models.CharField(max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["weekday", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="busy_weekday_known", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(name="busy_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="busy_removal_whole",
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="busy_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"busy time {self.pk} of order {self.order_id}"


@pghistory.track()
class ServicePlacement(models.Model):
    """What a place must offer to this client, and where the client sets out from (WGS 84 degrees, both or none)."""

    order = models.OneToOneField(ServiceOrder, on_delete=models.PROTECT, related_name="placement")
    needs_step_free = models.BooleanField(default=False)
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ThroughOrder.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="placement_coordinates_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90.0, 90.0), longitude__range=(-180.0, 180.0)),
            ),
        ]

    def __str__(self) -> str:
        return f"placement of order {self.order_id}"
