"""What `manage.py bench` measures, by name. Every figure is a ratio measured side by side in one run."""

from collections.abc import Callable

from reports.bench import counting, files, pages, saving, scoping, searching
from reports.bench.stage import Stage
from reports.bench.table import Line

BENCHES: dict[str, Callable[[Stage], list[Line]]] = {
    "dashboard": pages.bench_dashboard,
    "caseload": pages.bench_caseload,
    "search": searching.bench_search,
    "assessment": saving.bench_assessment,
    "scope": scoping.bench_scope,
    "rollup": counting.bench_rollup,
    "files": files.bench_files,
}
GROWTH = "growth"
NAMES = (*BENCHES, GROWTH)

__all__ = ["BENCHES", "GROWTH", "NAMES", "Line", "Stage"]
