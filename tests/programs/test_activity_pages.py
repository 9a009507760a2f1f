"""The pages of Klien Bapas Peduli: who opens them, what they tell, what they keep."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from bapas_portal.accounts.choices import RoleCode
from programs.actions.photo import add_photo
from programs.models import ActivityPhoto, CareActivity, Intervention
from tests.factories import make_bapas, make_guidance, make_kanwil, make_user
from tests.factories.programs import jpeg, make_activity, make_participation
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
FORM = {"held_on": "2026-10-10", "kind": "KEBERSIHAN", "title": "Bersih Sungai", "place": "Kali"}


@pytest.fixture
def activity(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk, submitted_at="2026-10-11T02:00:00Z")


@pytest.fixture
def draft(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk)


READERS = [
    (RoleCode.PK, 200),
    (RoleCode.HEAD, 200),
    (RoleCode.OPERATOR, 200),
    (RoleCode.KANWIL, 200),
    (RoleCode.DITJENPAS, 200),
    (RoleCode.ADMIN, 403),
]


@pytest.mark.parametrize(("role", "status"), READERS)
def test_who_reads_an_activity(role, status, activity, bapas, kanwil, nation, signed_in):
    at = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation, RoleCode.ADMIN: nation}.get(role, bapas)
    browser = signed_in(make_user(role, at))
    pages = [url("activity_detail", activity.pk), url("activity_list"), url("activity_missing")]
    assert [browser.get(page).status_code for page in pages] == [status] * 3


def test_another_region_finds_nothing(activity, nation, other_pk, signed_in, client):
    pages = [url("activity_detail", activity.pk), url("activity_edit", activity.pk)]
    foreign = signed_in(make_user(RoleCode.KANWIL, make_kanwil(nation)))
    assert foreign.get(pages[0]).status_code == 404
    assert foreign.post(url("activity_decide", activity.pk), {"decision": "accept"}).status_code == 404
    assert activity.title not in foreign.get(url("activity_list")).content.decode()
    assert [signed_in(other_pk).get(page).status_code for page in pages] == [404, 404]
    assert client.get(pages[0]).status_code == 302


def test_wrong_role(activity, draft, kanwil_staff, pk, signed_in):
    staff = signed_in(kanwil_staff)
    assert staff.get(url("activity_new")).status_code == 403
    assert staff.get(url("activity_edit", activity.pk)).status_code == 403
    assert staff.get(url("activity_participants", activity.pk)).status_code == 403
    assert staff.get(url("activity_detail", draft.pk)).status_code == 404
    assert signed_in(pk).post(url("activity_decide", activity.pk), {"decision": "accept"}).status_code == 403


def test_the_whole_way_by_the_pages(bapas, pk, kanwil_staff, signed_in):
    guidance = make_guidance(office=bapas, officer=pk, name="Rahma Teladan")
    browser, staff = signed_in(pk), signed_in(kanwil_staff)
    key = browser.get(url("activity_new")).context["form"]["form_key"].value()
    for _ in range(2):
        browser.post(url("activity_new"), FORM | {"office": bapas.pk, "form_key": str(key)})
    activity = CareActivity.objects.get()
    refused = browser.post(url("activity_submit", activity.pk), follow=True).content.decode()
    assert "Belum ada peserta yang dihitung" in refused
    picking = browser.get(url("activity_participants", activity.pk), {"q": "rahma"}).content.decode()
    assert "Rahma Teladan" in picking
    added = browser.post(url("activity_participants", activity.pk), {"guidance": guidance.pk}, follow=True)
    assert "1 peserta ditambahkan" in added.content.decode()
    row = activity.participations.get()
    marks = {"list_version": 0, f"agreed_{row.pk}": "ya", f"present_{row.pk}": "ya"}
    assert "1 baris" in browser.post(url("activity_day", activity.pk), marks, follow=True).content.decode()
    browser.post(
        url("photo_add", activity.pk),
        {"images": [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", jpeg(colour="navy"))]},
    )
    assert ActivityPhoto.objects.count() == 2
    browser.post(url("activity_submit", activity.pk))
    faulty = staff.post(url("activity_decide", activity.pk), {"decision": "return", "comment": ""})
    assert faulty.status_code == 422
    assert "Tulis apa yang harus diperbaiki" in faulty.content.decode()
    staff.post(url("activity_decide", activity.pk), {"decision": "return", "comment": "Tambah uraian"})
    assert "Tambah uraian" in browser.get(url("activity_detail", activity.pk)).content.decode()
    form = FORM | {"lock_version": CareActivity.objects.get().lock_version}
    browser.post(url("activity_edit", activity.pk), form | {"narrative": "Enam belas klien membersihkan kali."})
    browser.post(url("activity_submit", activity.pk))
    accepted = staff.post(url("activity_decide", activity.pk), {"decision": "accept"}, follow=True)
    assert "Kegiatan diterima" in accepted.content.decode()
    late = staff.post(url("activity_decide", activity.pk), {"decision": "accept"}, follow=True).content.decode()
    assert "sudah diterima" in late
    closed = browser.get(url("activity_edit", activity.pk), follow=True).content.decode()
    assert "tidak dapat diubah" in closed


def test_a_faulty_form_keeps_what_was_typed(bapas, pk, signed_in):
    answer = signed_in(pk).post(
        url("activity_new"), FORM | {"office": bapas.pk, "cost_rupiah": "5", "narrative": "Ketikan saya"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ketikan saya" in page
    assert "Isi biaya dan sumber dananya" in page


def test_participants_are_removed_and_nothing_ticked_is_told(draft, bapas, pk, signed_in):
    row = make_participation(draft, make_guidance(office=bapas, officer=pk))
    browser = signed_in(pk)
    told = browser.post(url("activity_participants", draft.pk), {}, follow=True).content.decode()
    assert "Centang dahulu" in told
    refused = browser.post(url("activity_participants", draft.pk), {"guidance": "0"}, follow=True).content.decode()
    assert "tidak dapat dipilih" in refused
    gone = browser.post(url("participant_remove", draft.pk, row.pk), follow=True).content.decode()
    assert "dikeluarkan dari daftar" in gone
    assert browser.post(url("participant_remove", draft.pk, row.pk)).status_code == 404


def test_a_fake_photo_is_told_beside_the_field(draft, pk, signed_in):
    file = SimpleUploadedFile("palsu.jpg", b"bukan foto")
    answer = signed_in(pk).post(url("photo_add", draft.pk), {"images": [file], "caption": "Keterangan saya"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "palsu.jpg" in page
    assert "Keterangan saya" in page
    assert signed_in(pk).post(url("photo_add", draft.pk), {}).status_code == 422


def test_a_photo_after_submission_is_refused(activity, pk, signed_in):
    file = SimpleUploadedFile("a.jpg", jpeg())
    answer = signed_in(pk).post(url("photo_add", activity.pk), {"images": [file]}, follow=True)
    assert "sudah diajukan" in answer.content.decode()


PHOTO_READERS = [
    (RoleCode.PK, 200, 200),
    (RoleCode.HEAD, 200, 200),
    (RoleCode.OPERATOR, 200, 404),
    (RoleCode.KANWIL, 200, 404),
    (RoleCode.DITJENPAS, 200, 404),
]


@pytest.mark.parametrize(("role", "plain", "child"), PHOTO_READERS)
def test_who_sees_which_photo(role, plain, child, bapas, kanwil, nation, draft, pk, scoped, signed_in):
    scope = scoped(pk, "programs.write_activity")
    make_participation(draft, make_guidance(office=bapas, officer=pk, child=True))
    rows = [
        add_photo(activity_id=draft.pk, data=jpeg(colour=colour), shows_child=shows, people=people, by=pk, scope=scope)
        for colour, shows, people in (("teal", False, "NOBODY"), ("navy", True, "UNKNOWN"))
    ]
    CareActivity.objects.filter(pk=draft.pk).update(state="SUBMITTED")
    browser = signed_in(make_user(role, {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas)))
    answers = [browser.get(url("photo", row.pk)) for row in rows]
    assert [answer.status_code for answer in answers] == [plain, child]
    assert answers[0]["Content-Type"] == "image/jpeg"
    assert answers[0]["Cache-Control"] == "private, no-store"
    assert b"".join(answers[0].streaming_content)[:2] == b"\xff\xd8"
    if child == 200:
        assert b"".join(answers[1].streaming_content)
    page = browser.get(url("activity_detail", draft.pk)).content.decode()
    assert ("Foto ini hanya untuk petugas Bapas" in page) is (child == 404)


def test_a_photo_of_another_office_is_not_found(draft, pk, other_pk, scoped, signed_in, client):
    scope = scoped(pk, "programs.write_activity")
    row = add_photo(activity_id=draft.pk, data=jpeg(), shows_child=False, by=pk, scope=scope)
    stranger = signed_in(other_pk)
    assert stranger.get(url("photo", row.pk)).status_code == 404
    assert stranger.post(url("photo_remove", row.pk)).status_code == 404
    assert client.get(url("photo", row.pk)).status_code == 302
    assert "Foto dihapus" in signed_in(pk).post(url("photo_remove", row.pk), follow=True).content.decode()
    assert signed_in(pk).get(url("photo", row.pk)).status_code == 404


def test_the_kanwils_page_names_no_child(activity, bapas, kanwil_staff, signed_in):
    make_participation(activity, make_guidance(office=bapas, name="Citra Rahasia", register_no="REG/ANAK", child=True))
    page = signed_in(kanwil_staff).get(url("activity_detail", activity.pk)).content.decode()
    assert "Citra" not in page
    assert "REG/ANAK" not in page
    assert "nama dirahasiakan" in page


def test_filters_of_the_list(bapas, pk, signed_in):
    make_activity(bapas, pk, title="Kegiatan Oktober")
    make_activity(bapas, pk, title="Kegiatan September", held_on="2026-09-10", state="ACCEPTED")
    browser = signed_in(pk)
    found = browser.get(url("activity_list"), {"month": "2026-09", "state": "ACCEPTED"}).content.decode()
    assert "Kegiatan September" in found
    assert "Kegiatan Oktober" not in found
    assert "Belum ada kegiatan" in browser.get(url("activity_list"), {"state": "RETURNED"}).content.decode()


def test_the_kanwil_filters_by_office(bapas, kanwil, activity, kanwil_staff, signed_in):
    other = make_bapas(kanwil)
    browser = signed_in(kanwil_staff)
    assert activity.title in browser.get(url("activity_list"), {"office": bapas.pk}).content.decode()
    assert activity.title not in browser.get(url("activity_list"), {"office": other.pk}).content.decode()


def test_the_missing_page_takes_a_month(bapas, kanwil_staff, signed_in):
    browser = signed_in(kanwil_staff)
    assert bapas.name in browser.get(url("activity_missing"), {"month": "2026-10"}).content.decode()
    assert browser.get(url("activity_missing"), {"month": "bukan bulan"}).status_code == 200


def test_queries_do_not_grow_with_rows(bapas, pk, draft, signed_in, django_assert_max_num_queries):
    for _ in range(12):
        make_participation(make_activity(bapas, pk), make_guidance(office=bapas, officer=pk))
        make_participation(draft, make_guidance(office=bapas, officer=pk))
    browser = signed_in(pk)
    with django_assert_max_num_queries(14):
        browser.get(url("activity_list"))
    with django_assert_max_num_queries(16):
        browser.get(url("activity_detail", draft.pk))


def test_the_reference_loads_twice_without_change(capsys):
    call_command("load_programs_reference")
    Intervention.objects.filter(pk="F2-BLK").update(name="Nama kantor")
    call_command("load_programs_reference")
    assert "0 added" in capsys.readouterr().out
    assert Intervention.objects.get(pk="F2-BLK").name == "Nama kantor"
    served = set(Intervention.objects.values_list("serves", flat=True))
    assert {f"F{n}" for n in range(1, 8)} | {f"ANAK-F{n}" for n in range(1, 7)} <= served


def test_the_list_pages_on_with_its_filters(bapas, pk, signed_in):
    for _ in range(53):
        make_activity(bapas, pk)
    browser = signed_in(pk)
    first = browser.get(url("activity_list"), {"month": "2026-10"})
    assert len(first.context["page"].rows) == 50
    second = browser.get(url("activity_list") + first.context["next_url"])
    assert len(second.context["page"].rows) == 3
    assert "month=2026-10" in first.context["next_url"]


def test_an_edit_that_breaks_a_rule_keeps_what_was_typed(draft, pk, signed_in):
    answer = signed_in(pk).post(url("activity_edit", draft.pk), FORM | {"cost_source": "DIPA", "title": "Ketikan saya"})
    assert answer.status_code == 422
    assert "Ketikan saya" in answer.content.decode()


def test_after_submission_nothing_is_removed(activity, bapas, pk, signed_in):
    row = make_participation(activity, make_guidance(office=bapas, officer=pk))
    page = signed_in(pk).post(url("participant_remove", activity.pk, row.pk), follow=True).content.decode()
    assert "sudah diajukan" in page
    photo = ActivityPhoto.objects.create(activity=activity, image="x.jpg", digest="0" * 64)
    page = signed_in(pk).post(url("photo_remove", photo.pk), follow=True).content.decode()
    assert "sudah diajukan" in page
