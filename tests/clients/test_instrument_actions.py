"""Drafts, publishing and ending of instruments: what is kept, what is refused, and what the database holds."""

import json
from datetime import timedelta

import pgtrigger
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.instrument import (
    copy_version,
    drop_draft,
    import_draft,
    move_entry,
    put_entry,
    put_section,
    remove_entry,
)
from clients.actions.instrument_publish import publish_version, retire_version, withdraw_version
from clients.choices import VersionStanding
from clients.models import Assessment, InstrumentVersion
from clients.queries.instruments import definition_of, digest_of, published, standing_of
from clients.rules.instrument_edit import entry
from clients.rules.instrument_file import write_file
from tests.factories import make_guidance, make_user
from tests.factories.instrument_drafts import change_bands, make_draft, managing
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def admin(nation):
    return make_user(RoleCode.ADMIN, nation)


@pytest.fixture
def draft(admin):
    return make_draft(admin)


def publish(draft, admin, on=None, decree="Kepdirjenpas contoh"):
    return publish_version(
        version_id=draft.pk, revision=draft.revision, valid_from=on or today_in(), decree=decree, **managing(admin)
    )


def put_item(draft, admin, **changes):
    item = {**entry(draft.definition, "item", "A1"), **changes}
    return put_entry(
        version_id=draft.pk, revision=draft.revision, kind="item", value=item, is_new=False, **managing(admin)
    )


def test_a_copy_is_a_draft_of_its_own(admin, draft):
    source = publish_shipped()["RRI"]
    assert draft.state == "DRAFT" and draft.definition["version"] == draft.version != source.version
    assert {**draft.definition, "version": source.version} == source.definition
    assert AuditEvent.objects.filter(verb="instrument.drafted", subject_id=draft.pk, actor=admin).count() == 1


@pytest.mark.parametrize("name", ["", "  ", "02/2021", "x" * 21])
def test_a_version_needs_a_name_of_its_own(admin, name):
    with pytest.raises(Invalid) as refused:
        copy_version(version_id=publish_shipped()["RRI"].pk, name=name, **managing(admin))
    assert "name" in refused.value.fields


def test_only_an_administrator_writes(draft, directorate, head):
    for person in (directorate, head):
        who = {"by": person, "scope": scope_of(person).narrowed("clients.manage_instruments")}
        with pytest.raises(NotAllowed):
            copy_version(version_id=draft.pk, name="lain", **who)
        with pytest.raises(NotAllowed):
            import_draft(data=write_file(draft.definition), name="lain", **who)
        with pytest.raises(NotAllowed):
            publish_version(version_id=draft.pk, revision=0, valid_from=today_in(), decree="x", **who)
        with pytest.raises(NotAllowed):
            drop_draft(version_id=draft.pk, revision=0, **who)
    assert InstrumentVersion.objects.filter(state="DRAFT").count() == 1


def test_a_file_comes_back_as_it_left(admin, draft):
    imported = import_draft(data=write_file(draft.definition), name="impor", **managing(admin))
    assert {**imported.definition, "version": ""} == {**draft.definition, "version": ""}


def _spoilt(draft, edit):
    content = json.loads(json.dumps(draft.definition))
    edit(content)
    return write_file(content)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d.pop("items"), "berkas: items tidak ada"),
        (lambda d: d["items"][3].pop("label"), "items 4 (A4): label tidak ada"),
        (lambda d: d["items"][3]["options"][1].update(score="1"), "items 4 (A4), options 2, score: jenis isian keliru"),
        (lambda d: d["items"][0]["options"][0].update(score=101), "paling banyak 100"),
        (lambda d: d["parts"][1].update(due={"fact": "total", "over": 3}), "parts 2 (B), due: syarat tidak dikenal"),
        (lambda d: d["items"][0].update(colour="red"), "isian tidak dikenal: colour"),
        (lambda d: d["items"][0].update(part="Z"), "A1: bagian Z tidak ada"),
        (lambda d: d["items"].append(d["items"][0]), "kode dipakai 2 kali"),
        (lambda d: d.update(title="Judul\x00"), "huruf yang tidak dapat disimpan"),
        (lambda d: d.update(code="SPPN"), "Instrumen SPPN tidak dikenal"),
        (lambda d: d["context"].update(height=["tall"]), "keterangan height"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place_and_nothing_is_kept(admin, draft, edit, said):
    before = InstrumentVersion.objects.count()
    with pytest.raises(Invalid) as refused:
        import_draft(data=_spoilt(draft, edit), name="impor", **managing(admin))
    assert said in str(refused.value.fields["data"])
    assert InstrumentVersion.objects.count() == before


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"3", b"{", b'{"a":1,"a":2}', b"[" * 90000, b'{"a":NaN}', b"{}" + b" " * 1_000_000],
)
def test_a_file_that_is_no_instrument_is_refused(admin, data):
    with pytest.raises(Invalid):
        import_draft(data=data, **managing(admin))


