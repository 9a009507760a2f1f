"""The daily report: each number as a plain count gives it, on any day; text, PDF and XLSX say the same."""

import io
import random
from datetime import date, timedelta

import pypdf
import pytest
from django.conf import settings
from django.urls import reverse
from openpyxl import load_workbook

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from clients.choices import ADULT_ONLY, CHILD_ONLY, GuidanceStatus
from clients.models import Guidance, OffenceGroup
from reports.daily_blocks import BLOCKS
from reports.files.daily_text import HIDDEN
from reports.queries.daily import CODES, daily_report
from reports.queries.figures import offices_in_reach
from reports.rules_daily import occupation_kind
from tests.factories import make_bapas, make_case, make_client, make_guidance, make_user

URL, PDF, XLSX = (reverse(f"reports:{name}") for name in ("daily", "daily_pdf", "daily_xlsx"))
DAY = date(2025, 5, 20)
JOBS = ("Pelajar", "siswa SMK", "Belum bekerja", "Petani", "", "  ", "Guru sekolah", "Tidak bekerja", "-", "Santriwan")
WORDS = {"school": settings.DAILY_SCHOOL_WORDS, "idle": settings.DAILY_IDLE_WORDS}
pytestmark = pytest.mark.django_db


def report_for(user, office, day=DAY):
    """The report of the office as this user may read it."""
    scope = scope_of(user).narrowed("reports.view_dashboard")
    return daily_report(scope, office=office, day=day, offices=offices_in_reach(scope))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pelajar", "SCHOOL"),
        ("  mahasiswa semester 3", "SCHOOL"),
        ("Guru sekolah", "WORK"),
        ("Pelajaran", "WORK"),
        ("belum bekerja", "IDLE"),
        ("Ibu rumah tangga", "IDLE"),
        ("Belumbang", "WORK"),
        ("-", "IDLE"),
        ("", "BLANK"),
        (" ", "BLANK"),
        ("Petani", "WORK"),
    ],
)
def test_what_an_occupation_says(text, kind):
    assert occupation_kind(text, **WORDS) == kind


def someone(dice, office):
    """A person with a random case and period around DAY."""
    child = dice.random() < 0.5
    client = make_client(birth_on=date(2008, 1, 1) if child else date(1980, 1, 1), occupation=dice.choice(JOBS))
    case = make_case(client, offence_group=OffenceGroup.objects.get(code=dice.choice(GROUPS)))
    grounds = [each for each in GuidanceStatus.values if each not in (ADULT_ONLY if child else CHILD_ONLY)]
    start = DAY + timedelta(days=dice.randint(-40, 8))
    ended = dice.choice([None, start + timedelta(days=dice.randint(0, 45))])
    return make_guidance(
        case=case,
        office=office,
        status=dice.choice(grounds),
        start_on=start,
        ended_on=ended,
        end_reason="HMB" if ended else "",
    )


GROUPS = ("pencurian", "narkoba", "terorisme")


def by_hand(people):
    """Person by person, the numbers of the blocks II to XII."""
    found = dict.fromkeys(CODES, 0)
    for one in people:
        if one.start_on > DAY or (one.ended_on is not None and one.ended_on <= DAY):
            continue
        found["CLIENTS"] += 1
        found["CHILD" if one.is_child else "ADULT"] += 1
        kind = occupation_kind(one.client.occupation, **WORDS)
        codes = [f"{'CHILD' if one.is_child else 'ADULT'}_{one.status}", one.status, kind]
        codes += [{"narkoba": "DRUGS", "terorisme": "TERROR"}.get(one.case.offence_group_id, "")]
        for code in codes:
            if code in found and code not in ("APK", "NONE"):
                found[code] += 1
    return found


@pytest.mark.parametrize("seed", range(4))
def test_every_number_is_that_of_a_plain_count(seed, kanwil, bapas, kanwil_staff, head):
    for code in GROUPS:
        OffenceGroup.objects.create(code=code, name=code, is_drug=code == "narkoba")
    dice, second = random.Random(seed), make_bapas(kanwil)
    people = {office: [someone(dice, office) for _number in range(40)] for office in (bapas, second)}
    expected = by_hand(people[bapas])
    (line,) = report_for(head, bapas).lines
    grades = {column.code for column in BLOCKS[0].columns}
    assert {code: line.numbers[code] for code in CODES if code not in grades} == {
        code: number for code, number in expected.items() if code not in grades
    }
    assert expected["CLIENTS"] and expected["SCHOOL"] and expected["WORK"]
    # Above the Bapas: what is not hidden is right, line by line and in the sum, and nothing small of a child is shown.
    report = report_for(kanwil_staff, kanwil)
    counts = [by_hand(people[office]) for office in (bapas, second)]
    counts.append({code: sum(each[code] for each in counts) for code in CODES})
    for shown, counted in zip(report.all_lines, counts, strict=True):
        for block in BLOCKS[1:]:
            for column, number in shown.cells(block.columns):
                assert number in (None, counted[column.code])
                if column.is_about_children:
                    assert number is None or number == 0 or number >= 5
                elif column.code not in ("CLIENTS", "ADULT"):
                    assert number == counted[column.code]


