"""Partners' workers: how they come in, what they see, and that nothing else opens to them."""

import re
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from partners.actions.worker import accept_invitation, digest_of, invite_worker
from partners.choices_referral import ReferralStage
from partners.models import Invitation, ReferralNeed, Worker
from tests.factories import make_bapas, make_guidance, make_kanwil, make_nation, make_user
from tests.factories.partners import make_offering, make_organisation, make_referral, make_worker
from tests.factories.programs import make_need
from tests.guards.addresses import addresses

PASSWORD = "sungai-tenang-47-kapal"
TODAY = today_in()


@pytest.fixture
def offering(bapas):
    return make_offering(office=bapas, needs=["HOUSING"])


@pytest.fixture
def worker(offering):
    return make_worker(offering.organisation).user


def referred(bapas, pk, offering, stage=ReferralStage.SENT, **person):
    return make_referral(make_guidance(office=bapas, officer=pk, **person), offering, stage)


def own(name, *args):
    return reverse(f"own:{name}", args=args)


@pytest.mark.django_db
def test_a_worker_is_invited_sets_a_password_once_and_signs_in(signed_in, client, head, bapas):
    organisation = make_organisation(office=bapas, name="Yayasan Tangan")
    browser = signed_in(head)
    form = {"form_key": str(uuid4()), "name": "Petugas Contoh", "username": "petugas.contoh"}
    shown = browser.post(reverse("partners:worker_invite", args=[organisation.pk]), form).content.decode()
    path = re.search(r"http://testserver(/mitra/undangan/[\w-]+/)", shown).group(1)
    assert path not in str(list(Invitation.objects.values()))
    weak = client.post(path, {"password": "123", "again": "123"})
    assert weak.status_code == 422 and "petugas.contoh" in weak.content.decode()
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    entered = client.post(reverse("accounts:sign_in"), {"username": "petugas.contoh", "password": PASSWORD})
    assert entered.status_code == 302
    home = client.get(reverse("accounts:home"), follow=True).content.decode()
    assert "Yayasan Tangan" in home and "Tidak ada yang menunggu" in home


@pytest.mark.django_db
def test_an_address_that_is_over_withdrawn_or_unknown_says_the_same(signed_in, client, head, bapas):
    organisation = make_organisation(office=bapas)
    act = {"organisation_id": organisation.pk, "position": "", "by": head, "scope": scope_of(head)}
    _one, over = invite_worker(name="A", username="aa.satu", form_key=uuid4(), **act)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(1))
    two, withdrawn = invite_worker(name="B", username="bb.dua", form_key=uuid4(), **act)
    signed_in(head).post(reverse("partners:worker_withdraw", args=[two.pk]))
    answers = {
        client.get(reverse("partners:invitation", args=[secret])).content.decode().split("<h1>")[1]
        for secret in (over, withdrawn, "tidak-ada")
    }
    assert len(answers) == 1
    assert client.get(reverse("partners:invitation", args=[over])).status_code == 404


@pytest.mark.django_db
def test_ending_a_worker_ends_the_session_at_once(signed_in, head, bapas, offering, pk):
    worker = make_worker(offering.organisation)
    referral = referred(bapas, pk, offering)
    browser = signed_in(worker.user)
    assert browser.get(own("referral", referral.pk)).status_code == 200
    url = reverse("partners:worker_end", args=[worker.pk])
    assert signed_in(head).post(url, {"on": TODAY.isoformat(), "reason": ""}).status_code == 422
    signed_in(head).post(url, {"on": TODAY.isoformat(), "reason": "pindah kerja"})
    answer = browser.get(own("referral", referral.pk))
    assert answer.status_code == 302 and "/masuk/" in answer.url
    assert Worker.objects.get().end_reason == "pindah kerja"


@pytest.mark.django_db
def test_a_worker_past_the_last_day_or_of_a_switched_off_partner_sees_nothing(bapas, offering):
    ended = make_worker(
        offering.organisation, from_on=TODAY - timedelta(9), to_on=TODAY - timedelta(1), end_reason="selesai"
    )
    assert scope_of(ended.user).permissions == frozenset()
    today = make_worker(offering.organisation, to_on=TODAY, end_reason="selesai")
    assert scope_of(today.user).holds("partners.serve_referral")
    offering.organisation.is_active = False
    offering.organisation.save()
    assert scope_of(today.user).permissions == frozenset()


@pytest.mark.django_db
def test_officers_pay_no_query_for_it(pk, django_assert_num_queries):
    with django_assert_num_queries(2):
        scope_of(pk)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["worker_list", "worker_invite"])
def test_who_invites(signed_in, bapas, other_bapas, pk, head, name):
    url = reverse(f"partners:{name}", args=[make_organisation(office=bapas).pk])
    assert signed_in(head).get(url).status_code == 200
    assert signed_in(make_user(RoleCode.HEAD, other_bapas)).get(url).status_code == 404
    assert signed_in(pk).get(url).status_code == 403


