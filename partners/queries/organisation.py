"""Reads of the partner directory."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope
from partners.choices import Area
from partners.models import Organisation
from partners.models.organisation import known_at


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What the reader looks for; an empty value does not narrow. `province` is a two-digit region code."""

    search: str = ""
    kind: str = ""
    province: str = ""
    need: str = ""
    area: str = Area.NATION
    with_inactive: bool = False


def home_path(scope: Scope, area: str) -> str:
    """Path prefix of the offices in `area` as seen from the reader's office; "" is the nation."""
    office = Office.objects.filter(pk=scope.office_id or 0).first()
    if office is None or area == Area.NATION:
        return ""
    if area == Area.OFFICE:
        return office.path
    return kanwil_path(office)


def kanwil_path(office: Office) -> str:
    """Path of the Kanwil above `office` (its own path if there is none)."""
    step: Office | None = office
    while step is not None:
        if step.kind == OfficeKind.KANWIL:
            return step.path
        step = step.parent
    return office.path


def directory(scope: Scope, wanted: DirectoryFilter) -> QuerySet[Organisation]:
    """Organisations the reader knows that fit `wanted`, with office and region. `scope` narrowed."""
    found = Organisation.objects.known_to(scope).select_related("office", "region")
    if not wanted.with_inactive:
        found = found.filter(is_active=True)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.province:
        found = found.filter(region__code__startswith=wanted.province)
    if wanted.need:
        found = found.filter(serves__contains=[wanted.need])
    for word in wanted.search.split():
        found = found.filter(Q(name__icontains=word) | Q(description__icontains=word) | Q(region__name__icontains=word))
    prefix = home_path(scope, wanted.area)
    return found.filter(office__path__startswith=prefix) if prefix else found


def partners_near(office: Office, keep: int | None = None) -> QuerySet[Organisation]:
    """Active partners that the office knows, for picking one; `keep` stays in the list whatever became of it."""
    near = Q(is_active=True) & known_at(office.path)
    if keep is not None:
        near |= Q(pk=keep)
    return Organisation.objects.filter(near).select_related("office").order_by("name", "pk")


def known(scope: Scope) -> QuerySet[Organisation]:
    """Organisations the reader knows, with office and region. `scope` narrowed."""
    return Organisation.objects.known_to(scope).select_related("office", "region__parent")
