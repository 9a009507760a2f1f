"""The letters of a service order: their figures are the ledger's, and who may print them leaves a trail."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.scope import Identity, Reach, Scope
from programs.files.service import certificate_of, report_of
from programs.models import ServiceOrder, ServicePause
from programs.queries.service import ledger_of, picture_of, spoken
from programs.queries.service_sheet import printable_orders, sheet_of
from tests.factories import make_guidance, make_user
from tests.factories.service import make_entry, make_order
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
STRANGE = ('#panic("x") $1/0$ <b> *tebal* @kutipan `a`', "baris satu\nbaris dua\x07", "漢字 😀")
LETTERS = ("service_certificate", "service_report")


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, status="KERSOS", name="Budi Contoh Santosa", register_no="REG-UJI/7")


@pytest.fixture
def start() -> date:
    return today_in() - timedelta(40)


@pytest.fixture
def order(guidance, start) -> ServiceOrder:
    """A running order with every kind of line: work, travel, a penalty, an adjustment, a cancelled line, a pause."""
    made = ordered(guidance, start, minutes_ordered=1200)
    make_entry(made, start, 240, reason="Membersihkan taman")
    wrong = make_entry(made, start + timedelta(1), 90)
    make_entry(made, start + timedelta(1), 1, kind="REVERSAL", reverses=wrong, reason="Salah hari")
    make_entry(made, start + timedelta(2), 150)
    make_entry(made, start + timedelta(2), 60, kind="TRAVEL")
    make_entry(made, start + timedelta(2), -30, reason="Datang terlambat")
    make_entry(made, start + timedelta(3), 45, kind="ADJUSTMENT", reason="Mesin absen rusak")
    days = {"from_on": start + timedelta(5), "to_on": start + timedelta(9)}
    ServicePause.objects.create(order=made, reason="ILLNESS", note="Surat dokter", by=guidance.officer, **days)
    made.refresh_from_db()
    return made


def ordered(guidance, start: date, **fields) -> ServiceOrder:
    days = {"verdict_on": start - timedelta(5), "start_on": start, "deadline_on": start + timedelta(120)}
    return make_order(guidance, **days | fields)


def ended(order: ServiceOrder, state: str, note: str = "") -> ServiceOrder:
    order.refresh_from_db()
    order.state, order.ended_on, order.end_note = state, today_in(), note
    order.save(update_fields=["state", "ended_on", "end_note"])
    return order


@pytest.fixture
def finished(guidance, start) -> ServiceOrder:
    made = ordered(guidance, start, minutes_ordered=480)
    for day in (0, 3):
        make_entry(made, start + timedelta(day), 240)
    return ended(made, "DONE")


def printed(browser, name: str, order: ServiceOrder) -> pypdf.PdfReader:
    answer = browser.get(url(name, order.pk))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", ""))


def text_of(sheet: pypdf.PdfReader) -> str:
    return words(" ".join(page.extract_text() for page in sheet.pages))


def missing(said: list[str], text: str) -> list[str]:
    """What the sheet does not say; lines may break anywhere."""
    plain = text.replace(" ", "")
    return [each for each in said if words(each).replace(" ", "") not in plain]


def whole(user, scoped, order: ServiceOrder):
    scope = scoped(user, "programs.view_service")
    return sheet_of(printable_orders(scope).get(pk=order.pk), scope=scope, today=today_in())


class TestReport:
    def test_the_figures_are_the_ledger_s(self, order, pk, signed_in):
        text = text_of(printed(signed_in(pk), "service_report", order))
        picture = picture_of(order, today_in())
        lines = ledger_of(order)
        assert lines[-1].balance == order.minutes_done == 465
        said = [picture.ordered, picture.done, picture.left, order.verdict_no, order.place, "4 jam sehari"]
        said += [line.words + line.balance_words for line in lines]
        said += [line.entry.reason for line in lines]
        said += ["Sakit · Surat dokter", "Membatalkan baris 2. Salah hari", "KUHP pasal 85", "Budi Contoh Santosa"]
        said += ["Mengulangi seluruh atau sebagian jam", "Jaksa yang mengawasi pelaksanaan putusan", "REG-UJI/7"]
        assert not missing(said, text)
        assert text.count("DIBATALKAN") == 1

    def test_hours_by_kind_leave_out_what_was_cancelled_and_add_up(self, order, pk, scoped):
        sheet = whole(pk, scoped, order)
        assert sheet.sums == {"CREDIT": 390, "TRAVEL": 60, "PENALTY": -30, "ADJUSTMENT": 45}
        assert sum(sheet.sums.values()) == order.minutes_done
        assert report_of(sheet, by=pk.name, at=order.recorded_at)["sums"][-1] == ["Jumlah", "7 jam 45 menit"]
        assert len(sheet.days) == 2

    def test_a_running_order_has_a_forecast_that_says_when_it_is_late(self, guidance, start, pk, scoped):
        late = ordered(guidance, start, minutes_ordered=14400)
        ServicePause.objects.create(order=late, from_on=today_in(), reason="SITE", by=pk)
        said = dict(report_of(whole(pk, scoped, late), by=pk.name, at=late.recorded_at)["state"])["Perkiraan selesai"]
        outlook = picture_of(late, today_in()).outlook
        assert outlook is not None and f"Itu {outlook.days_late} hari sesudah batas waktu." in said
        assert "jeda yang terbuka" in said

    def test_an_ended_order_says_when_and_why(self, order, pk, signed_in):
        ended(order, "ENDED", "Dicabut jaksa")
        text = text_of(printed(signed_in(pk), "service_report", order))
        assert not missing(["Berakhir sebelum selesai", "Dicabut jaksa", "12 jam 15 menit"], text)
        assert "Perkiraan selesai" not in text

    def test_without_hours_it_says_so(self, guidance, start, pk, signed_in):
        text = text_of(printed(signed_in(pk), "service_report", ordered(guidance, start)))
        assert not missing(["Belum ada jam yang dicatat.", "Tidak ada jeda.", "0 jam"], text)

    def test_every_page_is_secret_and_numbered(self, order, head, signed_in):
        sheet = printed(signed_in(head), "service_report", order)
        for number, page in enumerate(sheet.pages, start=1):
            text = words(page.extract_text())
            assert "RAHASIA" in text and f"Halaman {number} dari {len(sheet.pages)}" in text
            assert f"Dicetak oleh {head.name}" in text

    def test_a_long_ledger_goes_on_with_its_head_repeated(self, guidance, start, pk, signed_in):
        long = ordered(guidance, start, minutes_ordered=14400)
        for number in range(70):
            make_entry(long, start + timedelta(number % 35), 50 + number)
        sheet = printed(signed_in(pk), "service_report", long)
        annex = [words(page.extract_text()) for page in sheet.pages if "Dicatat oleh" in page.extract_text()]
        assert len(annex) >= 3
        long.refresh_from_db()
        assert not missing([spoken(long.minutes_done)], annex[-1])


class TestCertificate:
    def test_it_says_who_what_and_how_much(self, finished, guidance, bapas, start, pk, signed_in):
        sheet = printed(signed_in(pk), "service_certificate", finished)
        text = text_of(sheet)
        said = ["selesai menjalani pidana kerja sosial", "Budi Contoh Santosa", finished.verdict_no, finished.place]
        said += ["Jam menurut putusan 8 jam", "Jam yang dijalani 8 jam", "(2 hari kerja)", f"Kepala {bapas.name}"]
        assert not missing(said, text)
        assert len(sheet.pages) == 1 and "Halaman 1 dari 1" in text
        assert "RAHASIA" not in text

    def test_a_childs_is_marked_secret(self, bapas, pk, start, signed_in):
        child = make_guidance(office=bapas, officer=pk, child=True, status="YANMAS")
        made = ordered(child, start, minutes_ordered=420, minutes_per_day=180)
        for day, minutes in enumerate((180, 180, 60)):
            make_entry(made, start + timedelta(day), minutes)
        text = text_of(printed(signed_in(pk), "service_certificate", ended(made, "DONE")))
        assert "RAHASIA" in text
        assert not missing(["selesai menjalani pelayanan masyarakat", "Jam yang dijalani 7 jam"], text)

    def test_hours_that_are_missing_are_said(self, order, pk, signed_in):
        answer = signed_in(pk).get(url("service_certificate", order.pk))
        assert answer.status_code == 409
        assert "Masih kurang 12 jam 15 menit dari 20 jam" in answer.content.decode()

    def test_an_order_not_yet_closed_or_ended_early_has_none(self, order, guidance, start, bapas, pk, signed_in):
        other = ordered(make_guidance(office=bapas, officer=pk, status="KERSOS"), start, minutes_ordered=480)
        for day in (0, 1):
            make_entry(other, start + timedelta(day), 240)
        answer = signed_in(pk).get(url("service_certificate", other.pk))
        assert (answer.status_code, "Nyatakan dahulu" in answer.content.decode()) == (409, True)
        ended(order, "ENDED", "Dicabut")
        answer = signed_in(pk).get(url("service_certificate", order.pk))
        assert (answer.status_code, "7 jam 45 menit dari 20 jam" in answer.content.decode()) == (409, True)
        assert not AuditEvent.objects.filter(verb="serviceorder.printed").exists()


class TestBoth:
    @pytest.mark.parametrize("name", LETTERS)
    def test_tagged_titled_and_indonesian_also_for_who_reads_english(self, finished, pk, signed_in, name):
        browser = signed_in(pk)
        browser.cookies["django_language"] = "en"
        with translation.override("id"):
            sheet = printed(browser, name, finished)
            assert translation.get_language() == "en"
        root = sheet.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"].startswith("id")
        assert sheet.metadata is not None and "kerja sosial" in str(sheet.metadata.title)
        assert "Budi" not in str(sheet.metadata.title)
        assert not missing(["Kementerian Imigrasi".upper(), "Halaman 1 dari", "Jam yang dijalani"], text_of(sheet))

    @pytest.mark.parametrize("name", LETTERS)
    def test_for_its_readers_only(
        self, finished, name, pk, head, bapas, other_pk, kanwil_staff, directorate, signed_in, client
    ):
        address = url(name, finished.pk)
        for reader in (pk, head, make_user(RoleCode.PK, bapas), make_user(RoleCode.TPP_SECRETARY, bapas)):
            assert signed_in(reader).get(address).status_code == 200
        assert signed_in(other_pk).get(address).status_code == 404
        for reader in (kanwil_staff, directorate, make_user(RoleCode.OPERATOR, bapas)):
            assert signed_in(reader).get(address).status_code == 403
        assert client.get(address).status_code == 302
        assert signed_in(pk).post(address).status_code == 405
        assert AuditEvent.objects.filter(verb="serviceorder.printed").count() == 4

    @pytest.mark.parametrize("name", LETTERS)
    def test_a_colleague_does_not_find_a_childs(self, bapas, pk, start, signed_in, name):
        child = make_guidance(office=bapas, officer=pk, child=True, status="YANMAS")
        made = ordered(child, start, minutes_per_day=180)
        assert signed_in(make_user(RoleCode.PK, bapas)).get(url(name, made.pk)).status_code == 404

    @pytest.mark.parametrize(
        ("name", "file"), [("service_certificate", "surat-keterangan"), ("service_report", "laporan-jaksa")]
    )
    def test_printing_leaves_a_trail_and_nothing_is_kept(self, finished, pk, signed_in, name, file):
        answer = signed_in(pk).get(url(name, finished.pk))
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"] == f'inline; filename="{file}-{finished.pk}.pdf"'
        event = AuditEvent.objects.get(verb="serviceorder.printed")
        where = (event.actor, event.subject_id, event.office_id, event.is_read, event.data["part"])
        assert where == (pk, str(finished.pk), finished.guidance.office_id, True, file)
        assert len(event.data["digest"]) == 64 and "Budi" not in str(event.data)

    def test_who_may_not_know_the_person_reads_initials_and_no_free_words(self, order, pk, scoped):
        reach = Reach(frozenset({"programs.view_service"}), office_ids=None, identity=Identity.NONE)
        scope = Scope(user_id=0, reaches=(reach,)).narrowed("programs.view_service")
        sheet = sheet_of(printable_orders(scope).get(pk=order.pk), scope=scope, today=today_in())
        for letter in (certificate_of, report_of):
            said = str(letter(sheet, by="Pembaca", at=order.recorded_at))
            assert "B. C. S." in said
            secrets = ("Santosa", "REG-UJI", order.verdict_no, order.place, "Mesin absen", "Surat dokter", "taman")
            assert not [word for word in secrets if word in said]
        assert "Mesin absen" in str(report_of(whole(pk, scoped, order), by="PK", at=order.recorded_at))

    @pytest.mark.parametrize(
        "text", ['#panic("x") $1/0$ <b> *tebal* @kutipan `a`', "baris satu\nbaris dua\x07", "漢字 😀"]
    )
    def test_no_text_of_a_record_breaks_a_letter(self, guidance, start, pk, signed_in, text):
        made = ordered(guidance, start, place=text, verdict_no="#1/$Pid$")
        make_entry(made, start, 60, reason=text)
        assert not missing(["1 jam", "#1/$Pid$"], text_of(printed(signed_in(pk), "service_report", made)))

    def test_the_queries_are_flat(self, guidance, start, pk, head, signed_in):
        few = ordered(guidance, start, minutes_ordered=480)
        browser, counts = signed_in(pk), []
        browser.get(url("service_report", few.pk))
        for added in (1, 12):
            for number in range(added):
                make_entry(few, start + timedelta(added + number), 30, by=make_user())
                first = start + timedelta(60 + 2 * number + added * 3)
                ServicePause.objects.create(order=few, from_on=first, to_on=first, reason="SITE", by=make_user())
            with CaptureQueriesContext(connection) as queries:
                browser.get(url("service_report", few.pk))
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20

    def test_the_buttons_stand_where_they_work(self, order, pk, signed_in):
        browser = signed_in(pk)
        page = browser.get(url("service_detail", order.guidance_id)).content.decode()
        assert url("service_report", order.pk) in page
        assert url("service_certificate", order.pk) not in page
        ended(order, "ENDED", "Dicabut")
        after = ordered(order.guidance, today_in() - timedelta(9))
        page = browser.get(url("service_detail", order.guidance_id)).content.decode()
        assert url("service_report", order.pk) in page and url("service_report", after.pk) in page
