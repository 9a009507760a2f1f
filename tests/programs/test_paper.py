"""Day lists on paper: printed for a partner, typed back by the code, once, by who may."""

from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from partners.choices_referral import ReferralStage
from partners.models import ReferralSession
from programs.actions.paper import print_service_list, type_visits
from programs.files.paper import sheet_of
from programs.models import HoursEntry, PaperList, PaperRow, PaperScan, SeatWord
from programs.queries.paper import lines_of, rows_of_code
from programs.rules.paper import SIGNS, Visit, new_code, plain_code, shown_code
from tests.factories import make_bapas, make_guidance, make_user
from tests.factories.partners import make_offering, make_organisation, make_referral, make_site, make_worker
from tests.factories.service_day import running_order
from tests.factories.service_session import make_seat, make_session

TODAY = today_in()
FIND = reverse("programs:paper_find")


@pytest.fixture
def partner(bapas):
    return make_organisation(office=bapas, name="Yayasan Kertas")


@pytest.fixture
def offering(partner):
    return make_offering(partner, name="Konseling")


@pytest.fixture
def worker(partner):
    return make_worker(partner).user


@pytest.fixture
def referral(bapas, pk, offering):
    return make_referral(make_guidance(office=bapas, officer=pk, name="Dewasa Contoh"), offering, ReferralStage.STARTED)


def printed(user, offering, **fields):
    scope = scope_of(user).narrowed(fields.pop("permission", "partners.type_paper"))
    values = {"day": TODAY, "form_key": uuid4()} | fields
    return print_service_list(offering_id=offering.pk, by=user, scope=scope, **values)


def page(paper):
    return reverse("programs:paper", args=[paper.code])


def said(row, **values):
    return {f"{row.pk}-{name}": value for name, value in values.items()}


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    assert set(code) <= set(SIGNS)
    assert plain_code(shown_code(code)) == plain_code(f" {code.upper()} ") == code
    assert plain_code("") == plain_code("abc") == plain_code("\x00" * 10) == plain_code("ABCDE-FGHI1") == ""


@pytest.mark.django_db
def test_a_worker_prints_the_own_list_and_nobody_elses(bapas, pk, signed_in, worker, offering, referral):
    other = make_offering(office=bapas)
    make_referral(make_guidance(office=bapas, officer=pk), other, ReferralStage.STARTED)
    browser = signed_in(worker)
    assert "Konseling" in browser.get(reverse("programs:own_papers")).content.decode()
    form = {"form_key": str(uuid4()), "day": TODAY.isoformat()}
    for _twice in range(2):
        answer = browser.post(reverse("programs:own_service_print", args=[offering.pk]), form)
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert PaperRow.objects.get().referral == referral
    assert browser.post(reverse("programs:own_service_print", args=[other.pk]), form).status_code == 404
    assert browser.get(page(PaperList.objects.get())).status_code == 403


@pytest.mark.django_db
def test_the_sheet_says_no_more_than_the_worker_sees(bapas, pk, offering, referral):
    child = make_guidance(office=bapas, officer=pk, child=True, name="Anak Rahasia")
    make_referral(child, offering, ReferralStage.ACCEPTED)
    paper = printed(pk, offering)
    rows = rows_of_code(paper.code, scope_of(pk).narrowed("partners.type_paper"))
    sheet = sheet_of(paper, lines_of(paper, rows), address="https://x/", by="PK", at=paper.recorded_at)
    assert [row[1] for row in sheet["rows"]] == ["Dewasa Contoh", "A. R."]
    words = str(sheet)
    for hidden in ("Anak Rahasia", child.register_no, referral.guidance.register_no, "Pencurian"):
        assert hidden not in words
    assert sheet["qr"].startswith("<svg") and shown_code(paper.code) in words


@pytest.mark.django_db
def test_typed_back_once_and_told_the_second_time(signed_in, pk, offering, referral):
    paper, again = printed(pk, offering), printed(pk, offering)
    row = paper.rows.get()
    browser = signed_in(pk)
    found = browser.get(FIND, {"kode": shown_code(paper.code)})
    assert found.status_code == 302 and found.url == page(paper)
    form = said(row, presence="HADIR", starts_at="09:00", ends_at="10:00", feedback="Rajin")
    assert browser.post(page(paper), form).status_code == 302
    visit = ReferralSession.objects.get()
    assert (visit.source, visit.held_on, visit.feedback, visit.by) == ("KERTAS", TODAY, "Rajin", pk)
    told = browser.post(page(paper), form, follow=True).content.decode()
    assert "sudah tercatat sebelumnya" in told and "Daftar ini sudah disalin" in told
    browser.post(page(again), said(again.rows.get(), presence="ABSEN"))
    assert ReferralSession.objects.count() == 1
    assert "Sudah tercatat" in browser.get(page(again)).content.decode()


@pytest.mark.django_db
def test_wrong_rows_are_said_at_their_fields_and_nothing_is_kept(bapas, pk, signed_in, offering, referral):
    soon = make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.ACCEPTED)
    paper = printed(pk, offering)
    row, unstarted = paper.rows.get(referral=referral), paper.rows.get(referral=soon)
    form = said(row, presence="HADIR", starts_at="10:00", ends_at="09:00") | said(unstarted, presence="HADIR")
    answer = signed_in(pk).post(page(paper), form)
    assert answer.status_code == 422
    errors = {each.line.row.pk: each.form.errors for each in answer.context["open_rows"]}
    assert "ends_at" in errors[row.pk] and "presence" in errors[unstarted.pk]
    assert not ReferralSession.objects.exists()
    assert "belum dimulai" in answer.content.decode()


