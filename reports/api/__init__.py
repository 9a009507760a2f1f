"""The API's doors to published figures."""

from reports.api.figure import FigureViewSet

__all__ = ["FigureViewSet"]
