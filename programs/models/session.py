"""Sessions of guidance (domain.md 5.3) and who attended them.

A session never counts as sentence hours: no row here leads to HoursEntry, nor back (tests/programs hold it).
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance, Need
from programs.choices import AttendanceKind, SessionMode
from programs.models.plan import PlanLine
from programs.models.programme import Enrolment, Programme
from programs.models.programme_sql import CHECK_MARK, CHECK_SESSION, MOVE_MARK

CANCELLING = " - 'cancelled_at' - 'cancelled_by_id' - 'cancel_reason'"


class SingleSessions(ScopedQuerySet):
    """Sessions as their client's file shows them: by that client's officer and cohort."""

    office_lookup = "office"
    officer_lookup = "guidance__officer"
    cohort_lookup = "guidance__is_child"


class GroupSessions(ScopedQuerySet):
    """Sessions of groups are the office's: they name nobody."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None


class GroupManager(models.Manager.from_queryset(GroupSessions)):  # type: ignore[misc]
    """Sessions of groups alone; a single client's session never comes out of here."""

    def get_queryset(self) -> GroupSessions:
        found: GroupSessions = super().get_queryset().filter(guidance=None)
        return found


class GuidanceSession(models.Model):
    """One session: of one client (`guidance`), or of a group (of a programme, or for this once).

    Its words are fixed once saved; a wrong one is cancelled with its reason and recorded anew.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="guidance_sessions")
    guidance = models.ForeignKey(
        Guidance, null=True, blank=True, on_delete=models.PROTECT, related_name="single_sessions"
    )
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    started_at = models.TimeField(null=True, blank=True)
    ended_at = models.TimeField(null=True, blank=True)
    mode = models.CharField(max_length=10, choices=SessionMode)
    topic = models.CharField(max_length=200)
    facilitator = models.CharField(max_length=150, blank=True)
    need = models.ForeignKey(Need, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    plan_line = models.ForeignKey(PlanLine, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    account = models.TextField(blank=True, help_text="what was done")
    result = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = SingleSessions.as_manager()
    groups = GroupManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_single_or_group",
                condition=(Q(guidance__isnull=False, programme=None) & ~Q(mode="GROUP"))
                | Q(guidance=None, plan_line=None, need=None),
            ),
            models.CheckConstraint(
                name="session_end_after_start",
                condition=Q(ended_at=None) | Q(started_at__isnull=False, ended_at__gt=F("started_at")),
            ),
            models.CheckConstraint(name="session_next_later", condition=Q(next_on=None) | Q(next_on__gt=F("held_on"))),
            models.CheckConstraint(
                name="session_cancelling_whole",
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "held_on"], name="session_office_day"),
            models.Index(fields=["guidance", "-held_on", "-id"], name="session_client_recent"),
        ]
        triggers = [
            pgtrigger.Protect(name="session_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="session_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"(OLD.cancelled_at IS NOT NULL OR (to_jsonb(OLD.*){CANCELLING}) <> (to_jsonb(NEW.*){CANCELLING}))"
                ),
            ),
            pgtrigger.Trigger(
                name="session_checked", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CHECK_SESSION
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk} on {self.held_on}"


class Attendance(models.Model):
    """A client on the list of a session, with the mark that stands; the database moves it with each AttendanceMark.

    `version` counts the marks: 0 is on the list and not marked yet.
    """

    session = models.ForeignKey(GuidanceSession, on_delete=models.PROTECT, related_name="attendances")
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    mark = models.CharField(max_length=10, choices=AttendanceKind, blank=True, default="", db_default="")
    note = models.CharField(max_length=500, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class AttendanceQuerySet(ScopedQuerySet):
        office_lookup = "guidance__office"
        officer_lookup = "guidance__officer"
        cohort_lookup = "guidance__is_child"

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["session", "guidance"]),
            models.CheckConstraint(
                name="attendance_mark_whole",
                condition=Q(version=0, mark="", marked_by=None, marked_at=None)
                | (Q(version__gt=0, marked_by__isnull=False, marked_at__isnull=False) & ~Q(mark="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="attendance_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="attendance_by_marks",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("(pg_trigger_depth() = 0)"),
            ),
        ]

    def __str__(self) -> str:
        return f"attendance {self.pk} of session {self.session_id}"


class AttendanceMark(models.Model):
    """One mark, never changed: a later one takes its place and both stay. `number` counts them from 1."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="marks")
    number = models.PositiveIntegerField()
    mark = models.CharField(max_length=10, choices=AttendanceKind)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class AttendanceMarkQuerySet(ScopedQuerySet):
        office_lookup = "attendance__guidance__office"
        officer_lookup = "attendance__guidance__officer"
        cohort_lookup = "attendance__guidance__is_child"

    objects = AttendanceMarkQuerySet.as_manager()

    class Meta:
        ordering = ["attendance", "number"]
        constraints = [models.UniqueConstraint(name="mark_number_once", fields=["attendance", "number"])]
        triggers = [
            pgtrigger.Protect(name="mark_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="mark_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CHECK_MARK,
                declare=[("held", "programs_attendance%ROWTYPE")],
            ),
            pgtrigger.Trigger(
                name="mark_moves_attendance", when=pgtrigger.After, operation=pgtrigger.Insert, func=MOVE_MARK
            ),
        ]

    def __str__(self) -> str:
        return f"mark {self.number} of attendance {self.attendance_id}"
