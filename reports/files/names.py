"""Names and kinds of files. A name tells office and months, never a person."""

from reports.choices import ExportKind
from reports.models import Export

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "pdf": "application/pdf",
}


def extension(export: Export) -> str:
    """CSV with case rows is two tables and hence a ZIP."""
    if export.kind == ExportKind.CSV and export.with_case_rows:
        return "zip"
    return export.kind.lower()


def file_name(export: Export) -> str:
    """laporan-bapas_33_2025-01_2025-12.xlsx: the office's code, first and last month."""
    months = f"{export.first_month:%Y-%m}_{export.last_month:%Y-%m}"
    return f"laporan-bapas_{export.office.code}_{months}.{extension(export)}"
