"""New information that may change the risk: it makes a reassessment due before the year is over."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from clients.choices import InformationKind
from clients.models.assessment import ThroughGuidance
from clients.models.guidance import Guidance


class NewInformation(models.Model):
    """Permenkumham 12/2013: assessed every year, and earlier when new information may change the risk.

    Answered by the first assessment recorded after it whose day is not before `noted_on`.
    """

    guidance = models.ForeignKey(Guidance, on_delete=models.PROTECT, related_name="information")
    kind = models.CharField(max_length=20, choices=InformationKind)
    noted_on = models.DateField()
    text = models.TextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughGuidance.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="information_has_text", condition=~Q(text=""))]
        indexes = [models.Index(fields=["guidance", "-noted_on"], name="information_latest")]
        triggers = [pgtrigger.Protect(name="information_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.noted_on}"
