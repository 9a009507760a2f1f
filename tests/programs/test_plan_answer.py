"""The client's word on a version of the plan: by whom, with what proof, and for whose eyes."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import DomainError, Invalid, WrongState
from programs.actions.plan import decide_plan, submit_plan
from programs.actions.plan_answer import answer_plan
from programs.models import PlanAnswer, PlanVersion
from programs.rules.picture import BadPicture
from programs.rules.proof import is_pdf, proof_of_drawing, proof_of_file
from tests.factories import make_guidance, make_user
from tests.factories.programs import jpeg, make_line, make_need, make_plan
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
WRITE = "programs.write_plan"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def drawing(*, is_blank: bool = False) -> str:
    """What the canvas sends."""
    image = Image.new("RGB", (300, 110), "white")
    if not is_blank:
        ImageDraw.Draw(image).line([(20, 80), (90, 20), (160, 90), (270, 30)], fill="#17303a", width=4)
    out = BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


@pytest.fixture
def say(guidance, pk, scoped):
    """say(**changes) -> the answer written down by the guidance's PK."""

    def saying(**changes) -> PlanAnswer:
        values = {"guidance_id": guidance.pk, "version_number": 1, "answer": "SETUJU", "drawn": drawing()}
        values |= {"answered_on": today_in(), "form_key": uuid4(), "by": pk, "scope": scoped(pk, WRITE)}
        return answer_plan(**values | changes)

    return saying


def sent(**changes) -> dict:
    return {
        "form_key": str(uuid4()),
        "seen": "0",
        "answer": "SETUJU",
        "answered_on": today_in().isoformat(),
        "drawn": drawing(),
    } | changes


class TestProof:
    def test_a_drawing_becomes_a_jpeg_and_an_empty_box_is_told(self):
        proof = proof_of_drawing(drawing())
        assert (proof.content_type, proof.data[:2]) == ("image/jpeg", b"\xff\xd8")
        with pytest.raises(BadPicture, match="empty"):
            proof_of_drawing(drawing(is_blank=True))

    def test_a_photo_loses_its_place_and_a_pdf_stays_as_it_is(self):
        proof = proof_of_file(jpeg(with_gps=True))
        with Image.open(BytesIO(proof.data)) as image:
            assert not image.getexif()
        assert proof_of_file(PDF).data == PDF and len(proof_of_file(PDF).digest) == 64

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7 cut off", b"<html>%%EOF", b"\x00" * 40, b"GIF89a"])
    def test_other_files_are_refused(self, data):
        with pytest.raises(BadPicture, match="format"):
            proof_of_file(data)

    @given(st.text(max_size=60))
    def test_no_text_is_taken_for_a_drawing(self, text):
        for each in (text, "data:image/png;base64," + text):
            with pytest.raises(BadPicture):
                proof_of_drawing(each)

    @given(st.binary(max_size=80))
    def test_bytes_without_both_ends_are_no_pdf(self, data):
        assert not is_pdf(data.replace(b"%PDF-", b""))
        assert is_pdf(b"%PDF-1.4" + data + b"%%EOF")