def test_staff_by_grade_as_granted_on_the_day(bapas, head):
    make_user(RoleCode.PK, bapas, grade="MUDA")
    both = make_user(RoleCode.PK, bapas, grade="MADYA")
    RoleGrant.objects.create(user=both, role=RoleCode.APK, office=bapas, from_on="2020-01-01")
    make_user(RoleCode.APK, bapas)
    RoleGrant.objects.create(
        user=make_user(), role=RoleCode.PK, office=bapas, from_on="2020-01-01", to_on=DAY - timedelta(days=1)
    )
    numbers = report_for(head, bapas).lines[0].numbers
    shown = {column.code: numbers[column.code] for column in BLOCKS[0].columns}
    assert shown == {"APK": 1, "PERTAMA": 0, "MUDA": 1, "MADYA": 1, "UTAMA": 0, "NONE": 0, "STAFF": 3}
    assert report_for(head, bapas, DAY - timedelta(days=1)).lines[0].numbers["STAFF"] == 4


def test_the_one_head_of_the_day_signs_and_of_two_the_reader(bapas, head, pk):
    assert report_for(pk, bapas).signer.name == head.name
    make_user(RoleCode.HEAD, bapas)
    assert report_for(pk, bapas).signer.name == ""
    assert report_for(head, bapas).signer.name == head.name


def test_a_day_in_the_past_is_told_as_it_was(bapas, head):
    guidance = make_guidance(office=bapas, start_on=date(2025, 5, 10))
    guidance.client.occupation = "Petani"
    guidance.client.save()
    today = today_in()
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 5, 21), end_reason="HMB")
    numbers = {day: report_for(head, bapas, date(2025, 5, day)).lines[0].numbers["CLIENTS"] for day in (9, 10, 20, 21)}
    assert numbers == {9: 0, 10: 1, 20: 1, 21: 0}
    # First written as empty, later as a farmer: long before either was written, the first is the nearest known.
    then = report_for(head, bapas, date(2025, 5, 20)).lines[0].numbers
    assert (then["WORK"], then["BLANK"]) == (0, 1)
    make_guidance(office=bapas, client=guidance.client, case=guidance.case, start_on=today - timedelta(days=1))
    now = report_for(head, bapas, today).lines[0].numbers
    assert (now["WORK"], now["BLANK"]) == (1, 0)


def test_children_cannot_be_found_again_from_the_sums(kanwil, kanwil_staff, bapas):
    second = make_bapas(kanwil)
    for office, adults, children in ((bapas, 12, 3), (second, 9, 8)):
        for place in range(adults + children):
            make_guidance(office=office, child=place >= adults, start_on=date(2025, 1, 5))
    report = report_for(kanwil_staff, kanwil)
    first, other = report.lines
    assert first.numbers["CHILD"] is None and first.numbers["DIVERSI"] is None
    assert None in (first.numbers["CLIENTS"], first.numbers["ADULT"])
    assert other.numbers["DIVERSI"] is None
    assert report.total.numbers["DIVERSI"] == 11


def test_text_pdf_and_workbook_say_the_same(bapas, head, signed_in):
    for place in range(7):
        make_guidance(office=bapas, child=place > 4, start_on=date(2025, 1, 5))
    browser, asked = signed_in(head), {"office": bapas.pk, "day": DAY.isoformat()}
    text = browser.get(URL, asked).context["text"]
    assert "Selasa, 20 Mei 2025" in text
    assert "*II. Klien dibimbing*\nKlien: 7\nDewasa: 5\nAnak: 2\n" in text
    assert "*III. Litmas*\nLitmas diminta dan selesai, dewasa dan anak: belum dicatat di portal\n" in text
    assert "*XIII. Penutup*" in text and head.name in text
    pages = pypdf.PdfReader(io.BytesIO(browser.get(PDF, asked).content)).pages
    printed = " ".join(" ".join(page.extract_text() for page in pages).split())
    book = load_workbook(io.BytesIO(browser.get(XLSX, asked).content))
    heads, values = ([cell.value for cell in row] for row in book.worksheets[0].iter_rows())
    numbers = dict(zip(heads, values, strict=True))
    assert numbers["Kantor"] == bapas.name
    for block in BLOCKS:
        assert f"{block.number}. {block.title}" in printed
        shown = [numbers[f"{block.number}. {column.label}"] for column in block.columns]
        for column, number in zip(block.columns, shown, strict=True):
            assert f"\n{column.label}: {number}\n" in text
        if shown:
            assert f"{bapas.name} {' '.join(map(str, shown))}" in printed
        for missing in block.missing:
            assert numbers[f"{block.number}. {missing}"] == "belum dicatat di portal"
            assert f"{missing}: belum dicatat di portal" in printed
    assert (numbers["II. Klien"], numbers["IV. PB"], numbers["VI. Diversi"]) == (7, 5, 2)
    assert head.name in printed


