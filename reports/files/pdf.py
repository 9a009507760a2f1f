"""The report as a tagged PDF (PDF/UA-1): report.typ set by Typst, with the figures as JSON and charts as SVG.

The data goes in as JSON, never as markup, so no text of a record can become a command.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from bapas_portal.accounts.choices import OfficeKind
from bapas_portal.accounts.letterhead import letterhead
from bapas_portal.accounts.models import Office
from programs.choices import LineState
from reports.choices import Measure
from reports.files.charts import COLOURS, RISK_COLOURS, Series, columns, stacked_bars
from reports.files.content import MOVEMENT, SUMMARY, Content
from reports.labels import COHORTS, INSTRUMENTS, RISKS, factor_labels, key_label
from reports.measures import MEASURES
from reports.queries.figures import sums_by_child, total_of

TEMPLATE = Path(__file__).with_name("report.typ")
Chart = dict[str, str]


def write_pdf(content: Content, path: Path, tell: Callable[[int, int, str], None]) -> None:
    """Write the report of `content` to `path`. Raises typst.TypstError if it cannot be set."""
    folder = path.parent / "typst"
    folder.mkdir()
    tell(0, 3, _("Mengumpulkan angka"))
    data = report_data(content)
    tell(1, 3, _("Menggambar grafik"))
    for name, svg in charts_of(content).items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")
    shutil.copy(TEMPLATE, folder / TEMPLATE.name)
    tell(2, 3, _("Menyusun PDF"))
    typst.compile(str(folder / TEMPLATE.name), output=str(path), root=str(folder), pdf_standards="ua-1")


def report_data(content: Content) -> dict[str, Any]:
    """All words and numbers of the report, ready to be set."""
    export = content.export
    offices, idle = _offices(content)
    return {
        "title": _("Laporan Pembimbingan Klien Pemasyarakatan"),
        "letterhead": letterhead(export.office),
        "office": export.office.name,
        "period": _period(content),
        "as_of": _moment(content.data_as_of),
        "made_at": _moment(content.made_at),
        "last_month": date_format(export.last_month, "F Y"),
        "words": _words(),
        "summary": _summary(content),
        "movement": _movement(content),
        "risk": _grid(content, Measure.ASSESSMENTS, dict(INSTRUMENTS), _("Instrumen"), by_category=True),
        "needs": _grid(content, Measure.NEEDS, _needs_names(content), _("Faktor"), by_category=False),
        "lines": _by_key(content, Measure.PLAN_LINES, _("Keadaan")),
        "activities": _by_key(content, Measure.ACTIVITIES, _("Jenis kegiatan")),
        "offices": offices,
        "idle": idle,
        "definitions": [[str(text.name), str(text.text), str(text.formula)] for text in MEASURES.values()],
    }


def _words() -> dict[str, str]:
    return {
        "contents": _("Daftar isi"),
        "summary": _("Ringkasan"),
        "clients": _("Klien akhir bulan"),
        "flow": _("Klien masuk dan keluar"),
        "movement": _("Pergerakan klien"),
        "risk": _("Asesmen dan kebutuhan"),
        "risk_table": _("Asesmen menurut kategori"),
        "needs_table": _("Kebutuhan menurut faktor"),
        "lines": _("Rencana aksi"),
        "activities": _("Kegiatan Klien Bapas Peduli"),
        "offices": _("Menurut kantor"),
        "definitions": _("Definisi"),
        "about": _("Waktu data dan kerahasiaan"),
        "as_of": _("Data per"),
        "made_at": _("Dibuat"),
        "period": _("Masa laporan"),
        "none": _("Tidak ada angka pada bulan ini."),
        "page": _("Halaman"),
        "secrecy": _("Laporan ini hanya memuat jumlah. Identitas anak dirahasiakan (UU 11/2012 pasal 19)."),
        "checked": _(
            "Setiap angka lolos pemeriksaan: awal + masuk − keluar = akhir, dan jumlah Bapas = Kanwil = nasional."
        ),
        "measure": _("Ukuran"),
        "meaning": _("Arti"),
        "formula": _("Cara menghitung"),
    }


def _period(content: Content) -> str:
    first, last = (date_format(month, "F Y") for month in (content.months[0], content.months[-1]))
    return first if first == last else f"{first} – {last}"


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y H:i T") if moment else "–"


def _table(head: Sequence[object], rows: Sequence[Sequence[object]], total: Sequence[object] = ()) -> dict[str, Any]:
    """A table as text: head, rows, and a last row in bold or nothing; whole numbers grouped by thousands."""

    def words(row: Sequence[object]) -> list[str]:
        return [number_format(cell) if isinstance(cell, int) else str(cell) for cell in row]

    return {"head": words(head), "rows": [words(row) for row in rows], "total": words(total)}


def _sums(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The last row: sums of all columns but the first; nothing under an empty table."""
    return [_("Jumlah"), *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))] if rows else []


def _summary(content: Content) -> dict[str, Any]:
    head = [_("Bulan"), _("Awal"), _("Masuk"), _("Keluar"), _("Akhir"), _("Asesmen"), _("Rencana"), _("Kegiatan")]
    rows = [
        [date_format(month, "M Y"), *(content.by_month.get(month, {}).get(measure, 0) for measure in SUMMARY[:-1])]
        for month in content.months
    ]
    return _table(head, rows)


