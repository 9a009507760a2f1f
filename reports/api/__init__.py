"""The API's doors to published figures and the rows behind them."""

from reports.api.figure import FigureViewSet
from reports.api.period import PeriodViewSet, ReleaseViewSet, SubmissionViewSet
from reports.api.rows import FigureRowViewSet

__all__ = ["FigureRowViewSet", "FigureViewSet", "PeriodViewSet", "ReleaseViewSet", "SubmissionViewSet"]
