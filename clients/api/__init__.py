"""The API's doors to the register, to assessments and to needs: the same scope, rules and actions as the pages."""

from clients.api.assessment import AssessmentViewSet
from clients.api.guidance import GuidanceViewSet
from clients.api.needs import NeedViewSet

__all__ = ["AssessmentViewSet", "GuidanceViewSet", "NeedViewSet"]