def _statuses(content: Content) -> list[str]:
    keys = {cell.key for cell in content.last_cells if cell.measure in MOVEMENT}
    return sorted(keys, key=lambda key: (-total_of(content.last_cells, Measure.CLIENTS_END, key=key), key))


def _movement(content: Content) -> dict[str, Any]:
    cells = content.last_cells
    rows = [
        [
            key_label(Measure.CLIENTS_END, key),
            *(total_of(cells, measure, key=key) for measure in MOVEMENT),
            total_of(cells, Measure.CLIENTS_END, key=key, is_child=True),
            total_of(cells, Measure.CLIENTS_END, key=key, sex="F"),
        ]
        for key in _statuses(content)
    ]
    head = [_("Dasar pembimbingan"), _("Awal"), _("Masuk"), _("Keluar"), _("Akhir"), _("Anak"), _("Perempuan")]
    return _table(head, rows, _sums(rows))


def _needs_names(content: Content) -> dict[str, str]:
    return {
        key: f"{label} ({_('anak')})" if key.startswith("ANAK_") else label
        for key, label in factor_labels().items()
        if total_of(content.last_cells, Measure.NEEDS, key=key)
    }


def _grid(content: Content, measure: Measure, names: dict[str, Any], head: str, *, by_category: bool) -> dict[str, Any]:
    """Counts by name and risk category. `by_category`: the figure's category is the name, its key the risk."""
    name_field, risk_field = ("category", "key") if by_category else ("key", "category")
    rows = [
        [name, *(total_of(content.last_cells, measure, **{name_field: key, risk_field: risk}) for risk in RISKS)]
        for key, name in names.items()
    ]
    rows = [row for row in rows if any(row[1:])]
    return _table([head, *RISKS.values(), _("Jumlah")], [[*row, sum(row[1:])] for row in rows])


def _by_key(content: Content, measure: Measure, head: str) -> dict[str, Any]:
    """Counts by key, in the order of the choices where they have one."""
    found = {cell.key for cell in content.last_cells if cell.measure == measure}
    keys = sorted(found, key=lambda key: (LineState.values.index(key) if key in LineState.values else 0, key))
    rows = [[key_label(measure, key), total_of(content.last_cells, measure, key=key)] for key in keys]
    return _table([head, _("Jumlah")], rows)


def _offices(content: Content) -> tuple[dict[str, Any], str]:
    """The offices directly below in the last month, and how many of them have no figures."""
    office = content.export.office
    sums = sums_by_child(content.figures.filter(month=content.export.last_month), office)
    below = Office.objects.filter(parent=office).exclude(kind=OfficeKind.POS).order_by("path")
    measures = (*MOVEMENT, Measure.ASSESSMENTS, Measure.ACTIVITIES)
    rows = [[child.name, *(sums[child.code][name] for name in measures)] for child in below if child.code in sums]
    head = [_("Kantor"), _("Awal"), _("Masuk"), _("Keluar"), _("Akhir"), _("Asesmen"), _("Kegiatan")]
    idle = len(below) - len(rows)
    return _table(head, rows, _sums(rows)), _("%(count)s kantor tanpa angka.") % {"count": idle} if idle else ""


def charts_of(content: Content) -> dict[str, str]:
    """The charts by file name."""
    months = [date_format(month, "M y") for month in content.months]
    cells, statuses = content.last_cells, _statuses(content)

    def by_month(measure: Measure) -> list[int]:
        return [content.by_month.get(month, {}).get(measure, 0) for month in content.months]

    flow = [Series(_("Masuk"), COLOURS[0], by_month(Measure.CLIENTS_IN))]
    flow.append(Series(_("Keluar"), COLOURS[1], by_month(Measure.CLIENTS_OUT)))
    cohorts = [
        Series(
            str(COHORTS[is_child]),
            COLOURS[place],
            [total_of(cells, Measure.CLIENTS_END, key=key, is_child=is_child) for key in statuses],
        )
        for place, is_child in enumerate((False, True))
    ]
    needs = _needs_names(content)
    factors = [
        Series(
            str(label), RISK_COLOURS[risk], [total_of(cells, Measure.NEEDS, key=key, category=risk) for key in needs]
        )
        for risk, label in RISKS.items()
    ]
    risks = [
        Series(
            str(label),
            RISK_COLOURS[risk],
            [total_of(cells, Measure.ASSESSMENTS, key=risk, category=code) for code in INSTRUMENTS],
        )
        for risk, label in RISKS.items()
    ]
    return {
        "clients": columns(months, [Series(_("Klien akhir bulan"), COLOURS[0], by_month(Measure.CLIENTS_END))]),
        "flow": columns(months, flow),
        "status": stacked_bars([str(key_label(Measure.CLIENTS_END, key)) for key in statuses], cohorts),
        "risk": stacked_bars([str(name) for name in INSTRUMENTS.values()], risks),
        "needs": stacked_bars(list(needs.values()), factors),
    }
