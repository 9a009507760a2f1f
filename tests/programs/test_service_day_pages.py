"""The supervisor's pages: who opens them, a list saved, a wrong row, two supervisors, a proof, a correction."""

import base64
import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.models import HoursEntry, ServiceAttendance, ServiceProof
from programs.queries.service_seal import chain_of
from tests.factories.accounts import make_user
from tests.factories.service_day import make_attendance, running_order, seated
from tests.factories.service_session import make_seat, make_session
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


def sent(seats, **changes) -> dict:
    """What a browser sends for a list on which everybody came."""
    row = {"outcome": "ATTENDED", "started_at": "08:00", "ended_at": "12:00", "rest": "", "travel": "", "quality": "3"}
    row |= {"conduct": "", "note": ""}
    posted = {f"{seat.pk}-{name}": value for seat in seats for name, value in row.items()}
    return posted | changes


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=b"Exif\x00\x00rahasia")
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


class TestWho:
    def test_signed_out_other_office_and_wrong_role(self, client, bapas, pk, other_bapas, kanwil_staff):
        seat = seated(bapas, pk)[0]
        row = make_attendance(seat, pk)
        pages = [
            ("service_attendance", seat.session_id),
            ("service_attendance_correct", row.pk),
            ("service_proof_add", seat.pk),
        ]
        for name, key in pages:
            assert client.get(url(name, key)).status_code == 302
        client.force_login(make_user(RoleCode.PK, other_bapas))
        assert [client.get(url(name, key)).status_code for name, key in pages] == [404, 404, 404]
        client.force_login(kanwil_staff)
        assert [client.get(url(name, key)).status_code for name, key in pages] == [403, 403, 403]
        assert client.get(url("service_day")).status_code == 403

    def test_a_supervisor_sees_adults_by_name_and_a_colleagues_child_by_initials(self, client, bapas, pk):
        session = make_session(bapas, today_in())
        make_seat(session, running_order(bapas, pk, name="Dewasa Bernama"))
        make_seat(session, running_order(bapas, pk, child=True, name="Anak Rahasia"))
        client.force_login(make_user(RoleCode.PK, bapas))
        page = client.get(url("service_attendance", session.pk)).content.decode()
        assert "Dewasa Bernama" in page
        assert "Anak Rahasia" not in page
        assert "A. R." in page
        client.force_login(pk)
        assert "Anak Rahasia" in client.get(url("service_attendance", session.pk)).content.decode()


class TestList:
    def test_the_day_shows_ones_own_session_and_the_list_is_saved_once(self, client, bapas, pk):
        seats = seated(bapas, pk, count=3)
        client.force_login(pk)
        assert seats[0].session.site.name in client.get(url("service_day")).content.decode()
        address = url("service_attendance", seats[0].session_id)
        checked = 'value="ATTENDED" id="id_%s-outcome_0" checked'
        marked = " ".join(client.get(address + "?semua=hadir").content.decode().split())
        assert all(checked % seat.pk in marked for seat in seats)
        posted = sent(seats, **{f"{seats[2].pk}-outcome": ""})
        page = client.post(address, posted, follow=True).content.decode()
        assert "2 baris tersimpan" in page
        again = client.post(address, posted, follow=True).content.decode()
        assert "2 baris sudah tersimpan sebelumnya oleh" in again
        assert HoursEntry.objects.count() == 2

    def test_a_wrong_row_is_marked_and_what_was_typed_is_kept(self, client, bapas, pk):
        seats = seated(bapas, pk, count=2)
        client.force_login(pk)
        posted = sent(seats, **{f"{seats[1].pk}-ended_at": "14:00", f"{seats[0].pk}-note": "Rajin sekali"})
        answer = client.post(url("service_attendance", seats[0].session_id), posted)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Melebihi batas sehari" in page
        assert "Rajin sekali" in page
        assert not ServiceAttendance.objects.exists()

    def test_a_second_supervisor_sees_both_wordings(self, client, bapas, pk):
        seats = seated(bapas, pk, count=2)
        client.force_login(pk)
        client.post(url("service_attendance", seats[0].session_id), sent(seats))
        client.force_login(make_user(RoleCode.PK, bapas))
        other = sent(seats, **{f"{seats[0].pk}-ended_at": "11:00"})
        answer = client.post(url("service_attendance", seats[0].session_id), other)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert pk.name in page
        assert "12.00" in page
        assert "11.00" in page
        assert ServiceAttendance.objects.count() == 2

    def test_a_correction(self, client, bapas, pk):
        seats = seated(bapas, pk)
        client.force_login(pk)
        client.post(url("service_attendance", seats[0].session_id), sent(seats))
        row = ServiceAttendance.objects.get()
        address = url("service_attendance_correct", row.pk)
        assert client.get(address).status_code == 200
        posted = {"outcome": "EXCUSED", "note": "Sakit", "reason": ""}
        assert client.post(address, posted).status_code == 400
        page = client.post(address, posted | {"reason": "Surat dokter"}, follow=True).content.decode()
        assert "Pembetulan tersimpan" in page
        assert "dengan alasan sah" in page
        file = client.get(url("service_detail", seats[0].order.guidance_id)).content.decode()
        assert "sesuai" in file
        assert "tidak sesuai" not in file


