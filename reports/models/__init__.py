"""Runs and the facts that they write, the files made from them, and the monthly cycle."""

from reports.models.export import Export
from reports.models.figures import (
    DirtyMonth,
    Figure,
    NeedFigure,
    NeedSupply,
    PublishedMonth,
    QualityFact,
    RollupRun,
)
from reports.models.period import EntryException, Period, Release, Submission, SubmissionDecision, SubmissionVersion
from reports.models.referrals import ReferralFact
from reports.models.sectors import SectorFact

FACTS = (Figure, NeedFigure, NeedSupply, QualityFact, SectorFact, ReferralFact)
"""The tables that a run counts into."""

__all__ = [
    "FACTS",
    "DirtyMonth",
    "EntryException",
    "Export",
    "Figure",
    "NeedFigure",
    "NeedSupply",
    "Period",
    "PublishedMonth",
    "QualityFact",
    "ReferralFact",
    "Release",
    "RollupRun",
    "SectorFact",
    "Submission",
    "SubmissionDecision",
    "SubmissionVersion",
]
