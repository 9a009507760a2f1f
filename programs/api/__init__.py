"""The API's doors to action plans and the catalogue of interventions, to guidance, service orders and directives."""

from programs.api.activity import CalendarEntryViewSet, CareActivityViewSet
from programs.api.catalogue import InterventionViewSet
from programs.api.directive import DirectiveViewSet, ReadingViewSet
from programs.api.indicator import IndicatorReadingViewSet
from programs.api.plan import PlanViewSet
from programs.api.plan_review import PlanAnswerViewSet, PlanDueViewSet, PlanReviewViewSet
from programs.api.programme import CertificateViewSet, EnrolmentViewSet, ProgrammeViewSet
from programs.api.service import ServiceOrderViewSet
from programs.api.service_attendance import ServiceAttendanceViewSet
from programs.api.service_session import ServiceSessionViewSet
from programs.api.session import AttendanceViewSet, GroupSessionViewSet, SingleSessionViewSet
from programs.api.step import PlanStepViewSet

__all__ = [
    "AttendanceViewSet",
    "CalendarEntryViewSet",
    "CareActivityViewSet",
    "CertificateViewSet",
    "DirectiveViewSet",
    "EnrolmentViewSet",
    "GroupSessionViewSet",
    "IndicatorReadingViewSet",
    "InterventionViewSet",
    "PlanAnswerViewSet",
    "PlanDueViewSet",
    "PlanReviewViewSet",
    "PlanStepViewSet",
    "PlanViewSet",
    "ProgrammeViewSet",
    "ReadingViewSet",
    "ServiceAttendanceViewSet",
    "ServiceOrderViewSet",
    "ServiceSessionViewSet",
    "SingleSessionViewSet",
]
