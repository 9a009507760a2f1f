"""The client's own copy of the plan: plain words of one version, large print, and a trail of the printing."""

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.utils import timezone, translation

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from programs.models import PlanStep, PlanStepState, PlanVersion
from tests.factories import make_guidance, make_user
from tests.factories.plan_parts import make_step
from tests.factories.plan_review import make_answer, make_version
from tests.factories.programs import make_line, make_need, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
GOAL = "Bekerja tetap di bengkel"


def planned(guidance, **fields) -> PlanVersion:
    """A version in force with a step of each actor; the client's first is ticked off."""
    today = today_in()
    days = {"start_on": today - timedelta(30), "due_on": today + timedelta(60)}
    line = make_line(make_plan(guidance), make_need(guidance), **{"goal": GOAL} | days | fields)
    made = make_step(line, action="Membuat surat lamaran", due_on=today - timedelta(3))
    make_step(line, action="Datang ke bengkel", due_on=today + timedelta(20))
    make_step(line, action="Menelepon pemilik bengkel", actor="OFFICER", due_on=today + timedelta(5))
    make_step(line, action="Mengantar tiap pagi", actor="FAMILY", due_on=today + timedelta(40))
    version = make_version(line.plan, at=timezone.now() - timedelta(20))
    PlanStepState.objects.create(step=made, state="DONE", from_on=today - timedelta(4), by=guidance.officer)
    PlanStep.objects.filter(pk=made.pk).update(state="DONE")
    return version


@pytest.fixture
def version(guidance) -> PlanVersion:
    return planned(guidance)


def printed(browser, *args, name: str = "plan_print") -> pypdf.PdfReader:
    answer = browser.get(url(name, *args))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(sheet: pypdf.PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in sheet.pages).replace("\xad", ""))


class TestSheet:
    def test_it_says_who_does_what_until_when(self, version, guidance, pk, signed_in):
        make_answer(version)
        text = text_of(printed(signed_in(pk), guidance.pk))
        said = ["Rencana saya", guidance.client.name, GOAL, "Anda akan: Membuat surat lamaran", "Sudah dilakukan"]
        said += ["PK Anda akan: Menelepon pemilik bengkel", "Keluarga Anda akan: Mengantar tiap pagi"]
        said += ["Rencana versi 1, disetujui", "Rencana ini berlaku.", "Anda setuju dengan rencana ini pada"]
        said += ["Langkah Anda yang paling dekat: Datang ke bengkel", "dibaca lagi bersama Anda paling lambat"]
        said += [f"Nama PK {pk.name}", f"Kantor {guidance.office.name}", "Telepon ....."]
        assert [words for words in said if words not in text] == []

    def test_no_offence_no_need_and_no_category(self, version, guidance, pk, signed_in):
        guidance.case.articles = "Pasal 363 KUHP"
        guidance.case.save()
        text = text_of(printed(signed_in(pk), guidance.pk)).lower()
        label = version.content["lines"][0]["need"]["label"].lower()
        offence = guidance.case.offence_group.name.lower()
        for secret in ("363", label, offence, "risiko", "krimin", "pidana", guidance.register_no.lower()):
            assert secret not in text, secret

    def test_print_is_large(self, version, guidance, pk, signed_in):
        sizes: dict[float, int] = {}

        def count(text, _matrix, matrix, _font, size):
            high = round(abs(size * matrix[3]), 1)
            sizes[high] = sizes.get(high, 0) + len(text.strip())

        for page in printed(signed_in(pk), guidance.pk).pages:
            page.extract_text(visitor_text=count)
        small = sum(number for size, number in sizes.items() if size < 14)
        # The letterhead, the head and foot of a page are the office's.
        assert small < 400 and sum(sizes.values()) > 700, sizes

    def test_a_day_gone_by_is_said_kindly(self, guidance, pk, signed_in):
        planned(guidance)
        PlanStep.objects.filter(action="Datang ke bengkel").update(due_on=today_in() - timedelta(1))
        version = make_version(guidance.plan)
        text = text_of(printed(signed_in(pk), guidance.pk))
        assert f"Rencana versi {version.number}" in text
        assert "yang sudah lewat harinya: Datang ke bengkel" in text and "Bicarakan dengan PK." in text

    def test_a_child_is_spoken_to_as_a_child(self, bapas, pk, signed_in):
        guidance = make_guidance(office=bapas, officer=pk, child=True)
        planned(guidance)
        text = text_of(printed(signed_in(pk), guidance.pk))
        said = ["Kamu akan: Membuat surat lamaran", "Untuk orang tua atau wali", "Keluarga kamu akan", "RAHASIA"]
        assert [words for words in [*said, "Orang tua atau wali ....."] if words not in text] == []
        assert "Anda" not in text

    def test_it_stays_indonesian_and_takes_any_words(self, guidance, pk, signed_in):
        strange = '#panic("x") $1/0$ <b> *tebal* @kutipan `a`'
        planned(guidance, goal=strange)
        with translation.override("en"):
            text = text_of(printed(signed_in(pk), guidance.pk))
        assert strange in text and "Yang terjadi selanjutnya" in text


