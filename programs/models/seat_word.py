"""What a partner says of a seat at its own site. It counts no hours: the supervisor's list takes it over."""

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from partners.choices_referral import Source
from programs.choices_service import SeatOutcome
from programs.models.service import ThroughOrder
from programs.models.service_session import SessionSeat


class SeatWord(models.Model):
    """A partner's word on one seat, by the site's clock. Never changed: put right by a word that `replaces` it."""

    seat = models.ForeignKey(SessionSeat, on_delete=models.PROTECT, related_name="words")
    outcome = models.CharField(max_length=10, choices=SeatOutcome)
    started_at = models.TimeField(null=True, blank=True)
    ended_at = models.TimeField(null=True, blank=True)
    rest = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(480)])
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=6, choices=Source)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class SeatWordQuerySet(ThroughOrder):
        office_lookup = "seat__order__guidance__office"
        officer_lookup = "seat__order__guidance__officer"
        cohort_lookup = "seat__order__guidance__is_child"
        partner_lookup = "seat__session__site__organisation"

    objects = SeatWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="seat_word_first_once", fields=["seat"], condition=Q(replaces=None)),
            models.CheckConstraint(
                name="seat_word_clock_whole",
                condition=Q(outcome="ATTENDED", started_at__isnull=False, ended_at__gt=F("started_at"))
                | (~Q(outcome="ATTENDED") & Q(started_at=None, ended_at=None, rest=0)),
            ),
            models.CheckConstraint(name="seat_word_rest_short", condition=Q(rest__lte=480)),
            models.CheckConstraint(name="seat_word_excuse_says_why", condition=~Q(outcome="EXCUSED") | ~Q(note="")),
        ]
        triggers = [pgtrigger.Protect(name="seat_word_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.outcome} said of seat {self.seat_id}"
