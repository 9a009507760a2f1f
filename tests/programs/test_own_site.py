"""A partner's worker at the partner's own site: says who came; the hours count when the supervisor saves."""

from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Notice
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from partners.choices_referral import Source
from programs.actions.seat_word import say_of_seats
from programs.models import HoursEntry, SeatWord, ServiceAttendance
from programs.rules.service import daytime
from programs.rules.service_attendance import Sent, word_faults
from tests.factories import make_bapas, make_user
from tests.factories.partners import make_site, make_worker
from tests.factories.service_day import make_attendance, running_order
from tests.factories.service_session import make_seat, make_session

TODAY = today_in()
LIST = reverse("programs:own_sessions")


@pytest.fixture
def site(bapas):
    return make_site(office=bapas, name="Panti Kami")


@pytest.fixture
def worker(site):
    return make_worker(site.organisation).user


@pytest.fixture
def session(bapas, pk, site):
    return make_session(bapas, TODAY, site, supervisor=pk)


@pytest.fixture
def seat(bapas, pk, session):
    return make_seat(session, running_order(bapas, pk, name="Dewasa Contoh"))


def page(session):
    return reverse("programs:own_session", args=[session.pk])


def row(seat, known=0, **values):
    said = {"known": known, "outcome": "ATTENDED", "started_at": "08:00", "ended_at": "11:00"} | values
    return {f"{seat.pk}-{name}": value for name, value in said.items()}


@pytest.mark.parametrize(
    ("sent", "is_child", "expected"),
    [
        (Sent(outcome="MISSED"), False, {}),
        (Sent(outcome="EXCUSED", note=" "), False, {"note": "needs_reason"}),
        (Sent(outcome="EXCUSED", note="sakit"), False, {}),
        (Sent(outcome="ATTENDED"), False, {"started_at": "needs_time", "ended_at": "needs_time"}),
        (Sent(outcome="ATTENDED", started_at=time(9), ended_at=time(9)), False, {"ended_at": "nothing_worked"}),
        (Sent(outcome="ATTENDED", started_at=time(5), ended_at=time(9)), False, {}),
        (Sent(outcome="ATTENDED", started_at=time(5), ended_at=time(9)), True, {"started_at": "not_daytime"}),
    ],
)
def test_what_a_partner_may_say(sent, is_child, expected):
    assert word_faults(sent, daytime("06:00-18:00"), is_child=is_child) == expected


@pytest.mark.django_db
def test_the_partners_word_counts_nothing_until_the_supervisor_saves(signed_in, pk, worker, session, seat):
    browser = signed_in(worker)
    assert "Panti Kami" in browser.get(LIST).content.decode()
    assert "Dewasa Contoh" in browser.get(page(session)).content.decode()
    assert browser.post(page(session), row(seat, note="Rajin")).status_code == 302
    assert not HoursEntry.objects.exists() and not ServiceAttendance.objects.exists()
    assert Notice.objects.get(user=pk).url == reverse("programs:service_attendance", args=[session.pk])
    listed = signed_in(pk).get(Notice.objects.get(user=pk).url)
    shown = listed.content.decode()
    assert "Diisi mitra" in shown and "Rajin" in shown
    first = listed.context["open_rows"][0].form.initial
    assert (first["outcome"], first["ended_at"]) == ("ATTENDED", time(11))
    confirmed = {
        f"{seat.pk}-{n}": v for n, v in {"outcome": "ATTENDED", "started_at": "08:00", "ended_at": "11:00"}.items()
    }
    signed_in(pk).post(reverse("programs:service_attendance", args=[session.pk]), confirmed)
    assert HoursEntry.objects.get().minutes == 180
    late = browser.post(page(session), row(seat, ended_at="12:00"), follow=True)
    assert "pengawas sudah mencatatnya" in late.content.decode() and SeatWord.objects.count() == 1
    assert AuditEvent.objects.filter(verb="servicesession.read", actor=worker).exists()


