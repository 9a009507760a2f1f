"""Whether the client agrees to kerja sosial, once it was explained (KUHP art. 85: the judge weighs consent)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.models.service import ServiceOrder, ThroughOrder
from programs.models.service_sql import CHECK_CONSENT


class ServiceConsent(models.Model):
    """What the client said on a day; the latest row stands, the earlier ones are kept. `guardian`: for a child."""

    order = models.ForeignKey(ServiceOrder, on_delete=models.PROTECT, related_name="consents")
    is_agreed = models.BooleanField()
    said_on = models.DateField()
    explained_by = models.CharField(max_length=120, help_text="who explained what kerja sosial asks of the client")
    guardian = models.CharField(max_length=120, blank=True, help_text="parent or guardian who heard it, for a child")
    note = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughOrder.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="service_consent_explained", condition=~Q(explained_by="")),
            models.CheckConstraint(name="service_refusal_says_why", condition=Q(is_agreed=True) | ~Q(note="")),
        ]
        triggers = [
            pgtrigger.Protect(name="service_consent_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="service_consent_checked", when=pgtrigger.Before, operation=pgtrigger.Insert, func=CHECK_CONSENT
            ),
        ]

    def __str__(self) -> str:
        return f"consent of order {self.order_id} on {self.said_on}"