@pytest.mark.django_db
def test_a_session_of_kerja_sosial_on_paper_counts_nothing_by_itself(bapas, pk, signed_in, partner, worker):
    session = make_session(bapas, TODAY, make_site(partner), supervisor=pk)
    seat = make_seat(session, running_order(bapas, pk, name="Pekerja Contoh"))
    form = {"form_key": str(uuid4())}
    answer = signed_in(worker).post(reverse("programs:own_session_print", args=[session.pk]), form)
    assert answer.content.startswith(b"%PDF")
    paper = PaperList.objects.get()
    row = paper.rows.get()
    browser = signed_in(pk)
    assert "Pekerja Contoh" in browser.get(page(paper)).content.decode()
    browser.post(page(paper), said(row, known="0", outcome="ATTENDED", started_at="08:00", ended_at="11:00"))
    word = SeatWord.objects.get()
    assert (word.seat, word.source) == (seat, "KERTAS") and not HoursEntry.objects.exists()
    assert "Daftar ini sudah disalin" in browser.get(page(paper)).content.decode()
    listed = browser.get(reverse("programs:service_attendance", args=[session.pk])).content.decode()
    assert "Disalin dari daftar kertas" in listed


@pytest.mark.django_db
def test_who_may_type(bapas, other_bapas, pk, kanwil_staff, signed_in, client, offering, referral):
    paper = printed(pk, offering)
    expected = {
        make_user(RoleCode.OPERATOR, bapas): 200,
        make_user(RoleCode.HEAD, bapas): 200,
        make_user(RoleCode.PK, bapas): 200,
        make_user(RoleCode.PK, other_bapas): 404,
        kanwil_staff: 403,
    }
    assert {user: signed_in(user).get(page(paper)).status_code for user in expected} == expected
    assert client.get(page(paper)).status_code == 302
    browser = signed_in(pk)
    assert browser.get(reverse("programs:paper", args=["tidak-ada"])).status_code == 404
    wrong = browser.get(FIND, {"kode": "ABCDE-FGHJK"})
    assert wrong.status_code == 404 and wrong.context["form"].errors["kode"]


@pytest.mark.django_db
def test_a_partner_of_another_office_each_office_types_its_own(
    bapas, other_bapas, pk, signed_in, offering, referral, worker
):
    there = make_user(RoleCode.PK, other_bapas)
    make_referral(
        make_guidance(office=other_bapas, officer=there, name="Klien Seberang"), offering, ReferralStage.STARTED
    )
    paper = printed(worker, offering, permission="programs.attend_own_site")
    ours, theirs = (signed_in(user).get(page(paper)).content.decode() for user in (pk, there))
    assert "Dewasa Contoh" in ours and "Klien Seberang" not in ours
    assert "Klien Seberang" in theirs and "Dewasa Contoh" not in theirs


@pytest.mark.django_db
def test_the_sheet_that_came_back_is_kept_once_and_seen_by_the_office(
    bapas, other_bapas, pk, signed_in, offering, referral
):
    paper, out = printed(pk, offering), BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    url = reverse("programs:paper_scan_add", args=[paper.code])
    for _twice in range(2):
        signed_in(pk).post(url, {"upload": SimpleUploadedFile("daftar.jpg", out.getvalue())})
    scan = PaperScan.objects.get()
    bad = signed_in(pk).post(url, {"upload": SimpleUploadedFile("x.pdf", b"tidak")}, follow=True).content.decode()
    assert "bukan PDF" in bad
    shown = reverse("programs:paper_scan", args=[scan.pk])
    assert signed_in(pk).get(shown).status_code == 200
    assert signed_in(make_user(RoleCode.PK, other_bapas)).get(shown).status_code == 404


@pytest.mark.django_db
def test_a_list_of_an_earlier_day_before_the_service_began_is_refused(signed_in, pk, offering, referral):
    paper = printed(pk, offering, day=TODAY - timedelta(3))
    answer = signed_in(pk).post(page(paper), said(paper.rows.get(), presence="HADIR"))
    assert answer.status_code == 422 and "baru dimulai" in answer.content.decode()


@pytest.mark.django_db
def test_the_pages_ask_the_same_queries_for_many_rows(bapas, pk, signed_in, offering):
    counts, browser = [], signed_in(pk)
    for rows in (3, 9):
        for _number in range(rows):
            make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED)
            make_referral(make_guidance(office=bapas, officer=pk), make_offering(office=bapas), ReferralStage.STARTED)
        for url in (page(printed(pk, offering)), FIND):
            browser.get(url)
            with CaptureQueriesContext(connection) as queries:
                browser.get(url)
            counts.append(len(queries))
    assert counts[:2] == counts[2:] and max(counts) <= 16


@pytest.mark.django_db(transaction=True)
def test_two_prints_typed_at_once_leave_one_session_each():
    bapas = make_bapas()
    pk = make_user(RoleCode.PK, bapas)
    offering = make_offering(office=bapas)
    for _number in range(3):
        make_referral(make_guidance(office=bapas, officer=pk), offering, ReferralStage.STARTED)
    papers, start, faults = [printed(pk, offering) for _ in range(4)], Barrier(4), []

    def copy(paper):
        rows = {row.pk: Visit(presence="HADIR") for row in paper.rows.all()}
        start.wait()
        try:
            type_visits(code=paper.code, rows=rows, by=pk, scope=scope_of(pk))
        except Exception as error:
            faults.append(error)
            raise
        finally:
            connection.close()

    threads = [Thread(target=copy, args=(paper,)) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and ReferralSession.objects.count() == 3
