"""The offices a reader may act in."""

from django.db.models import QuerySet

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.scope import Scope

AT_BAPAS = (OfficeKind.BAPAS, OfficeKind.POS)


def offices_with(scope: Scope, permission: str) -> QuerySet[Office]:
    """Bapas and Pos in which `permission` is held (`scope` not narrowed)."""
    return Office.objects.visible_to(scope.narrowed(permission)).filter(kind__in=AT_BAPAS).order_by("path")