@pytest.mark.django_db
def test_the_day_shows_what_waits_and_the_least_of_the_client(signed_in, bapas, pk, offering, worker):
    referred(bapas, pk, offering, name="Dewasa Contoh")
    child = referred(bapas, pk, offering, child=True, name="Anak Rahasia")
    other = referred(bapas, pk, make_offering(office=bapas), name="Klien Lain")
    draft = make_referral(make_guidance(office=bapas, officer=pk, name="Masih Draf"), offering)
    browser = signed_in(worker)
    day = browser.get(own("home")).content.decode()
    assert "Dewasa Contoh" in day and "A. R." in day
    for hidden in ("Anak Rahasia", "Klien Lain", "Masih Draf", child.guidance.register_no):
        assert hidden not in day
    page = browser.get(own("referral", child.pk)).content.decode()
    assert "A. R." in page and "Anak Rahasia" not in page and "Pencurian" not in page
    for closed in (other, draft):
        for name in ("referral", "session", "report"):
            assert browser.get(own(name, closed.pk)).status_code == 404
        assert browser.post(own("step", closed.pk, "terima")).status_code == 404


@pytest.mark.django_db
def test_what_was_granted_is_shown(signed_in, bapas, pk, offering, worker):
    granted = {"shared": ["OFFENCE", "CHILD_NAME"], "shared_reason": "perlu"}
    guidance = make_guidance(office=bapas, officer=pk, child=True, name="Anak Dikenal")
    referral = make_referral(guidance, offering, ReferralStage.SENT, **granted)
    page = signed_in(worker).get(own("referral", referral.pk)).content.decode()
    assert "Anak Dikenal" in page and "Pencurian" in page


@pytest.mark.django_db
def test_a_workers_day_from_answer_to_report(signed_in, bapas, pk, offering, worker):
    referral = referred(bapas, pk, offering)
    need = ReferralNeed.objects.create(referral=referral, need=make_need(referral.guidance))
    browser, today = signed_in(worker), TODAY.isoformat()
    for step, fields in (("terima", {}), ("mulai", {"on": today})):
        assert browser.post(own("step", referral.pk, step), fields).status_code == 302
    assert browser.post(own("step", referral.pk, "tarik"), {"reason": "x"}).status_code == 404
    visit = {"held_on": today, "presence": "HADIR", "feedback": "Rajin"}
    assert browser.post(own("session", referral.pk), visit).status_code == 302
    browser.post(own("step", referral.pk, "selesai"), {"on": today})
    told = {"summary": "Sudah menetap", f"outcome-{need.pk}": "MET"}
    assert browser.post(own("report", referral.pk), told).status_code == 302
    shown = browser.get(own("referral", referral.pk)).content.decode()
    assert "Sudah menetap" in shown and "Diisi mitra" in shown and "Isi laporan akhir" not in shown
    assert referral.sessions.get().source == "PORTAL"


@pytest.mark.django_db
def test_no_other_address_opens_to_a_worker(signed_in, bapas, pk, offering, worker):
    """Every address of the portal, by GET and POST: the worker's own, one's own account, or nothing."""
    referral = referred(bapas, pk, make_offering(office=bapas))
    ids = {"pk": referral.pk, "guidance_pk": referral.guidance_id, "step": "terima"}
    browser = signed_in(worker)
    browser.raise_request_exception = False
    opened = []
    for address in addresses():
        if getattr(address.view, "is_public", False) or getattr(address.view, "is_for_signed_in", False):
            continue
        known = address.converters and address.converters.keys() <= ids.keys() and "<uuid:" not in address.route
        path = reverse(address.name, kwargs={n: ids[n] for n in address.converters}) if known else address.example
        for answer in (browser.get(path), browser.post(path)):
            if answer.status_code not in (401, 403, 404, 405):
                opened.append(f"{address.name} {answer.status_code}")
    own_pages = ("own:home", "own:concluded", "programs:own_sessions", "programs:own_papers", "api:me")
    allowed = {f"{name} 200" for name in own_pages}
    assert sorted(set(opened) - allowed) == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_set_one_password():
    bapas = make_bapas(make_kanwil(make_nation()))
    head = make_user(RoleCode.HEAD, bapas)
    organisation = make_organisation(office=bapas)
    _worker, secret = invite_worker(
        organisation_id=organisation.pk,
        name="A",
        username="aa.satu",
        position="",
        form_key=uuid4(),
        by=head,
        scope=scope_of(head),
    )
    done, start = [], Barrier(4)

    def click(number):
        start.wait()
        try:
            accept_invitation(secret=secret, password=f"{PASSWORD}-{number}")
            done.append(number)
        except Invitation.DoesNotExist:
            done.append(None)
        finally:
            connection.close()

    threads = [Thread(target=click, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [number for number in done if number is not None]
    assert User.objects.get(username="aa.satu").check_password(f"{PASSWORD}-{won}")
    assert Invitation.objects.get(digest=digest_of(secret)).used_at is not None
