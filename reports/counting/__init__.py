"""How each measure is counted: SQL over the facts, one pass per table and month (performance.md)."""

from reports.counting.activities import ACTIVITIES
from reports.counting.movement import MOVEMENT
from reports.counting.needs import NEEDS_MAP
from reports.counting.plans import PLANS
from reports.counting.quality import QUALITY, QualityStep
from reports.counting.referrals import REFERRALS
from reports.counting.risk import ASSESSMENTS, NEEDS
from reports.counting.sectors import SECTORS
from reports.counting.step import Step, Total

STEPS: tuple[Step | QualityStep, ...] = (
    MOVEMENT,
    ASSESSMENTS,
    NEEDS,
    PLANS,
    ACTIVITIES,
    NEEDS_MAP,
    QUALITY,
    SECTORS,
    REFERRALS,
)

__all__ = ["STEPS", "Step", "Total"]
