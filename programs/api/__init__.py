"""The API's doors to action plans and the catalogue of interventions."""

from programs.api.catalogue import InterventionViewSet
from programs.api.plan import PlanViewSet

__all__ = ["InterventionViewSet", "PlanViewSet"]
