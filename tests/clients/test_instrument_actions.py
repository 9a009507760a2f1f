"""Drafts, publishing and ending of instruments: what is kept, what is refused, and what the database holds."""

import json
from datetime import timedelta

import pytest

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
from clients.actions.instrument_publish import publish_version
from clients.models import InstrumentVersion
from clients.queries.instruments import definition_of, digest_of
from clients.rules.instrument_edit import entry
from clients.rules.instrument_file import write_file
from tests.factories import make_user
from tests.factories.instrument_drafts import make_draft, managing, put_item
from tests.factories.instruments import publish_shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def test_an_unknown_section_of_a_draft_is_a_mistake_of_ours(admin, draft):
    with pytest.raises(KeyError):
        put_section(version_id=draft.pk, revision=0, section="items", values={}, **managing(admin))
