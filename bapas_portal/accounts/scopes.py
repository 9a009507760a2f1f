"""Working out a Scope from a user's role grants of the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office, RoleGrant, User
from bapas_portal.accounts.roles import ROLES, Role
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import NOBODY, Reach, Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody without a role at an office may do, where, and as what."""

    reaches: tuple[Reach, ...]
    place_name: str
    role_label: str


# Rooms above say who else may sign in: this room knows offices and roles, not partners.
_sources: list[Callable[[User, date], Standing | None]] = []


def add_source(source: Callable[[User, date], Standing | None]) -> None:
    """Ask `source` too when somebody holds no role of an office. Called once, when the room's app is ready."""
    if source not in _sources:
        _sources.append(source)


def scope_of(user: User, day: date | None = None) -> Scope:
    """The scope of `user` on `day` (today). Inactive users and users without a grant see nothing. Two queries."""
    if not user.is_active:
        return NOBODY
    grants = list(RoleGrant.objects.on(day or today_in()).filter(user=user).select_related("office").order_by("pk"))
    if not grants:
        return _scope_from_sources(user, day or today_in())
    below = _offices_below([grant.office for grant in grants])
    reaches = tuple(reach for grant in grants for reach in _reaches(ROLES[RoleCode(grant.role)], grant.office, below))
    return Scope(
        user_id=user.pk,
        reaches=reaches,
        display_name=user.name,
        office_id=grants[0].office_id,
        office_name=grants[0].office.name,
        role_label=", ".join(dict.fromkeys(str(grant.get_role_display()) for grant in grants)),
        role_codes=frozenset(grant.role for grant in grants),
        permissions=frozenset().union(*(reach.permissions for reach in reaches)),
    )


def _scope_from_sources(user: User, day: date) -> Scope:
    standing = next((found for source in _sources if (found := source(user, day)) is not None), None)
    if standing is None:
        return Scope(user_id=user.pk, display_name=user.name)
    return Scope(
        user_id=user.pk,
        reaches=standing.reaches,
        display_name=user.name,
        office_name=standing.place_name,
        role_label=standing.role_label,
        permissions=frozenset().union(*(reach.permissions for reach in standing.reaches)),
    )


def _offices_below(offices: list[Office]) -> dict[int, frozenset[int] | None]:
    """Office id -> ids of it and all below it; None for the whole nation."""
    is_nation_only = all(office.parent_id is None for office in offices)
    tree = [] if is_nation_only else list(Office.objects.values_list("pk", "path"))
    return {
        office.pk: None
        if office.parent_id is None
        else frozenset(pk for pk, path in tree if path.startswith(office.path))
        for office in offices
    }


def _reaches(role: Role, office: Office, below: dict[int, frozenset[int] | None]) -> list[Reach]:
    return [
        Reach(
            permissions=rule.permissions,
            office_ids=below[office.pk],
            is_child=rule.is_child,
            own_only=rule.own_only,
            identity=rule.identity,
        )
        for rule in role.rules
    ]