def test_a_table_of_offices_says_the_same_everywhere(kanwil, kanwil_staff, bapas, signed_in):
    idle = make_bapas(kanwil)
    for place in range(9):
        make_guidance(office=bapas, child=place > 5, start_on=date(2025, 1, 5))
    browser, asked = signed_in(kanwil_staff), {"day": DAY.isoformat()}
    text = browser.get(URL, asked).context["text"]
    assert f"{bapas.name}: Asimilasi 0, PB 6, CB 0, CMB 0, CMK 0\nNihil: {idle.name}\nJumlah: Asimilasi 0, PB 6" in text
    # A small sum is hidden with its parts; the noughts beside it stand.
    assert f"(AKOT)*\nNihil: {bapas.name}, {idle.name}\nJumlah: 0" in text
    assert f"{bapas.name}: {HIDDEN}\nNihil: {idle.name}\nJumlah: {HIDDEN}" in text
    book = load_workbook(io.BytesIO(browser.get(XLSX, asked).content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert [row[0] for row in rows] == ["Kantor", bapas.name, idle.name, "Jumlah"]
    assert [row[rows[0].index("IV. PB")] for row in rows[1:]] == [6, 0, 6]
    assert rows[1][rows[0].index("VI. Diversi")] == HIDDEN
    pages = pypdf.PdfReader(io.BytesIO(browser.get(PDF, asked).content)).pages
    assert "Jumlah 0 6 0 0 0" in " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ((today_in("WIT") + timedelta(days=2)).isoformat(), "belum tiba"),
        ("9999-12-31", "belum tiba"),
        ("1900-01-01", "sebelum tahun 2000"),
        ("31 Mei", "kalender"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused_in_words(day, words, bapas, head, signed_in):
    browser = signed_in(head)
    answer = browser.get(URL, {"day": day})
    assert answer.status_code == 400
    assert words in answer.content.decode() and answer.context["report"] is None
    assert browser.get(PDF, {"day": day}).url.startswith(URL)


def test_who_reads_which_office(nation, kanwil, bapas, other_bapas, signed_in):
    readers = {
        RoleCode.PK: (bapas, {bapas}),
        RoleCode.HEAD: (bapas, {bapas}),
        RoleCode.SECTION_ADULT: (bapas, {bapas}),
        RoleCode.SECTION_CHILD: (bapas, {bapas}),
        RoleCode.KANWIL: (kanwil, {kanwil}),
        RoleCode.DITJENPAS: (nation, {nation, kanwil, other_bapas.parent}),
    }
    for role, (office, open_to) in readers.items():
        browser = signed_in(make_user(role, office))
        for asked in (nation, kanwil, bapas, other_bapas.parent, other_bapas):
            for url in (URL, PDF, XLSX):
                answer = browser.get(url, {"office": asked.pk, "day": DAY.isoformat()})
                assert answer.status_code == (200 if asked in open_to else 404), (role, asked, url)
    for role, office in ((RoleCode.OPERATOR, bapas), (RoleCode.ADMIN, nation)):
        assert signed_in(make_user(role, office)).get(URL).status_code == 403


def test_signed_out_leads_to_sign_in(client, bapas):
    assert "masuk" in client.get(URL).url


def test_a_kanwil_of_many_offices_takes_no_more_queries(kanwil, bapas, kanwil_staff, django_assert_num_queries, scoped):
    scope = scoped(kanwil_staff, "reports.view_dashboard")
    for _number in range(5):
        make_guidance(office=make_bapas(kanwil))
    offices = offices_in_reach(scope)
    with django_assert_num_queries(2):
        daily_report(scope, office=kanwil, day=DAY, offices=offices)
