"""The cross-sector view in a file: the last month's tables as the page shows them, and the facts for CSV."""

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext as _

from reports.files.content import Content
from reports.files.sheet import Column, Sheet
from reports.models import SectorFact
from reports.queries.cases import safe_text
from reports.queries.sectors import sectors_of_office
from reports.queries.sectors_shapes import SectorRow, Sectors, SectorsAsked

TWO_PLACES = "0.00"


def sector_sheets(content: Content) -> list[Sheet]:
    """Agreements by kind and state, and places beside orders by regency, on the last month's last day."""
    asked = SectorsAsked(content.export.office, content.export.last_month)
    page = sectors_of_office(content.scope.narrowed("reports.export"), asked)
    return [_agreements(page), _places(page), _partners(page)]


def _agreements(page: Sectors) -> Sheet:
    states = [Column(str(state), 16) for state in page.states]
    columns = [Column(_("Jenis"), 34), *states, Column(_("Semua")), Column(_("Berakhir ≤ 90 hari"), 16)]
    rows = [[str(line.label), *line.numbers, line.total, line.ending] for line in page.agreements]
    return Sheet(_("Perjanjian"), columns, rows)


def _places(page: Sectors) -> Sheet:
    columns = [
        Column(_("Kode"), 8),
        Column(_("Kabupaten/kota"), 34),
        Column(_("Putusan berjalan"), 12),
        Column(_("Sisa jam"), 12, TWO_PLACES),
        Column(_("Baru sebulan"), 12, TWO_PLACES),
        Column(_("Kursi dibutuhkan"), 14, TWO_PLACES),
        Column(_("Tempat kerja"), 12),
        Column(_("Kursi tersedia"), 12),
        Column(_("Kursi tertutup K3"), 14),
        Column(_("Kekurangan"), 14, TWO_PLACES),
    ]
    return Sheet(_("Tempat kerja sosial"), columns, [_cells(row) for row in page.rows])


def _cells(row: SectorRow) -> list[str | float]:
    numbers = (row.orders, row.owed, row.expected, row.needed, row.sites, row.seats, row.shut, row.gap)
    return [row.code, row.name, *numbers]


def _partners(page: Sectors) -> Sheet:
    columns = [Column(_("Kelompok"), 30), Column(_("Jenis"), 40), Column(_("Jumlah"))]
    rows = [[_("Mitra"), str(label), number] for label, number in page.partners]
    rows += [[_("Tempat kerja"), str(label), number] for label, number in page.checks]
    return Sheet(_("Mitra dan K3"), columns, rows)


def sector_figures(content: Content) -> QuerySet:
    """The facts of the months as tuples of csv.FIGURE_COLUMNS: kategori is the regency's official code."""
    facts = SectorFact.objects.visible_to(content.scope.narrowed("reports.export")).filter(
        month__range=(content.export.first_month, content.export.last_month),
        run__published_months__month=F("month"),
        office__path__startswith=content.export.office.path,
    )
    none = Value("", output_field=CharField())
    return facts.annotate(
        bulan=F("month"),
        kode_kantor=safe_text("office__code"),
        kantor=safe_text("office__name"),
        ukuran=F("measure"),
        kelompok=none,
        jenis_kelamin=none,
        kunci=F("key"),
        kategori=F("region"),
        nilai=F("value"),
    ).order_by()
