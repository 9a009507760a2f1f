"""What must hold before a run is published. A check that fails says in which month, office and cell."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.models import Office
from bapas_portal.core.dates import month_end
from reports.choices import Measure, NeedMeasure, ReferralMeasure, SectorMeasure
from reports.counting import STEPS
from reports.models import RollupRun

MOST_FAULTS_KEPT = 50


@dataclass(frozen=True)
class Fault:
    """One place where a check failed. `expected` and `found` are counts."""

    month: str
    office: str
    cell: str
    expected: int
    found: int


@dataclass
class Check:
    """One check of a run: how many places were compared, and where it failed (the first 50)."""

    code: str
    label: str
    compared: int = 0
    failed: int = 0
    faults: list[Fault] = field(default_factory=list)

    def compare(self, *, month: date, office: str, cell: str, expected: int, found: int) -> None:
        self.compared += 1
        if expected == found:
            return
        self.failed += 1
        if len(self.faults) < MOST_FAULTS_KEPT:
            self.faults.append(Fault(f"{month:%Y-%m}", office, cell, expected, found))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "passed": self.failed == 0}


def check_run(run: RollupRun, months: Iterable[date]) -> list[Check]:
    """All checks of a counted run. Reads figures and, for the sums, the source tables in the same snapshot."""
    months = list(months)
    return [check_identity(run), check_succession(run), check_needs(run), check_quality(run), *check_sums(run, months)]


IDENTITY = """
    SELECT month, o.name, is_child, sex, key,
           coalesce(sum(value) FILTER (WHERE measure = 'CLIENTS_START'), 0)
             + coalesce(sum(value) FILTER (WHERE measure = 'CLIENTS_IN'), 0)
             - coalesce(sum(value) FILTER (WHERE measure = 'CLIENTS_OUT'), 0) AS expected,
           coalesce(sum(value) FILTER (WHERE measure = 'CLIENTS_END'), 0) AS found
      FROM reports_figure f JOIN accounts_office o ON o.id = f.office_id
     WHERE run_id = %s AND measure IN ('CLIENTS_START', 'CLIENTS_IN', 'CLIENTS_OUT', 'CLIENTS_END')
     GROUP BY month, o.name, f.office_id, is_child, sex, key
     ORDER BY month, o.name
"""
SUCCESSION = """
    SELECT coalesce(e.month + INTERVAL '1 month', s.month)::date, o.name, coalesce(e.is_child, s.is_child),
           coalesce(e.sex, s.sex), coalesce(e.key, s.key), coalesce(e.value, 0), coalesce(s.value, 0)
      FROM (SELECT * FROM reports_figure WHERE run_id = %(run)s AND measure = 'CLIENTS_END'
               AND month < %(last)s) AS e
      FULL JOIN (SELECT * FROM reports_figure WHERE run_id = %(run)s AND measure = 'CLIENTS_START'
               AND month > %(first)s) AS s
        ON s.office_id = e.office_id AND s.is_child = e.is_child AND s.sex = e.sex AND s.key = e.key
       AND s.month = (e.month + INTERVAL '1 month')::date
      JOIN accounts_office o ON o.id = coalesce(e.office_id, s.office_id)
     ORDER BY 1, 2
"""


def _cell(is_child: bool | None, sex: str, key: str) -> str:
    cohort = {True: _("anak"), False: _("dewasa"), None: ""}[is_child]
    return " · ".join(part for part in (key, cohort, sex) if part)


def _compare_rows(check: Check, sql: str, params: Any) -> Check:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for month, office, is_child, sex, key, expected, found in cursor.fetchall():
            check.compare(
                month=month, office=office, cell=_cell(is_child, sex, key), expected=int(expected), found=int(found)
            )
    return check


def check_identity(run: RollupRun) -> Check:
    """start + in - out = end for every month, office, status, cohort and sex (domain.md 8.2)."""
    return _compare_rows(Check("identity", _("Awal + masuk − keluar = akhir, di setiap sel")), IDENTITY, [run.pk])


def check_succession(run: RollupRun) -> Check:
    """The end of a month is the start of the next, within the run."""
    params = {"run": run.pk, "first": run.first_month, "last": run.last_month}
    return _compare_rows(Check("succession", _("Akhir bulan = awal bulan berikutnya")), SUCCESSION, params)


NEEDS = """
    SELECT coalesce(n.month, e.month), o.name, coalesce(n.is_child, e.is_child), coalesce(n.sex, e.sex), '',
           coalesce(e.value, 0), coalesce(n.value, 0)
      FROM (SELECT month, office_id, is_child, sex, sum(people) AS value FROM reports_needfigure
             WHERE run_id = %(run)s AND need = 'ALL' GROUP BY month, office_id, is_child, sex) AS n
      FULL JOIN (SELECT month, office_id, is_child, sex, sum(value) AS value FROM reports_figure
                  WHERE run_id = %(run)s AND measure = 'CLIENTS_END' GROUP BY month, office_id, is_child, sex) AS e
        ON e.month = n.month AND e.office_id = n.office_id AND e.is_child = n.is_child AND e.sex = n.sex
      JOIN accounts_office o ON o.id = coalesce(n.office_id, e.office_id)
     ORDER BY 1, 2
