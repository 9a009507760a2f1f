"""The tables of plans and activities, one file a noun."""

from programs.models.activity import ActivityPhoto, CareActivity, Participation
from programs.models.plan import ActionPlan, Intervention, PlanLine, PlanLineState, PlanVersion

__all__ = [
    "ActionPlan",
    "ActivityPhoto",
    "CareActivity",
    "Intervention",
    "Participation",
    "PlanLine",
    "PlanLineState",
    "PlanVersion",
]
