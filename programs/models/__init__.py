"""The tables of plans and activities, one file a noun."""

from programs.models.activity import ActivityPhoto, CareActivity, Participation
from programs.models.activity_part import ActivityLink, ActivityOutput, ParticipationMark
from programs.models.calendar import CalendarEntry, CareReminder
from programs.models.directive import Answer, Directive, DirectiveFile, DirectiveVersion, Question, Reading
from programs.models.feed import FeedAddress
from programs.models.plan import ActionPlan, Intervention, PlanLine, PlanLineState, PlanVersion
from programs.models.service import HoursEntry, ServiceOrder, ServicePause
from programs.models.service_consent import ServiceConsent
from programs.models.target import Target, TargetShare

__all__ = [
    "ActionPlan",
    "ActivityLink",
    "ActivityOutput",
    "ActivityPhoto",
    "Answer",
    "CalendarEntry",
    "CareActivity",
    "CareReminder",
    "Directive",
    "DirectiveFile",
    "DirectiveVersion",
    "FeedAddress",
    "HoursEntry",
    "Intervention",
    "Participation",
    "ParticipationMark",
    "PlanLine",
    "PlanLineState",
    "PlanVersion",
    "Question",
    "Reading",
    "ServiceConsent",
    "ServiceOrder",
    "ServicePause",
    "Target",
    "TargetShare",
]
