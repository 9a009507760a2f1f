"""The files made from published figures: XLSX, CSV and PDF."""

from reports.files.make import make_export_file

__all__ = ["make_export_file"]
