"""Reads of agreements: the list by state, one agreement, and which agreement lets a site take clients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from bapas_portal.accounts.models import RoleGrant, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope
from partners.choices_agreement import FRAMES, AgreementStage, AgreementState
from partners.models import (
    Agreement,
    AgreementFile,
    AgreementParty,
    AgreementSite,
    AgreementWatcher,
    Organisation,
    Site,
)
from partners.rules.agreement import Term, holds, state_on


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """What the reader looks for; an empty value does not narrow."""

    search: str = ""
    kind: str = ""
    state: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement with its state today."""

    agreement: Agreement
    state: AgreementState


def state_condition(state: str, day: date, soon_days: int) -> Q:
    """The condition of a state on `day`, the same as `rules.agreement.state_on`."""
    stopped = Q(stopped_on__lte=day)
    unsigned = ~stopped & Q(ends_on=None)
    signed = ~stopped & Q(ends_on__isnull=False)
    renewed = Q(renewal__signed_on__isnull=False)
    soon = day + timedelta(days=soon_days)
    running = signed & Q(starts_on__lte=day, ends_on__gte=day)
    ended = signed & Q(ends_on__lt=day)
    return {
        AgreementState.STOPPED: stopped,
        AgreementState.EXPLORING: unsigned & ~Q(stage=AgreementStage.DRAFT),
        AgreementState.DRAFT: unsigned & Q(stage=AgreementStage.DRAFT),
        AgreementState.SIGNED: signed & Q(starts_on__gt=day),
        AgreementState.ACTIVE: running & Q(ends_on__gt=soon),
        AgreementState.ENDING: running & Q(ends_on__lte=soon) & ~renewed,
        AgreementState.ENDED: ended & ~renewed,
        AgreementState.RENEWED: renewed & (ended | (running & Q(ends_on__lte=soon))),
    }[AgreementState(state)]


def agreements(scope: Scope, wanted: AgreementFilter, day: date | None = None) -> QuerySet[Agreement]:
    """Agreements the reader knows that fit `wanted`, with office and partners; the state is that of `day` (today)."""
    day = day or today_in()
    rows = Agreement.objects.known_to(scope).select_related("office", "renewal").prefetch_related(live_parties())
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.purpose:
        rows = rows.filter(purposes__contains=[wanted.purpose])
    if wanted.state:
        rows = rows.filter(state_condition(wanted.state, day, settings.AGREEMENT_SOON_DAYS))
    for word in wanted.search.split():
        named = AgreementParty.objects.filter(
            agreement=OuterRef("pk"), removed_at=None, organisation__name__icontains=word
        )
        rows = rows.filter(Q(title__icontains=word) | Q(our_number__icontains=word) | Exists(named))
    return rows


def live_parties() -> Prefetch:
    rows = AgreementParty.objects.filter(removed_at=None).select_related("organisation").order_by("pk")
    return Prefetch("parties", rows, to_attr="live_parties")


def with_state(rows: Iterable[Agreement], day: date | None = None) -> list[AgreementRow]:
    """Each with its state on `day` (today by its own office)."""
    return [
        AgreementRow(row, state_on(row.term, day or today_in(row.office.zone), settings.AGREEMENT_SOON_DAYS))
        for row in rows
    ]


def agreement(scope: Scope, pk: int) -> AgreementRow:
    """One agreement the reader knows. Raises Agreement.DoesNotExist."""
    rows = Agreement.objects.known_to(scope).select_related("office", "renewal", "renews", "parent", "created_by")
    return with_state([rows.prefetch_related(live_parties()).get(pk=pk)])[0]


def frames(scope: Scope) -> QuerySet[Agreement]:
    """What a PKS may stand under: the MoU and accords the reader knows that were not stopped."""
    rows = Agreement.objects.known_to(scope).filter(kind__in=FRAMES)
    return rows.exclude(stage=AgreementStage.STOPPED).order_by("title", "pk")