class TestWhichVersion:
    def test_the_one_in_force_unless_another_is_chosen(self, version, guidance, pk, signed_in):
        browser = signed_in(pk)
        make_line(version.plan, make_need(guidance, "WORK"), goal="Tujuan yang belum disetujui")
        make_version(version.plan, is_approved=False)
        assert "belum disetujui" not in text_of(printed(browser, guidance.pk))
        text = text_of(printed(browser, guidance.pk, 2, name="plan_version_print"))
        assert "Rencana versi 2, diajukan" in text and "Belum disetujui; isinya masih dapat berubah." in text
        assert "Tujuan yang belum disetujui" in text and "dibaca lagi bersama" not in text

    def test_an_old_or_returned_one_says_that_it_does_not_hold(self, version, guidance, pk, head, signed_in):
        browser = signed_in(pk)
        make_version(version.plan)
        assert "Sudah diganti dan tidak berlaku lagi." in text_of(
            printed(browser, guidance.pk, 1, name="plan_version_print")
        )
        third = make_version(version.plan, is_approved=False)
        third.decision, third.decided_at, third.decided_by = "RETURNED", timezone.now(), head
        third.comment = "Perbaiki"
        third.save()
        text = text_of(printed(browser, guidance.pk, 3, name="plan_version_print"))
        assert "Dikembalikan untuk diperbaiki, jadi tidak berlaku." in text and "Perbaiki" not in text

    def test_none_before_an_approval(self, guidance, pk, signed_in):
        plan = make_plan(guidance)
        make_line(plan)
        browser = signed_in(pk)
        assert browser.get(url("plan_print", guidance.pk)).status_code == 404
        assert url("plan_print", guidance.pk) not in browser.get(url("plan_detail", guidance.pk)).content.decode()
        make_version(plan, is_approved=False)
        assert browser.get(url("plan_print", guidance.pk)).status_code == 404
        page = browser.get(url("plan_version", guidance.pk, 1)).content.decode()
        assert url("plan_version_print", guidance.pk, 1) in page


class TestWho:
    def test_the_button_and_the_trail(self, version, guidance, pk, signed_in):
        browser = signed_in(pk)
        assert url("plan_print", guidance.pk) in browser.get(url("plan_detail", guidance.pk)).content.decode()
        answer = browser.get(url("plan_print", guidance.pk))
        assert answer["Content-Disposition"] == f'inline; filename="rencana-{guidance.pk}-v1.pdf"'
        event = AuditEvent.objects.filter(verb="guidance.printed").get()
        assert event.is_read and event.actor == pk and event.data["number"] == 1 and len(event.data["digest"]) == 64

    def test_others_are_refused(self, version, guidance, bapas, other_pk, directorate, client, signed_in):
        address = url("plan_print", guidance.pk)
        assert signed_in(other_pk).get(address).status_code == 404
        assert signed_in(directorate).get(address).status_code == 403
        assert signed_in(make_user(RoleCode.OPERATOR, bapas)).get(address).status_code == 403
        assert client.get(address).status_code == 302
        assert not AuditEvent.objects.filter(verb="guidance.printed").exists()

    def test_a_colleague_does_not_print_a_child_s(self, bapas, pk, signed_in):
        guidance = make_guidance(office=bapas, officer=pk, child=True)
        planned(guidance)
        assert signed_in(make_user(RoleCode.PK, bapas)).get(url("plan_print", guidance.pk)).status_code == 404
