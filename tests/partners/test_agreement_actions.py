"""Agreements from exploring to renewal, what the database holds of them, and the warnings before their end."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from bapas_portal.accounts.models import Notice
from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from bapas_portal.core.once import SentBefore, StaleEdit
from partners.actions import agreement as actions
from partners.actions import agreement_part as parts
from partners.actions.agreement_warning import warn_of_ends
from partners.choices_agreement import AgreementStage, AgreementState
from partners.models import Agreement, AgreementParty, AgreementWatcher
from partners.queries.agreement import AgreementFilter, agreements, blocking_agreement, with_state
from tests.factories import make_bapas
from tests.factories.partners import make_agreement, make_organisation, make_site

pytestmark = pytest.mark.django_db
WRITE, VIEW = "partners.write_agreement", "partners.view_agreement"
WORDS = {"kind": "MOU", "title": "MoU Kota Contoh", "purposes": ["KERJA_SOSIAL"]}


@pytest.fixture
def who(pk, scoped):
    return {"by": pk, "scope": scoped(pk, WRITE)}


@pytest.fixture
def drafted(bapas, who):
    return actions.draft_agreement(office_id=bapas.pk, form_key=uuid4(), **who, **WORDS)


def sign(agreement, who, **fields):
    agreement = actions.change_agreement(
        agreement_id=agreement.pk,
        lock_version=agreement.lock_version,
        our_number="PAS-1/2026",
        our_signer="Kepala Contoh",
        **who,
    )
    days = {"signed_on": date(2026, 1, 2), "starts_on": date(2026, 1, 2), "ends_on": date(2027, 1, 1)} | fields
    return actions.sign_agreement(agreement_id=agreement.pk, lock_version=agreement.lock_version, **days, **who)


def with_party(agreement, who, signer="Walikota Contoh"):
    organisation = make_organisation(office=agreement.office)
    parts.put_party(agreement_id=agreement.pk, organisation_id=organisation.pk, signer=signer, **who)
    return organisation


def test_who_drafts_is_told_of_the_end_and_a_double_click_saves_once(bapas, who, drafted):
    again = actions.draft_agreement(office_id=bapas.pk, form_key=drafted.form_key, **who, **WORDS)
    assert again.pk == drafted.pk
    assert [row.user for row in drafted.watchers.all()] == [who["by"]]
    with pytest.raises(SentBefore):
        actions.draft_agreement(office_id=bapas.pk, form_key=drafted.form_key, **who, **WORDS | {"title": "Lain"})


def test_an_agreement_of_another_office_is_not_found_and_one_for_it_not_made(other_bapas, who):
    with pytest.raises(NotAllowed):
        actions.draft_agreement(office_id=other_bapas.pk, form_key=uuid4(), **who, **WORDS)
    theirs = make_agreement(other_bapas)
    with pytest.raises(Agreement.DoesNotExist):
        actions.stop_agreement(agreement_id=theirs.pk, on=today_in(), reason="x", **who)


def test_one_of_the_nation_is_known_to_all_and_changed_by_none_of_them(nation, who, scoped, pk, other_pk):
    national = make_agreement(nation)
    for reader in (pk, other_pk):
        assert national in Agreement.objects.known_to(scoped(reader, VIEW))
    with pytest.raises(NotAllowed):
        actions.stop_agreement(agreement_id=national.pk, on=today_in(), reason="x", **who)


def test_an_office_does_not_know_those_of_its_neighbour(bapas, other_bapas, pk, kanwil_staff, scoped):
    ours, theirs = make_agreement(bapas), make_agreement(other_bapas)
    assert set(Agreement.objects.known_to(scoped(pk, VIEW))) == {ours}
    assert set(Agreement.objects.known_to(scoped(kanwil_staff, VIEW))) == {ours}
    assert theirs.office_id != ours.office_id


def test_signing_asks_for_number_signer_and_every_partners_signer(who, drafted):
    days = {"signed_on": date(2026, 1, 2), "starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)}
    with pytest.raises(Invalid) as refused:
        actions.sign_agreement(agreement_id=drafted.pk, lock_version=0, **days, **who)
    assert set(refused.value.fields) == {"signed_on", "ends_on"}
    with pytest.raises(Invalid):
        sign(drafted, who)
    drafted.refresh_from_db()
    with_party(drafted, who, signer="")
    with pytest.raises(Invalid) as refused:
        sign(drafted, who)
    assert "Mitra Contoh" in refused.value.fields["signed_on"]


def test_after_signing_a_field_is_put_right_with_old_new_and_reason(who, drafted):
    with_party(drafted, who)
    signed = sign(drafted, who)
    change = {"agreement_id": signed.pk, "lock_version": signed.lock_version, "title": "MoU Kota Contoh Raya", **who}
    with pytest.raises(Invalid) as refused:
        actions.change_agreement(**change)
    assert set(refused.value.fields) == {"reason"}
    actions.change_agreement(**change, reason="Salah ketik")
    (kept,) = signed.changes.all()
    assert (kept.field, kept.old, kept.new, kept.reason) == (
        "title",
        "MoU Kota Contoh",
        "MoU Kota Contoh Raya",
        "Salah ketik",
    )
    with pytest.raises(Invalid) as refused:
        actions.change_agreement(**change | {"lock_version": signed.lock_version + 1, "kind": "PKS"}, reason="x")
    assert set(refused.value.fields) == {"kind"}


def test_two_windows_overwrite_nothing(who, drafted):
    actions.change_agreement(agreement_id=drafted.pk, lock_version=0, title="Satu", **who)
    with pytest.raises(StaleEdit):
        actions.change_agreement(agreement_id=drafted.pk, lock_version=0, title="Dua", **who)
    drafted.refresh_from_db()
    assert drafted.title == "Satu"


def test_a_pks_stands_under_a_frame_only(bapas, who, drafted):
    words = WORDS | {"kind": "PKS", "title": "PKS", "parent_id": drafted.pk}
    pks = actions.draft_agreement(office_id=bapas.pk, form_key=uuid4(), **who, **words)
    assert pks.parent == drafted
    with pytest.raises(Invalid):
        actions.draft_agreement(office_id=bapas.pk, form_key=uuid4(), **who, **words | {"parent_id": pks.pk})
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=pks.pk).update(parent=make_agreement(bapas))


def test_a_site_comes_under_it_when_its_partner_signs(who, drafted):
    organisation = with_party(drafted, who)
    site, strange = make_site(organisation), make_site(office=drafted.office)
    part = parts.put_site(agreement_id=drafted.pk, site_id=site.pk, capacity=5, **who)
    again = parts.put_site(agreement_id=drafted.pk, site_id=site.pk, capacity=8, **who)
    assert (again.pk, again.capacity) == (part.pk, 8)
    with pytest.raises(Invalid):
        parts.put_site(agreement_id=drafted.pk, site_id=strange.pk, capacity=None, **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted.site_parts.create(site=strange)
    parts.remove_party(party_id=drafted.parties.get().pk, **who)
    assert not drafted.site_parts.filter(removed_at=None).exists()


def test_renewed_it_takes_along_partners_sites_and_people_but_neither_number_nor_days(bapas, who):
    old = make_agreement(bapas, ends_on=today_in() + timedelta(10))
    site = make_site(old.parties.get().organisation)
    parts.put_site(agreement_id=old.pk, site_id=site.pk, capacity=None, **who)
    parts.set_watchers(agreement_id=old.pk, user_ids={who["by"].pk}, **who)
    new = actions.renew_agreement(agreement_id=old.pk, form_key=uuid4(), **who)
    assert (new.renews, new.stage, new.our_number, new.ends_on) == (old, AgreementStage.DRAFT, "", None)
    assert new.parties.get().organisation == old.parties.get().organisation
    assert [part.site for part in new.site_parts.all()] == [site]
    assert new.watchers.get().user == who["by"]
    assert actions.renew_agreement(agreement_id=old.pk, form_key=uuid4(), **who).pk == new.pk
    with pytest.raises(WrongState):
        actions.renew_agreement(agreement_id=new.pk, form_key=uuid4(), **who)


def test_stopped_it_stays_stopped(bapas, who):
    agreement = make_agreement(bapas)
    with pytest.raises(Invalid):
        actions.stop_agreement(agreement_id=agreement.pk, on=today_in(), reason=" ", **who)
    actions.stop_agreement(agreement_id=agreement.pk, on=today_in(), reason="Mitra pindah", **who)
    with pytest.raises(WrongState):
        actions.stop_agreement(agreement_id=agreement.pk, on=today_in(), reason="Lain", **who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(stage="DITANDATANGANI", stopped_on=None, stop_reason="")


def test_a_site_is_held_up_by_the_agreement_that_ended_and_by_no_draft(bapas, who):
    today = today_in()
    site = make_site(office=bapas)
    make_agreement(bapas, organisation=site.organisation, signed=False).site_parts.create(site=site)
    assert blocking_agreement(site.pk, today) is None
    ended = make_agreement(bapas, organisation=site.organisation, ends_on=today)
    ended.site_parts.create(site=site)
    assert blocking_agreement(site.pk, today) is None
    assert blocking_agreement(site.pk, today + timedelta(1)) == ended
    following = make_agreement(bapas, organisation=site.organisation, starts_on=today + timedelta(1))
    following.site_parts.create(site=site)
    assert blocking_agreement(site.pk, today + timedelta(1)) is None


def test_a_paper_sent_twice_is_kept_once_and_the_next_is_another_version(who, drafted):
    first = parts.add_file(agreement_id=drafted.pk, data=b"%PDF-1.7 satu", name="mou.pdf", **who)
    assert parts.add_file(agreement_id=drafted.pk, data=b"%PDF-1.7 satu", name="mou.pdf", **who).pk == first.pk
    assert parts.add_file(agreement_id=drafted.pk, data=b"%PDF-1.7 dua", name="mou.pdf", **who).number == 2
    with pytest.raises(Invalid):
        parts.add_file(agreement_id=drafted.pk, data=SimpleUploadedFile("a", b"<html>").read(), name="a.pdf", **who)


@pytest.mark.parametrize("state", AgreementState.values)
def test_the_filter_of_a_state_finds_what_the_rule_says(bapas, pk, scoped, state):
    today = today_in(bapas.zone)
    ends = (today - timedelta(1), today, today + timedelta(60), today + timedelta(61))
    for end in ends:
        make_agreement(bapas, ends_on=end)
        make_agreement(bapas, ends_on=end, stage="DIHENTIKAN", stopped_on=today, stop_reason="x")
        make_agreement(bapas, renews=make_agreement(bapas, ends_on=end), starts_on=today + timedelta(9))
        make_agreement(bapas, renews=make_agreement(bapas, ends_on=end), signed=False)
    for stage in ("PENJAJAKAN", "DRAF"):
        make_agreement(bapas, signed=False, stage=stage)
    scope = scoped(pk, VIEW)
    every = with_state(agreements(scope, AgreementFilter()), today)
    found = set(agreements(scope, AgreementFilter(state=state), today))
    assert found == {row.agreement for row in every if row.state == state}
    assert found


def test_the_people_named_are_told_once_a_warning_and_not_when_a_renewal_is_signed(bapas, pk, who):
    today = today_in(bapas.zone)
    agreement = make_agreement(bapas, ends_on=today + timedelta(80))
    AgreementWatcher.objects.create(agreement=agreement, user=pk)
    assert [warn_of_ends(today=today), warn_of_ends(today=today)] == [1, 0]
    assert warn_of_ends(today=today + timedelta(55)) == 1
    assert list(agreement.warnings.order_by("pk").values_list("days", "told")) == [(90, 1), (30, 1)]
    assert Notice.objects.filter(user=pk, url__endswith=f"/perjanjian/{agreement.pk}/").count() == 2
    renewed = make_agreement(bapas, ends_on=today + timedelta(20))
    make_agreement(bapas, renews=renewed, starts_on=today + timedelta(21))
    assert warn_of_ends(today=today) == 0


def test_who_left_the_office_is_not_told(bapas, pk):
    agreement = make_agreement(bapas, ends_on=today_in(bapas.zone) + timedelta(5))
    AgreementWatcher.objects.create(agreement=agreement, user=pk)
    pk.grants.update(to_on=today_in() - timedelta(1))
    assert warn_of_ends() == 1
    assert agreement.warnings.get().told == 0


def test_only_people_of_the_office_are_named(bapas, other_pk, who, drafted):
    with pytest.raises(Invalid):
        parts.set_watchers(agreement_id=drafted.pk, user_ids={other_pk.pk}, **who)
    with pytest.raises(Invalid):
        parts.set_watchers(agreement_id=drafted.pk, user_ids=set(), **who)


@pytest.mark.parametrize("make", [AgreementParty, AgreementWatcher])
def test_nothing_of_an_agreement_is_deleted(bapas, pk, make):
    agreement = make_agreement(make_bapas())
    AgreementWatcher.objects.create(agreement=agreement, user=pk)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        make.objects.filter(agreement=agreement).delete()
