"""A client's tier: worked out, told clause by clause, kept in a history."""

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from clients.management.commands.load_clients_reference import publish_tier_rule
from clients.models import Guidance, Tier
from clients.rules.tier_check import STILL, axes_of, check_rule, mixes
from clients.rules.tier_parse import parse
from clients.rules.tiers import decide
from clients.tiers import IN_FORCE, PROPOSAL, shipped
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment, publish_shipped


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    publish_shipped()
    publish_tier_rule()
    return make_guidance(office=bapas, officer=pk)


def _url(name: str, guidance: Guidance) -> str:
    return reverse(f"clients:{name}", args=[guidance.pk])


@pytest.mark.parametrize("name", [IN_FORCE, PROPOSAL])
def test_the_shipped_rules_hold_together_and_a_higher_risk_never_lowers_the_tier(name):
    assert check_rule(shipped(name)) == []
    rule = parse(shipped(name))
    order = [level.code for level in rule.levels]
    for inputs in mixes(axes_of(rule)):
        tiers = [decide(rule, inputs | {"risk": risk}).tier for risk in ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")]
        assert sorted(tiers, key=order.index) == tiers


@pytest.mark.parametrize(
    ("risk", "tier"),
    [("", "STANDAR"), ("LOW", "STANDAR"), ("MEDIUM", "INDIVIDUAL"), ("HIGH", "INTENSIF"), ("VERY_HIGH", "MAKSIMAL")],
)
def test_the_ladder_by_risk(risk, tier):
    assert decide(parse(shipped()), STILL | {"risk": risk, "is_assessed": bool(risk)}).tier == tier


def test_a_clause_that_never_decides_is_found():
    definition = shipped()
    definition["clauses"].insert(0, {**definition["clauses"][0], "code": "R0"})
    assert [fault.clause for fault in check_rule(definition)] == ["R1"]


@pytest.mark.django_db
def test_worked_out_anew_only_when_something_changed(guidance, pk, signed_in):
    browser = signed_in(pk)
    browser.post(_url("tier_recompute", guidance))
    browser.post(_url("tier_recompute", guidance))
    assert Tier.objects.get().code == "STANDAR"
    make_assessment(guidance, "RRI", 17)
    # The assessment may bring the tier up to date itself; the button adds nothing then.
    browser.post(_url("tier_recompute", guidance))
    page = browser.get(_url("tier_detail", guidance)).content.decode()
    assert "Maksimal" in page and "Menentukan" in page and "lebih lama" not in page
    assert list(Tier.objects.order_by("pk").values_list("code", flat=True)) == ["STANDAR", "MAKSIMAL"]
    assert Tier.objects.get(superseded_at=None).inputs["risk"] == "VERY_HIGH"


@pytest.mark.django_db
def test_the_wrong_person(guidance, bapas, head, other_pk, kanwil_staff, signed_in, client):
    assert signed_in(head).get(_url("tier_detail", guidance)).status_code == 200
    assert signed_in(other_pk).get(_url("tier_detail", guidance)).status_code == 404
    assert signed_in(kanwil_staff).get(_url("tier_detail", guidance)).status_code == 403
    assert client.get(_url("tier_detail", guidance)).status_code == 302
    assert signed_in(head).post(_url("tier_recompute", guidance)).status_code == 403
    assert signed_in(make_user(RoleCode.PK, bapas)).post(_url("tier_recompute", guidance)).status_code == 404
    assert not Tier.objects.exists()
