"""Who may write and decide plans and activities, apart from in what state they are."""

from django.utils.translation import gettext as _

from bapas_portal.accounts.models import User
from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.scope import Scope
from clients.models import Guidance
from programs.models import CareActivity, PlanVersion, ServiceAttendance, ServiceOrder


def may_write_plan(guidance: Guidance, scope: Scope) -> bool:
    return _covers(scope, "programs.write_plan", guidance)


def may_approve_plan(guidance: Guidance, scope: Scope) -> bool:
    return _covers(scope, "programs.approve_plan", guidance)


def _covers(scope: Scope, permission: str, guidance: Guidance) -> bool:
    return scope.covers(
        permission, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


def is_own_submission(version: PlanVersion, by: User) -> bool:
    return version.submitted_by_id == by.pk


def check_four_eyes(version: PlanVersion, by: User) -> None:
    """Who submitted does not decide. Raises NotAllowed."""
    if is_own_submission(version, by):
        raise NotAllowed(_("Rencana yang Anda ajukan sendiri harus diperiksa orang lain."), code="four_eyes")


def may_write_activity(activity: CareActivity, scope: Scope) -> bool:
    return scope.covers("programs.write_activity", office_id=activity.office_id)


def may_accept_activity(activity: CareActivity, scope: Scope) -> bool:
    return scope.covers("programs.accept_activity", office_id=activity.office_id)


def may_approve_activity(activity: CareActivity, scope: Scope) -> bool:
    return scope.covers("programs.approve_activity", office_id=activity.office_id)


def may_see_photo(*, is_releasable: bool, office_id: int, scope: Scope) -> bool:
    """A photo of a child, or of somebody who did not agree, stays with the office's officers (UU 11/2012 art. 19)."""
    return is_releasable or scope.covers("programs.write_activity", office_id=office_id)


def covering_order(order: ServiceOrder, scope: Scope, permission: str) -> None:
    """Whoever sees a service order may not always write in it. Raises NotAllowed."""
    if not _covers(scope, permission, order.guidance):
        raise NotAllowed(_("Hanya PK klien ini atau atasannya yang dapat melakukannya."), code="not_covered")


def check_writes_directives(scope: Scope) -> None:
    """Directives are the nation's: only who writes for the nation changes them. Raises NotAllowed."""
    if not scope.covers("programs.write_directive", office_id=None):
        raise NotAllowed(_("Arahan disusun dan diterbitkan oleh Ditjenpas."))


def may_correct_attendance(row: ServiceAttendance, scope: Scope) -> bool:
    """Somebody else's row is corrected by who may correct hours of that client."""
    return _covers(scope, "programs.correct_hours", row.order.guidance)