class TestProof:
    def test_a_photo_loses_its_exif_is_sealed_and_served_by_right(self, client, bapas, pk, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        seat = seated(bapas, pk, child=True)[0]
        client.force_login(pk)
        address = url("service_proof_add", seat.pk)
        posted = {
            "form_key": str(uuid4()),
            "moment": "START",
            "latitude": "-7.0",
            "longitude": "110.4",
            "accuracy": "12.4",
        }
        assert client.post(address, posted | {"latitude": ""}).status_code == 400
        assert client.post(address, {**posted, "latitude": "", "longitude": ""}).status_code == 400
        page = client.post(address, posted | {"image": picture()}, follow=True).content.decode()
        assert "disegel" in page
        proof = ServiceProof.objects.get()
        assert (proof.kind, proof.accuracy, proof.distance) == ("PHOTO", 12, None)
        with proof.image.open("rb") as file:
            assert b"rahasia" not in file.read()
        assert [link.is_whole for link in chain_of(seat.order_id, with_files=True)] == [True]
        assert client.get(url("service_proof_image", proof.pk)).status_code == 200
        client.force_login(make_user(RoleCode.PK, bapas))
        assert client.get(url("service_proof_image", proof.pk)).status_code == 404
        proof.image.storage.delete(proof.image.name)
        assert [link.is_whole for link in chain_of(seat.order_id, with_files=True)] == [False]

    def test_a_place_tells_its_distance_and_a_double_click_counts_once(self, client, bapas, pk):
        seat = seated(bapas, pk)[0]
        type(seat.session.site).objects.filter(pk=seat.session.site_id).update(latitude=-7.0, longitude=110.4)
        client.force_login(pk)
        posted = {"form_key": str(uuid4()), "moment": "END", "latitude": "-7.001", "longitude": "110.4"}
        for _time in range(2):
            client.post(url("service_proof_add", seat.pk), posted)
        assert ServiceProof.objects.get().distance == 111

    def test_a_signature_drawn_on_the_screen(self, client, bapas, pk):
        out = io.BytesIO()
        drawing = Image.new("RGB", (90, 33), "white")
        drawing.putpixel((40, 10), (0, 0, 0))
        drawing.paste((0, 0, 0), (10, 10, 60, 16))
        drawing.save(out, "PNG")
        drawn = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
        seat = seated(bapas, pk)[0]
        client.force_login(pk)
        address = url("service_proof_add", seat.pk)
        posted = {"form_key": str(uuid4()), "moment": "END"}
        answer = client.post(address, posted | {"drawn": "data:image/png;base64,xx"})
        assert (answer.status_code, "tidak terbaca" in answer.content.decode()) == (400, True)
        assert client.post(address, posted | {"drawn": drawn, "image": picture()}).status_code == 400
        for _time in range(2):
            assert client.post(address, posted | {"drawn": drawn}).status_code == 302
        assert ServiceProof.objects.get().kind == "SIGNATURE"
