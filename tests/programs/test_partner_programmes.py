"""A partner's programmes with their attendance: counted once, in the reader's offices, nobody named."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from partners.choices import OrganisationKind
from tests.factories import guiding, make_guidance, make_user
from tests.factories.partners import make_organisation

pytestmark = pytest.mark.django_db


def url(organisation):
    return reverse("programs:partner_programmes", args=[organisation.pk])


@pytest.fixture
def griya(bapas):
    return make_organisation(office=bapas, kind=OrganisationKind.GRIYA, name="Griya Contoh", known_in="NATION")


def test_sessions_attendance_and_certificates_are_counted_once(bapas, pk, griya, signed_in):
    programme = guiding.make_programme(bapas, pk, partner_id=griya.pk, name="Menjahit")
    people = [make_guidance(office=bapas, officer=pk, name=f"Klien Rahasia {number}") for number in range(4)]
    rows = [guiding.make_enrolment(programme, each) for each in people[:3]]
    done = guiding.make_enrolment(programme, people[3], state="COMPLETED", result="Mahir")
    guiding.make_certificate(done, pk)
    for marks in (("PRESENT", "LATE", "ABSENT"), ("PRESENT", "PRESENT", "EXCUSED")):
        session = guiding.make_session(bapas, pk, programme=programme)
        for row, mark in zip(rows, marks, strict=True):
            guiding.make_attendance(session, row.guidance, mark)
    guiding.make_attendance(guiding.make_session(bapas, pk, programme=programme), people[0])
    page = signed_in(pk).get(url(griya))
    (row,) = page.context["rows"]
    assert (row.seated, row.held, row.percent, row.certified) == (4, 3, 67, 1)
    whole = page.context["whole"]
    assert (whole.programmes, whole.seated, whole.sessions, whole.certificates, whole.percent) == (1, 4, 3, 1, 67)
    assert "Klien Rahasia" not in page.content.decode()


def test_only_programmes_of_the_readers_offices_show(bapas, other_bapas, pk, griya, signed_in):
    guiding.make_programme(other_bapas, make_user(RoleCode.PK, other_bapas), partner_id=griya.pk, name="Program Lain")
    shown = signed_in(pk).get(url(griya)).content.decode()
    assert "Program Lain" not in shown and "Belum ada program dengan mitra ini" in shown


def test_who_opens_it(bapas, other_bapas, pk, kanwil_staff, griya, signed_in, client):
    local = make_organisation(office=bapas, known_in="OFFICE")
    assert signed_in(pk).get(url(local)).status_code == 200
    assert signed_in(make_user(RoleCode.PK, other_bapas)).get(url(local)).status_code == 404
    assert signed_in(kanwil_staff).get(url(griya)).status_code == 403
    assert client.get(url(griya)).status_code == 302
    shown = signed_in(pk).get(reverse("partners:organisation_detail", args=[griya.pk])).content.decode()
    assert url(griya) in shown
