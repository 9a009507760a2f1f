"""Recording activities, participants and photos; the Kanwil's decision; who has none this month."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from programs.actions import photo as photo_actions
from programs.actions.activity import change_activity, decide_activity, record_activity, submit_activity
from programs.actions.participant import add_participants, remove_participant
from programs.actions.photo import add_photo, remove_photo
from programs.choices import ActivityState
from programs.models import ActivityPhoto, CareActivity, Participation
from programs.queries import activity as queries
from tests.factories import make_bapas, make_guidance, make_kanwil, make_user
from tests.factories.partners import make_organisation
from tests.factories.programs import jpeg, make_activity, make_participation

pytestmark = pytest.mark.django_db
WRITE, ACCEPT = "programs.write_activity", "programs.accept_activity"


def values(**changes) -> dict:
    return {
        "held_on": date(2026, 10, 10),
        "kind": "KEBERSIHAN",
        "title": "Bersih Sungai",
        "place": "Kali Contoh",
        "region_code": "",
        "partner_ids": [],
        "narrative": "",
    } | changes


@pytest.fixture
def activity(bapas, pk) -> CareActivity:
    return make_activity(bapas, pk)


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def submitted(activity, guidance, pk, scoped) -> CareActivity:
    make_participation(activity, guidance)
    return submit_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE))


def test_a_double_click_records_one_activity(bapas, pk, scoped):
    partner, key, scope = make_organisation(office=bapas), uuid.uuid4(), scoped(pk, WRITE)
    wanted = values(partner_ids=[partner.pk])
    first = record_activity(office_id=bapas.pk, form_key=key, by=pk, scope=scope, **wanted)
    assert first == record_activity(office_id=bapas.pk, form_key=key, by=pk, scope=scope, **wanted)
    assert (first.state, list(first.partners.all())) == (ActivityState.DRAFT, [partner])
    assert AuditEvent.objects.filter(verb="activity.recorded", office=bapas).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"latitude": Decimal("-6.2")}, "longitude"),
        ({"latitude": Decimal("52.5"), "longitude": Decimal("13.4")}, "latitude"),
        ({"beneficiary_count": 3}, "beneficiary_words"),
        ({"beneficiary_count": 0, "beneficiary_words": "warga"}, "beneficiary_count"),
        ({"cost_source": "DIPA"}, "cost_rupiah"),
        ({"calendar_entry_id": 0}, "calendar_entry"),
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"region_code": "9999"}, "region_code"),
        ({"partner_ids": [0]}, "partners"),
    ],
)
def test_an_incomplete_activity_names_its_field(bapas, pk, scoped, changes, field):
    with pytest.raises(Invalid) as caught:
        record_activity(office_id=bapas.pk, by=pk, scope=scoped(pk, WRITE), **values(**changes))
    assert set(caught.value.fields) == {field}


def test_another_offices_activity_is_out_of_reach(other_bapas, activity, pk, other_pk, scoped):
    with pytest.raises(NotAllowed):
        record_activity(office_id=other_bapas.pk, by=pk, scope=scoped(pk, WRITE), **values())
    with pytest.raises(CareActivity.DoesNotExist):
        change_activity(activity_id=activity.pk, by=other_pk, scope=scoped(other_pk, WRITE), **values())


def test_an_activity_has_no_hours():
    assert not [field.name for field in CareActivity._meta.get_fields() if "hour" in field.name or "jam" in field.name]


def test_participants_are_clients_of_the_office_open_on_the_day(activity, bapas, other_bapas, pk):
    scope, held = scope_of(pk), activity.held_on
    good = make_guidance(office=bapas, officer=pk, start_on=held)
    ended = make_guidance(office=bapas, officer=pk, ended_on=held, end_reason="HMB")
    refused = {
        "later": make_guidance(office=bapas, officer=pk, start_on=held + timedelta(days=1)),
        "earlier": make_guidance(office=bapas, officer=pk, ended_on=held - timedelta(days=1), end_reason="HMB"),
        "other office": make_guidance(office=other_bapas),
        "colleague's child": make_guidance(office=bapas, child=True),
    }
    assert set(queries.pickable(activity, scope)) == {good, ended}
    rows = add_participants(activity_id=activity.pk, guidance_ids=[good.pk, ended.pk], by=pk, scope=scope)
    assert len(rows) == 2
    assert add_participants(activity_id=activity.pk, guidance_ids=[good.pk], by=pk, scope=scope) == []
    for guidance in refused.values():
        with pytest.raises(Invalid):
            add_participants(activity_id=activity.pk, guidance_ids=[guidance.pk], by=pk, scope=scope)
    assert Participation.objects.filter(activity=activity).count() == 2


def test_search_by_name_and_register_number(activity, bapas, pk):
    one = make_guidance(office=bapas, officer=pk, name="Rahma Teladan", register_no="REG/77")
    make_guidance(office=bapas, officer=pk, name="Budi Teladan")
    for search in ("rahma", "TELADAN rah", "reg/77"):
        assert list(queries.pickable(activity, scope_of(pk), search)) == [one]


def test_a_participant_is_taken_off_and_may_come_back(activity, guidance, pk):
    scope = scope_of(pk)
    (row,) = add_participants(activity_id=activity.pk, guidance_ids=[guidance.pk], by=pk, scope=scope)
    remove_participant(activity_id=activity.pk, participation_id=row.pk, by=pk, scope=scope)
    assert queries.participants(activity, scope) == []
    add_participants(activity_id=activity.pk, guidance_ids=[guidance.pk], by=pk, scope=scope)
    assert len(queries.participants(activity, scope)) == 1


def test_heads_are_counted_for_everybody(activity, bapas):
    for fields in ({}, {"sex": "F"}, {"sex": "F", "child": True}):
        make_participation(activity, make_guidance(office=bapas, **fields))
    heads = queries.heads(activity)
    assert (heads.men, heads.women, heads.children, heads.total) == (1, 2, 1, 3)


NAMES = [
    (RoleCode.PK, {"Adi Dewasa", "C. A."}),
    (RoleCode.HEAD, {"Adi Dewasa", "Citra Anak"}),
    (RoleCode.SECTION_CHILD, {"A. D.", "Citra Anak"}),
    (RoleCode.OPERATOR, {"Adi Dewasa", "Citra Anak"}),
    (RoleCode.KANWIL, {"Adi Dewasa", ""}),
    (RoleCode.DITJENPAS, {"REG/A", ""}),
]


@pytest.mark.parametrize(("role", "expected"), NAMES)
def test_who_reads_which_name(role, expected, activity, bapas, kanwil, nation):
    make_participation(activity, make_guidance(office=bapas, name="Adi Dewasa", register_no="REG/A"))
    make_participation(activity, make_guidance(office=bapas, name="Citra Anak", register_no="REG/C", child=True))
    at = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas)
    assert {row.name for row in queries.participants(activity, scope_of(make_user(role, at)))} == expected


def test_submitting_needs_somebody_who_took_part(activity, guidance, pk, scoped):
    with pytest.raises(Invalid):
        submit_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE))
    make_participation(activity, guidance)
    assert submit_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE)).state == "SUBMITTED"


def test_an_activity_to_come_is_not_submitted(bapas, guidance, pk, scoped):
    activity = make_activity(bapas, pk, held_on=today_in() + timedelta(days=2))
    make_participation(activity, guidance)
    with pytest.raises(Invalid):
        submit_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE))


def test_a_new_date_is_checked_against_the_participants(activity, bapas, pk, scoped):
    make_participation(activity, make_guidance(office=bapas, officer=pk, start_on=activity.held_on))
    with pytest.raises(Invalid) as caught:
        change_activity(activity_id=activity.pk, by=pk, scope=scoped(pk, WRITE), **values(held_on=date(2026, 10, 1)))
    assert "held_on" in caught.value.fields


def test_the_kanwil_accepts_and_then_nothing_moves(submitted, guidance, pk, kanwil_staff, scoped):
    decide_activity(activity_id=submitted.pk, accept=True, by=kanwil_staff, scope=scoped(kanwil_staff, ACCEPT))
    scope, write = scope_of(pk), scoped(pk, WRITE)
    row = Participation.objects.get()
    for attempt in (
        lambda: change_activity(activity_id=submitted.pk, by=pk, scope=write, **values()),
        lambda: submit_activity(activity_id=submitted.pk, by=pk, scope=write),
        lambda: add_participants(activity_id=submitted.pk, guidance_ids=[guidance.pk], by=pk, scope=scope),
        lambda: remove_participant(activity_id=submitted.pk, participation_id=row.pk, by=pk, scope=scope),
        lambda: add_photo(activity_id=submitted.pk, data=jpeg(), shows_child=False, by=pk, scope=write),
        lambda: decide_activity(
            activity_id=submitted.pk, accept=False, comment="x", by=kanwil_staff, scope=scoped(kanwil_staff, ACCEPT)
        ),
    ):
        with pytest.raises(WrongState):
            attempt()
    assert AuditEvent.objects.get(verb="activity.accepted").actor == kanwil_staff


def test_a_return_needs_words_and_opens_the_activity(submitted, pk, kanwil_staff, scoped):
    scope = scoped(kanwil_staff, ACCEPT)
    with pytest.raises(Invalid):
        decide_activity(activity_id=submitted.pk, accept=False, comment=" ", by=kanwil_staff, scope=scope)
    decide_activity(activity_id=submitted.pk, accept=False, comment="Tambah foto", by=kanwil_staff, scope=scope)
    changed = change_activity(activity_id=submitted.pk, by=pk, scope=scoped(pk, WRITE), **values(title="Baru"))
    assert (changed.title, changed.state, changed.comment) == ("Baru", "RETURNED", "Tambah foto")
    assert submit_activity(activity_id=submitted.pk, by=pk, scope=scoped(pk, WRITE)).state == "SUBMITTED"


def test_four_eyes_on_an_activity(submitted, kanwil, pk, scoped):
    pk.grants.create(role=RoleCode.KANWIL, office=kanwil, from_on="2020-01-01")
    with pytest.raises(NotAllowed):
        decide_activity(activity_id=submitted.pk, accept=True, by=pk, scope=scoped(pk, ACCEPT))


@pytest.mark.parametrize("role", [RoleCode.PK, RoleCode.HEAD, RoleCode.DITJENPAS, RoleCode.KANWIL])
def test_only_the_own_kanwil_decides(role, submitted, bapas, nation, scoped):
    office = {RoleCode.DITJENPAS: nation, RoleCode.KANWIL: make_kanwil(nation)}.get(role, bapas)
    person = make_user(role, office)
    with pytest.raises(CareActivity.DoesNotExist):
        decide_activity(activity_id=submitted.pk, accept=True, by=person, scope=scoped(person, ACCEPT))


def test_a_photo_is_kept_without_its_place(activity, bapas, pk, scoped):
    scope = scoped(pk, WRITE)
    with pytest.raises(Invalid) as caught:
        add_photo(activity_id=activity.pk, data=jpeg(), shows_child=True, by=pk, scope=scope)
    assert set(caught.value.fields) == {"shows_child"}
    make_participation(activity, make_guidance(office=bapas, officer=pk, child=True))
    photo = add_photo(
        activity_id=activity.pk, data=jpeg(with_gps=True), caption=" Kali ", shows_child=True, by=pk, scope=scope
    )
    again = add_photo(activity_id=activity.pk, data=jpeg(with_gps=True), shows_child=True, by=pk, scope=scope)
    assert photo == again
    assert (photo.caption, photo.shows_child, len(photo.digest)) == ("Kali", True, 64)
    with photo.image.open("rb") as file:
        assert b"Exif" not in file.read()


def test_a_fake_photo_is_refused_by_name(activity, pk, scoped):
    with pytest.raises(Invalid) as caught:
        add_photo(activity_id=activity.pk, data=b"bukan foto", shows_child=False, by=pk, scope=scoped(pk, WRITE))
    assert "images" in caught.value.fields
    assert not ActivityPhoto.objects.exists()


def test_the_number_of_photos_is_limited(activity, pk, scoped, monkeypatch):
    monkeypatch.setattr(photo_actions, "MAX_PHOTOS", 1)
    add_photo(activity_id=activity.pk, data=jpeg(), shows_child=False, by=pk, scope=scoped(pk, WRITE))
    with pytest.raises(Invalid):
        add_photo(activity_id=activity.pk, data=jpeg(colour="navy"), shows_child=False, by=pk, scope=scoped(pk, WRITE))


def test_a_removed_photo_leaves_no_file(activity, pk, scoped, django_capture_on_commit_callbacks):
    scope = scoped(pk, WRITE)
    photo = add_photo(activity_id=activity.pk, data=jpeg(), shows_child=False, by=pk, scope=scope)
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo_id=photo.pk, by=pk, scope=scope)
    assert not photo.image.storage.exists(photo.image.name)
    assert ActivityPhoto.objects.get().removed_at is not None


def test_which_bapas_has_none_this_month(bapas, kanwil, nation, other_bapas, pk, kanwil_staff, directorate):
    waiting, empty = make_bapas(kanwil), make_bapas(kanwil)
    make_bapas(kanwil, closed_on=date(2026, 9, 30))
    pos = Office.objects.create(kind=OfficeKind.POS, code="P1", name="Pos Contoh", parent=bapas)
    make_activity(pos, pk, state="ACCEPTED")
    make_activity(waiting, pk, state="SUBMITTED", submitted_by=pk)
    make_activity(waiting, pk, state="RETURNED")
    make_activity(empty, pk, state="ACCEPTED", held_on=date(2026, 9, 30))
    make_activity(empty, pk, state="ACCEPTED", held_on=date(2026, 11, 1))
    month = date(2026, 10, 1)
    rows = {row: (row.submitted, row.returned) for row in queries.missing(scope_of(kanwil_staff), month)}
    assert rows == {waiting: (1, 1), empty: (0, 0)}
    assert set(queries.missing(scope_of(directorate), month)) == {waiting, empty, other_bapas}
    assert list(queries.missing(scope_of(pk), month)) == []


def test_drafts_stay_with_the_office(bapas, pk, kanwil_staff):
    draft = make_activity(bapas, pk)
    sent = make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk)
    assert set(queries.visible_activities(scope_of(pk))) == {draft, sent}
    assert set(queries.visible_activities(scope_of(kanwil_staff))) == {sent}
