"""Reads of partners' workers and invitations."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from bapas_portal.core.scope import Scope
from partners.models import Invitation, Organisation, Worker


def workers_of(organisation: Organisation, scope: Scope) -> list[Worker]:
    """All of a partner's workers, those of today first; `is_invited`: an invitation waits. `scope` narrowed."""
    waits = Invitation.objects.filter(
        worker=OuterRef("pk"), used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    rows = Worker.objects.visible_to(scope).filter(organisation=organisation).select_related("user", "invited_by")
    return list(rows.annotate(is_invited=Exists(waits)).order_by("to_on", "user__name", "pk"))


def open_invitation(digest: str) -> Invitation | None:
    """The invitation that may still be used, found by the digest of its secret."""
    rows = Invitation.objects.filter(
        digest=digest, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now(), worker__to_on=None
    )
    return rows.select_related("worker__user", "worker__organisation").first()
