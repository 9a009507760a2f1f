"""Who may ask for another category or a review, and who may decide: never the same person (Permenkumham 12/2013)."""

from django.utils.translation import gettext_lazy as _

from bapas_portal.accounts.models import User
from bapas_portal.core.errors import NotAllowed, WrongState
from bapas_portal.core.scope import Scope
from clients.models import Assessment, AssessmentOverride, AssessmentReview, Guidance
from clients.permissions.assessment import check_running

ASSESS = "clients.assess"
DECIDE = "clients.decide_override"
REVIEW = "clients.review_assessment"


def holds_on(scope: Scope, permission: str, guidance: Guidance) -> bool:
    """Does the reader hold `permission` on this guidance? `scope` is the whole scope, not a narrowed one."""
    return scope.covers(
        permission, office_id=guidance.office_id, officer_id=guidance.officer_id, is_child=guidance.is_child
    )


def check_standing(assessment: Assessment) -> None:
    """Raises WrongState once the guidance has ended or a correction took the assessment's place. One query."""
    check_running(assessment.guidance)
    if Assessment.objects.filter(replaces=assessment).exists():
        raise WrongState(_("Asesmen ini sudah diperbaiki. Buka hasil perbaikannya."))


def check_second_person(asked: AssessmentOverride | AssessmentReview, by: User) -> None:
    """Who asked does not answer. Raises NotAllowed."""
    if asked.asked_by_id == by.pk:
        raise NotAllowed(_("Permintaan Anda sendiri diputus orang lain."), code="four_eyes")


def check_asker(override: AssessmentOverride, by: User) -> None:
    """Who asked takes it back, nobody else. Raises NotAllowed."""
    if override.asked_by_id != by.pk:
        raise NotAllowed(_("Hanya yang meminta yang dapat menarik permintaannya."))
