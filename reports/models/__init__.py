"""Runs, the facts that they write, and the files made from them."""

from reports.models.figures import (
    DirtyMonth,
    Export,
    Figure,
    NeedFigure,
    NeedSupply,
    PublishedMonth,
    QualityFact,
    RollupRun,
)
from reports.models.sectors import SectorFact

__all__ = [
    "DirtyMonth",
    "Export",
    "Figure",
    "NeedFigure",
    "NeedSupply",
    "PublishedMonth",
    "QualityFact",
    "RollupRun",
    "SectorFact",
]
