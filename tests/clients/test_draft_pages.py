"""A draft's history: who reads it, the form at any moment, taking it back once, and starting over."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import WrongState
from clients.actions.draft import Place, save_draft
from clients.actions.draft_rollback import drop_draft
from clients.models import AssessmentDraft, DraftEvent, Guidance, InstrumentVersion
from clients.rules.drafting import Typed
from tests.clients.instruments import RRI, lowest
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped
from tests.factories.second_rating import make_second_rating

pytestmark = pytest.mark.django_db
PAGES = ("draft_detail", "draft_restore", "draft_drop")


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    return make_guidance(office=bapas, officer=pk, name="Budi Contoh")


def keep(guidance, *sent, since=0, window="w1", by=None) -> AssessmentDraft:
    """Type ("answer:A1", 3), ... in one window that has seen `since`."""
    person = by or guidance.officer
    saved = save_draft(
        place=Place(guidance.pk, "RRI", uuid.uuid4()),
        changes=[Typed(name, value, since, uuid.uuid4(), window) for name, value in sent],
        since=since,
        window=window,
        by=person,
        scope=scope_of(person).narrowed("clients.assess"),
    )
    assert saved.draft is not None
    return saved.draft


@pytest.fixture
def draft(guidance) -> AssessmentDraft:
    """Five events: A1 three times (one of them met another), a note and the place."""
    keep(guidance, ("answer:A1", 3), ("note:A1", "Petikan putusan"), ("head:place", "Kantor Bapas"))
    keep(guidance, ("answer:A1", 0), window="w2")
    return keep(guidance, ("answer:A1", 0), since=4, window="w2")


def url(name: str, draft: AssessmentDraft, seq: int | None = None) -> str:
    address = reverse(f"clients:{name}", args=[draft.pk])
    return address if seq is None else f"{address}?sampai={seq}"


def read(browser, *args) -> str:
    answer = browser.get(url(*args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_who_opens_a_drafts_pages(name, draft, pk, head, other_pk, kanwil_staff, bapas, signed_in, client):
    here = url(name, draft, 1)
    assert signed_in(pk).get(here).status_code == 200
    assert signed_in(head).get(here).status_code == (200 if name == "draft_detail" else 403)
    assert signed_in(other_pk).get(here).status_code == 404
    assert signed_in(make_user(RoleCode.PK, bapas)).get(here).status_code == (200 if name == "draft_detail" else 404)
    assert signed_in(kanwil_staff).get(here).status_code == 403
    assert client.get(here).status_code == 302


@pytest.mark.parametrize("name", ["draft_restore", "draft_drop"])
def test_only_the_officer_changes_a_draft(name, draft, head, other_pk, bapas, signed_in, client):
    for person, status in ((head, 403), (other_pk, 404), (make_user(RoleCode.PK, bapas), 404)):
        assert signed_in(person).post(url(name, draft, 1), {"seen": draft.seq}).status_code == status
    assert client.post(url(name, draft, 1)).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.seq) == ("OPEN", 5)


def test_the_history_says_who_what_when_and_how_a_conflict_was_settled(draft, pk, signed_in):
    page = read(signed_in(pk), "draft_detail", draft)
    assert pk.name in page and "Petikan putusan" in page and "A1 " + RRI.by_code["A1"].short_label in page
    assert f"Diselesaikan {pk.name}" in page and "Belum diselesaikan" not in page
    assert AuditEvent.objects.filter(verb="assessmentdraft.read", actor=pk, subject_id=str(draft.pk)).count() == 1
    keep(draft.guidance, ("head:place", "Rumah"), window="w3")
    page = read(signed_in(pk), "draft_detail", draft)
    assert "Belum diselesaikan" in page and "1 isian berbeda di dua jendela" in page


def test_the_history_of_one_item(draft, pk, signed_in):
    address = url("draft_detail", draft)
    page = signed_in(pk).get(address, {"isian": "A1"}).content.decode()
    assert "Petikan putusan" in page and "Kantor Bapas" not in page
    assert "Kantor Bapas" in signed_in(pk).get(address, {"isian": "Z9"}).content.decode(), "junk narrows nothing"


def test_a_long_history_comes_in_pages_with_as_many_queries(guidance, pk, signed_in):
    browser = signed_in(pk)
    counts = []
    for number in range(3, 66, 62):
        while (draft := keep(guidance, ("note:A1", uuid.uuid4().hex))).seq < number:
            pass
        browser.get(url("draft_detail", draft))
        with CaptureQueriesContext(connection) as queries:
            page = read(browser, "draft_detail", draft)
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 18, counts
    assert 'rel="next"' in page and page.count("draft-entry-seq") == 50


def test_the_form_at_a_moment_and_what_differs(draft, pk, signed_in):
    page = read(signed_in(pk), "draft_detail", draft, 1)
    assert "sesudah isian ke-1 dari 5" in page and "Berbeda dengan sekarang" in page
    assert "Petikan putusan" in page, "beside what stood, as what stands now"
    first = read(signed_in(pk), "draft_detail", draft, 0)
    assert "sebelum isian pertama" in first and "Seluruh bagian ini belum diisi" in first
    last = read(signed_in(pk), "draft_detail", draft, 5)
    assert "Sama dengan isian yang sekarang." in last and url("draft_restore", draft) not in last


@pytest.mark.parametrize("junk", ["6", "-1", "x", "", "²", "9" * 40, "\x00"])
def test_a_moment_that_is_none_is_not_found(draft, junk, pk, signed_in):
    for name in ("draft_detail", "draft_restore"):
        assert signed_in(pk).get(url(name, draft), {"sampai": junk}).status_code == 404


def restored(browser, draft, seq, **sent):
    return browser.post(url("draft_restore", draft, seq), {"seen": draft.seq, "key": uuid.uuid4()} | sent)


def test_taking_back_says_how_much_changes_and_does_it_once(draft, pk, signed_in):
    browser, key = signed_in(pk), uuid.uuid4()
    page = read(browser, "draft_restore", draft, 1)
    assert "3 isian berubah." in page and "sesudah isian ke-1?" in page
    assert DraftEvent.objects.count() == 5, "asking changes nothing"
    for told in ("3 isian dikembalikan.", "kiriman kedua tidak mengubah apa-apa"):
        answer = browser.post(url("draft_restore", draft, 1), {"seen": 5, "key": key}, follow=True)
        assert told in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.answers, draft.notes, draft.head["place"]) == ({"A1": 3}, {}, "")
    assert DraftEvent.objects.count() == 8, "nothing is erased, nothing done twice"
    event = AuditEvent.objects.get(verb="draft.restored")
    assert event.data == {"guidance": draft.guidance_id, "seq": 1, "fields": 3}
    assert "Dikembalikan ke keadaan sesudah isian ke-1" in read(browser, "draft_detail", draft)
    restored(browser, draft, 5)
    draft.refresh_from_db()
    assert (draft.answers, draft.notes) == ({"A1": 0}, {"A1": "Petikan putusan"}), "and back again"


def test_who_typed_meanwhile_is_not_covered(draft, pk, signed_in):
    keep(draft.guidance, ("answer:A2", 1), since=5)
    answer = restored(signed_in(pk), draft, 1)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Ada isian baru sejak halaman ini dibuka" in page
    assert "4 isian berubah." in page and 'name="seen" value="6"' in page
    assert DraftEvent.objects.count() == 6


def test_what_is_the_same_or_of_an_old_version_is_not_taken_back(draft, pk, signed_in):
    browser = signed_in(pk)
    assert "tidak ada yang dikembalikan" in restored(browser, draft, 5).content.decode()
    InstrumentVersion.objects.filter(instrument="RRI").update(state="RETIRED", valid_to=date(2025, 1, 1))
    answer = restored(browser, draft, 1)
    assert answer.status_code == 409 and "sudah berganti versi" in answer.content.decode()
    assert url("draft_restore", draft) not in read(browser, "draft_detail", draft, 1)


def test_junk_in_the_sent_page_is_told_as_a_change_meanwhile(draft, pk, signed_in):
    for name in ("draft_restore", "draft_drop"):
        answer = signed_in(pk).post(url(name, draft, 1), {"seen": "x", "key": "\x00"})
        assert answer.status_code == 409 and "Periksa kembali" in answer.content.decode()


def test_starting_over_keeps_the_old_draft_readable(draft, guidance, pk, signed_in):
    browser = signed_in(pk)
    assert "mulai dengan formulir kosong" in read(browser, "draft_drop", draft)
    form = reverse("clients:assessment_new", args=[guidance.pk, "RRI"])
    for told in ("Rancangan dibatalkan.", "sudah dibatalkan sebelumnya"):
        answer = browser.post(url("draft_drop", draft), {"seen": 5}, follow=True)
        assert answer.redirect_chain == [(form, 302)] and told in answer.content.decode()
    assert AuditEvent.objects.get(verb="draft.dropped").data == {"guidance": guidance.pk, "seq": 5}
    fresh = keep(guidance, ("answer:A2", 1))
    assert fresh != draft and fresh.answers == {"A2": 1}
    page = read(browser, "draft_detail", draft)
    assert "Petikan putusan" in page and "Dibatalkan" in page and url("draft_drop", draft) not in page
    for name in ("draft_restore", "draft_drop"):
        answer = browser.get(url(name, draft, 1))
        assert answer.status_code == 409 and "sudah dibatalkan" in answer.content.decode()
    assert restored(browser, draft, 1).status_code == 409


def test_a_correction_starts_over_as_a_correction(guidance, pk, scoped, signed_in):
    old = make_assessment(guidance, "RRI")
    scope = scoped(pk, "clients.assess")
    change = Typed("head:place", "Rumah", 0, uuid.uuid4(), "w1")
    place = Place(guidance.pk, "RRI", uuid.uuid4(), old.pk)
    draft = save_draft(place=place, changes=[change], since=0, window="w1", by=pk, scope=scope).draft
    assert draft is not None and "dari asesmen yang diperbaiki?" in read(signed_in(pk), "draft_drop", draft)
    assert "memperbaiki asesmen" in read(signed_in(pk), "draft_detail", draft)
    assert restored(signed_in(pk), draft, 0)["Location"] == url("draft_detail", draft)
    answer = signed_in(pk).post(url("draft_drop", draft), {"seen": 2})
    assert answer["Location"].endswith(f"?replaces_id={old.pk}")


def test_a_finished_draft_is_read_from_its_result_and_not_changed(guidance, pk, signed_in):
    draft = keep(guidance, *((f"answer:{code}", score) for code, score in lowest(RRI).items()))
    done = make_assessment(guidance, "RRI", form_key=draft.form_key, seen=draft.seq)
    browser = signed_in(pk)
    result = reverse("clients:assessment_detail", args=[done.pk])
    assert url("draft_detail", draft) in browser.get(result).content.decode()
    page = read(browser, "draft_detail", draft)
    assert result in page and url("draft_drop", draft) not in page
    for answer in (restored(browser, draft, 1), browser.post(url("draft_drop", draft), {"seen": draft.seq})):
        assert answer.status_code == 409 and "sudah selesai" in answer.content.decode()


def test_nothing_is_taken_back_after_the_end(draft, pk, signed_in, scoped):
    Guidance.objects.filter(pk=draft.guidance_id).update(ended_on=date(2025, 6, 1), end_reason="HMB")
    assert restored(signed_in(pk), draft, 1).status_code == 409
    with pytest.raises(WrongState):
        drop_draft(draft_id=draft.pk, seen=5, by=pk, scope=scoped(pk, "clients.assess"))
    assert url("draft_drop", draft) not in read(signed_in(pk), "draft_detail", draft)


def test_who_rates_blind_reads_no_draft(guidance, draft, head, pk, bapas, signed_in):
    heir = make_user(RoleCode.PK, bapas)
    make_second_rating(make_assessment(guidance, "KRIM", 20), heir, by=head)
    Guidance.objects.filter(pk=guidance.pk).update(officer=heir)
    for name in PAGES:
        assert signed_in(heir).get(url(name, draft, 1)).status_code == 409


def test_the_list_of_assessments_shows_drafts(guidance, draft, pk, head, signed_in):
    here = reverse("clients:assessment_list", args=[guidance.pk])
    page = signed_in(pk).get(here).content.decode()
    assert "1 dari" in page and "pertanyaan terjawab" in page
    assert url("draft_detail", draft) in page and "Lanjutkan" in page
    seen = signed_in(head).get(here).content.decode()
    assert url("draft_detail", draft) in seen and "Lanjutkan" not in seen
    browser = signed_in(pk)
    with CaptureQueriesContext(connection) as few:
        browser.get(here)
    for _time in range(3):
        drop_draft(draft_id=draft.pk, seen=draft.seq, by=pk, scope=scope_of(pk).narrowed("clients.assess"))
        draft = keep(guidance, ("answer:A2", 1))
    with CaptureQueriesContext(connection) as many:
        page = browser.get(here).content.decode()
    assert len(many) <= len(few) and page.count("Riwayat<span") == 4
