"""The API's doors to action plans and the catalogue of interventions, and to service orders."""

from programs.api.activity import CalendarEntryViewSet, CareActivityViewSet
from programs.api.catalogue import InterventionViewSet
from programs.api.plan import PlanViewSet
from programs.api.service import ServiceOrderViewSet

__all__ = ["CalendarEntryViewSet", "CareActivityViewSet", "InterventionViewSet", "PlanViewSet", "ServiceOrderViewSet"]