@pytest.mark.django_db
def test_a_word_is_put_right_beside_the_old_one_and_never_overwrites_anothers(signed_in, worker, session, seat):
    browser = signed_in(worker)
    for _twice in range(2):
        browser.post(page(session), row(seat))
    first = SeatWord.objects.get()
    browser.post(page(session), row(seat, known=first.pk, ended_at="10:00"))
    second = SeatWord.objects.get(replaces=first)
    told = browser.post(page(session), row(seat, known=first.pk, ended_at="09:00"), follow=True).content.decode()
    assert "orang lain mengisinya" in told
    assert SeatWord.objects.count() == 2 and second.ended_at == time(10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ended_at": "07:00"}, "ended_at"),
        ({"started_at": ""}, "started_at"),
        ({"outcome": "EXCUSED"}, "note"),
        ({"outcome": "XX"}, "outcome"),
    ],
)
def test_a_wrong_row_is_said_at_its_field_and_nothing_is_kept(
    bapas, pk, signed_in, worker, session, seat, values, field
):
    other = make_seat(session, running_order(bapas, pk))
    answer = signed_in(worker).post(page(session), row(seat, **values) | row(other))
    assert answer.status_code == 422
    forms = {line.row.seat.pk: line.form for line in answer.context["open_rows"]}
    assert field in forms[seat.pk].errors and not SeatWord.objects.exists()


@pytest.mark.django_db
def test_a_child_shows_by_initials_and_other_sites_are_not_found(bapas, pk, signed_in, worker, session):
    make_seat(session, running_order(bapas, pk, child=True, name="Anak Rahasia"))
    other = make_session(bapas, TODAY)
    make_seat(other, running_order(bapas, pk, name="Klien Lain"))
    browser = signed_in(worker)
    shown = browser.get(page(session)).content.decode()
    assert "A. R." in shown and "Anak Rahasia" not in shown
    assert "Klien Lain" not in browser.get(LIST).content.decode()
    assert browser.get(page(other)).status_code == 404
    assert browser.post(page(other), {}).status_code == 404


@pytest.mark.django_db
def test_officers_are_refused_and_signed_out_led_to_sign_in(client, pk, head, signed_in, session):
    for url in (LIST, page(session)):
        assert signed_in(pk).get(url).status_code == 403
        assert signed_in(head).get(url).status_code == 403
        assert client.get(url).status_code == 302


@pytest.mark.django_db
def test_a_supervisor_who_may_not_know_a_child_is_not_told_the_note(bapas, pk, signed_in, worker, session):
    seat = make_seat(session, running_order(bapas, pk, child=True, name="Anak Rahasia"))
    signed_in(worker).post(page(session), row(seat, outcome="EXCUSED", note="Rahasiawan sakit"))
    url = reverse("programs:service_attendance", args=[session.pk])
    assert "Rahasiawan" in signed_in(pk).get(url).content.decode()
    colleague = signed_in(make_user(RoleCode.PK, bapas)).get(url).content.decode()
    assert "Rahasiawan" not in colleague and "menurut mitra" in colleague


@pytest.mark.django_db
def test_days_ahead_cannot_be_said_and_the_list_asks_the_same_queries(
    bapas, pk, signed_in, worker, site, django_assert_max_num_queries
):
    ahead = make_session(bapas, TODAY + timedelta(2), site)
    seat = make_seat(ahead, running_order(bapas, pk))
    browser = signed_in(worker)
    answer = browser.post(page(ahead), row(seat))
    assert answer.status_code == 409 and not SeatWord.objects.exists()
    for hour in range(8):
        one = make_session(bapas, TODAY, site, starts_at=time(hour + 1), ends_at=time(hour + 2))
        make_seat(one, running_order(bapas, pk))
    with django_assert_max_num_queries(8):
        browser.get(LIST)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_one_word():
    bapas = make_bapas()
    pk = make_user(RoleCode.PK, bapas)
    site = make_site(office=bapas)
    session = make_session(bapas, TODAY, site)
    seat = make_seat(session, running_order(bapas, pk))
    people = [make_worker(site.organisation).user for _ in range(4)]
    heard, start = [], Barrier(4)

    def say(number):
        sent = Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(9 + number))
        scope = scope_of(people[number]).narrowed("programs.attend_own_site")
        start.wait()
        try:
            rows = {seat.pk: (0, sent)}
            heard.append(
                say_of_seats(session_id=session.pk, rows=rows, source=Source.PORTAL, by=people[number], scope=scope)
            )
        finally:
            connection.close()

    threads = [Thread(target=say, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(each.saved) for each in heard) == [0, 0, 0, 1]
    assert SeatWord.objects.count() == 1


@pytest.mark.django_db
def test_what_the_supervisor_counted_first_stays(pk, worker, session, seat):
    make_attendance(seat, pk)
    sent = Sent(outcome="ATTENDED", started_at=time(8), ended_at=time(9))
    heard = say_of_seats(
        session_id=session.pk,
        rows={seat.pk: (0, sent)},
        source=Source.PORTAL,
        by=worker,
        scope=scope_of(worker).narrowed("programs.attend_own_site"),
    )
    assert heard.counted == [seat.pk] and not SeatWord.objects.exists()
