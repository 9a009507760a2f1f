"""The tables of the client register, one file a noun."""

from clients.models.assessment import Assessment, AssessmentFactor, InstrumentVersion, Need, ThroughGuidance
from clients.models.case import Case, OffenceGroup
from clients.models.guidance import Guidance, OfficerAssignment, RegisterCounter
from clients.models.person import Client, Guarantor, Residence

__all__ = [
    "Assessment",
    "AssessmentFactor",
    "Case",
    "Client",
    "Guarantor",
    "Guidance",
    "InstrumentVersion",
    "Need",
    "OffenceGroup",
    "OfficerAssignment",
    "RegisterCounter",
    "Residence",
    "ThroughGuidance",
]
