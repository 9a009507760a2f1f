"""Agreements with partners: MoU > PKS, parties and signers, sites, files, renewals, and who is warned of the end.

domain.md section 7. An agreement holds no client; who may read which: `AgreementQuerySet.known_to`.
"""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope, ScopedQuerySet
from partners.choices_agreement import AgreementKind, AgreementScope, AgreementStage
from partners.models.agreement_sql import AGREEMENT_MOVES, AGREEMENT_PARENT, SITE_OF_PARTY
from partners.models.organisation import Organisation, own_path, paths_up
from partners.models.site import Site
from partners.rules.agreement import Term

USER = settings.AUTH_USER_MODEL


class AgreementQuerySet(ScopedQuerySet):
    """Scoped for changing. For reading, an office also knows those of the offices above it."""

    office_lookup = "office"
    officer_lookup = None
    cohort_lookup = None

    def known_to(self, scope: Scope) -> Self:
        """Agreements of the offices in reach, and of those above the reader's own: a national one is for all."""
        return self.filter(self.scope_condition(scope) | Q(office__path__in=paths_up(own_path(scope))))


class ThroughAgreement(ScopedQuerySet):
    """Rows that hang on an agreement."""

    office_lookup = "agreement__office"
    officer_lookup = None
    cohort_lookup = None


@pghistory.track()
class Agreement(models.Model):
    """One document. Days are filled at signing; `stopped_on` is the first day on which it no longer holds."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=3, choices=AgreementKind)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    renews = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewal")
    title = models.CharField(max_length=200)
    our_number = models.CharField(max_length=80, blank=True)
    our_signer = models.CharField(max_length=120, blank=True)
    our_position = models.CharField(max_length=120, blank=True)
    purposes = ArrayField(models.CharField(max_length=12, choices=AgreementScope))
    has_budget = models.BooleanField(default=False)
    budget_note = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=14, choices=AgreementStage, default=AgreementStage.EXPLORING)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="last day included")
    stopped_on = models.DateField(null=True, blank=True)
    stop_reason = models.CharField(max_length=300, blank=True)
    form_key = models.UUIDField(unique=True, help_text="from the form: a double click saves once")
    lock_version = models.PositiveIntegerField(default=0, db_default=0)
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="agreement_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="agreement_known_scope",
                condition=Q(purposes__contained_by=AgreementScope.values, purposes__len__gt=0),
            ),
            models.CheckConstraint(
                name="agreement_signing_whole",
                condition=Q(
                    signed_on=None, starts_on=None, ends_on=None, stage__in=("PENJAJAKAN", "DRAF", "DIHENTIKAN")
                )
                | (
                    Q(signed_on__isnull=False, starts_on__isnull=False, ends_on__gte=F("starts_on"))
                    & Q(stage__in=("DITANDATANGANI", "DIHENTIKAN"))
                    & ~Q(our_number="")
                    & ~Q(our_signer="")
                ),
            ),
            models.CheckConstraint(
                name="agreement_stop_whole",
                condition=(Q(stage="DIHENTIKAN", stopped_on__isnull=False) & ~Q(stop_reason=""))
                | (~Q(stage="DIHENTIKAN") & Q(stopped_on=None, stop_reason="")),
            ),
            models.CheckConstraint(
                name="agreement_frame_has_no_parent",
                condition=Q(parent=None) | (Q(kind="PKS") & ~Q(parent=F("id"))),
            ),
            models.CheckConstraint(name="agreement_renews_another", condition=Q(renews=None) | ~Q(renews=F("id"))),
            models.UniqueConstraint(
                name="agreement_number_once_per_office", fields=["office", "our_number"], condition=~Q(our_number="")
            ),
        ]
        indexes = [models.Index(fields=["office", "ends_on", "id"], name="agreement_of_office")]
        triggers = [
            pgtrigger.Protect(name="agreement_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="agreement_moves", when=pgtrigger.Before, operation=pgtrigger.Update, func=AGREEMENT_MOVES
            ),
            pgtrigger.Trigger(
                name="agreement_parent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=AGREEMENT_PARENT,
            ),
        ]

    def __str__(self) -> str:
        return self.our_number or self.title

    @property
    def term(self) -> Term:
        """Its days, with whether a signed renewal follows (`renewal` is read once, join it)."""
        renewal = getattr(self, "renewal", None)
        is_renewed = renewal is not None and renewal.signed_on is not None
        return Term(AgreementStage(self.stage), self.starts_on, self.ends_on, self.stopped_on, is_renewed)

    @property
    def purpose_labels(self) -> list[str]:
        return [str(AgreementScope(code).label) for code in self.purposes]


class AgreementParty(models.Model):
    """A partner who signs, under its own number. Taken off (`removed_at`), never deleted."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreement_parts")
    number = models.CharField(max_length=80, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    position = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="party_once_per_agreement", fields=["agreement", "organisation"], condition=Q(removed_at=None)
            )
        ]
        triggers = [pgtrigger.Protect(name="party_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"party {self.organisation_id} of agreement {self.agreement_id}"


class AgreementSite(models.Model):
    """A work site under an agreement, with the clients at a time it allows for; None: as the site's own seats."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="site_parts")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="agreement_parts")
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughAgreement.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="site_once_per_agreement", fields=["agreement", "site"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="agreement_capacity_counts", condition=Q(capacity=None) | Q(capacity__gt=0)),
        ]
        triggers = [
            pgtrigger.Protect(name="agreement_site_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="agreement_site_of_party", when=pgtrigger.Before, operation=pgtrigger.Insert, func=SITE_OF_PARTY
            ),
        ]

    def __str__(self) -> str:
        return f"site {self.site_id} of agreement {self.agreement_id}"
