"""Keeping a draft: when it comes to be, what is kept, what is refused, and by whom."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import WrongState
from clients.actions.assessment import record_assessment
from clients.actions.draft import Place, save_draft
from clients.models import Assessment, AssessmentDraft, DraftEvent, Guidance, InstrumentVersion
from clients.queries.draft import kept_of, meetings, values_at, values_in
from clients.queries.instruments import definition_of
from clients.queries.seal import seal_holds, signed_of
from clients.rules.drafting import Typed, fold
from clients.rules.seal import seal_of
from tests.clients.instruments import RRI, lowest
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def place(guidance) -> Place:
    return Place(guidance.pk, "RRI", uuid.uuid4())


def typed(field, value, base=0, window="w1", key=None) -> Typed:
    return Typed(field, value, base, key or uuid.uuid4(), window)


@pytest.fixture
def keep(place, pk, scoped):
    """keep(change, ..., since=0, window="w1", place=..., by=...)."""

    def save(*changes, since=0, window="w1", where=place, by=pk):
        return save_draft(
            place=where, changes=changes, since=since, window=window, by=by, scope=scoped(by, "clients.assess")
        )

    return save


def test_the_first_value_makes_the_draft(keep, place, pk):
    assert keep().draft is None and not AssessmentDraft.objects.exists()
    draft = keep(typed("answer:A1", 3)).draft
    assert (draft.answers, draft.opened_by, draft.saved_by, draft.form_key) == ({"A1": 3}, pk, pk, place.form_key)
    assert draft.head["consent_by"] == "KLIEN" and draft.field_seq == {"answer:A1": 1}
    event = AuditEvent.objects.get(verb="draft.opened")
    assert event.data["guidance"] == place.guidance_id
    keep(typed("note:A1", "Petikan putusan"), typed("source:A1", "BERKAS"), typed("head:place", "Bapas"))
    draft.refresh_from_db()
    assert (draft.notes, draft.sources, draft.head["place"]) == ({"A1": "Petikan putusan"}, {"A1": "BERKAS"}, "Bapas")
    assert AuditEvent.objects.filter(verb="draft.opened").count() == 1


def test_sent_twice_is_kept_once(keep):
    change = typed("answer:A1", 3)
    keep(change)
    saved = keep(change, change)
    assert saved.kept == [] and DraftEvent.objects.count() == 1


def test_two_windows_on_one_field_stand_side_by_side(keep):
    keep(typed("answer:A1", 3))
    saved = keep(typed("answer:A1", 0, window="w2"), typed("answer:A2", 1, window="w2"), window="w2")
    assert [event.field for event in saved.conflicts] == ["answer:A1"]
    draft = saved.draft
    assert draft.answers == {"A1": 3, "A2": 1}
    (met,) = meetings(draft, RRI)
    assert (met.stands.value, met.beside.value, met.label) == (3, 0, "A1 " + RRI.by_code["A1"].short_label)
    assert met.stands.words != met.beside.words
    keep(typed("answer:A1", 0, base=draft.seq, window="w2"), window="w2")
    draft.refresh_from_db()
    assert draft.answers["A1"] == 0 and meetings(draft, RRI) == []


def test_what_others_set_is_told(keep):
    first = keep(typed("answer:A1", 3)).draft
    saved = keep(typed("answer:A2", 1, window="w2"), since=0, window="w2")
    assert saved.others == ["answer:A1"]
    assert keep(since=first.seq + 1, window="w2").others == []
    assert keep(since=first.seq, window="w1").others == ["answer:A2"]


def test_any_moment_is_the_fold_up_to_there(keep):
    for value in (3, 0, None, 3):
        keep(typed("answer:A1", value))
    keep(typed("note:A1", "x"))
    draft = AssessmentDraft.objects.get()
    events = [kept_of(event) for event in draft.events.order_by("seq")]
    beginning = values_at(draft, RRI, 0)
    assert fold(beginning, events).values == values_in(draft, RRI) | {"answer:A1": 3}
    assert values_at(draft, RRI, 2)["answer:A1"] == 0
    assert values_at(draft, RRI, 3)["answer:A1"] is None


def test_what_no_field_can_hold_is_refused_and_the_rest_kept(keep):
    saved = keep(typed("answer:A1", 2), typed("answer:Z9", 1), typed("answer:A2", 1))
    assert [change.field for change, _why in saved.refused] == ["answer:A1", "answer:Z9"]
    assert saved.draft.answers == {"A2": 1} and DraftEvent.objects.count() == 1


@pytest.mark.parametrize("who", ["colleague", "head", "kanwil_staff", "other_pk"])
def test_only_who_may_assess_keeps_a_draft(keep, who, request, bapas):
    person = make_user(RoleCode.PK, bapas) if who == "colleague" else request.getfixturevalue(who)
    keep(typed("answer:A1", 3))
    with pytest.raises(Guidance.DoesNotExist):
        keep(typed("answer:A2", 1), by=person)
    assert DraftEvent.objects.count() == 1


def test_the_next_officer_goes_on_under_their_own_name(keep, guidance, bapas, pk):
    keep(typed("answer:A1", 3))
    heir = make_user(RoleCode.PK, bapas)
    Guidance.objects.filter(pk=guidance.pk).update(officer=heir)
    draft = keep(typed("answer:A2", 1, base=1, window="w2"), since=1, window="w2", by=heir).draft
    assert (draft.opened_by, draft.saved_by) == (pk, heir)
    assert list(draft.events.order_by("seq").values_list("by", flat=True)) == [pk.pk, heir.pk]


def test_another_form_joins_the_open_draft(keep, place):
    first = keep(typed("answer:A1", 3)).draft
    other = Place(place.guidance_id, "RRI", uuid.uuid4())
    assert keep(typed("answer:A2", 1, window="w2"), where=other, window="w2").draft == first


def test_the_key_of_another_clients_form_is_refused(keep, place, bapas, pk):
    keep(typed("answer:A1", 3))
    elsewhere = Place(make_guidance(office=bapas, officer=pk).pk, "RRI", place.form_key)
    with pytest.raises(WrongState):
        keep(typed("answer:A1", 3), where=elsewhere)


def test_nothing_is_kept_after_the_end(keep, guidance):
    keep(typed("answer:A1", 3))
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 6, 1), end_reason="HMB")
    with pytest.raises(WrongState):
        keep(typed("answer:A2", 1))


def test_a_draft_of_a_version_no_longer_in_force_goes_no_further(keep):
    keep(typed("answer:A1", 3))
    InstrumentVersion.objects.filter(instrument="RRI").update(state="RETIRED", valid_to=date(2025, 1, 1))
    with pytest.raises(WrongState) as refused:
        keep(typed("answer:A2", 1))
    assert refused.value.code == "draft_version"


@pytest.fixture
def sign(guidance, pk, scoped):
    def record(**given):
        fields = {"assessed_on": date(2025, 3, 1), "consent_on": date(2025, 3, 1), "consent_by": "KLIEN"}
        base = {"guidance_id": guidance.pk, "instrument": "RRI", "answers": lowest(RRI), "by": pk}
        return record_assessment(**{**fields, **base, "scope": scoped(pk, "clients.assess"), **given})

    return record


def test_finishing_ends_the_draft_and_seals_the_assessment(keep, place, sign):
    draft = keep(typed("answer:A1", 0), typed("source:A1", "BERKAS")).draft
    saved = sign(form_key=place.form_key, seen=draft.seq, sources={"A1": "BERKAS"}, notes={"A1": "Putusan"})
    draft.refresh_from_db()
    assert (draft.state, draft.finished_as) == ("FINISHED", saved)
    saved = Assessment.objects.select_related("version").get()
    assert saved.sources == {"A1": "BERKAS"} and len(saved.seal) == 64 and seal_holds(saved)
    assert sign(form_key=place.form_key) == saved, "a second click"
    with pytest.raises(WrongState) as refused:
        keep(typed("answer:A2", 1))
    assert refused.value.code == "draft_finished"
    saved.notes = {"A1": "Putusan lain"}
    assert not seal_holds(saved)
    assert seal_of(signed_of(saved)) != saved.seal


def test_finishing_waits_for_what_was_not_seen_or_not_settled(keep, place, sign):
    draft = keep(typed("answer:A1", 0)).draft
    keep(typed("answer:A2", 1, window="w2"), window="w2")
    with pytest.raises(WrongState) as refused:
        sign(form_key=place.form_key, seen=draft.seq)
    assert refused.value.code == "draft_moved"
    now = keep(typed("answer:A2", 0, window="w1"), since=1).draft
    with pytest.raises(WrongState) as refused:
        sign(form_key=place.form_key, seen=now.seq)
    assert refused.value.code == "draft_unsettled"
    assert not Assessment.objects.exists()


def test_a_correction_has_a_draft_of_its_own_that_begins_with_the_old(keep, guidance, place, scoped, pk):
    old = make_assessment(guidance, "RRI", 5)
    keep(typed("answer:A1", 3))
    where = Place(guidance.pk, "RRI", uuid.uuid4(), old.pk)
    draft = keep(typed("note:A1", "keliru"), where=where).draft
    assert draft.replaces == old and draft.answers == old.answers and draft.head["assessed_on"] == "2025-03-01"
    assert AssessmentDraft.objects.filter(state="OPEN").count() == 2


def test_fifty_changes_cost_as_many_queries_as_one(keep):
    keep(typed("note:A1", "x"))
    codes = [item.code for item in RRI.items]
    costs = []
    for batch in ([typed("note:A1", "satu")], [typed(f"note:{code}", "banyak") for code in codes]):
        with CaptureQueriesContext(connection) as queries:
            keep(*batch, since=1)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 9, costs


def test_the_definition_is_the_drafts_own(keep):
    draft = keep(typed("answer:A1", 3)).draft
    assert definition_of(draft.version).version == "02/2021"
