"""The certificate of a programme: issued once, printed as issued, voided with its reason, and for whom."""

import io
from uuid import uuid4

import pypdf
import pytest

from bapas_portal.accounts.choices import RoleCode
from partners.models import Organisation
from programs.models import Enrolment, Programme, ProgrammeCertificate
from tests.factories import make_guidance, make_user
from tests.factories.guiding import make_enrolment, make_programme
from tests.programs.pages import url
from tests.programs.test_service_print import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


@pytest.fixture
def programme(bapas, pk) -> Programme:
    return make_programme(bapas, pk, name="Barista Contoh", capacity=2)


class TestCertificate:
    @pytest.fixture
    def row(self, bapas, pk, guidance) -> Enrolment:
        partner = Organisation.objects.create(name="Kedai Kopi Contoh", kind="LPK", office=bapas)
        made = make_programme(bapas, pk, name="Barista Contoh", partner_id=partner.pk)
        return make_enrolment(made, guidance, state="COMPLETED", result="Mahir menyeduh")

    def test_issued_once_printed_voided_and_issued_anew(self, client, pk, row):
        client.force_login(pk)
        issue, sent = url("certificate_issue", row.pk), {"form_key": str(uuid4())}
        assert "Sertifikat terbit" in client.post(issue, sent, follow=True).content.decode()
        assert "sudah terkirim" in client.post(issue, sent, follow=True).content.decode()
        other = client.post(issue, {"form_key": str(uuid4())}, follow=True).content.decode()
        assert "sudah terbit" in other
        first = ProgrammeCertificate.objects.get()
        answer = client.get(url("certificate_file", first.pk))
        words = text_of(pypdf.PdfReader(io.BytesIO(answer.content)))
        for said in ("Budi Contoh", "Barista Contoh", "Kedai Kopi Contoh", "Mahir menyeduh", "Sertifikat"):
            assert said in words
        assert row.guidance.case.offence_group.name not in words
        assert client.post(url("certificate_void", first.pk), {"reason": ""}).status_code == 400
        assert client.post(url("certificate_void", first.pk), {"reason": "Nama keliru"}).status_code == 302
        assert client.get(url("certificate_file", first.pk)).status_code == 409
        client.post(issue, {"form_key": str(uuid4())})
        assert ProgrammeCertificate.objects.count() == 2

    def test_only_for_who_completed_it(self, client, pk, programme, guidance):
        row = make_enrolment(programme, guidance)
        client.force_login(pk)
        answer = client.post(url("certificate_issue", row.pk), {"form_key": str(uuid4())}, follow=True)
        assert "setelah peserta dinyatakan tuntas" in answer.content.decode()
        assert not ProgrammeCertificate.objects.exists()

    def test_who_may_not_know_the_person_neither_issues_nor_prints(self, client, bapas, pk, other_pk, programme):
        child = make_guidance(office=bapas, officer=pk, child=True)
        row = make_enrolment(programme, child, state="COMPLETED", result="Tuntas")
        client.force_login(pk)
        client.post(url("certificate_issue", row.pk), {"form_key": str(uuid4())})
        made = ProgrammeCertificate.objects.get()
        client.force_login(make_user(RoleCode.PK, bapas))
        assert client.get(url("certificate_file", made.pk)).status_code == 403
        assert client.post(url("certificate_issue", row.pk), {"form_key": str(uuid4())}).status_code == 403
        assert client.get(url("certificate_void", made.pk)).status_code == 403
        client.force_login(other_pk)
        assert client.get(url("certificate_file", made.pk)).status_code == 404
