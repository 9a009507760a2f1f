"""Publishing a tier rule from a day, ending it, taking it back: what is refused, and what never changes again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.actions.tier_rule import change_rule, drop_rule
from clients.actions.tier_rule_publish import publish_rule, retire_rule, withdraw_rule
from clients.actions.tier_run import plan_nightly
from clients.choices import TierCause, VersionState
from clients.models import Tier, TierRule, TierRun
from clients.queries.tier import digest_of, rule_in_force
from clients.tiers import shipped
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment
from tests.factories.tier_rules import finish_run, make_rule_draft, make_run

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def old(db) -> TierRule:
    definition = shipped()
    return TierRule.objects.create(
        version="01", definition=definition, state=VersionState.PUBLISHED, valid_from=today_in() - 30 * DAY
    )


@pytest.fixture
def draft(old) -> TierRule:
    return make_rule_draft()


@pytest.fixture
def publish(admin, scoped):
    def call(rule: TierRule, **changes):
        said = {"valid_from": today_in(), "reason": "Usulan disetujui", "untried": True}
        said |= {"seen": digest_of(rule.definition)} | changes
        return publish_rule(rule_id=rule.pk, by=admin, scope=scoped(admin, "clients.manage_tiers"), **said)

    return call


def again(rule: TierRule) -> TierRule:
    rule.refresh_from_db()
    return rule


def test_from_today_the_old_one_ends_and_all_are_worked_out(old, draft, publish, bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk)
    make_assessment(guidance, "RRI", 0)
    finish_run(publish(draft))
    assert again(old).valid_to == today_in() - DAY
    tier = Tier.objects.get(guidance=guidance, superseded_at=None)
    # Its assessment is older than a year.
    assert (tier.code, tier.rule, tier.cause) == ("INDIVIDUAL", draft, TierCause.RULE)


def test_from_a_later_day_today_stays_as_it_is(old, draft, publish):
    assert publish(draft, valid_from=today_in() + 7 * DAY) is None
    assert rule_in_force() == old and not TierRun.objects.exists()
    assert rule_in_force(today_in() + 7 * DAY) == draft
    assert plan_nightly().rule == old


def test_withdrawn_before_its_day_the_old_one_goes_on(old, draft, publish, admin, scoped):
    publish(draft, valid_from=today_in() + 7 * DAY)
    scope = scoped(admin, "clients.manage_tiers")
    withdraw_rule(rule_id=draft.pk, by=admin, scope=scope)
    assert (again(old).state, old.valid_to) == (VersionState.PUBLISHED, None)
    assert rule_in_force(today_in() + 9 * DAY) == old
    for rule in (old, draft):
        with pytest.raises(WrongState):
            withdraw_rule(rule_id=rule.pk, by=admin, scope=scope)


def test_retired_without_a_successor(old, draft, admin, scoped, publish):
    scope = scoped(admin, "clients.manage_tiers")
    with pytest.raises(Invalid):
        retire_rule(rule_id=old.pk, last_on=today_in() - DAY, by=admin, scope=scope)
    retire_rule(rule_id=old.pk, last_on=today_in(), by=admin, scope=scope)
    assert rule_in_force() == old and rule_in_force(today_in() + DAY) is None
    with pytest.raises(WrongState):
        retire_rule(rule_id=draft.pk, last_on=today_in(), by=admin, scope=scope)
    with pytest.raises(Invalid):
        publish(draft)
    publish(draft, valid_from=today_in() + DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": today_in() - DAY}, "valid_from"),
        ({"valid_from": today_in() - 30 * DAY}, "valid_from"),
        ({"reason": "  "}, "reason"),
        ({"untried": False}, "untried"),
    ],
)
def test_what_is_refused(changes, field, old, draft, publish):
    with pytest.raises(Invalid) as refused:
        publish(draft, **changes)
    assert refused.value.fields.keys() == {field}
    assert again(draft).state == VersionState.DRAFT and again(old).valid_to is None


def test_a_day_within_a_published_rule_is_refused(old, draft, publish):
    publish(draft, valid_from=today_in() + 7 * DAY)
    other = make_rule_draft(shipped(), "03")
    for ahead in (0, 6, 7):
        with pytest.raises(Invalid):
            publish(other, valid_from=today_in() + ahead * DAY)
    publish(other, valid_from=today_in() + 8 * DAY)
    assert again(draft).valid_to == today_in() + 7 * DAY


def test_the_database_refuses_two_rules_on_one_day(old):
    for days in ({"valid_from": today_in() - 40 * DAY, "valid_to": today_in()}, {"valid_from": today_in()}):
        state = VersionState.RETIRED if "valid_to" in days else VersionState.PUBLISHED
        with pytest.raises(IntegrityError), transaction.atomic():
            TierRule.objects.create(version="x", definition=shipped(), state=state, **days)


def test_a_published_rule_never_changes(old, admin, scoped):
    scope = scoped(admin, "clients.manage_tiers")
    seen, other = digest_of(old.definition), {**old.definition, "title": "Lain"}
    with pytest.raises(WrongState):
        change_rule(rule_id=old.pk, definition=other, note="", seen=seen, by=admin, scope=scope)
    with pytest.raises(WrongState):
        drop_rule(rule_id=old.pk, seen=seen, by=admin, scope=scope)
    for change in ({"definition": other}, {"version": "9"}, {"valid_from": today_in()}):
        with pytest.raises(InternalError), transaction.atomic():
            TierRule.objects.filter(pk=old.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        old.delete()


def test_the_wrong_person_publishes_nothing(draft, head, scoped):
    scope = scoped(head, "clients.manage_tiers")
    seen = digest_of(draft.definition)
    with pytest.raises(NotAllowed):
        publish_rule(rule_id=draft.pk, valid_from=today_in(), reason="x", untried=True, seen=seen, by=head, scope=scope)
    with pytest.raises(NotAllowed):
        drop_rule(rule_id=draft.pk, seen=seen, by=head, scope=scope)


def test_published_on_the_page_after_a_second_look(old, draft, admin, bapas, pk, signed_in):
    make_assessment(make_guidance(office=bapas, officer=pk), "RRI", 0)
    make_run(draft, admin)
    browser, url = signed_in(admin), reverse("clients:tier_rule_publish", args=[draft.pk])
    said = {"valid_from": today_in().isoformat(), "reason": "Usulan disetujui", "seen": digest_of(draft.definition)}
    look = browser.post(url, said)
    assert "1 klien dihitung; 1 berubah: 1 naik" in look.content.decode()
    assert again(draft).state == VersionState.DRAFT
    browser.post(url, said | {"sure": "1"})
    assert again(draft).state == VersionState.PUBLISHED
    twice = browser.post(url, said | {"sure": "1"}, follow=True)
    assert "sudah diterbitkan" in twice.content.decode()
    assert TierRun.objects.filter(is_dry=False).count() == 1


def test_an_untried_draft_is_refused_on_the_page_and_the_text_stays(old, draft, admin, signed_in):
    url = reverse("clients:tier_rule_publish", args=[draft.pk])
    said = {"valid_from": today_in().isoformat(), "reason": "Alasan yang diketik", "seen": digest_of(draft.definition)}
    answer = signed_in(admin).post(url, said | {"sure": "1"})
    assert answer.status_code == 422 and "Alasan yang diketik" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"untried"}


def test_changed_by_somebody_else_between_the_two_looks(old, draft, admin, signed_in):
    url = reverse("clients:tier_rule_publish", args=[draft.pk])
    said = {"valid_from": today_in().isoformat(), "reason": "x", "untried": "on", "seen": "0" * 64, "sure": "1"}
    answer = signed_in(admin).post(url, said)
    assert answer.status_code == 409 and "sudah diubah orang lain" in answer.content.decode()


def test_ended_and_taken_back_on_their_pages(old, draft, publish, admin, signed_in):
    browser = signed_in(admin)
    publish(draft, valid_from=today_in() + 7 * DAY)
    assert browser.post(reverse("clients:tier_rule_withdraw", args=[draft.pk])).status_code == 302
    url = reverse("clients:tier_rule_retire", args=[old.pk])
    assert browser.post(url, {"last_on": today_in().isoformat()}).status_code == 422
    assert browser.post(url, {"last_on": "2020-01-01", "is_sure": "on"}).status_code == 422
    assert browser.post(url, {"last_on": today_in().isoformat(), "is_sure": "on"}).status_code == 302
    assert again(old).valid_to == today_in()