def test_every_fault_of_a_file_is_told_at_once(admin, draft):
    def edit(content):
        del content["items"][0]["label"]
        content["total"]["bands"][0]["from"] = "nol"

    with pytest.raises(Invalid) as refused:
        import_draft(data=_spoilt(draft, edit), name="impor", **managing(admin))
    assert len(str(refused.value.fields["data"]).splitlines()) == 2


def test_a_section_is_kept_and_told(admin, draft):
    changed = put_item(draft, admin, label="Pertanyaan lain?")
    assert entry(changed.definition, "item", "A1")["label"] == "Pertanyaan lain?"
    assert (changed.revision, changed.saved_by) == (1, admin)
    assert digest_of(changed) != digest_of(draft)
    event = AuditEvent.objects.get(verb="instrument.changed")
    assert (event.data["section"], event.data["code"]) == ("item", "A1")


def test_saving_what_stands_changes_nothing(admin, draft):
    assert put_item(draft, admin).revision == 0
    assert not AuditEvent.objects.filter(verb="instrument.changed").exists()


def test_a_stale_writer_is_told_who_was_there_and_overwrites_nothing(admin, draft, nation):
    other = make_user(RoleCode.ADMIN, nation)
    put_item(draft, other, label="Dari rekan")
    with pytest.raises(WrongState, match=other.name) as refused:
        put_item(draft, admin, label="Dari saya")
    assert refused.value.code == "stale"
    draft.refresh_from_db()
    assert entry(draft.definition, "item", "A1")["label"] == "Dari rekan"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("item", {"code": "A1"}),
        ("item", {"code": "A1", "part": "Z", "kind": "tick", "label": "x", "short_label": "x", "source": "x"}),
        ("part", {"code": "B", "label": "x", "due": {"fact": "total"}}),
        ("part", {"code": "B", "label": "x", "due": {"ticks": ["Z"], "at_least": 1}}),
    ],
)
def test_what_does_not_fit_together_is_not_kept(admin, draft, kind, value):
    with pytest.raises(Invalid):
        put_entry(version_id=draft.pk, revision=0, kind=kind, value=value, is_new=False, **managing(admin))
    draft.refresh_from_db()
    assert draft.revision == 0


def test_a_new_code_is_new_and_an_old_one_is_there(admin, draft):
    item = entry(draft.definition, "item", "A1")
    for value, is_new in ((item, True), ({**item, "code": "A99"}, False)):
        with pytest.raises(Invalid) as refused:
            put_entry(version_id=draft.pk, revision=0, kind="item", value=value, is_new=is_new, **managing(admin))
        assert "code" in refused.value.fields


def test_items_move_within_their_part_and_leave(admin, draft):
    who = managing(admin)
    moved = move_entry(version_id=draft.pk, revision=0, kind="item", code="A2", step=-1, **who)
    assert [item["code"] for item in moved.definition["items"]][:2] == ["A2", "A1"]
    gone = remove_entry(version_id=draft.pk, revision=1, kind="item", code="A2", **who)
    assert "A2" not in definition_of(gone).by_code
    with pytest.raises(InstrumentVersion.DoesNotExist):
        remove_entry(version_id=draft.pk, revision=2, kind="item", code="A2", **who)


def test_a_part_a_condition_counts_cannot_leave(admin, draft):
    with pytest.raises(Invalid, match="kriminogenik"):
        remove_entry(version_id=draft.pk, revision=0, kind="part", code="B", **managing(admin))


def test_a_condition_brings_the_fact_it_needs(admin):
    draft = make_draft(admin, "KRIM")
    part = {**entry(draft.definition, "part", "B"), "due": {"fact": "sex", "is": "F"}}
    changed = put_entry(version_id=draft.pk, revision=0, kind="part", value=part, is_new=False, **managing(admin))
    assert changed.definition["context"] == {"sex": ["F", "M"]}


