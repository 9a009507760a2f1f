"""Reads of branches and services: those of a partner, one with who takes its places."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bapas_portal.accounts.models import Region
from bapas_portal.core.scope import Scope
from partners.choices_referral import SEATED, ReferralStage
from partners.models import Branch, Offering, Organisation, Referral


def with_places(rows: QuerySet[Offering]) -> QuerySet[Offering]:
    """Services with `taken` (clients served) and `waiting` (clients in line): numbers, never who."""
    return rows.annotate(taken=_number(*SEATED), waiting=_number(ReferralStage.WAITING))


def _number(*stages: ReferralStage) -> Coalesce:
    rows = Referral.objects.filter(offering=OuterRef("pk"), stage__in=stages).order_by().values("offering")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0, output_field=IntegerField())


def known_offerings(scope: Scope) -> QuerySet[Offering]:
    """The services of partners the reader knows, with partner, branch and places."""
    rows = Offering.objects.filter(organisation__in=Organisation.objects.known_to(scope))
    return with_places(rows).select_related("organisation__office", "branch__region")


def offerings_of(organisation: Organisation) -> list[Offering]:
    """A partner's services, open ones first."""
    rows = with_places(Offering.objects.filter(organisation=organisation)).select_related("branch")
    return list(rows.order_by("-is_active", "name", "pk"))


def branches_of(organisation: Organisation) -> list[Branch]:
    """A partner's branches, open ones first."""
    rows = Branch.objects.filter(organisation=organisation).select_related("region")
    return list(rows.order_by("-is_active", "name", "pk"))


def pickable_branches(organisation: Organisation, keep: int | None = None) -> list[Branch]:
    """Branches a service may stand at: open ones, and the one it has."""
    return [row for row in branches_of(organisation) if row.is_active or row.pk == keep]


def area_names(offering: Offering) -> list[str]:
    """The regions served, by name; empty: everywhere."""
    rows = Region.objects.filter(pk__in=offering.areas).order_by("code")
    return [row.name.title() for row in rows]
