"""Finding people: is this one known already, and which officers and offices can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.core.dates import today_in
from bapas_portal.core.fields import blind_index
from bapas_portal.core.scope import Scope
from clients.models import Client, Guidance
from clients.permissions.guidance import OFFICER_ROLES
from clients.rules.nik import is_nik

# Same birth date: a looser spelling is enough. Tried on synthetic names; change with care.
ALIKE = 0.6
ALIKE_SAME_BIRTH = 0.3
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Known:
    """People the reader may see who look like the one being typed; `total` counts them all."""

    people: Sequence[Client]
    total: int


def known_people(scope: Scope, *, name: str, birth_on: date | None, nik: str) -> Known:
    """People visible to `scope` (narrowed to viewing) with a like name, or the same NIK. Two queries."""
    wanted = Q(pk__in=[])
    people = Client.objects.visible_to(scope).annotate(alike=TrigramSimilarity(Lower("name"), name.lower()))
    if name:
        wanted |= Q(alike__gte=ALIKE)
        if birth_on:
            wanted |= Q(alike__gte=ALIKE_SAME_BIRTH, birth_on=birth_on)
    if is_nik(nik):
        wanted |= Q(nik_index=blind_index(nik))
    own = Guidance.objects.visible_to(scope).select_related("office", "officer").order_by("-start_on", "-pk")
    rows = people.filter(wanted).order_by("-alike", "pk").prefetch_related(Prefetch("guidances", own, to_attr="seen"))
    found = list(rows[: SHOWN + 1])
    return Known(found[:SHOWN], len(found) if len(found) <= SHOWN else rows.count())


def nik_holder_outside(scope: Scope, nik: str) -> str:
    """'' when the NIK is free or its holder visible; else 'office' or 'elsewhere'. Never says who it is."""
    holder = Client.objects.filter(nik_index=blind_index(nik)) if is_nik(nik) else Client.objects.none()
    person_id = holder.values_list("pk", flat=True).first()
    if person_id is None or Client.objects.visible_to(scope).filter(pk=person_id).exists():
        return ""
    offices = scope.office_ids()
    is_here = offices is None or Guidance.objects.filter(client_id=person_id, office_id__in=offices).exists()
    return "office" if is_here else "elsewhere"


def choosable_offices(scope: Scope) -> QuerySet[Office]:
    """Open Bapas and Pos in reach, by name. An office has no officer, so an own caseload is in reach by its offices."""
    ids = scope.office_ids()
    open_ones = Office.objects.filter(kind__in=[OfficeKind.BAPAS, OfficeKind.POS], closed_on=None)
    return (open_ones if ids is None else open_ones.filter(pk__in=ids)).select_related("parent").order_by("name")


def choosable_officers(scope: Scope) -> list[User]:
    """PK and APK of today in the offices of `scope`, by name; only the reader for an own caseload."""
    grants = RoleGrant.objects.on(today_in()).filter(role__in=OFFICER_ROLES, user__is_active=True)
    if scope.reaches and all(reach.own_only for reach in scope.reaches):
        grants = grants.filter(user_id=scope.user_id or 0)
    offices = scope.office_ids()
    if offices is not None:
        grants = grants.filter(office_id__in=offices)
    return list(User.objects.filter(pk__in=grants.values("user")).order_by(Lower("name"), F("pk")))
