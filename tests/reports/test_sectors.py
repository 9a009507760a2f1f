"""The cross-sector view: counted as a plain loop counts, sums that agree, for the right readers, and in the files."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from reports import tasks
from reports.actions import request_export
from reports.models import Export
from tests.factories import make_bapas, make_user
from tests.factories.partners import make_agreement, make_organisation, make_site, make_slot
from tests.factories.reports import make_published
from tests.factories.sectors import HERE, THERE, make_placed_order, make_region
from tests.factories.service import make_entry

URL = reverse("reports:sectors")
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
pytestmark = pytest.mark.django_db


def rows_of(answer):
    return {row.code: row for row in answer.context["page"].rows}


def test_places_beside_orders_by_regency(bapas, pk, head, signed_in):
    organisation = make_organisation(office=bapas, region=make_region(HERE))
    make_slot(make_site(organisation), 1, seats=3)
    make_slot(make_site(organisation, safe=False), 2, seats=7)
    order = make_placed_order(bapas, pk, HERE)
    make_placed_order(bapas, pk, THERE)
    make_placed_order(bapas, pk)
    make_entry(order, date(2025, 5, 12), 240)
    make_entry(order, date(2025, 6, 2), 240)
    make_published(MAY)
    answer = signed_in(head).get(URL)
    rows = rows_of(answer)
    # 31 May to 5 November: 158 days, 23 weeks; 14 of 15 days are left where 4 hours were worked.
    assert (rows["3301"].seats, rows["3301"].shut, rows["3301"].sites) == (3, 7, 2)
    assert (rows["3301"].owed, rows["3301"].needed, rows["3301"].gap) == (56.0, 0.61, -2.39)
    assert (rows["3302"].orders, rows["3302"].needed, rows["3302"].expected) == (1, 0.65, 1.0)
    assert rows[""].orders == 1
    # Where nobody takes them comes first.
    assert [row.code for row in answer.context["page"].rows][-1] == "3301"
    assert answer.context["page"].without_site == 2
    assert answer.context["page"].whole.orders == 3


def test_agreements_by_kind_and_state(bapas, head, signed_in):
    make_agreement(bapas)
    make_agreement(bapas, ends_on=date(2025, 6, 30))
    make_agreement(bapas, ends_on=date(2025, 8, 15), kind="MOU")
    make_agreement(bapas, signed_on=date(2025, 6, 1), starts_on=date(2025, 6, 1))
    make_published(MAY)
    page = signed_in(head).get(URL).context["page"]
    found = {str(line.label): (line.total, line.ending, list(line.numbers)) for line in page.agreements}
    assert found["Perjanjian Kerja Sama (PKS)"] == (2, 1, [0, 0, 0, 1, 1, 0, 0, 0])
    assert found["Nota Kesepahaman (MoU)"][:2] == (1, 1)
    assert page.agreements_whole.total == 3


def test_regencies_offices_kanwil_and_nation_agree(nation, kanwil, bapas, other_bapas, pk, other_pk, signed_in):
    second = make_bapas(kanwil)
    second_pk = make_user(RoleCode.PK, second)
    for office, officer, regions in (
        (bapas, pk, (HERE, None)),
        (second, second_pk, (HERE, THERE)),
        (other_bapas, other_pk, (None,)),
    ):
        for region in regions:
            make_placed_order(office, officer, region)
    make_slot(make_site(make_organisation(office=kanwil, region=make_region(HERE))), seats=4)
    make_slot(make_site(make_organisation(office=nation)), seats=2)
    make_published(MAY)
    browser = signed_in(make_user(RoleCode.DITJENPAS, nation))
    wholes = {}
    for office in (nation, kanwil, bapas, second, other_bapas, other_bapas.parent):
        page = browser.get(URL, {"office": office.pk}).context["page"]
        for name in ("orders", "seats", "sites"):
            assert sum(getattr(row, name) for row in page.rows) == getattr(page.whole, name)
        assert sum(row.needed for row in page.rows) == pytest.approx(page.whole.needed)
        wholes[office.pk] = page.whole
    assert wholes[kanwil.pk].orders == wholes[bapas.pk].orders + wholes[second.pk].orders == 4
    assert wholes[nation.pk].orders == wholes[kanwil.pk].orders + wholes[other_bapas.parent.pk].orders == 5
    assert (wholes[kanwil.pk].seats, wholes[nation.pk].seats) == (4, 6)


def test_who_may_look_and_where(bapas, other_bapas, pk, head, kanwil_staff, directorate, signed_in, client):
    make_published(MAY)
    assert client.get(URL).url.startswith(reverse("accounts:sign_in"))
    assert signed_in(pk).get(URL).status_code == 403
    for reader in (head, kanwil_staff, directorate):
        assert signed_in(reader).get(URL, {"office": bapas.pk}).status_code == 200
    for reader in (head, kanwil_staff):
        assert signed_in(reader).get(URL, {"office": other_bapas.pk}).status_code == 404
    assert signed_in(directorate).get(URL, {"office": other_bapas.pk}).status_code == 200


def test_queries_do_not_grow_with_regencies(bapas, pk, head, signed_in):
    browser, asked = signed_in(head), []
    make_published(MAY)
    for number in (1, 8):
        for place in range(number):
            make_placed_order(bapas, pk, f"33{number}{place}010001")
        make_published(MAY)
        browser.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert len(browser.get(URL).context["page"].rows) >= number
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 13


def made(by, office, kind: str) -> bytes:
    export = request_export(
        kind=kind,
        first_month=MAY,
        last_month=MAY,
        office_id=office.pk,
        with_case_rows=False,
        by=by,
        scope=scope_of(by).narrowed("reports.export"),
    )
    tasks.make_export(str(export.job_id))
    return Export.objects.get(pk=export.pk).file.read()


def test_the_files_hold_what_the_page_shows(bapas, pk, head, signed_in):
    make_slot(make_site(make_organisation(office=bapas, region=make_region(HERE))), seats=3)
    make_placed_order(bapas, pk, THERE)
    make_agreement(bapas)
    make_published(MAY)
    page = signed_in(head).get(URL).context["page"]
    book = openpyxl.load_workbook(io.BytesIO(made(head, bapas, "XLSX")))
    places = list(book["Tempat kerja sosial"].values)[1:]
    shown = [
        (r.code or None, r.name, r.orders, r.owed, r.expected, r.needed, r.sites, r.seats, r.shut, r.gap)
        for r in page.rows
    ]
    assert places == shown
    assert list(book["Perjanjian"].values)[3][-2:] == (1, 0)
    assert {row[0] for row in book["Definisi"].values} >= {"Kursi seminggu", "Putusan kerja sosial baru"}
    lines = list(csv.DictReader(io.StringIO(made(head, bapas, "CSV").decode("utf-8-sig"))))
    seats = [line for line in lines if line["ukuran"] == "SEATS"]
    assert [(line["kunci"], line["kategori"], line["nilai"]) for line in seats] == [("OPEN", "3301", "3")]
