"""The tables of plans and activities, one file a noun."""

from programs.models.activity import ActivityPhoto, CareActivity, Participation
from programs.models.activity_part import ActivityLink, ActivityOutput, ParticipationMark
from programs.models.calendar import CalendarEntry, CareReminder
from programs.models.feed import FeedAddress
from programs.models.plan import ActionPlan, Intervention, PlanLine, PlanLineState, PlanVersion
from programs.models.service import HoursEntry, ServiceOrder, ServicePause

__all__ = [
    "ActionPlan",
    "ActivityLink",
    "ActivityOutput",
    "ActivityPhoto",
    "CalendarEntry",
    "CareActivity",
    "CareReminder",
    "FeedAddress",
    "HoursEntry",
    "Intervention",
    "Participation",
    "ParticipationMark",
    "PlanLine",
    "PlanLineState",
    "PlanVersion",
    "ServiceOrder",
    "ServicePause",
]
