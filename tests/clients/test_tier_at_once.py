"""A client's tier moves in the very transaction of what moves it, or nothing moves at all."""

import pytest

from bapas_portal.core.dates import today_in
from bapas_portal.core.errors import WrongState
from clients.actions.judgement import decide_override
from clients.actions.needs import Chosen, close_need, open_practical_needs
from clients.choices import NeedClosing, TierCause, VersionState
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Assessment, Guidance, Need, Tier, TierRule
from clients.tiers import PROPOSAL, shipped
from tests.factories import make_guidance
from tests.factories.instruments import make_assessment
from tests.factories.judgement import make_override

pytestmark = pytest.mark.django_db


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def by_pk(pk, scoped) -> dict:
    return {"by": pk, "scope": scoped(pk, "clients.assess")}


def publish(name: str) -> TierRule:
    definition = shipped(name)
    return TierRule.objects.create(
        version=definition["version"], definition=definition, state=VersionState.PUBLISHED, valid_from=today_in()
    )


def now(guidance: Guidance) -> tuple[str, str]:
    tier = Tier.objects.get(guidance=guidance, superseded_at=None)
    return tier.code, tier.cause


def test_an_assessment_moves_the_tier_at_once(guidance):
    publish_tier_rule()
    make_assessment(guidance, "RRI", 17)
    assert now(guidance) == ("MAKSIMAL", TierCause.ASSESSED)


def test_a_correction_moves_it_again_and_the_old_row_stays(guidance):
    publish_tier_rule()
    first = make_assessment(guidance, "RRI", 17)
    make_assessment(guidance, "RRI", 0, replaces_id=first.pk)
    assert now(guidance) == ("STANDAR", TierCause.ASSESSED)
    assert Tier.objects.filter(guidance=guidance).count() == 2


@pytest.mark.parametrize(("approve", "tier"), [(True, "INTENSIF"), (False, "STANDAR")])
def test_only_an_approved_override_moves_it(approve, tier, guidance, head, scoped):
    publish_tier_rule()
    override = make_override(make_assessment(guidance, "RRI", 0), category="HIGH")
    scope = scoped(head, "clients.decide_override")
    decide_override(override_id=override.pk, approve=approve, comment="Sudah dibahas.", by=head, scope=scope)
    assert now(guidance)[0] == tier
    assert (now(guidance)[1] == TierCause.OVERRIDDEN) is approve


def test_a_practical_need_moves_it_up_and_its_closing_down(guidance, by_pk):
    publish(PROPOSAL)
    make_assessment(guidance, "RRI", 0, assessed_on=today_in("WIB"))
    chosen = [Chosen(code, today_in("WIB")) for code in ("WORK", "HOUSING", "IDENTITY")]
    open_practical_needs(guidance_id=guidance.pk, chosen=chosen, **by_pk)
    assert now(guidance) == ("INDIVIDUAL", TierCause.NEED)
    need = Need.objects.filter(guidance=guidance, kind="PRACTICAL").first()
    close_need(need_id=need.pk, closing=NeedClosing.MET, **by_pk)
    assert now(guidance) == ("STANDAR", TierCause.NEED)


def test_what_the_rule_does_not_ask_leaves_the_tier_alone(guidance, by_pk):
    publish_tier_rule()
    make_assessment(guidance, "RRI", 0)
    open_practical_needs(guidance_id=guidance.pk, chosen=[Chosen("WORK", today_in("WIB"))], **by_pk)
    assert Tier.objects.filter(guidance=guidance).count() == 1


def test_without_a_rule_work_goes_on_without_a_tier(guidance):
    make_assessment(guidance, "RRI", 17)
    assert not Tier.objects.exists()


def test_a_rule_that_cannot_be_read_is_said_and_nothing_is_kept(guidance, by_pk):
    TierRule.objects.create(
        version="9", definition={"version": "9"}, state=VersionState.PUBLISHED, valid_from=today_in()
    )
    with pytest.raises(WrongState, match="aturan intensitas versi 9"):
        make_assessment(guidance, "RRI", 17)
    with pytest.raises(WrongState, match="aturan intensitas versi 9"):
        open_practical_needs(guidance_id=guidance.pk, chosen=[Chosen("WORK", today_in("WIB"))], **by_pk)
    assert not Assessment.objects.exists() and not Need.objects.exists() and not Tier.objects.exists()