def parent_of(row: Agreement, scope: Scope) -> Agreement | None:
    return Agreement.objects.known_to(scope).filter(pk=row.parent_id or 0).first()


def children_of(row: Agreement, scope: Scope) -> list[AgreementRow]:
    """The PKS under a frame that the reader knows."""
    rows = Agreement.objects.known_to(scope).filter(parent=row).select_related("office", "renewal")
    return with_state(rows.order_by("title", "pk"))


def parties_of(row: Agreement) -> QuerySet[AgreementParty]:
    return row.parties.filter(removed_at=None).select_related("organisation").order_by("pk")


def sites_of(row: Agreement) -> QuerySet[AgreementSite]:
    return row.site_parts.filter(removed_at=None).select_related("site__organisation").order_by("pk")


def sites_of_parties(row: Agreement) -> QuerySet[Site]:
    """Sites in use of the partners who sign."""
    partners = row.parties.filter(removed_at=None).values("organisation")
    return Site.objects.filter(organisation__in=partners, is_active=True).order_by("name", "pk")


def watchers_of(row: Agreement) -> QuerySet[AgreementWatcher]:
    return row.watchers.filter(removed_at=None).select_related("user").order_by("user__name", "pk")


def papers(scope: Scope) -> QuerySet[AgreementFile]:
    """Versions of the papers of all agreements the reader knows."""
    return AgreementFile.objects.filter(agreement__in=Agreement.objects.known_to(scope).values("pk"))


def live_sites() -> Prefetch:
    rows = AgreementSite.objects.filter(removed_at=None).select_related("site").order_by("pk")
    return Prefetch("site_parts", rows, to_attr="live_sites")


def agreements_of(organisation: Organisation, scope: Scope) -> list[AgreementRow]:
    """A partner's agreements that the reader knows, the last to end first."""
    ids = AgreementParty.objects.filter(organisation=organisation, removed_at=None).values("agreement")
    rows = Agreement.objects.known_to(scope).filter(pk__in=ids).select_related("office", "renewal")
    return with_state(rows.order_by(F("ends_on").desc(nulls_first=True), "-pk"))


def blocking_agreement(site_id: int, day: date) -> Agreement | None:
    """The agreement that ended before `day`, if it is why the site takes nobody; None where nothing stands in the way.

    A site that no signed agreement names is not held up: which places need one is the office's own matter.
    """
    parts = AgreementSite.objects.filter(site=site_id, removed_at=None, agreement__signed_on__isnull=False)
    rows = [part.agreement for part in parts.select_related("agreement").order_by("-agreement__ends_on")]
    if not rows or any(holds(row.term, day) for row in rows):
        return None
    return rows[0]


def terms_of_sites(site_ids: Iterable[int]) -> dict[int, list[Term]]:
    """The signed agreements' days by site; a site that none names is not in it."""
    parts = AgreementSite.objects.filter(site__in=site_ids, removed_at=None, agreement__signed_on__isnull=False)
    found: dict[int, list[Term]] = {}
    for part in parts.select_related("agreement__renewal"):
        found.setdefault(part.site_id, []).append(part.agreement.term)
    return found


def may_be_watcher(row: Agreement) -> QuerySet[User]:
    """People who hold a role today at the office that keeps the agreement."""
    grants = RoleGrant.objects.on(today_in(row.office.zone)).filter(office=row.office_id)
    return User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")


def ended_agreement_of(organisation_id: int, day: date) -> Agreement | None:
    """The partner's agreement that ended before `day`, if none holds any more; None where nothing stands in the way.

    A partner that never signed one is not held up: which services need one is the office's own matter.
    """
    parts = AgreementParty.objects.filter(
        organisation=organisation_id, removed_at=None, agreement__signed_on__isnull=False
    )
    rows = [part.agreement for part in parts.select_related("agreement__renewal").order_by("-agreement__ends_on")]
    if not rows or any(holds(row.term, day) for row in rows):
        return None
    return rows[0]