class TestAnswer:
    def test_it_is_pinned_signed_and_leaves_a_trail(self, submitted, say):
        row = say(comment=" Saya mau bekerja ")
        assert (row.number, row.digest, row.comment) == (1, submitted.digest, "Saya mau bekerja")
        assert len(row.proof_digest) == 64 and row.proof.read()[:2] == b"\xff\xd8"
        event = AuditEvent.objects.get(verb="plan.answered")
        assert (event.data["answer"], event.data["proof"]) == ("SETUJU", row.proof_digest)
        assert "bekerja" not in str(event.data)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"drawn": ""}, "drawn"),
            ({"drawn": drawing(is_blank=True)}, "drawn"),
            ({"drawn": "x"}, "drawn"),
            ({"drawn": "", "scan": b"teks"}, "scan"),
            ({"answer": "MENOLAK", "reason": " \x00 "}, "reason"),
            ({"answer": "TIDAK_DAPAT"}, "unable_reason"),
            ({"answer": "TIDAK_DAPAT", "unable_reason": "LAIN"}, "reason"),
            ({"answer": "?"}, "answer"),
            ({"answered_on": today_in() + timedelta(2)}, "answered_on"),
            ({"answered_on": today_in() - timedelta(9)}, "answered_on"),
            ({"comment": "x" * 2001}, "comment"),
        ],
    )
    def test_what_is_missing_is_said_at_its_field(self, submitted, say, changes, field):
        with pytest.raises(Invalid) as told:
            say(**changes)
        assert list(told.value.fields) == [field]
        assert not PlanAnswer.objects.exists()

    def test_a_refusal_and_an_unable_need_no_signature(self, submitted, say):
        assert not say(answer="MENOLAK", reason="Saya takut", drawn="").proof
        row = say(answer="TIDAK_DAPAT", unable_reason="SAKIT", drawn="", seen=1, reason="Demam")
        assert (row.number, row.unable_reason, row.reason) == (2, "SAKIT", "Demam")

    def test_a_child_answers_with_somebody_beside_it(self, bapas, pk, scoped, say):
        child = make_guidance(office=bapas, officer=pk, child=True)
        make_line(make_plan(child), make_need(child))
        submit_plan(guidance_id=child.pk, by=pk, scope=scoped(pk, WRITE))
        with pytest.raises(Invalid) as told:
            say(guidance_id=child.pk)
        assert list(told.value.fields) == ["accompanied_by"]
        assert say(guidance_id=child.pk, accompanied_by="Ibu Sari Contoh (ibu)").accompanied_by

    def test_a_later_version_asks_anew_and_an_older_one_is_closed(self, approved, add, guidance, pk, scoped, say):
        say()
        add()
        assert say(seen=1).number == 2, "the one in force is asked about while the draft is written"
        newer = submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))
        with pytest.raises(WrongState):
            say(seen=2)
        assert not newer.answers.exists()
        assert say(version_number=2).digest == newer.digest

    def test_a_returned_version_is_closed(self, submitted, guidance, head, scoped, say):
        scope = scoped(head, "programs.approve_plan")
        decide_plan(guidance_id=guidance.pk, approve=False, comment="Tambah", by=head, scope=scope)
        with pytest.raises(WrongState):
            say()

    def test_the_same_form_saves_once_and_other_words_are_told(self, submitted, say):
        key = uuid4()
        first = say(form_key=key)
        assert say(form_key=key).pk == first.pk
        with pytest.raises(DomainError, match="sudah terkirim"):
            say(form_key=key, answer="MENOLAK", reason="Tidak")
        assert PlanAnswer.objects.count() == 1

    def test_an_answer_not_read_is_not_pushed_aside(self, submitted, say, pk):
        say()
        with pytest.raises(WrongState, match=pk.name):
            say(answer="MENOLAK", reason="Tidak")

    def test_the_database_keeps_the_rows_and_the_rules(self, submitted, say, pk):
        row = say()
        for act in (row.delete, lambda: PlanAnswer.objects.filter(pk=row.pk).update(comment="lain")):
            with pytest.raises(InternalError), transaction.atomic():
                act()
        rest = {"number": 9, "answered_on": today_in(), "form_key": uuid4(), "by": pk, "version": submitted}
        wrong = [
            {"answer": "SETUJU", "digest": submitted.digest},
            {"answer": "MENOLAK", "digest": submitted.digest},
            {"answer": "TIDAK_DAPAT", "digest": submitted.digest},
            {"answer": "MENOLAK", "reason": "x", "digest": "0" * 64},
        ]
        for values in wrong:
            with pytest.raises(IntegrityError), transaction.atomic():
                PlanAnswer.objects.create(**rest | values)


