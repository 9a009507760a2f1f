"""Attendance at sessions of kerja sosial, its proof, and the chain of seals over both. Rows are added, never changed.

A correction is a new row that names the one it replaces; the first row of a seat is unique, so two supervisors who
save the same list at once cannot both be first.
"""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from programs.choices_service import ProofKind, ProofMoment, Rating, SeatOutcome
from programs.models.service import HoursEntry, ServiceOrder, ThroughOrder
from programs.models.service_session import SessionSeat
from programs.models.service_sql import CHECK_SEAL

KEPT = pgtrigger.Update | pgtrigger.Delete


class ServiceAttendance(models.Model):
    """What became of a seat. `minutes` of work and `travel` minutes are credited by the entries named here."""

    seat = models.ForeignKey(SessionSeat, on_delete=models.PROTECT, related_name="attendances")
    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="attendances")
    outcome = models.CharField(max_length=10, choices=SeatOutcome)
    started_at = models.TimeField(null=True, blank=True)
    ended_at = models.TimeField(null=True, blank=True)
    rest = models.PositiveSmallIntegerField(default=0)
    travel = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    quality = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rating)
    conduct = models.PositiveSmallIntegerField(null=True, blank=True, choices=Rating)
    note = models.CharField(max_length=300, blank=True)
    entry = models.OneToOneField(HoursEntry, null=True, on_delete=models.PROTECT, related_name="attendance")
    travel_entry = models.OneToOneField(HoursEntry, null=True, on_delete=models.PROTECT, related_name="travelled")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True, help_text="why the row before was corrected")
    form_key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["seat", "id"]
        constraints = [
            models.UniqueConstraint(name="service_attendance_first_once", fields=["seat"], condition=Q(replaces=None)),
            models.CheckConstraint(
                name="service_attendance_times_fit",
                condition=Q(
                    outcome="ATTENDED",
                    started_at__isnull=False,
                    ended_at__gt=F("started_at"),
                    minutes__gt=0,
                    entry__isnull=False,
                )
                | (~Q(outcome="ATTENDED") & Q(started_at=None, ended_at=None, minutes=0, travel=0, entry=None)),
            ),
            models.CheckConstraint(
                name="service_attendance_travel_entry",
                condition=Q(travel=0, travel_entry=None) | Q(travel__gt=0, travel_entry__isnull=False),
            ),
            models.CheckConstraint(
                name="service_attendance_excuse_says_why", condition=~Q(outcome="EXCUSED") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="service_attendance_correction_says_why",
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="service_attendance_ratings",
                condition=(Q(quality=None) | Q(quality__range=(1, 4))) & (Q(conduct=None) | Q(conduct__range=(1, 4))),
            ),
        ]
        triggers = [pgtrigger.Protect(name="service_attendance_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.outcome} of seat {self.seat_id}"


def proof_path(proof: "ServiceProof", name: str) -> str:
    return f"service/{proof.order_id}/{name}"


class ServiceProof(models.Model):
    """A place, photo or signature at the start or the end of a session. `distance`: metres to the site, if known."""

    seat = models.ForeignKey(SessionSeat, on_delete=models.PROTECT, related_name="proofs")
    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="proofs")
    moment = models.CharField(max_length=5, choices=ProofMoment)
    kind = models.CharField(max_length=10, choices=ProofKind)
    image = models.FileField(upload_to=proof_path, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the picture kept")
    latitude = models.FloatField(null=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(null=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    accuracy = models.PositiveIntegerField(null=True, help_text="metres, as the phone says")
    distance = models.PositiveIntegerField(null=True, help_text="metres to the work site")
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["seat", "id"]
        constraints = [
            models.CheckConstraint(
                name="service_proof_whole",
                condition=Q(kind="PLACE", digest="", latitude__isnull=False)
                | (Q(kind__in=["PHOTO", "SIGNATURE"]) & ~Q(digest="") & ~Q(image="")),
            ),
            models.CheckConstraint(
                name="service_proof_on_earth",
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="service_proof_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"{self.kind} of seat {self.seat_id}"


class ServiceSeal(models.Model):
    """One link of an order's chain: over an attendance or a proof, and the seal before."""

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField()
    attendance = models.OneToOneField(ServiceAttendance, null=True, on_delete=models.PROTECT, related_name="seal")
    proof = models.OneToOneField(ServiceProof, null=True, on_delete=models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["order", "number"]
        constraints = [
            models.UniqueConstraint(name="service_seal_number_once", fields=["order", "number"]),
            models.CheckConstraint(
                name="service_seal_of_one",
                condition=Q(attendance__isnull=False, proof=None) | Q(attendance=None, proof__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="service_seal_kept", operation=KEPT),
            pgtrigger.Trigger(
                name="service_seal_checked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=CHECK_SEAL,
                declare=[("last", "programs_serviceseal%ROWTYPE")],
            ),
        ]

    def __str__(self) -> str:
        return f"seal {self.number} of order {self.order_id}"

    @property
    def row(self) -> ServiceAttendance | ServiceProof:
        """What is sealed."""
        found = self.attendance or self.proof
        if found is None:
            raise ValueError("a seal of nothing")
        return found
