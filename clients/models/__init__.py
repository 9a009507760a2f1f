"""The tables of the client register, one file a noun."""

from clients.models.assessment import Assessment, AssessmentFactor, InstrumentVersion, Need, ThroughGuidance
from clients.models.case import Case, OffenceGroup
from clients.models.draft import AssessmentDraft, DraftEvent
from clients.models.guidance import Guidance, OfficerAssignment, RegisterCounter
from clients.models.information import NewInformation
from clients.models.judgement import AssessmentOverride, AssessmentReview, SecondRating
from clients.models.person import Client, Guarantor, Residence
from clients.models.tier import Tier, TierChange, TierRule, TierRun, WorkloadReduction
from clients.models.trial import InstrumentTrial, TrialChange

__all__ = [
    "Assessment",
    "AssessmentDraft",
    "AssessmentFactor",
    "AssessmentOverride",
    "AssessmentReview",
    "Case",
    "Client",
    "DraftEvent",
    "Guarantor",
    "Guidance",
    "InstrumentTrial",
    "InstrumentVersion",
    "Need",
    "NewInformation",
    "OffenceGroup",
    "OfficerAssignment",
    "RegisterCounter",
    "Residence",
    "SecondRating",
    "ThroughGuidance",
    "Tier",
    "TierChange",
    "TierRule",
    "TierRun",
    "TrialChange",
    "WorkloadReduction",
]