def test_publishing_today_ends_the_version_before(admin, draft):
    old = publish_shipped()["RRI"]
    new = publish(draft, admin)
    old.refresh_from_db()
    assert (old.state, old.valid_to) == ("RETIRED", today_in() - DAY)
    assert (new.state, new.valid_to, new.decree) == ("PUBLISHED", None, "Kepdirjenpas contoh")
    assert published("RRI") == new and published("RRI", today_in() - DAY) == old
    event = AuditEvent.objects.get(verb="instrument.published")
    assert event.data["replaces"] == old.pk and event.data["digest"] == digest_of(new)


def test_publishing_for_a_later_day_leaves_today_as_it_is(admin, draft, django_assert_num_queries):
    old, day = publish_shipped()["RRI"], today_in() + 30 * DAY
    new = publish(draft, admin, day)
    old.refresh_from_db()
    with django_assert_num_queries(1):
        assert published("RRI") == old
    assert published("RRI", day) == new and published("RRI", day - DAY) == old
    assert standing_of(old, today_in()) == VersionStanding.IN_FORCE
    assert standing_of(old, day) == VersionStanding.ENDED
    assert standing_of(new, today_in()) == VersionStanding.COMING


def test_a_version_not_yet_in_force_is_taken_back(admin, draft):
    old, new = publish_shipped()["RRI"], publish(draft, admin, today_in() + 30 * DAY)
    withdraw_version(version_id=new.pk, **managing(admin))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.valid_to) == ("PUBLISHED", None)
    assert standing_of(new, today_in() + 60 * DAY) == VersionStanding.WITHDRAWN
    assert published("RRI", today_in() + 60 * DAY) == old
    again = publish(make_draft_of(old, admin), admin, today_in() + 10 * DAY)
    assert published("RRI", today_in() + 10 * DAY) == again


def make_draft_of(version, admin):
    return copy_version(version_id=version.pk, name="lagi", **managing(admin))


def test_a_version_in_force_is_not_taken_back(admin):
    with pytest.raises(WrongState):
        withdraw_version(version_id=publish_shipped()["RRI"].pk, **managing(admin))


@pytest.mark.parametrize(
    ("days", "decree", "field"), [(-1, "Kep", "valid_from"), (0, "  ", "decree"), (0, "x" * 121, "decree")]
)
def test_publishing_looks_at_the_day_and_the_decree(admin, draft, days, decree, field):
    with pytest.raises(Invalid) as refused:
        publish(draft, admin, today_in() + days * DAY, decree)
    assert list(refused.value.fields) == [field]


def test_a_second_version_starts_after_the_newest(admin, draft):
    first = publish(draft, admin, today_in() + 10 * DAY)
    second = make_draft_of(first, admin)
    with pytest.raises(Invalid):
        publish(second, admin, today_in() + 10 * DAY)
    publish(second, admin, today_in() + 11 * DAY)
    first.refresh_from_db()
    assert first.valid_to == today_in() + 10 * DAY


def test_a_faulty_draft_is_not_published(admin, draft):
    changed = change_bands(draft, admin, lambda total: total["bands"][1].update({"from": 8}))
    with pytest.raises(WrongState, match="berlubang"):
        publish(changed, admin)
    assert published("RRI") == publish_shipped()["RRI"]


def test_publishing_what_was_changed_meanwhile_is_refused(admin, draft):
    put_item(draft, admin, label="Lain")
    with pytest.raises(WrongState):
        publish(draft, admin)


def test_a_published_version_is_no_draft_any_more(admin, draft):
    new = publish(draft, admin)
    with pytest.raises(WrongState):
        put_item(new, admin, label="Lain")
    with pytest.raises(WrongState):
        drop_draft(version_id=new.pk, revision=new.revision, **managing(admin))
    with pytest.raises(WrongState):
        publish(new, admin)


def test_ending_without_a_successor_is_said_and_dated(admin):
    old = publish_shipped()["RRI"]
    with pytest.raises(Invalid):
        retire_version(version_id=old.pk, last_on=today_in() - DAY, **managing(admin))
    retire_version(version_id=old.pk, last_on=today_in() + DAY, **managing(admin))
    assert published("RRI") == old
    with pytest.raises(WrongState):
        published("RRI", today_in() + 2 * DAY)
    with pytest.raises(WrongState):
        retire_version(version_id=old.pk, last_on=today_in() + DAY, **managing(admin))