class TestPages:
    def test_from_the_plan_to_the_signature_and_back(self, submitted, guidance, pk, head, signed_in):
        browser, chief = signed_in(pk), signed_in(head)
        assert "klien belum menyatakan" in chief.get(url("plan_inbox")).content.decode()
        page = browser.get(url("plan_detail", guidance.pk)).content.decode()
        assert url("plan_answer", guidance.pk, 1) in page
        form = browser.get(url("plan_answer", guidance.pk, 1)).content.decode()
        assert submitted.content["lines"][0]["goal"] in form and "<canvas" in form
        answer = browser.post(url("plan_answer", guidance.pk, 1), sent(comment="Saya siap"), follow=True)
        assert "Jawaban klien tersimpan" in answer.content.decode()
        row = PlanAnswer.objects.get()
        for page in (url("plan_detail", guidance.pk), url("plan_version", guidance.pk, 1)):
            said = chief.get(page).content.decode()
            assert "klien setuju" in said and "Saya siap" in said and url("plan_answer_proof", row.pk) in said
        assert "klien setuju" in chief.get(url("plan_inbox")).content.decode()
        proof = chief.get(url("plan_answer_proof", row.pk))
        assert (proof["Content-Type"], proof["Cache-Control"]) == ("image/jpeg", "private, no-store")
        assert AuditEvent.objects.filter(verb="guidance.read", data__part="plan_answer_proof").count() == 1

    def test_sent_twice_is_told(self, submitted, guidance, pk, signed_in):
        browser, form = signed_in(pk), sent()
        browser.post(url("plan_answer", guidance.pk, 1), form)
        again = browser.post(url("plan_answer", guidance.pk, 1), form, follow=True)
        assert "sudah terkirim sebelumnya" in again.content.decode()
        assert PlanAnswer.objects.count() == 1

    def test_without_scripts_the_paper_is_uploaded(self, submitted, guidance, pk, signed_in):
        browser = signed_in(pk)
        file = SimpleUploadedFile("surat.bin", PDF)
        browser.post(url("plan_answer", guidance.pk, 1), sent(drawn="", scan=file))
        row = PlanAnswer.objects.get()
        proof = browser.get(url("plan_answer_proof", row.pk))
        assert proof["Content-Type"] == "application/pdf" and proof["Content-Disposition"].startswith("attachment")

    def test_a_faulty_form_keeps_what_was_typed(self, submitted, guidance, pk, signed_in):
        form = sent(drawn="", comment="Kata klien", scan=SimpleUploadedFile("a.jpg", b"bukan foto"))
        answer = signed_in(pk).post(url("plan_answer", guidance.pk, 1), form)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Kata klien" in page and "bukan PDF, JPEG, atau PNG" in page

    def test_for_its_readers_only(self, submitted, guidance, bapas, pk, other_pk, kanwil_staff, say, signed_in, client):
        row = say()
        form, proof = url("plan_answer", guidance.pk, 1), url("plan_answer_proof", row.pk)
        colleague = signed_in(make_user(RoleCode.PK, bapas))
        assert (colleague.get(form).status_code, colleague.get(proof).status_code) == (404, 200)
        stranger = signed_in(other_pk)
        assert (stranger.get(form).status_code, stranger.get(proof).status_code) == (404, 404)
        regional = signed_in(kanwil_staff)
        assert (regional.get(form).status_code, regional.get(proof).status_code) == (403, 403)
        assert (client.get(form).status_code, client.get(proof).status_code) == (302, 302)
        assert signed_in(make_user(RoleCode.HEAD, bapas)).post(form, sent()).status_code == 403

    def test_a_row_without_proof_has_none_to_serve(self, submitted, say, pk, signed_in):
        row = say(answer="MENOLAK", reason="Saya takut", drawn="")
        assert signed_in(pk).get(url("plan_answer_proof", row.pk)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_write_one_answer(bapas, pk, scoped):
    guidance = make_guidance(office=bapas, officer=pk)
    make_line(make_plan(guidance), make_need(guidance))
    scope = scoped(pk, WRITE)
    submit_plan(guidance_id=guidance.pk, by=pk, scope=scope)

    def send(number: int) -> bool:
        try:
            answer_plan(
                guidance_id=guidance.pk,
                version_number=1,
                answer="MENOLAK",
                reason=f"Jendela {number}",
                answered_on=today_in(),
                form_key=uuid4(),
                by=pk,
                scope=scope,
            )
        except WrongState:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1
    assert PlanVersion.objects.get().answers.count() == 1
