"""Pages of the calendar, the list of the day, proposals, feeds and messages; and the feed itself."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.actions.notice import give_notice
from bapas_portal.core.dates import today_in
from programs.models import CareActivity, FeedAddress
from tests.factories import make_guidance
from tests.factories.plan_review import make_version
from tests.factories.programs import make_activity, make_entry, make_line, make_need, make_participation, make_plan
from tests.factories.service_day import running_order
from tests.factories.service_session import make_seat, make_session
from tests.programs.pages import url

pytestmark = pytest.mark.django_db


def test_the_month_shows_entries_and_activities(bapas, nation, directorate, pk, other_pk, signed_in, client):
    entry = make_entry(nation, directorate, title="Bulan Bersih Contoh")
    activity = make_activity(bapas, pk, held_on=today_in(), title="Bersih Kali Contoh")
    page = signed_in(pk).get(url("calendar_month")).content.decode()
    assert entry.title in page and activity.title in page
    foreign = signed_in(other_pk).get(url("calendar_month")).content.decode()
    assert entry.title in foreign and activity.title not in foreign
    assert "masih kosong" in signed_in(pk).get(url("calendar_month"), {"month": "2031-01"}).content.decode()
    assert client.get(url("calendar_month")).status_code == 302


def test_an_entry_by_the_pages(head, pk, other_pk, bapas, signed_in):
    browser = signed_in(head)
    key = browser.get(url("entry_new")).context["form"]["form_key"].value()
    form = {"form_key": str(key), "title": "Pekan Contoh", "from_on": "2026-12-01", "to_on": "2026-12-03"}
    browser.post(url("entry_new"), form)
    told = browser.post(url("entry_new"), form, follow=True).content.decode()
    assert "sudah terkirim sebelumnya" in told
    entry = bapas.calendar_entries.get()
    assert signed_in(pk).get(url("entry_detail", entry.pk)).status_code == 200
    assert signed_in(pk).get(url("entry_edit", entry.pk)).status_code == 403
    assert signed_in(other_pk).get(url("entry_detail", entry.pk)).status_code == 404
    bad = browser.post(url("entry_edit", entry.pk), form | {"to_on": "2026-11-01", "lock_version": "0"})
    assert bad.status_code == 422
    browser.post(url("entry_edit", entry.pk), form | {"title": "Pekan Baru", "lock_version": "0"})
    stale = browser.post(url("entry_edit", entry.pk), form | {"title": "Pekan Ketiga", "lock_version": "0"})
    assert stale.status_code == 409 and "Pekan Baru" in stale.content.decode()
    assert browser.post(url("entry_cancel", entry.pk), {"reason": ""}).status_code == 422
    gone = browser.post(url("entry_cancel", entry.pk), {"reason": "Banjir"}, follow=True).content.decode()
    assert "Banjir" in gone


def test_the_list_of_the_day_tells_the_second_saver(bapas, pk, head, other_pk, signed_in):
    activity = make_activity(bapas, pk, held_on=today_in())
    row = make_participation(activity, make_guidance(office=bapas, officer=pk), has_agreed=None)
    page = url("activity_day", activity.pk)
    first = {"list_version": "0", f"agreed_{row.pk}": "ya", f"present_{row.pk}": "ya"}
    assert "1 baris" in signed_in(head).post(page, first, follow=True).content.decode()
    second = signed_in(pk).post(page, first | {f"present_{row.pk}": "tidak"})
    assert second.status_code == 409
    assert "Sudah disimpan orang lain" in second.content.decode()
    assert signed_in(pk).post(page, {"list_version": "1", f"present_{row.pk}": "ya"}).status_code == 422
    assert signed_in(other_pk).get(page).status_code == 404


def test_a_proposal_by_the_pages(bapas, pk, head, kanwil_staff, signed_in):
    activity = make_activity(bapas, pk, held_on=today_in() + timedelta(3))
    assert "Usulan diajukan" in signed_in(pk).post(url("activity_propose", activity.pk), follow=True).content.decode()
    assert signed_in(kanwil_staff).get(url("activity_detail", activity.pk)).status_code == 404
    assert signed_in(pk).post(url("proposal_decide", activity.pk), {"decision": "approve"}).status_code == 403
    assert signed_in(head).post(url("proposal_decide", activity.pk), {"decision": "return"}).status_code == 422
    done = signed_in(head).post(url("proposal_decide", activity.pk), {"decision": "approve"}, follow=True)
    assert "Usulan disetujui" in done.content.decode()


def test_outputs_and_links_by_the_page(bapas, pk, signed_in):
    activity, browser = make_activity(bapas, pk), signed_in(pk)
    page = browser.get(url("activity_detail", activity.pk))
    keys = {name: str(page.context[name]["form_key"].value()) for name in ("output_form", "link_form")}
    output = {"hasil-form_key": keys["output_form"], "hasil-value": "12.5", "hasil-unit": "KG"}
    assert "12,50 kg sampah" in browser.post(url("output_add", activity.pk), output, follow=True).content.decode()
    link = {"tautan-form_key": keys["link_form"], "tautan-title": "Berita", "tautan-url": "http://a.example"}
    refused = browser.post(url("link_add", activity.pk), link)
    assert refused.status_code == 422 and "http://a.example" in refused.content.decode()
    browser.post(url("link_add", activity.pk), link | {"tautan-url": "https://a.example/b"})
    assert activity.links.get().url == "https://a.example/b"
    browser.post(url("link_remove", activity.links.get().pk))
    browser.post(url("output_remove", activity.outputs.get().pk))
    assert activity.links.get().removed_at and activity.outputs.get().removed_at


def address(browser, kind: str) -> str:
    return urlsplit(browser.post(url("feed_page"), {"kind": kind}).context["address"]).path


def test_a_feed_names_no_child_and_ends_when_revoked(bapas, nation, directorate, pk, signed_in, client):
    child = make_guidance(office=bapas, officer=pk, child=True, name="Rahasiawan Anak", start_on=today_in())
    adult = make_guidance(office=bapas, officer=pk, name="Budi Teladan", start_on=today_in())
    for guidance in (child, adult):
        make_line(make_plan(guidance), make_need(guidance), start_on=today_in(), due_on=today_in() + timedelta(9))
    make_entry(nation, directorate, title="Bulan Bersih; dan, \\ panjang " + "x" * 90)
    make_activity(bapas, pk, held_on=today_in(), title="Sungai Rahasiawan Anak", place="Rumah Rahasiawan")
    browser = signed_in(pk)
    path = address(browser, "OWN")
    answer = client.get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    raw = answer.content
    assert b"Rahasiawan" not in raw and b"Teladan" not in raw and b"B. T." in raw and b"klien anak" in raw
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    titles = [str(event["summary"]) for event in events]
    assert f"Bersih lingkungan, {bapas.name}" in titles and any("; dan, \\ panjang" in title for title in titles)
    uids = {str(event["uid"]) for event in events}
    assert len(uids) == len(events)
    assert {
        str(event["uid"]) for event in icalendar.Calendar.from_ical(client.get(path).content).walk("VEVENT")
    } == uids
    assert FeedAddress.objects.get().last_fetched_at is not None
    assert path.rpartition("/")[2].removesuffix(".ics") not in FeedAddress.objects.get().digest
    browser.post(url("feed_revoke", FeedAddress.objects.get().pk))
    assert client.get(path).status_code == 404


def test_a_feed_holds_sessions_of_service_and_reviews_of_plans_without_a_childs_name(bapas, pk, signed_in, client):
    mine = make_session(bapas, today_in(), supervisor=pk, seats=3)
    make_seat(mine, running_order(bapas, pk, child=True, name="Rahasiawan Anak"))
    off = make_session(bapas, today_in(), state="CANCELLED", cancel_reason="Banjir")
    plan = make_plan(make_guidance(office=bapas, officer=pk, child=True, name="Rahasiawan Anak"))
    make_line(plan)
    make_version(plan, at=timezone.now() - timedelta(80))
    browser = signed_in(pk)

    def events(kind: str) -> dict[str, Any]:
        raw = client.get(address(browser, kind)).content
        assert b"Rahasiawan" not in raw
        return {
            str(event["uid"]).partition("@")[0]: event for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")
        }

    office, own = events("OFFICE"), events("OWN")
    session = office[f"sesi-{mine.pk}"]
    assert mine.site.name in session["summary"] and "08.00–12.00" in session["summary"]
    assert session["description"] == "1 dari 3 tempat terisi"
    assert (office[f"sesi-{off.pk}"]["status"], office[f"sesi-{off.pk}"]["description"]) == ("CANCELLED", "Banjir")
    assert f"sesi-{mine.pk}" in own and f"sesi-{off.pk}" not in own
    assert "klien anak" in own[f"tinjauan-{plan.guidance_id}"]["summary"]


def test_a_feed_follows_its_owners_rights(pk, signed_in, client):
    path = address(signed_in(pk), "OFFICE")
    assert client.get(path).status_code == 200
    pk.grants.update(to_on="2021-01-01")
    assert client.get(path).status_code == 404
    pk.grants.update(to_on=None)
    pk.is_active = False
    pk.save()
    assert client.get(path).status_code == 404


def test_a_new_address_ends_the_old_and_somebody_elses_is_not_found(pk, head, signed_in, client):
    browser = signed_in(pk)
    old, new = address(browser, "OWN"), address(browser, "OWN")
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]
    living = FeedAddress.objects.get(revoked_at=None)
    assert signed_in(head).post(url("feed_revoke", living.pk)).status_code == 404
    codes = {client.get(new).status_code for _ in range(25)}
    assert codes == {200, 429}


def test_a_message_waits_after_signing_in_until_it_is_done(pk, signed_in):
    give_notice(user_ids={pk.pk}, key="uji", text="Belum ada kegiatan bulan ini.", url="/program/kegiatan/")
    assert give_notice(user_ids={pk.pk}, key="uji", text="Lagi") == 0
    browser = signed_in(pk)
    page = browser.get(reverse("accounts:home"), follow=True).content.decode()
    assert "Belum ada kegiatan bulan ini." in page
    assert browser.get(reverse("accounts:home"), {"lanjut": "1"})["Location"] != reverse("accounts:notice_page")
    browser.post(reverse("accounts:notice_done", args=[pk.notices.get().pk]))
    assert browser.get(reverse("accounts:home"))["Location"] != reverse("accounts:notice_page")


def test_a_late_report_is_marked(bapas, pk, kanwil_staff, signed_in):
    fields = {"state": "SUBMITTED", "submitted_by": pk, "held_on": "2026-09-10"}
    make_activity(bapas, pk, title="Tepat Waktu", first_submitted_at="2026-10-05T16:00:00Z", **fields)
    late = make_activity(bapas, pk, title="Lewat", first_submitted_at="2026-10-05T18:00:00Z", **fields)
    page = signed_in(kanwil_staff).get(url("activity_list"), {"month": "2026-09"}).content.decode()
    assert page.count("Terlambat") == 1
    assert "Laporan terlambat" in signed_in(kanwil_staff).get(url("activity_detail", late.pk)).content.decode()


def test_two_edits_show_both_wordings(bapas, pk, signed_in):
    activity, browser = make_activity(bapas, pk, title="Judul Lama"), signed_in(pk)
    form = {"held_on": "2026-10-10", "kind": "KEBERSIHAN", "place": "Kali", "lock_version": "0"}
    browser.post(url("activity_edit", activity.pk), form | {"title": "Judul Pertama"})
    answer = browser.post(url("activity_edit", activity.pk), form | {"title": "Judul Kedua"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Judul Pertama" in page and "Judul Kedua" in page
    assert CareActivity.objects.get().title == "Judul Pertama"
