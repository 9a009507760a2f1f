"""The tables of plans and activities, one file a noun."""

from programs.models.activity import ActivityPhoto, CareActivity, Participation
from programs.models.plan import ActionPlan, Intervention, PlanLine, PlanLineState, PlanVersion
from programs.models.service import HoursEntry, ServiceOrder, ServicePause

__all__ = [
    "ActionPlan",
    "ActivityPhoto",
    "CareActivity",
    "HoursEntry",
    "Intervention",
    "Participation",
    "PlanLine",
    "PlanLineState",
    "PlanVersion",
    "ServiceOrder",
    "ServicePause",
]
