"""People of a partner: whom an office calls, and members of a Pokmas Lipas (capability 117). They do not sign in."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from partners.choices import PersonKind
from partners.models.branch import Branch, ThroughOrganisation
from partners.models.organisation import Organisation


@pghistory.track()
class Person(models.Model):
    """A contact or a member, from a day to a day; ended with a reason, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    branch = models.ForeignKey(Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    kind = models.CharField(max_length=10, choices=PersonKind)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True, help_text="at the partner, or in the group")
    skill = models.CharField(max_length=200, blank=True, help_text="what a member can teach or do")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class PersonQuerySet(ThroughOrganisation):
        partner_lookup = None

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(name="person_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_can_be_reached", condition=~Q(kind="CONTACT") | ~Q(phone="", email="")
            ),
            models.CheckConstraint(
                name="person_end_whole",
                condition=Q(to_on=None, end_reason="") | (Q(to_on__gte=F("from_on")) & ~Q(end_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "name"], name="people_of_partner")]
        triggers = [pgtrigger.Protect(name="person_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
