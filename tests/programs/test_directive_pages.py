"""The pages of directives: who opens them, what they tell, what they keep."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from programs.actions.directive import publish_directive
from programs.models import Answer, DirectiveVersion, Question, Reading
from tests.factories import make_guidance, make_user
from tests.factories.directive import make_directive, make_draft, make_question, make_reading, make_target, publish
from tests.factories.programs import jpeg
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
NO_TERMS = {"term-TOTAL_FORMS": "0", "term-INITIAL_FORMS": "0"}
FORM = NO_TERMS | {
    "number": "PAS-77",
    "kind": "PETUNJUK",
    "title": "Petunjuk foto",
    "body": "Isi",
    "applies_from": "2026-12-01",
}


@pytest.fixture
def version(directorate, scoped, bapas) -> DirectiveVersion:
    """In force, with a target of two activities a month for every Bapas."""
    draft = make_draft(directorate)
    make_target(draft)
    scope = scoped(directorate, "programs.write_directive")
    return publish_directive(directive_id=draft.directive_id, lock_version=0, by=directorate, scope=scope)


@pytest.fixture
def draft(directorate) -> DirectiveVersion:
    return make_draft(directorate, title="Rancangan rahasia")


READ, WATCH, WRITE = 0, 1, 2
READERS = [
    (RoleCode.PK, READ),
    (RoleCode.OPERATOR, READ),
    (RoleCode.HEAD, READ),
    (RoleCode.KANWIL, WATCH),
    (RoleCode.DITJENPAS, WRITE),
]


@pytest.mark.parametrize(("role", "may"), READERS)
def test_who_opens_what(role, may, version, draft, bapas, kanwil, nation, pk, signed_in):
    at = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas)
    browser = signed_in(make_user(role, at))
    question = make_question(version, bapas, pk)
    key = version.directive_id
    read = [url("directive_list"), url("directive_detail", key), url("directive_progress", key)]
    read += [url("directive_version", key, 1), url("question_ask", key)]
    watch = [url("directive_watch")]
    write = [url("directive_new"), url("question_list"), url("directive_draft", draft.directive_id)]
    write += [url("directive_edit", draft.directive_id), url("target_new", draft.directive_id)]
    write += [url("directive_publish", draft.directive_id), url("directive_withdraw", key)]
    write += [url("question_answer", question.pk)]
    for pages, needed in ((read, READ), (watch, WATCH), (write, WRITE)):
        expected = 200 if may >= needed else 403
        assert [browser.get(page).status_code for page in pages] == [expected] * len(pages)
    text = browser.get(url("directive_list")).content.decode()
    assert ("Rancangan rahasia" in text) == (may == WRITE)
    assert browser.get(url("directive_detail", draft.directive_id)).status_code == (302 if may == WRITE else 404)


def test_the_administrator_and_strangers_stay_outside(version, nation, signed_in, client):
    pages = [url("directive_list"), url("directive_detail", version.directive_id)]
    admin = signed_in(make_user(RoleCode.ADMIN, nation))
    assert [admin.get(page).status_code for page in pages] == [403, 403]
    assert [client.get(page).status_code for page in pages] == [302, 302]


def test_the_head_confirms_and_a_second_click_is_told_so(version, bapas, head, pk, signed_in):
    page, send = url("directive_detail", version.directive_id), url("directive_confirm", version.directive_id)
    browser = signed_in(head)
    assert "Sudah dibaca dan dipahami" in browser.get(page).content.decode()
    sent = {"version": "1", "office": bapas.pk}
    assert "tercatat atas nama Anda" in browser.post(send, sent, follow=True).content.decode()
    assert "sudah terkirim sebelumnya" in browser.post(send, sent, follow=True).content.decode()
    assert Reading.objects.get().by == head
    assert signed_in(pk).post(send, sent).status_code == 403
    assert f"sudah dibaca dan dipahami, {head.name}" in signed_in(pk).get(page).content.decode()


def test_confirming_for_another_office_or_junk(version, other_bapas, head, signed_in):
    send = url("directive_confirm", version.directive_id)
    assert signed_in(head).post(send, {"version": "1", "office": other_bapas.pk}).status_code == 403
    assert signed_in(head).post(send, {"version": "9", "office": "x"}).status_code == 404
    assert signed_in(head).post(send, {"version": "²", "office": "²"}).status_code == 403
    assert not Reading.objects.exists()


def test_the_unread_stands_first_and_the_dashboard_says_so(version, bapas, head, pk, directorate, signed_in):
    newer = make_directive(directorate, title="Yang lebih baru")
    make_reading(newer, bapas, head)
    text = signed_in(head).get(url("directive_list")).content.decode()
    assert text.index(version.title) < text.index("Yang lebih baru")
    assert text.count("Belum dikonfirmasi") == 1
    assert "1 arahan belum dikonfirmasi" in signed_in(head).get(reverse("reports:dashboard")).content.decode()
    assert "arahan belum dikonfirmasi" not in signed_in(pk).get(reverse("reports:dashboard")).content.decode()


def test_who_has_not_by_directive_and_kanwil(version, bapas, other_bapas, kanwil, kanwil_staff, directorate, signed_in):
    make_reading(version, kanwil, kanwil_staff)
    page = url("directive_watch")
    everyone = signed_in(directorate).get(page).content.decode()
    assert bapas.name in everyone
    assert other_bapas.name in everyone
    own = signed_in(kanwil_staff).get(page, {"directive": version.directive_id}).content.decode()
    assert bapas.name in own
    assert other_bapas.name not in own
    done = signed_in(directorate).get(page, {"state": "done", "office": kanwil.pk}).content.decode()
    assert kanwil_staff.name in done


def test_a_draft_is_written_completed_and_published(directorate, signed_in, bapas):
    browser = signed_in(directorate)
    terms = {"term-TOTAL_FORMS": "2", "term-0-term": "Mitra", "term-0-text": "Yang bekerja sama."}
    sent = FORM | terms | {"form_key": str(uuid4())}
    assert browser.post(url("directive_new"), sent | {"title": ""}).status_code == 422
    page = browser.post(url("directive_new"), sent)
    again = browser.post(url("directive_new"), sent, follow=True)
    assert "sudah terkirim sebelumnya" in again.content.decode()
    version = DirectiveVersion.objects.get()
    assert (page["Location"], version.terms) == (
        url("directive_draft", version.directive_id),
        [{"term": "Mitra", "text": "Yang bekerja sama."}],
    )
    files = [SimpleUploadedFile("a.pdf", b"%PDF-1"), SimpleUploadedFile("b.jpg", jpeg(size=(20, 20)))]
    add = url("directive_file_add", version.directive_id)
    assert browser.post(add, {"uploads": files}).status_code == 302
    refused = browser.post(add, {"uploads": [SimpleUploadedFile("c.pdf", b"MZ")]})
    assert (refused.status_code, "c.pdf: Berkas ini bukan PDF" in refused.content.decode()) == (422, True)
    listed = {"measure": "PLANS", "period": "TAHUN", "rule": "DAFTAR", "form_key": str(uuid4())}
    sheet = SimpleUploadedFile("a.csv", f"kode,nilai\n{bapas.code},3\nX,1".encode())
    wrong = browser.post(url("target_new", version.directive_id), listed | {"sheet": sheet})
    assert "Baris 3: Bapas “X” tidak dikenal" in wrong.content.decode()
    assert (
        browser.post(url("target_new", version.directive_id), listed | {"listed": f"{bapas.code};3"}).status_code == 302
    )
    version.refresh_from_db()
    sure = browser.get(url("directive_publish", version.directive_id)).content.decode()
    assert f'name="lock_version" value="{version.lock_version}"' in sure
    publish_url = url("directive_publish", version.directive_id)
    assert "Baca sekali lagi" in browser.post(publish_url, {"lock_version": "0"}, follow=True).content.decode()
    browser.post(publish_url, {"lock_version": version.lock_version})
    version.refresh_from_db()
    assert (version.is_published, version.files.count(), version.targets.get().shares.get().value) == (True, 2, 3)


def test_a_second_window_gets_both_wordings(draft, directorate, signed_in):
    browser = signed_in(directorate)
    edit = url("directive_edit", draft.directive_id)
    sent = FORM | {"number": draft.directive.number, "kind": draft.directive.kind, "lock_version": "0"}
    assert browser.post(edit, sent | {"title": "Judul pertama"}).status_code == 302
    answer = browser.post(edit, sent | {"title": "Judul kedua"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Judul pertama" in text
    assert text.count("Judul kedua") == 2
    assert DirectiveVersion.objects.get(pk=draft.pk).title == "Judul pertama"
    assert browser.post(edit, sent | {"title": "Judul kedua", "lock_version": "1"}).status_code == 302


def test_files_are_downloads_and_those_of_a_draft_stay_inside(draft, directorate, pk, signed_in, client):
    browser = signed_in(directorate)
    browser.post(
        url("directive_file_add", draft.directive_id), {"uploads": [SimpleUploadedFile("Surat.pdf", b"%PDF-isi")]}
    )
    file = url("directive_file", draft.files.get().pk)
    assert browser.get(file).status_code == 200
    assert signed_in(pk).get(file).status_code == 404
    draft.refresh_from_db()
    publish(draft, directorate)
    answer = signed_in(pk).get(file)
    assert b"".join(answer.streaming_content) == b"%PDF-isi"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(file).status_code == 302


def test_a_new_version_shows_the_words_that_came_and_went(version, directorate, pk, signed_in):
    browser = signed_in(directorate)
    browser.post(url("directive_revise", version.directive_id))
    sent = FORM | {"number": version.directive.number, "kind": version.directive.kind, "lock_version": "0"}
    browser.post(url("directive_edit", version.directive_id), sent | {"title": version.title, "body": "Kalimat baru"})
    browser.post(url("directive_publish", version.directive_id), {"lock_version": "1"})
    text = signed_in(pk).get(url("directive_detail", version.directive_id)).content.decode()
    assert "<ins>Kalimat baru</ins>" in text
    old = signed_in(pk).get(url("directive_version", version.directive_id, 1)).content.decode()
    assert "Versi ini sudah diganti" in old


def test_withdrawing_tells_the_reason_to_all(version, directorate, head, signed_in):
    page = url("directive_withdraw", version.directive_id)
    assert signed_in(directorate).post(page, {"reason": ""}).status_code == 422
    signed_in(directorate).post(page, {"reason": "Diganti peraturan baru"})
    text = signed_in(head).get(url("directive_detail", version.directive_id)).content.decode()
    assert "Diganti peraturan baru" in text
    assert "Sudah dibaca dan dipahami" not in text


def test_asking_correcting_and_answering(version, pk, other_pk, directorate, signed_in):
    ask, sent = url("question_ask", version.directive_id), {"form_key": str(uuid4()), "text": "Boleh dari?"}
    browser = signed_in(pk)
    assert browser.post(ask, sent | {"text": " "}).status_code == 422
    assert "terkirim ke Ditjenpas" in browser.post(ask, sent, follow=True).content.decode()
    assert "satu kali" in browser.post(ask, sent, follow=True).content.decode()
    changed = browser.post(ask, sent | {"text": "Lain lagi?"})
    assert (changed.status_code, "Lain lagi?" in changed.content.decode()) == (409, True)
    old = Question.objects.get()
    correct = url("question_correct", old.pk)
    assert signed_in(other_pk).get(correct).status_code == 404
    browser.post(correct, {"form_key": str(uuid4()), "text": "Boleh daring?"})
    question = Question.objects.get(corrects=old)
    answer = url("question_answer", question.pk)
    assert signed_in(pk).get(answer).status_code == 403
    reply = {"form_key": str(uuid4()), "text": "Tidak boleh.", "seen": "0"}
    assert signed_in(directorate).post(answer, reply).status_code == 302
    late = signed_in(directorate).post(answer, reply | {"form_key": str(uuid4()), "text": "Boleh saja."})
    text = late.content.decode()
    assert (late.status_code, "Tidak boleh." in text, "Boleh saja." in text) == (409, True, True)
    assert Answer.objects.count() == 1
    seen = signed_in(other_pk).get(url("directive_detail", version.directive_id)).content.decode()
    assert "Tidak boleh." in seen
    assert "<del>Boleh dari?</del>" in seen


def test_progress_for_each_reader(version, bapas, other_bapas, pk, kanwil_staff, directorate, signed_in):
    make_guidance(office=bapas, officer=pk)
    page = url("directive_progress", version.directive_id)
    shown = {"pk": "0 dari 2 kegiatan (0%)", "kanwil": bapas.name, "nation": bapas.parent.name}
    for user, words in ((pk, shown["pk"]), (kanwil_staff, shown["kanwil"]), (directorate, shown["nation"])):
        assert words in signed_in(user).get(page).content.decode()
    inside = (
        signed_in(directorate).get(page, {"office": bapas.parent_id, "month": f"{today_in():%Y-%m}"}).content.decode()
    )
    assert bapas.name in inside


JUNK = ("\x00", "😀" * 6000, str(2**63))
TARGET = {
    "measure": "PLANS",
    "period": "BULAN",
    "rule": "PER_100",
    "amount": "1",
    "basis_on": "2026-01-01",
    "listed": "",
}
SENT = {
    "directive_edit": FORM | {"lock_version": "0", "due_on": "", "term-0-term": "a", "term-TOTAL_FORMS": "1"},
    "target_new": TARGET,
    "question_answer": {"text": "x", "seen": "0"},
    "directive_withdraw": {"reason": "x"},
}


@pytest.mark.parametrize("name", SENT)
def test_no_form_of_the_directorate_fails_on_junk(name, version, draft, bapas, pk, directorate, signed_in):
    browser = signed_in(directorate)
    rows = {"question_answer": make_question(version, bapas, pk).pk, "directive_withdraw": version.directive_id}
    page = url(name, rows.get(name, draft.directive_id))
    sent = SENT[name] | {"form_key": str(uuid4())}
    for field in sent:
        for junk in JUNK:
            assert browser.post(page, sent | {field: junk}).status_code < 500, (field, junk[:9])