"""


def check_needs(run: RollupRun) -> Check:
    """The clients that the needs map looks at are those of the month's end, for every office, cohort and sex."""
    label = _("Klien pada peta kebutuhan = klien akhir bulan, di setiap sel")
    return _compare_rows(Check("needs", label), NEEDS, {"run": run.pk})


QUALITY = """
    SELECT coalesce(q.month, f.month), o.name, coalesce(q.is_child, f.is_child), coalesce(q.sex, f.sex),
           coalesce(q.instrument, f.category) || ' ' || coalesce(q.key, f.key), coalesce(f.value, 0),
           coalesce(q.value, 0)
      FROM (SELECT month, office_id, is_child, sex, instrument, key, sum(value) AS value FROM reports_qualityfact
             WHERE run_id = %(run)s AND measure = 'CATEGORIES'
             GROUP BY month, office_id, is_child, sex, instrument, key) AS q
      FULL JOIN (SELECT * FROM reports_figure WHERE run_id = %(run)s AND measure = 'ASSESSMENTS') AS f
        ON f.month = q.month AND f.office_id = q.office_id AND f.is_child = q.is_child AND f.sex = q.sex
       AND f.category = q.instrument AND f.key = q.key
      JOIN accounts_office o ON o.id = coalesce(q.office_id, f.office_id)
     ORDER BY 1, 2
"""


def check_quality(run: RollupRun) -> Check:
    """The assessments that overrides are held against are those of the assessments' own figure, cell by cell."""
    label = _("Asesmen pada mutu asesmen = asesmen menurut kategori, di setiap sel")
    return _compare_rows(Check("quality", label), QUALITY, {"run": run.pk})


FIGURE_SUMS = """
    SELECT f.month, f.measure, k.id, sum(f.value)
      FROM (SELECT month, measure, office_id, value FROM reports_figure WHERE run_id = %(run)s
             UNION ALL
            SELECT n.month, v.measure, n.office_id, v.value
              FROM reports_needfigure n
             CROSS JOIN LATERAL (VALUES
                 (CASE n.need WHEN 'ALL' THEN 'NEEDS_CLIENTS' WHEN 'ANY' THEN 'NEEDS_PEOPLE' ELSE 'NEEDS_OPEN' END,
                  n.people),
                 (CASE WHEN n.need NOT IN ('ALL', 'ANY') THEN 'NEEDS_RUNNING' END, n.running)) AS v(measure, value)
             WHERE n.run_id = %(run)s AND v.measure IS NOT NULL
             UNION ALL
            SELECT month, measure, office_id, value FROM reports_sectorfact WHERE run_id = %(run)s
             UNION ALL
            SELECT month, 'R_' || measure, office_id, value FROM reports_referralfact
             WHERE run_id = %(run)s AND need = '') AS f
      JOIN accounts_office o ON o.id = f.office_id
      LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
     GROUP BY f.month, f.measure, k.id
"""
LABELS = dict((*Measure.choices, *NeedMeasure.choices, *SectorMeasure.choices))
LABELS |= {f"R_{code}": label for code, label in ReferralMeasure.choices}


def check_sums(run: RollupRun, months: Iterable[date]) -> list[Check]:
    """Nation = sum of Kanwil = sum of Bapas, against control totals counted from the source tables."""
    by_kanwil = Check("kanwil", _("Jumlah Bapas = hitungan Kanwil"))
    nation = Check("nation", _("Jumlah Kanwil = hitungan nasional"))
    found = _figure_sums(run)
    names = dict(Office.objects.filter(kind=OfficeKind.KANWIL).values_list("pk", "name"))
    for month in months:
        for step in STEPS:
            for total in step.control_totals(first=month, last=month_end(month)):
                where: dict[str, Any] = {"month": month, "cell": str(LABELS[total.measure])}
                if total.is_nation:
                    # What stands under no Kanwil is in the nation's count but in no Kanwil's sum: it must show.
                    value = sum(found[month, total.measure, kanwil] for kanwil in names)
                    nation.compare(office=_("Nasional"), expected=total.value, found=value, **where)
                elif total.kanwil_id is None:
                    by_kanwil.compare(office=_outside(run), expected=0, found=total.value, **where)
                else:
                    value = found[month, total.measure, total.kanwil_id]
                    by_kanwil.compare(office=names[total.kanwil_id], expected=total.value, found=value, **where)
    return [by_kanwil, nation]


def _figure_sums(run: RollupRun) -> dict[tuple[date, str, int | None], int]:
    found: dict[tuple[date, str, int | None], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(FIGURE_SUMS, {"run": run.pk})
        for month, measure, kanwil_id, value in cursor.fetchall():
            found[month, measure, kanwil_id] = int(value)
    return found


def _outside(run: RollupRun) -> str:
    """The offices with figures that stand under no Kanwil, by name."""
    kanwils = Office.objects.filter(kind=OfficeKind.KANWIL).values_list("path", flat=True)
    offices = Office.objects.filter(pk__in=run.figures.values("office_id")).values_list("name", "path")
    lost = sorted(name for name, path in offices if not path.startswith(tuple(kanwils)))
    return _("di luar Kanwil: %(offices)s") % {"offices": ", ".join(lost) or "–"}
