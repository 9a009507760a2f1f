"""The API's doors to action plans and the catalogue of interventions, to service orders and to directives."""

from programs.api.activity import CalendarEntryViewSet, CareActivityViewSet
from programs.api.catalogue import InterventionViewSet
from programs.api.directive import DirectiveViewSet, ReadingViewSet
from programs.api.plan import PlanViewSet
from programs.api.service import ServiceOrderViewSet
from programs.api.service_attendance import ServiceAttendanceViewSet

__all__ = [
    "CalendarEntryViewSet",
    "CareActivityViewSet",
    "DirectiveViewSet",
    "InterventionViewSet",
    "PlanViewSet",
    "ReadingViewSet",
    "ServiceAttendanceViewSet",
    "ServiceOrderViewSet",
]
