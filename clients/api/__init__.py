"""The API's doors to the register and to assessments: the same scope, rules and actions as the pages."""

from clients.api.assessment import AssessmentViewSet
from clients.api.guidance import GuidanceViewSet

__all__ = ["AssessmentViewSet", "GuidanceViewSet"]