def test_a_draft_is_thrown_away_with_a_trail(admin, draft):
    drop_draft(version_id=draft.pk, revision=0, **managing(admin))
    assert not InstrumentVersion.objects.filter(pk=draft.pk).exists()
    assert AuditEvent.objects.filter(verb="instrument.dropped", subject_id=draft.pk).exists()


def test_a_correction_keeps_its_version(admin, draft, bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk)
    old = make_assessment(guidance, "RRI", 9)
    new_version = publish(draft, admin)
    corrected = make_assessment(guidance, "RRI", 10, replaces_id=old.pk)
    fresh = make_assessment(guidance, "RRI", 10)
    assert corrected.version == old.version
    assert fresh.version == new_version


UPDATE = "UPDATE clients_instrumentversion SET {} WHERE id = %s"
CHANGES = {
    "definition": UPDATE.format("definition = '[]'"),
    "version": UPDATE.format("version = 'lain'"),
    "first day": UPDATE.format("valid_from = valid_from - 1"),
    "decree": UPDATE.format("decree = 'lain'"),
    "back to draft": UPDATE.format("state = 'DRAFT'"),
    "revision": UPDATE.format("revision = 99"),
    "instrument": UPDATE.format("instrument = 'KRIM'"),
    "entered at": UPDATE.format("recorded_at = now()"),
}


def _refused(statement, *args):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, args)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("looks_away", [False, True], ids=["as usual", "pgtrigger told to look away"])
def test_sql_cannot_change_a_published_version(change, looks_away):
    version = publish_shipped()["RRI"]
    names = ("instrument_published_is_fixed", "instrument_published_is_kept")
    uris = [f"clients.InstrumentVersion:{name}" for name in names] if looks_away else []
    with pgtrigger.ignore(*uris):
        _refused(change, version.pk)
        _refused("DELETE FROM clients_instrumentversion WHERE id = %s", version.pk)
    assert InstrumentVersion.objects.get(pk=version.pk).definition == version.definition


def test_the_orm_cannot_change_a_published_version():
    version = publish_shipped()["RRI"]
    version.definition = {**version.definition, "title": "Lain"}
    attempts = (
        version.save,
        version.delete,
        lambda: InstrumentVersion.objects.filter(pk=version.pk).update(definition={}),
        lambda: InstrumentVersion.objects.filter(pk=version.pk).delete(),
        lambda: InstrumentVersion.objects.bulk_update([version], ["definition"]),
        lambda: InstrumentVersion.objects.filter(pk=version.pk).update(state="DRAFT"),
    )
    for attempt in attempts:
        with pytest.raises(InternalError), transaction.atomic():
            attempt()


def test_a_role_that_owns_nothing_cannot_change_or_empty_it():
    version = publish_shipped()["RRI"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain_app_role NOLOGIN")
        cursor.execute("GRANT USAGE ON SCHEMA public TO plain_app_role")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO plain_app_role")
        cursor.execute("SET LOCAL ROLE plain_app_role")
    _refused("UPDATE clients_instrumentversion SET definition = '{}' WHERE id = %s", version.pk)
    _refused("DELETE FROM clients_instrumentversion WHERE id = %s", version.pk)
    for statement in (
        "TRUNCATE clients_instrumentversion CASCADE",
        "ALTER TABLE clients_instrumentversion DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert not Assessment.objects.exists()


def test_the_database_refuses_two_in_force_on_one_day(admin):
    old = publish_shipped()["RRI"]
    retire_version(version_id=old.pk, last_on=today_in() + 10 * DAY, **managing(admin))
    other = make_draft_of(old, admin)
    with pytest.raises(Invalid):
        publish(other, admin, today_in() + 10 * DAY)
    with pytest.raises(Exception, match="instrument_one_in_force"), transaction.atomic():
        InstrumentVersion.objects.filter(pk=other.pk).update(state="PUBLISHED", valid_from=today_in() + 10 * DAY)


def test_a_last_day_that_has_passed_stays(admin, draft):
    old = publish_shipped()["RRI"]
    publish(draft, admin)
    _refused("UPDATE clients_instrumentversion SET valid_to = valid_to - 1 WHERE id = %s", old.pk)


def test_an_unknown_section_of_a_draft_is_a_mistake_of_ours(admin, draft):
    with pytest.raises(KeyError):
        put_section(version_id=draft.pk, revision=0, section="items", values={}, **managing(admin))
