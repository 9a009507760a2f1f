"""Who sees which rows: worked out once a request, applied by every queryset in the same way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db import models
from django.db.models import Q


class ScopeNotDeclared(TypeError):
    """A queryset class that did not name its lookups; it fails instead of showing rows."""


class Identity(models.IntegerChoices):
    """How much of a person a reader may know."""

    NONE = 0, "none"
    ADULTS = 1, "adults"
    FULL = 2, "full"


@dataclass(frozen=True, slots=True)
class Reach:
    """What one role grant opens.

    office_ids: offices it covers, None for the nation. is_child: only children (True), only adults (False),
    both (None). own_only: only rows whose officer is the reader. partner_id: of a partner's worker, who belongs to
    no office: only rows that name this partner.
    """

    permissions: frozenset[str]
    office_ids: frozenset[int] | None
    is_child: bool | None = None
    own_only: bool = False
    identity: Identity = Identity.FULL
    partner_id: int | None = None

    def covers(
        self, *, office_id: int | None, officer_id: int | None, is_child: bool | None, user_id: int | None
    ) -> bool:
        if self.partner_id is not None or (self.office_ids is not None and office_id not in self.office_ids):
            return False
        if self.own_only and (officer_id is None or officer_id != user_id):
            return False
        return self.is_child is None or is_child is None or self.is_child == is_child


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader's reaches and the names pages show of them."""

    user_id: int | None
    reaches: tuple[Reach, ...] = ()
    display_name: str = ""
    office_id: int | None = None
    office_name: str = ""
    role_label: str = ""
    role_codes: frozenset[str] = field(default_factory=frozenset)
    permissions: frozenset[str] = field(default_factory=frozenset)
    narrowed_to: str = ""

    def holds(self, permission: str) -> bool:
        return permission in self.permissions

    def narrowed(self, permission: str) -> Scope:
        """The part of the scope in which `permission` is held; rows outside it stay out of sight."""
        reaches = tuple(reach for reach in self.reaches if permission in reach.permissions)
        return replace(self, reaches=reaches, narrowed_to=permission)

    def covers(
        self, permission: str, *, office_id: int | None, officer_id: int | None = None, is_child: bool | None = None
    ) -> bool:
        """May the reader do `permission` to a row of this office, officer and cohort?"""
        return any(
            permission in reach.permissions
            and reach.covers(office_id=office_id, officer_id=officer_id, is_child=is_child, user_id=self.user_id)
            for reach in self.reaches
        )

    def serves(self, permission: str, partner_id: int) -> bool:
        """May the reader, a worker of a partner, do `permission` to a row of this partner?"""
        return any(permission in reach.permissions and reach.partner_id == partner_id for reach in self.reaches)

    @property
    def is_partner(self) -> bool:
        """Is the reader a partner's worker?"""
        return any(reach.partner_id is not None for reach in self.reaches)

    def may_identify(self, *, office_id: int | None, officer_id: int | None, is_child: bool) -> bool:
        """May the reader know whose row it is? (UU 11/2012 art. 19: a child's identity is secret.)"""
        needed = Identity.FULL if is_child else Identity.ADULTS
        return any(
            reach.identity >= needed
            and reach.covers(office_id=office_id, officer_id=officer_id, is_child=is_child, user_id=self.user_id)
            for reach in self.reaches
        )

    def office_ids(self) -> frozenset[int] | None:
        """All offices in reach; None for the nation."""
        found: set[int] = set()
        for reach in self.reaches:
            if reach.partner_id is not None:
                continue
            if reach.office_ids is None:
                return None
            found |= reach.office_ids
        return frozenset(found)


NOBODY = Scope(user_id=None)
UNSET = "<unset>"


class ScopedQuerySet(models.QuerySet):
    """Rows come only through `visible_to`.

    office_lookup, officer_lookup, cohort_lookup name the paths to the office id, the officer id and the
    is_child flag; None says on purpose that the row has none. There is no default.
    partner_lookup names the path to the id of the partner whose workers see the row too; by itself nobody's do.
    """

    office_lookup: str | None = UNSET
    officer_lookup: str | None = UNSET
    cohort_lookup: str | None = UNSET
    partner_lookup: str | None = None

    def visible_to(self, scope: Scope) -> Self:
        """Rows in reach for the permission the scope was narrowed to; a scope not narrowed is refused."""
        if scope.reaches and not scope.narrowed_to:
            raise ScopeNotDeclared("narrow the scope to the permission at hand first")
        return self.filter(self.scope_condition(scope))

    @classmethod
    def scope_condition(cls, scope: Scope, prefix: str = "") -> Q:
        """The condition `visible_to` filters by; `prefix` reaches it over a relation ("guidance__")."""
        lookups = (cls.office_lookup, cls.officer_lookup, cls.cohort_lookup)
        if UNSET in lookups:
            raise ScopeNotDeclared(f"{cls.__name__} must name office_lookup, officer_lookup and cohort_lookup")
        conditions = [
            condition
            for reach in scope.reaches
            if (condition := cls._condition_of(reach, scope.user_id, prefix)) is not None
        ]
        if not conditions:
            return Q(pk__in=[])
        whole = conditions[0]
        for condition in conditions[1:]:
            whole |= condition
        return Q() if any(condition == Q() for condition in conditions) else whole

    @classmethod
    def _condition_of(cls, reach: Reach, user_id: int | None, prefix: str) -> Q | None:
        if reach.partner_id is not None:
            partner = cls.partner_lookup
            return None if partner is None else Q(**{f"{prefix}{partner}": reach.partner_id})
        return _reach_condition(reach, user_id, (cls.office_lookup, cls.officer_lookup, cls.cohort_lookup), prefix)


def _reach_condition(
    reach: Reach, user_id: int | None, lookups: tuple[str | None, str | None, str | None], prefix: str
) -> Q | None:
    office, officer, cohort = lookups
    if reach.own_only and officer is None:
        return None
    if reach.office_ids is not None and office is None:
        return None
    parts: dict[str, Any] = {}
    if reach.office_ids is not None:
        parts[f"{prefix}{office}__in"] = sorted(reach.office_ids)
    if reach.own_only:
        parts[f"{prefix}{officer}"] = user_id
    if reach.is_child is not None and cohort is not None:
        parts[f"{prefix}{cohort}"] = reach.is_child
    return Q(**parts)
