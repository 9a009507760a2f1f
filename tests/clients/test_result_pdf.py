"""The printed sheet of a result says what its page says, is marked secret on each page, and leaves a trail."""

import io
import re
from datetime import date
from html import unescape

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from clients.choices import Decision, Verdict
from clients.models import Assessment
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.judgement import REASON, make_override, make_review

pytestmark = pytest.mark.django_db
A4 = (595, 842)
ORDER = (
    "Hasil",
    "Bagian yang diisi",
    "Faktor",
    "Penyesuaian dan tinjauan",
    "Keterangan",
    "Instrumen, rumus, dan segel",
)
STRANGE = (
    '#panic("x") $1/0$ <b> \\ *tebal* _miring_ @kutipan `a` //',
    "baris satu\nbaris dua\tlanjut\x07",
    "漢字 😀 عربي",
)


@pytest.fixture
def guidance(bapas, pk):
    publish_shipped()
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh Santosa", register_no="REG-UJI/77")


def url(assessment: Assessment) -> str:
    return reverse("clients:assessment_pdf", args=[assessment.pk])


def printed(browser, assessment: Assessment) -> pypdf.PdfReader:
    answer = browser.get(url(assessment))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", ""))


def text_of(sheet: pypdf.PdfReader) -> str:
    return words(" ".join(page.extract_text() for page in sheet.pages))


@pytest.mark.parametrize(("instrument", "total"), [("RRI", 9), ("KRIM", 24), ("ANAK", 20)])
def test_the_figures_are_the_page_s(bapas, pk, signed_in, instrument, total):
    publish_shipped()
    guidance = make_guidance(office=bapas, officer=pk, child=instrument == "ANAK", name="Budi Contoh")
    code = {"RRI": "A2", "KRIM": "K3", "ANAK": "R2"}[instrument]
    made = make_assessment(guidance, instrument, total, notes={code: "Menurut putusan."}, sources={code: "BERKAS"})
    browser = signed_in(pk)
    page = browser.get(reverse("clients:assessment_detail", args=[made.pk])).context["page"]
    text = text_of(printed(browser, made))
    said = [page.sum_rule, page.band_rule, page.band_table, *page.decisions, page.digest, made.seal, page.signed]
    said += [line.rule for line in page.factors] + [line.table for line in page.factors]
    said += [words for part in page.parts for words in (part.rule, part.why)]
    said += [fact.value for fact in page.facts]
    said += [line.label for part in page.answers for group in part.groups for line in group.lines]
    said += [f"{part.points} dari {part.most}" for part in page.answers if part.points is not None]
    said += ["Menurut putusan.", "Sumber: Berkas perkara atau putusan", "Budi Contoh", guidance.register_no]
    plain = text.replace(" ", "")
    assert not [each for each in said if words(each).replace(" ", "") not in plain]


def test_the_order_is_the_page_s(guidance, pk, signed_in):
    made = make_assessment(guidance, "KRIM", 24)
    browser = signed_in(pk)
    page = browser.get(reverse("clients:assessment_detail", args=[made.pk])).content.decode()
    heads = [unescape(re.sub(r"<[^>]+>", "", head)).strip() for head in re.findall(r"<h2.*?</h2>", page, re.S)]
    order = [head for head in heads if head in ORDER]
    assert order == list(ORDER)
    text = text_of(printed(browser, made))
    places = [text.index(f" {head} ") for head in ORDER]
    assert places == sorted(places)


def test_every_page_is_secret_numbered_and_names_who_printed_it(guidance, pk, head, signed_in, bapas):
    sheet = printed(signed_in(head), make_assessment(guidance, "KRIM", 24))
    count = len(sheet.pages)
    assert count >= 3
    for number, page in enumerate(sheet.pages, start=1):
        text = words(page.extract_text())
        assert "RAHASIA" in text and f"Halaman {number} dari {count}" in text
        assert f"Dicetak oleh {head.name}" in text and "WIB" in text
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    first = words(sheet.pages[0].extract_text()).upper()
    assert bapas.name.upper() in first and "KEMENTERIAN IMIGRASI" in first


