"""The way of a referral: who may do what, in which stage, and what is kept of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Notice
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from bapas_portal.core.scope import Identity, Reach, Scope
from clients.models import Guidance
from partners.actions.referral import (
    change_referral,
    draft_referral,
    reroute_referral,
    send_referral,
    withdraw_referral,
)
from partners.actions.referral_queue import fill_places
from partners.actions.referral_report import add_referral_session, hand_in_report, review_report
from partners.actions.referral_stage import (
    accept_referral,
    complete_referral,
    decline_referral,
    end_referral_early,
    pause_referral,
    queue_referral,
    resume_referral,
    start_referral,
)
from partners.choices_referral import ReferralStage
from partners.models import AgreementParty, Offering, Referral, Worker
from tests.factories import make_guidance, make_user
from tests.factories.partners import make_agreement, make_offering, make_referral
from tests.factories.programs import make_need

pytestmark = pytest.mark.django_db
TODAY = today_in()


@pytest.fixture
def offering(bapas):
    return make_offering(office=bapas, needs=["HOUSING"], places=1)


@pytest.fixture
def guidance(bapas, pk):
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def worker(offering):
    user = make_user(None)
    Worker.objects.create(user=user, organisation=offering.organisation, from_on=TODAY, form_key=uuid4())
    return user


def as_pk(pk):
    return {"by": pk, "scope": scope_of(pk)}


def as_worker(worker, offering):
    reach = Reach(
        frozenset({"partners.serve_referral"}),
        office_ids=frozenset(),
        identity=Identity.NONE,
        partner_id=offering.organisation_id,
    )
    return {"by": worker, "scope": Scope(user_id=worker.pk, reaches=(reach,), permissions=reach.permissions)}


def drafted(guidance, offering, pk, **values):
    values = {"aim": "Mendapat tempat tinggal"} | values
    need = values.pop("need", None) or make_need(guidance)
    return draft_referral(
        guidance_id=guidance.pk,
        offering_id=offering.pk,
        need_ids=[need.pk],
        form_key=values.pop("form_key", uuid4()),
        **values,
        **as_pk(pk),
    )


def sent(guidance, offering, pk, **values):
    referral = drafted(guidance, offering, pk, **values)
    return send_referral(referral_id=referral.pk, consent_by="KLIEN", consent_on=TODAY, **as_pk(pk))


def test_the_whole_way_with_a_pause_sessions_and_a_report(guidance, offering, pk, worker):
    served, mine = as_worker(worker, offering), as_pk(pk)
    referral = sent(guidance, offering, pk)
    key = {"referral_id": referral.pk}
    accept_referral(**key, **served)
    start_referral(**key, on=TODAY, **served)
    pause_referral(**key, on=TODAY, reason="klien sakit", **served)
    resume_referral(**key, on=TODAY, **served)
    session = {"held_on": TODAY, "presence": "HADIR", "feedback": "Rajin", "needs_officer": True}
    first = add_referral_session(**key, form_key=uuid4(), **session, **served)
    wrong = {"replaces_id": first.pk, "reason": "salah pilih", "form_key": uuid4()}
    add_referral_session(**key, **wrong, **session | {"presence": "IZIN"}, **mine)
    with pytest.raises(WrongState):
        hand_in_report(**key, summary="Baik", outcomes={}, form_key=uuid4(), **served)
    complete_referral(**key, on=TODAY, **served)
    need = referral.needs.get()
    with pytest.raises(Invalid) as refused:
        hand_in_report(**key, summary="Baik", outcomes={}, form_key=uuid4(), **served)
    assert f"outcome-{need.pk}" in refused.value.fields
    report = hand_in_report(
        **key, summary="Baik", outcomes={need.pk: ("MET", "sudah menetap")}, form_key=uuid4(), **served
    )
    with pytest.raises(NotAllowed):
        review_report(report_id=report.pk, is_accepted=True, **served)
    review_report(report_id=report.pk, is_accepted=False, comment="tanggal pindah?", **mine)
    again = hand_in_report(
        **key, summary="Baik, pindah 3 Mei", outcomes={need.pk: ("MET", "")}, form_key=uuid4(), **served
    )
    review_report(report_id=again.pk, is_accepted=True, **mine)
    with pytest.raises(WrongState):
        review_report(report_id=again.pk, is_accepted=True, **mine)
    moves = list(referral.moves.values_list("new", flat=True))
    assert moves == ["SENT", "ACCEPTED", "STARTED", "PAUSED", "STARTED", "COMPLETED"]
    assert list(referral.sessions.values_list("source", flat=True)) == ["PORTAL", "PK"]
    told = set(Notice.objects.filter(user=pk).values_list("key", flat=True))
    assert {key.split(":")[2] for key in told} == {"accepted", "paused", "session", "report"}
    assert Notice.objects.filter(user=worker).count() == 2


def test_a_full_service_puts_on_the_waiting_list_and_a_freed_place_goes_to_the_first(bapas, offering, pk):
    mine = as_pk(pk)
    one, two, three = (sent(make_guidance(office=bapas, officer=pk), offering, pk) for _ in range(3))
    assert accept_referral(referral_id=one.pk, **mine).stage == ReferralStage.ACCEPTED
    assert accept_referral(referral_id=three.pk, **mine).stage == ReferralStage.WAITING
    assert accept_referral(referral_id=two.pk, **mine).stage == ReferralStage.WAITING
    with pytest.raises(WrongState, match="tetap di daftar tunggu"):
        accept_referral(referral_id=two.pk, **mine)
    withdraw_referral(referral_id=one.pk, reason="pindah", **mine)
    assert [Referral.objects.get(pk=each.pk).stage for each in (two, three)] == ["ACCEPTED", "WAITING"]
    Offering.objects.filter(pk=offering.pk).update(places=2)
    assert [each.pk for each in fill_places(offering_id=offering.pk, by=pk)] == [three.pk]
    assert fill_places(offering_id=offering.pk, by=pk) == []


def test_nobody_waits_for_a_place_that_is_free(guidance, offering, pk):
    referral = sent(guidance, offering, pk)
    with pytest.raises(WrongState, match="masih punya tempat"):
        queue_referral(referral_id=referral.pk, **as_pk(pk))
    Offering.objects.filter(pk=offering.pk).update(places=None)
    queue_referral(referral_id=referral.pk, **as_pk(pk))
    assert accept_referral(referral_id=referral.pk, **as_pk(pk)).stage == ReferralStage.ACCEPTED


def test_a_rerouted_client_keeps_the_first_turn(bapas, guidance, offering, pk):
    mine = as_pk(pk)
    referral = sent(guidance, offering, pk)
    other = make_offering(office=bapas, needs=["HOUSING"], places=1)
    with pytest.raises(WrongState):
        reroute_referral(referral_id=referral.pk, offering_id=other.pk, form_key=uuid4(), **mine)
    with pytest.raises(Invalid):
        decline_referral(referral_id=referral.pk, reason=" ", **mine)
    decline_referral(referral_id=referral.pk, reason="penuh sampai Mei", **mine)
    new = reroute_referral(referral_id=referral.pk, offering_id=other.pk, form_key=uuid4(), **mine)
    assert reroute_referral(referral_id=referral.pk, offering_id=other.pk, form_key=uuid4(), **mine) == new
    send_referral(referral_id=new.pk, consent_by="KLIEN", consent_on=TODAY, **mine)
    new.refresh_from_db()
    assert (new.queued_at, new.needs.get().need) == (referral.queued_at, referral.needs.get().need)


def test_a_turn_is_not_held_by_sending_withdrawing_and_rerouting(bapas, guidance, offering, pk):
    """Only who was declined, or waited in vain, keeps it; a draft in between that was never sent is looked past."""
    mine, consent = as_pk(pk), {"consent_by": "KLIEN", "consent_on": TODAY}
    others = [make_offering(office=bapas, needs=["HOUSING"]) for _ in range(3)]

    def rerouted(referral, other):
        return reroute_referral(referral_id=referral.pk, offering_id=other.pk, form_key=uuid4(), **mine)

    first = sent(guidance, offering, pk)
    withdraw_referral(referral_id=first.pk, reason="salah alamat", **mine)
    second = send_referral(referral_id=rerouted(first, others[0]).pk, **consent, **mine)
    assert second.queued_at > first.queued_at
    decline_referral(referral_id=second.pk, reason="penuh", **mine)
    draft = rerouted(second, others[1])
    withdraw_referral(referral_id=draft.pk, reason="batal", **mine)
    last = send_referral(referral_id=rerouted(draft, others[2]).pk, **consent, **mine)
    assert last.queued_at == second.queued_at


def test_the_same_form_twice_is_one_draft_and_other_words_are_refused(guidance, offering, pk):
    key, need = uuid4(), make_need(guidance)
    first = drafted(guidance, offering, pk, form_key=key, need=need)
    assert drafted(guidance, offering, pk, form_key=key, need=need) == first
    with pytest.raises(SentBefore):
        drafted(guidance, offering, pk, form_key=key, need=need, aim="Lain")
    with pytest.raises(Invalid, match="rujukan terbuka"):
        drafted(guidance, offering, pk, need=need)


def test_a_sent_referral_keeps_what_is_put_right(guidance, offering, pk):
    mine = as_pk(pk)
    referral = sent(guidance, offering, pk)
    change = {"referral_id": referral.pk, "lock_version": referral.lock_version}
    with pytest.raises(Invalid):
        change_referral(**change, aim="Lain", **mine)
    with pytest.raises(Invalid) as refused:
        change_referral(**change, shared=["OFFENCE"], reason="perlu", **mine)
    assert "shared_reason" in refused.value.fields
    change_referral(**change, aim="Lain", reason="salah ketik", **mine)
    change = referral.changes.get()
    assert (change.field, change.old, change.new) == ("aim", "Mendapat tempat tinggal", "Lain")
    with pytest.raises(StaleEdit):
        change_referral(referral_id=referral.pk, lock_version=referral.lock_version, aim="X", reason="x", **mine)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"needs": ["F3"]}, "kebutuhan"),
        ({"for_men": False}, "hanya untuk perempuan"),
        ({"age_to": 17}, "Usia"),
        ({"is_active": False}, "tidak berjalan"),
    ],
)
def test_a_service_that_does_not_suit_takes_nobody(bapas, pk, offering, fields, said):
    Offering.objects.filter(pk=offering.pk).update(**fields)
    guidance = make_guidance(office=bapas, officer=pk, sex="M")
    with pytest.raises(Invalid) as refused:
        sent(guidance, offering, pk)
    assert said in str(refused.value.fields["offering"])


def test_nothing_is_sent_under_an_ended_agreement_and_the_words_name_it(guidance, offering, pk):
    agreement = make_agreement(offering.organisation.office, ends_on=TODAY - timedelta(1))
    AgreementParty.objects.create(agreement=agreement, organisation=offering.organisation)
    with pytest.raises(Invalid) as refused:
        sent(guidance, offering, pk)
    assert agreement.our_number in str(refused.value.fields["offering"])
    other = make_agreement(offering.organisation.office)
    AgreementParty.objects.create(agreement=other, organisation=offering.organisation)
    referral = Referral.objects.get(guidance=guidance)
    assert send_referral(referral_id=referral.pk, consent_by="KLIEN", consent_on=TODAY, **as_pk(pk)).stage == "SENT"


def test_a_childs_parent_agrees_not_the_child(bapas, pk, offering):
    guidance = make_guidance(office=bapas, officer=pk, child=True, birth_on=date(TODAY.year - 16, 1, 1))
    referral = drafted(guidance, offering, pk)
    with pytest.raises(Invalid) as refused:
        send_referral(referral_id=referral.pk, consent_by="KLIEN", consent_on=TODAY, **as_pk(pk))
    assert "consent_by" in refused.value.fields
    send_referral(referral_id=referral.pk, consent_by="WALI", consent_on=TODAY, **as_pk(pk))


def test_a_day_goes_forward_and_never_ahead(guidance, offering, pk):
    referral = sent(guidance, offering, pk)
    accept_referral(referral_id=referral.pk, **as_pk(pk))
    for day in (TODAY - timedelta(1), TODAY + timedelta(1)):
        with pytest.raises(Invalid) as refused:
            start_referral(referral_id=referral.pk, on=day, **as_pk(pk))
        assert "on" in refused.value.fields


def test_who_may_do_what(bapas, other_bapas, guidance, offering, pk, head, worker):
    referral = sent(guidance, offering, pk)
    colleague, stranger = make_user(RoleCode.PK, bapas), make_user(RoleCode.PK, other_bapas)
    with pytest.raises(NotAllowed):
        accept_referral(referral_id=referral.pk, **as_pk(colleague))
    with pytest.raises(Referral.DoesNotExist):
        accept_referral(referral_id=referral.pk, **as_pk(stranger))
    other = make_offering(office=bapas)
    with pytest.raises(Referral.DoesNotExist):
        accept_referral(referral_id=referral.pk, **as_worker(worker, other))
    draft = make_referral(make_guidance(office=bapas, officer=pk), offering)
    with pytest.raises(Referral.DoesNotExist):
        accept_referral(referral_id=draft.pk, **as_worker(worker, offering))
    with pytest.raises(NotAllowed):
        withdraw_referral(referral_id=referral.pk, reason="x", **as_worker(worker, offering))
    with pytest.raises(Guidance.DoesNotExist):
        draft_referral(
            guidance_id=guidance.pk,
            offering_id=offering.pk,
            need_ids=[],
            form_key=uuid4(),
            aim="x",
            **as_worker(worker, offering),
        )
    assert withdraw_referral(referral_id=referral.pk, reason="pindah", **as_pk(head)).stage == "WITHDRAWN"


def test_an_early_end_frees_the_place_and_says_why(guidance, offering, pk):
    referral = make_referral(guidance, offering, ReferralStage.STARTED)
    with pytest.raises(Invalid):
        end_referral_early(referral_id=referral.pk, on=TODAY, reason="", **as_pk(pk))
    end_referral_early(referral_id=referral.pk, on=TODAY, reason="pindah kota", **as_pk(pk))
    assert referral.moves.last().reason == "pindah kota"
