"""Day lists on paper for partners without internet: what was printed, and what came back (capability 50).

A list keeps the rows it was printed with, so that what is typed back is what the partner held in hand.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from bapas_portal.core.scope import ScopedQuerySet
from clients.models import Guidance
from partners.models import Offering, Organisation, Referral
from programs.models.service_session import ServiceSession, SessionSeat

USER = settings.AUTH_USER_MODEL
KEPT = pgtrigger.Update | pgtrigger.Delete
CODE_LENGTH = 10


class PaperList(models.Model):
    """A printed list of one day, of a service or of a session of kerja sosial. `code` is on the paper."""

    class PaperListQuerySet(ScopedQuerySet):
        office_lookup = "organisation__office"
        officer_lookup = None
        cohort_lookup = None
        partner_lookup = "organisation"

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="papers")
    offering = models.ForeignKey(Offering, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    session = models.ForeignKey(ServiceSession, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    day = models.DateField()
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click prints one list")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PaperListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_list_of_one_thing",
                condition=Q(offering=None, session__isnull=False) | Q(offering__isnull=False, session=None),
            )
        ]
        triggers = [pgtrigger.Protect(name="paper_list_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return self.code


class PaperRow(models.Model):
    """A client on a printed list. Who is of the client's office sees the row, whoever keeps the partner."""

    class PaperRowQuerySet(ScopedQuerySet):
        office_lookup = "guidance__office"
        officer_lookup = "guidance__officer"
        cohort_lookup = "guidance__is_child"
        partner_lookup = "paper__organisation"

    paper = models.ForeignKey(PaperList, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveSmallIntegerField()
    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(SessionSeat, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = PaperRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="paper_row_number_once", fields=["paper", "number"]),
            models.CheckConstraint(
                name="paper_row_of_one_thing",
                condition=Q(referral=None, seat__isnull=False) | Q(referral__isnull=False, seat=None),
            ),
        ]
        triggers = [pgtrigger.Protect(name="paper_row_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return f"row {self.number} of list {self.paper_id}"


class PaperScan(models.Model):
    """The sheet as it came back: PDF, or a picture without its EXIF. Never changed."""

    paper = models.ForeignKey(PaperList, on_delete=models.PROTECT, related_name="scans")
    file = models.FileField(upload_to="paper_lists/%Y/%m/", max_length=200)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as kept")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PaperScanQuerySet(ScopedQuerySet):
        office_lookup = "paper__rows__guidance__office"
        officer_lookup = "paper__rows__guidance__officer"
        cohort_lookup = "paper__rows__guidance__is_child"

    objects = PaperScanQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="paper_scan_once", fields=["paper", "digest"])]
        triggers = [pgtrigger.Protect(name="paper_scan_is_kept", operation=KEPT)]

    def __str__(self) -> str:
        return self.name
