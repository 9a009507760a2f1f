"""The load of each PK beside his name where a client is given to one: what he carries, and what this client adds."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import User
from bapas_portal.core.scope import Scope
from clients.models import Guidance, Tier
from clients.queries.workload import VIEW, Load, ladder_in_force, office_loads


@dataclass(frozen=True, slots=True)
class Candidate:
    """A PK who may be chosen. load: None where it cannot be told; adds: points this client would bring him."""

    officer: User
    load: Load | None
    adds: int
    is_holder: bool

    @property
    def after(self) -> int:
        return (self.load.held.points if self.load else 0) + self.adds

    @property
    def is_over(self) -> bool:
        """Would he be over the capacity of today with this client?"""
        return self.load is not None and not self.is_holder and self.after > self.load.capacity

    @property
    def words(self) -> str:
        """ "Nama: 62 dari 80 poin, menjadi 66"."""
        if self.load is None:
            return self.officer.name
        told = {
            "name": self.officer.name,
            "points": self.load.held.points,
            "capacity": self.load.capacity,
            "after": self.after,
        }
        if self.is_holder:
            return _("%(name)s: %(points)s dari %(capacity)s poin, PK klien ini sekarang") % told
        if self.is_over:
            return _("%(name)s: %(points)s dari %(capacity)s poin, menjadi %(after)s (melebihi kapasitas)") % told
        return _("%(name)s: %(points)s dari %(capacity)s poin, menjadi %(after)s") % told


def candidates(scope: Scope, guidance: Guidance, officers: Iterable[User]) -> list[Candidate]:
    """The officers, the lightest share of capacity first; by name where the reader may not see loads.

    `scope` is the reader's whole scope. Eight queries, whatever the number of officers.
    """
    office = guidance.office
    if office.kind == OfficeKind.POS and office.parent is not None:
        office = office.parent
    ladder = ladder_in_force() if scope.covers(VIEW, office_id=office.pk) else None
    if ladder is None:
        return [Candidate(officer, None, 0, officer.pk == guidance.officer_id) for officer in officers]
    loads = {
        load.officer.pk: load
        for load in office_loads(scope.narrowed(VIEW), office, ladder, with_late=False)
        if load.officer is not None and load.is_here
    }
    now = Tier.objects.filter(guidance=guidance, superseded_at=None).values_list("points", flat=True).first()
    adds = ladder.by_code[ladder.otherwise].points if now is None else now
    found = [
        Candidate(
            officer=officer,
            load=loads.get(officer.pk),
            adds=0 if officer.pk == guidance.officer_id else adds,
            is_holder=officer.pk == guidance.officer_id,
        )
        for officer in officers
    ]
    return sorted(found, key=_lightest)


def _lightest(each: Candidate) -> tuple[bool, float, str]:
    """Who has no capacity today comes after all who have, whoever's load is not known last of all."""
    if each.load is None:
        return True, 0.0, each.officer.name
    used = each.after / each.load.capacity if each.load.capacity else float("inf")
    return False, used, each.officer.name
