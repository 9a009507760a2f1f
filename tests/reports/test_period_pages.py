"""Pages of the monthly cycle: the right person does it, others get 404, 403 or the sign-in page."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.core.dates import today_in
from reports.models import EntryException, Release, Submission
from tests.factories import make_guidance, make_user
from tests.factories.period import MONTH, TEXTS, decide, hand_in, make_period, publish, published_period, write_month
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db
OFFICE_PAGES = ("submission_detail", "submission_edit", "submission_submit", "submission_decide")


@pytest.fixture
def period(bapas):
    for _ in range(6):
        make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(date(2025, 4, 1), MONTH)
    return make_period()


def at(name, *args):
    return reverse(f"reports:{name}", args=args)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("submission_detail", {"head", "section", "kanwil", "directorate"}),
        ("submission_edit", {"head", "section"}),
        ("submission_submit", {"head"}),
        ("submission_decide", {"kanwil"}),
        ("period_detail", {"head", "section", "kanwil", "directorate"}),
        ("period_publish", {"directorate"}),
        ("period_restate", {"directorate"}),
        ("period_list", {"head", "section", "kanwil", "directorate"}),
        ("exception_list", {"head", "section", "kanwil", "directorate"}),
        ("exception_new", {"head", "section"}),
    ],
)
def test_who_opens_what(name, allowed, period, bapas, kanwil, nation, head, pk, kanwil_staff, directorate, signed_in):
    hand_in(period, bapas, head)
    section = make_user(RoleCode.SECTION_CHILD, bapas)
    people = {"head": head, "section": section, "pk": pk, "kanwil": kanwil_staff, "directorate": directorate}
    args = [] if name.endswith(("_list", "_new")) else [period.pk]
    url = at(name, *args, *([bapas.pk] if name in OFFICE_PAGES else []))
    found = {who: signed_in(user).get(url).status_code for who, user in people.items()}
    # A report that is handed in is signed no more: the head is sent back to it.
    head_ok = 302 if name == "submission_submit" else 200
    assert found == {who: (head_ok if who == "head" else 200) if who in allowed else 403 for who in people}


@pytest.mark.parametrize("name", OFFICE_PAGES)
def test_another_offices_month_is_not_found(name, period, bapas, other_bapas, head, signed_in):
    hand_in(period, bapas, head)
    stranger = make_user(RoleCode.KANWIL if name.endswith("decide") else RoleCode.HEAD, other_bapas)
    assert signed_in(stranger).get(at(name, period.pk, bapas.pk)).status_code == 404


def test_signed_out_goes_to_the_sign_in_page(period, client):
    assert client.get(at("period_list")).url.startswith("/masuk/")


def test_the_head_writes_and_signs_and_the_kanwil_returns(period, bapas, head, kanwil_staff, signed_in):
    browser, other = signed_in(head), signed_in(kanwil_staff)
    edit, submit = at("submission_edit", period.pk, bapas.pk), at("submission_submit", period.pk, bapas.pk)
    page = browser.get(edit).content.decode()
    assert "Klien masuk berubah dari 0 menjadi 6." in page
    assert browser.post(edit, {"lock_version": "0", **TEXTS}).status_code == 302
    answer = browser.post(submit, {"lock_version": "1"})
    assert answer.status_code == 422
    assert {"answer_NO_ACTIVITY", "answer_NOT_ASSESSED"} <= set(answer.context["form"].errors)
    answers = dict.fromkeys(answer.context["form"].errors, "Sebab")
    assert browser.post(edit, {"lock_version": "1", **TEXTS, **answers}).status_code == 302
    assert browser.post(submit, {"lock_version": "2"}).status_code == 302
    assert Submission.objects.get().state == "SUBMITTED"
    url = at("submission_decide", period.pk, bapas.pk)
    refused = other.post(url, {"version": "1", "decision": "return", "text": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["text"])
    assert other.post(url, {"version": "1", "decision": "return", "text": "Perbaiki evaluasi."}).status_code == 302
    assert "Perbaiki evaluasi." in browser.get(at("submission_detail", period.pk, bapas.pk)).content.decode()


def test_a_stale_form_comes_back_with_both_wordings(period, bapas, head, signed_in):
    write_month(period, bapas, head)
    sent = {"lock_version": "0", **TEXTS, "results": "Kalimat saya"}
    answer = signed_in(head).post(at("submission_edit", period.pk, bapas.pk), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Kalimat saya" in page
    assert TEXTS["results"] in page
    assert Submission.objects.get().results == TEXTS["results"]


def test_what_was_typed_stays_when_the_report_was_handed_in_meanwhile(period, bapas, head, signed_in):
    browser, url = signed_in(head), at("submission_edit", period.pk, bapas.pk)
    submission = hand_in(period, bapas, head)
    sent = {"lock_version": str(submission.lock_version), **TEXTS, "results": "Kalimat saya"}
    answer = browser.post(url, sent)
    assert answer.status_code == 422
    assert "Kalimat saya" in answer.content.decode()
    assert Submission.objects.get().results == TEXTS["results"]


def test_a_take_back_after_the_decision_changes_nothing(period, bapas, head, kanwil_staff, signed_in):
    decide(hand_in(period, bapas, head), kanwil_staff)
    signed_in(head).post(at("submission_take_back", period.pk, bapas.pk))
    assert Submission.objects.get().state == "ACCEPTED"


def test_missing_and_late_offices_show(period, kanwil, bapas, kanwil_staff, signed_in):
    page = signed_in(kanwil_staff).get(at("period_detail", period.pk)).content.decode()
    days = (today_in() - period.bapas_due_on).days
    assert "Belum disusun" in page
    assert f"terlambat {days} hari" in page


@pytest.mark.django_db(transaction=True)
def test_publish_then_restate_and_both_stay_readable(period, bapas, nation, directorate, head, signed_in):
    browser = signed_in(directorate)
    url = at("period_publish", period.pk)
    refused = browser.post(url, {"form_key": str(uuid4()), "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["reason"])
    assert browser.post(url, {"form_key": str(uuid4()), "reason": "Uji"}).status_code == 302
    make_guidance(office=bapas, start_on=date(2025, 5, 20))
    make_published(MONTH)
    page = browser.get(at("period_detail", period.pk)).content.decode()
    assert "Terbitkan perbaikan" in page
    restate = at("period_restate", period.pk)
    assert browser.post(restate, {"form_key": str(uuid4()), "reason": "Berkas susulan"}).status_code == 302
    assert list(Release.objects.values_list("number", flat=True)) == [0, 1]
    second = signed_in(head).get(at("release_detail", period.pk, 1)).content.decode()
    assert "Berkas susulan" in second
    assert "Utuh" in second
    assert browser.get(at("release_detail", period.pk, 0)).status_code == 200
    assert browser.get(at("release_detail", period.pk, 2)).status_code == 404
    dashboard = browser.get(at("dashboard"), {"month": "2025-05", "office": nation.pk}).content.decode()
    assert "Perbaikan ke-1" in dashboard


@pytest.mark.django_db(transaction=True)
def test_the_difference_shows_offices_in_reach_only(period, bapas, other_bapas, directorate, head, signed_in):
    publish(period, directorate, reason="Uji")
    make_guidance(office=other_bapas, start_on=date(2025, 5, 20))
    make_published(MONTH)
    publish(period, directorate, reason="Susulan")
    assert signed_in(head).get(at("release_detail", period.pk, 1)).context["difference"] == []
    assert signed_in(directorate).get(at("release_detail", period.pk, 1)).context["difference"]


def test_asking_and_giving_an_exception(bapas, head, kanwil_staff, directorate, other_bapas, signed_in):
    period = published_period(directorate)
    form = {"form_key": str(uuid4()), "office_id": bapas.pk, "period_id": period.pk, "reason": "Berkas terlambat"}
    browser = signed_in(head)
    for _ in range(2):
        assert browser.post(at("exception_new"), form).status_code == 302
    exception = EntryException.objects.get()
    url = at("exception_answer", exception.pk)
    assert signed_in(make_user(RoleCode.KANWIL, other_bapas.parent)).get(url).status_code == 404
    assert browser.get(url).status_code == 403
    until = today_in() + timedelta(2)
    answer = {"decision": "give", "from_on": today_in().isoformat(), "until_on": until.isoformat(), "answer": ""}
    assert signed_in(kanwil_staff).post(url, answer).status_code == 302
    exception.refresh_from_db()
    assert (exception.state, exception.until_on) == ("GIVEN", until)
    assert "Diberikan" in browser.get(at("exception_list")).content.decode()


def test_the_directorate_opens_a_month(directorate, head, signed_in, db):
    url = at("period_open")
    assert signed_in(head).get(url).status_code == 403
    browser = signed_in(directorate)
    month = browser.get(url).context["form"].fields["month"].choices[0][0]
    assert browser.post(url, {"month": month}).status_code == 302
    assert browser.post(url, {"month": month}).status_code == 400
