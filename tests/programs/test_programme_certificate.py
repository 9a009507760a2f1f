"""The certificate of a programme: issued once, printed as issued, voided with its reason, and for whom."""

import io
from uuid import uuid4

import pypdf
import pytest

from bapas_portal.accounts.choices import RoleCode
from partners.models import Organisation
from programs.models import Enrolment, Programme, ProgrammeCertificate
from programs.rules.certificate import telling_word, without_telling
from tests.factories import make_guidance, make_user
from tests.factories.guiding import make_certificate, make_enrolment, make_programme
from tests.programs.pages import url
from tests.programs.test_service_print import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Pelatihan barista", ""),
        ("Seni rupa KLIEN anak", "KLIEN"),
        ("Kelas di Balai\nPemasyarakatan", "Balai Pemasyarakatan"),
        ("Klienteling", ""),
        ("Kelompok Lipas Contoh", "Lipas"),
        ("Aula Bapas, lantai 2", "Bapas"),
    ],
)
def test_a_word_that_tells_is_found_whole_and_in_any_case(text, word):
    assert telling_word(text) == word
    assert without_telling(text) == ("" if word else text)


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


@pytest.fixture
def programme(bapas, pk) -> Programme:
    return make_programme(bapas, pk, name="Barista Contoh", capacity=2)


class TestCertificate:
    @pytest.fixture
    def row(self, bapas, pk, guidance) -> Enrolment:
        partner = Organisation.objects.create(
            name="Kedai Kopi Contoh", kind="LPK", office=bapas, contact_name="Rini Contoh"
        )
        made = make_programme(bapas, pk, name="Barista Contoh", partner_id=partner.pk)
        return make_enrolment(made, guidance, state="COMPLETED", result="Mahir menyeduh")

    def test_issued_once_printed_voided_and_issued_anew(self, client, pk, row):
        client.force_login(pk)
        issue, sent = url("certificate_issue", row.pk), {"form_key": str(uuid4()), "signer_role": "Pemilik"}
        assert "Rini Contoh" in client.get(issue).content.decode(), "the partner's contact is proposed"
        nameless = client.post(issue, sent)
        assert nameless.status_code == 400
        assert not ProgrammeCertificate.objects.exists()
        sent |= {"signer_name": "Rini Contoh"}
        assert "Sertifikat terbit" in client.post(issue, sent, follow=True).content.decode()
        assert "sudah terkirim" in client.post(issue, sent, follow=True).content.decode()
        assert client.post(issue, sent | {"signer_name": "Lain Contoh"}).status_code == 409
        other = client.post(issue, sent | {"form_key": str(uuid4())})
        assert (other.status_code, "sudah terbit" in other.content.decode()) == (409, True)
        first = ProgrammeCertificate.objects.get()
        answer = client.get(url("certificate_file", first.pk))
        words = text_of(pypdf.PdfReader(io.BytesIO(answer.content)))
        for said in ("Budi Contoh", "Barista Contoh", "Kedai Kopi Contoh", "Mahir menyeduh", "Sertifikat"):
            assert said in words
        for said in ("Mitra pelaksana", "Rini Contoh", "Pemilik", "Kepala Bapas"):
            assert said in words
        assert row.guidance.case.offence_group.name not in words
        assert client.post(url("certificate_void", first.pk), {"reason": ""}).status_code == 400
        assert client.post(url("certificate_void", first.pk), {"reason": "Nama keliru"}).status_code == 302
        assert client.get(url("certificate_file", first.pk)).status_code == 409
        client.post(issue, sent | {"form_key": str(uuid4())})
        assert ProgrammeCertificate.objects.count() == 2

    def test_a_childs_tells_nowhere_that_it_comes_from_a_bapas(self, client, bapas, pk):
        partner = Organisation.objects.create(name="Sanggar Contoh", kind="LPK", office=bapas)
        made = make_programme(
            bapas, pk, name="Seni rupa klien anak", partner_id=partner.pk, place="Aula Bapas", facilitator="PK Bapas"
        )
        child = make_guidance(office=bapas, officer=pk, child=True, name="Anak Contoh")
        row = make_enrolment(made, child, state="COMPLETED", result="Tuntas menurut putusan")
        client.force_login(pk)
        issue = url("certificate_issue", row.pk)
        sent = {"form_key": str(uuid4()), "organiser": "Sanggar Contoh", "signer_name": "Rini Contoh"}
        told = client.post(issue, sent | {"title": made.name})
        assert told.status_code == 400
        assert "“klien” memberi tahu asal sertifikat ini" in told.content.decode()
        assert client.post(issue, sent | {"title": ""}).status_code == 400
        assert client.post(issue, sent | {"title": "Seni rupa"}).status_code == 302
        answer = client.get(url("certificate_file", ProgrammeCertificate.objects.get().pk))
        file = pypdf.PdfReader(io.BytesIO(answer.content))
        words = text_of(file)
        for said in ("Anak Contoh", "SANGGAR CONTOH", "Seni rupa", "Rini Contoh"):
            assert said in words
        told = f"{words} {file.metadata} {answer['Content-Disposition']}"
        assert not telling_word(told), telling_word(told)
        for secret in (bapas.name, pk.name, child.register_no, child.case.offence_group.name, "Tuntas menurut"):
            assert secret.lower() not in told.lower()

    def test_only_for_who_completed_it(self, client, pk, programme, guidance):
        row = make_enrolment(programme, guidance)
        client.force_login(pk)
        answer = client.post(url("certificate_issue", row.pk), {"form_key": str(uuid4())})
        assert answer.status_code == 409
        assert "setelah peserta dinyatakan tuntas" in answer.content.decode()
        assert not ProgrammeCertificate.objects.exists()

    def test_who_may_not_know_the_person_neither_issues_nor_prints(self, client, bapas, pk, other_pk, programme):
        child = make_guidance(office=bapas, officer=pk, child=True)
        row = make_enrolment(programme, child, state="COMPLETED", result="Tuntas")
        made = make_certificate(row, pk)
        client.force_login(make_user(RoleCode.PK, bapas))
        assert client.get(url("certificate_file", made.pk)).status_code == 403
        assert client.post(url("certificate_issue", row.pk), {"form_key": str(uuid4())}).status_code == 403
        assert client.get(url("certificate_void", made.pk)).status_code == 403
        client.force_login(other_pk)
        assert client.get(url("certificate_file", made.pk)).status_code == 404
