"""Reads of the room: the office tree, people and their roles, one's own keys."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from bapas_portal.accounts.models import ApiToken, Office, RecoveryCode, RoleGrant, SecondFactor, User
from bapas_portal.accounts.roles import ROLES
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Scope


@dataclass(frozen=True, slots=True)
class TreeRow:
    """An office as a line of the tree: how deep it stands and how many people hold a role there today."""

    office: Office
    depth: int
    people: int


def office_tree(scope: Scope, *, search: str = "", kind: str = "") -> list[TreeRow]:
    """Offices in reach in the order of the tree; a search also keeps the offices above a hit. Two queries."""
    today = today_in()
    in_force = Q(grants__from_on__lte=today) & (Q(grants__to_on=None) | Q(grants__to_on__gte=today))
    offices = list(
        Office.objects.visible_to(scope)
        .annotate(people=Count("grants__user", filter=in_force & Q(grants__user__is_active=True), distinct=True))
        .order_by("path")
    )
    hits = {office.path for office in offices if _fits(office, search.lower().split(), kind)}
    kept = hits if kind else {path for hit in hits for path in _above(hit)}
    return [TreeRow(office, office.path.count("/") - 1, office.people) for office in offices if office.path in kept]


def _fits(office: Office, words: list[str], kind: str) -> bool:
    text = f"{office.name} {office.code} {office.city}".lower()
    return (not kind or office.kind == kind) and all(word in text for word in words)


def _above(path: str) -> list[str]:
    """The path itself and those of all offices above it."""
    codes = path.rstrip("/").split("/")
    return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]


def users_in(scope: Scope) -> QuerySet[User]:
    """People whose role, past or present, is at an office in reach; everyone where the reach is the nation."""
    offices = scope.office_ids()
    if offices is None:
        return User.objects.all()
    return User.objects.filter(Exists(RoleGrant.objects.filter(user=OuterRef("pk"), office__in=sorted(offices))))


def people(scope: Scope, *, search: str = "", role: str = "", office: str = "", state: str = "") -> QuerySet[User]:
    """Users with today's grants as `current`. `search`: words of name, user name or NIP; `state`: on, off or ''."""
    today = RoleGrant.objects.on(today_in()).select_related("office").order_by("pk")
    found = users_in(scope).prefetch_related(Prefetch("grants", queryset=today, to_attr="current"))
    for word in search.split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word) | Q(nip__startswith=word))
    held = RoleGrant.objects.on(today_in()).filter(user=OuterRef("pk"))
    if role:
        found = found.filter(Exists(held.filter(role=role)))
    if office:
        found = found.filter(Exists(held.filter(office_id=office)))
    if state:
        found = found.filter(is_active=state == "on")
    return found


def people_who_may(permission: str, office: Office, on: date | None = None) -> QuerySet[User]:
    """Active people whose role, at the office or above it, opens `permission` on a day (the office's today), by name.

    For choosing a person, as for a session's supervisor: `people_who_may("programs.supervise_service", office)`.
    """
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    held = RoleGrant.objects.on(on or today_in(office.zone)).filter(user=OuterRef("pk"), role__in=roles)
    return User.objects.filter(Exists(held.filter(office__path__in=_above(office.path))), is_active=True).order_by(
        "name", "pk"
    )


def grants_of(user: User, scope: Scope) -> QuerySet[RoleGrant]:
    """All roles of a person at offices in reach, newest first."""
    grants = RoleGrant.objects.visible_to(scope).filter(user=user)
    return grants.select_related("office", "granted_by").order_by("-from_on", "-pk")


def living_tokens(user: User) -> QuerySet[ApiToken]:
    """The user's keys that still open the API."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_on__gte=today_in())


def home_office_id(user: User) -> int | None:
    """The office of the first role in force: whose head may see the sign-in."""
    grants = RoleGrant.objects.on(today_in()).filter(user=user).order_by("pk")
    return grants.values_list("office_id", flat=True).first()


def second_factor_of(user: User) -> SecondFactor | None:
    """The authenticator that is asked at sign-in, None where there is none."""
    return SecondFactor.objects.on().filter(user=user).first()


def begun_factor_of(user: User) -> SecondFactor | None:
    """The authenticator being set up, None where there is none."""
    return SecondFactor.objects.begun().filter(user=user).first()


def codes_left(factor: SecondFactor) -> int:
    """How many recovery codes are still good."""
    return RecoveryCode.objects.filter(factor=factor, used_at=None, replaced_at=None).count()