def test_it_is_tagged_titled_indonesian_and_its_fonts_are_embedded(guidance, pk, signed_in):
    sheet = printed(signed_in(pk), make_assessment(guidance, total=9))
    root = sheet.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root and root["/Lang"].startswith("id")
    assert sheet.metadata is not None and "Residivis" in str(sheet.metadata.title)
    assert "Budi" not in str(sheet.metadata.title)
    fonts = [font.get_object() for page in sheet.pages for font in page["/Resources"]["/Font"].values()]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert described and all({"/FontFile2", "/FontFile3"} & set(each) for each in described)


def test_judgements_and_corrections_are_printed(guidance, pk, signed_in):
    make_assessment(guidance, total=5, assessed_on=date(2025, 2, 1))
    first = make_assessment(guidance, total=9)
    last = make_assessment(guidance, total=12, replaces_id=first.pk)
    decider = make_user(name="Kepala Pemutus")
    make_override(last, Decision.APPROVED, "VERY_HIGH", decided_by=decider, comment="Buktinya kuat.")
    make_review(last, Verdict.AGREED, question="Mohon periksa A9.")
    make_review(last)
    browser = signed_in(pk)
    text = text_of(printed(browser, last))
    for said in ("Sangat tinggi", REASON, "Kepala Pemutus", "Buktinya kuat.", "Mohon periksa A9.", "Menunggu tinjauan"):
        assert said in text
    assert "Kategori disesuaikan menjadi Sangat tinggi, disetujui Kepala Pemutus" in text
    assert "Dibanding asesmen 1 Februari 2025 (skor 5): +7" in text
    assert "SUDAH DIPERBAIKI" not in text and "2. lembar ini" in text
    old = text_of(printed(browser, first))
    assert f"SUDAH DIPERBAIKI: hasil ini diganti asesmen nomor {last.pk}" in old and "1. lembar ini" in old


@pytest.mark.parametrize("note", STRANGE)
def test_no_text_of_a_record_breaks_the_sheet(guidance, pk, signed_in, note):
    made = make_assessment(guidance, total=9, notes={"A1": note}, place="漢 #place", purpose="*")
    text = text_of(printed(signed_in(pk), made))
    assert "9 poin jatuh pada 7–11: Sedang." in text
    if note.startswith("#"):
        assert words(note).replace(" ", "") in text.replace(" ", "")


def test_printing_leaves_a_trail_and_nothing_is_kept_by_a_browser(guidance, pk, signed_in):
    made = make_assessment(guidance)
    answer = signed_in(pk).get(url(made))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'inline; filename="asesmen-rri-{made.pk}.pdf"'
    event = AuditEvent.objects.get(verb="assessment.printed")
    assert (event.actor, event.subject_id, event.office_id, event.is_read) == (
        pk,
        str(made.pk),
        guidance.office_id,
        True,
    )
    assert len(event.data["digest"]) == 64 and "Budi" not in str(event.data)


def test_the_sheet_is_for_its_readers(
    guidance, pk, head, bapas, other_pk, kanwil_staff, directorate, signed_in, client
):
    made = make_assessment(guidance)
    for reader in (pk, make_user(RoleCode.HEAD, bapas), make_user(RoleCode.PK, bapas)):
        assert signed_in(reader).get(url(made)).status_code == 200
    assert signed_in(other_pk).get(url(made)).status_code == 404
    for reader in (kanwil_staff, directorate):
        assert signed_in(reader).get(url(made)).status_code == 403
    assert client.get(url(made)).status_code == 302
    assert signed_in(pk).post(url(made)).status_code == 405
    child = make_guidance(office=bapas, officer=pk, child=True)
    assert signed_in(make_user(RoleCode.PK, bapas)).get(url(make_assessment(child, "ANAK", 20))).status_code == 404
    assert AuditEvent.objects.filter(verb="assessment.printed").count() == 3


def test_the_queries_are_flat(guidance, pk, signed_in):
    made = make_assessment(guidance, total=3)
    browser = signed_in(pk)
    browser.get(url(made))
    with CaptureQueriesContext(connection) as few:
        browser.get(url(made))
    last = make_assessment(guidance, "KRIM", 24)
    for _ in range(3):
        last = make_assessment(guidance, "KRIM", 24, replaces_id=last.pk)
        make_override(last, Decision.REFUSED, "LOW")
        make_review(last, Verdict.AGREED)
    with CaptureQueriesContext(connection) as many:
        browser.get(url(last))
    assert len(many) <= len(few) <= 19
