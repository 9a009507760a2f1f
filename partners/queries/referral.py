"""Reads of referrals: lists, one with all that gathers around it, and what the partner is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from clients.models import Guidance, Residence
from clients.queries.needs import NamedNeed, named
from partners.choices_referral import OPEN, SEATED, ReferralStage, ReportDecision, Shared
from partners.models import Offering, Referral, ReferralNeed, ReferralReport, ReferralSession
from partners.queries.organisation import partners_near
from partners.rules.disclosure import Disclosed, Person, disclose

VIEW = "partners.view_referral"


@dataclass(frozen=True, slots=True)
class ReferralFilter:
    """What the reader looks for. `state`: a stage, "open", "todo" (waits for the PK) or "" for all."""

    search: str = ""
    state: str = "open"


@dataclass(frozen=True, slots=True)
class PickedNeed:
    """A need of the referral in words; `row` is what outcomes point to."""

    row: ReferralNeed
    named: NamedNeed

    @property
    def label(self) -> str:
        return self.named.label


def referrals(scope: Scope, wanted: ReferralFilter) -> QuerySet[Referral]:
    """Referrals of clients in sight, with client, service and partner. `scope` narrowed to VIEW."""
    rows = with_names(Referral.objects.visible_to(scope))
    if wanted.state == "open":
        rows = rows.filter(stage__in=OPEN)
    elif wanted.state == "todo":
        rows = rows.filter(for_officer())
    elif wanted.state:
        rows = rows.filter(stage=wanted.state)
    for word in wanted.search.split():
        rows = rows.filter(
            Q(guidance__client__name__icontains=word)
            | Q(guidance__register_no__icontains=word)
            | Q(offering__name__icontains=word)
            | Q(offering__organisation__name__icontains=word)
        )
    return rows


def for_officer() -> Q:
    """What waits for the PK: a report to review, a refusal not sent elsewhere yet."""
    waits = ReferralReport.objects.filter(referral=OuterRef("pk"), decision=ReportDecision.WAITING)
    return Q(Exists(waits)) | Q(stage=ReferralStage.DECLINED, rerouted_to=None, guidance__ended_on=None)


def with_names(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.select_related(
        "guidance__client",
        "guidance__office",
        "guidance__officer",
        "guidance__offence_group",
        "offering__organisation",
        "offering__branch",
    )


def with_parts(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """With all that gathers around each; needs that stand as `live_needs`. Six queries more."""
    needs = ReferralNeed.objects.filter(removed_at=None).select_related("need").order_by("pk")
    standing = Prefetch("needs", needs, to_attr="live_needs")
    return rows.prefetch_related(standing, "moves", "changes", "sessions", "reports__outcomes")


def referrals_of(guidance: Guidance, scope: Scope) -> list[Referral]:
    """The client's referrals, newest first. `scope` narrowed to VIEW."""
    return list(with_names(Referral.objects.visible_to(scope).filter(guidance=guidance)).order_by("-pk"))


def needs_of(referral: Referral) -> list[PickedNeed]:
    rows = list(referral.needs.filter(removed_at=None).select_related("need__assessment", "need__opened_by"))
    return [PickedNeed(row, words) for row, words in zip(rows, named(row.need for row in rows), strict=True)]


def sessions_of(referral: Referral) -> list[ReferralSession]:
    """Sessions with the one each replaces; those that were replaced carry `replaced_by`."""
    return list(referral.sessions.select_related("by", "replaces", "replaced_by").order_by("-held_on", "-pk"))


def reports_of(referral: Referral) -> list[ReferralReport]:
    rows = referral.reports.select_related("by", "decided_by")
    return list(rows.prefetch_related(Prefetch("outcomes")).order_by("-number"))


def place_in_queue(referral: Referral) -> int | None:
    """1 for who is next; None where the client does not wait."""
    if referral.stage != ReferralStage.WAITING:
        return None
    ahead = Q(queued_at__lt=referral.queued_at) | Q(queued_at=referral.queued_at, pk__lt=referral.pk)
    rows = Referral.objects.filter(ahead, offering=referral.offering_id, stage=ReferralStage.WAITING)
    return rows.count() + 1


def offerings_for(guidance: Guidance, needs: Sequence[str]) -> QuerySet[Offering]:
    """Running services near the client for any of these codes of help (all of them without), with who takes places
    and who waits.
    """
    rows = Offering.objects.filter(is_active=True, organisation__in=partners_near(guidance.office).order_by())
    if needs:
        rows = rows.filter(needs__overlap=list(needs))
    seated, waiting = Q(referrals__stage__in=SEATED), Q(referrals__stage=ReferralStage.WAITING)
    return rows.select_related("organisation", "branch").annotate(
        taken=Count("referrals", filter=seated), waiting=Count("referrals", filter=waiting)
    )


def told(referral: Referral) -> Disclosed:
    """What the partner sees of the client today."""
    guidance, day = referral.guidance, today_in(referral.guidance.office.zone)
    client = guidance.client
    home = home_of(guidance, day) if Shared.ADDRESS in referral.shared else None
    person = Person(
        name=client.name,
        is_child=guidance.is_child,
        sex=client.get_sex_display(),
        birth_on=client.birth_on,
        phone=client.phone,
        address=home.street if home else "",
        offence=guidance.offence_group.name if guidance.offence_group else "",
    )
    return disclose(person, referral.shared, day)


def home_of(guidance: Guidance, day: date) -> Residence | None:
    """Where the client lives on `day`."""
    lived = Residence.objects.filter(Q(to_on=None) | Q(to_on__gte=day), client=guidance.client_id, from_on__lte=day)
    return lived.first()


def region_of(guidance: Guidance, day: date) -> str:
    """The region code of where the client lives on `day`; "" where it is not known."""
    home = home_of(guidance, day)
    return (home.region_id or "") if home else ""
