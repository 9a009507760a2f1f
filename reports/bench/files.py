"""The files of an export against COPY of the same rows."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from bapas_portal.accounts.models import Office, User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import add_months
from reports.bench.counting import last_whole_month
from reports.bench.stage import Stage
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line
from reports.choices import ExportKind
from reports.files.content import Content
from reports.files.csv import copy_csv, figure_rows, write_csv
from reports.files.xlsx import write_xlsx
from reports.models import Export

MONTHS = 12
CALLS = 1
COPY = "COPY of the same rows"
RAW_CASES = (
    "COPY (SELECT * FROM clients_guidance WHERE start_on <= %s AND (ended_on IS NULL OR ended_on >= %s)) TO STDOUT"
)


def bench_files(stage: Stage) -> list[Line]:
    """Twelve months of the nation: the writer's time to a finished file, without the queue and the trail."""
    with tempfile.TemporaryDirectory() as folder:
        return _bench(stage, Path(folder))


def _bench(stage: Stage, folder: Path) -> list[Line]:
    figures, cases = nation_content(ExportKind.CSV), nation_content(ExportKind.XLSX, with_case_rows=True)
    copied, made = folder / "copy.csv", folder / "made"

    def against(what: str, work: Callable[[], object], content: Content, most: float) -> Line:
        pair = side_by_side(work, lambda: copy_rows(content, copied), rounds=stage.rounds, calls=stage.calls(CALLS))
        size = f"{made.stat().st_size / 1e6:.1f} MB, as CSV {copied.stat().st_size / 1e6:.1f} MB"
        return Line(what, COPY, pair, goal=Goal(most), notes=(f"{_rows(content)}; {size}",))

    return [
        against("CSV of figures", lambda: write_csv(figures, made, _silent), figures, 1.3),
        against("CSV of figures and case rows (ZIP)", lambda: write_csv(cases, made, _silent), cases, 1.3),
        against("XLSX of figures and case rows", lambda: write_xlsx(cases, made, _silent), cases, 8),
        _case_query(stage, cases, copied),
    ]


def _case_query(stage: Stage, content: Content, copied: Path) -> Line:
    """What the pseudonym, the age band and the latest risk cost, beside the bare rows of the table."""

    def raw() -> None:
        with connection.cursor() as cursor, copied.open("wb") as file:
            statement = cursor.mogrify(RAW_CASES, [content.last_day, content.export.first_month])
            cursor.copy_expert(statement, file)

    def query() -> None:
        with copied.open("wb") as file:
            copy_csv(content.cases(), file)

    pair = side_by_side(query, raw, rounds=stage.rounds, calls=stage.calls(CALLS))
    return Line("query of case rows (COPY)", "raw COPY of the table", pair)


def nation_content(kind: str, *, with_case_rows: bool = False) -> Content:
    """The content of an export that is never stored, under the rights of the directorate."""
    last = last_whole_month()
    owner = User.objects.get(username="ditjen")
    export = Export(
        kind=kind,
        first_month=add_months(last, 2 - MONTHS),
        last_month=last,
        office=Office.objects.get(parent=None),
        with_case_rows=with_case_rows,
        owner=owner,
    )
    return Content(export, scope_of(owner))


def copy_rows(content: Content, path: Path) -> None:
    """The same rows by COPY alone, one plain file."""
    with path.open("wb") as file:
        copy_csv(figure_rows(content), file)
        if content.export.with_case_rows:
            copy_csv(content.cases(), file)


def _rows(content: Content) -> str:
    figures = f"{content.figures.count()} figures"
    return f"{figures}, {content.cases().count()} case rows" if content.export.with_case_rows else figures


def _silent(done: int, total: int, message: str) -> None:
    """Nobody waits for the progress."""
