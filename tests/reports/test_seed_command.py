"""The command that loads the demonstration: the same seed, the same nation; once, and never in production."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from clients.models import Assessment, Client, Guidance, Tier
from reports.choices import RunState
from reports.models import PublishedMonth, RollupRun
from reports.seed.load import seed_nation
from tests.reports.seeding import reference_lists


def _fingerprint() -> list:
    return [
        *Client.objects.order_by("name", "birth_on").values_list("name", "birth_on", "sex", "nik_index", "phone"),
        *Guidance.objects.order_by("office__code", "register_no").values_list(
            "office__code", "register_no", "status", "start_on", "ended_on", "end_reason", "officer__username"
        ),
        *Assessment.objects.order_by("assessed_on", "total", "guidance__register_no", "instrument", "pk").values_list(
            "instrument", "assessed_on", "total", "category", "answers"
        ),
    ]


def _in_passing(seed: int) -> list:
    """The fingerprint of a nation that is loaded and taken back."""
    with transaction.atomic():
        seed_nation(clients=60, months=2, seed=seed)
        found = _fingerprint()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_nation_and_another_seed_another():
    reference_lists()
    first = _in_passing(1)
    assert _in_passing(1) == first
    assert _in_passing(2) != first


@pytest.mark.django_db(transaction=True)
def test_the_command_loads_counts_and_refuses_a_second_time():
    reference_lists()
    out = io.StringIO()
    call_command("seed_demo", clients=80, months=2, seed=1, stdout=out)
    assert "rows in" in out.getvalue()
    assert RollupRun.objects.get().state == RunState.PUBLISHED
    assert PublishedMonth.objects.count() == 2
    running = Guidance.objects.filter(ended_on=None)
    assert Tier.objects.filter(superseded_at=None).count() == running.count() > 0
    with pytest.raises(CommandError, match="--if-empty"):
        call_command("seed_demo", clients=80)
    call_command("seed_demo", clients=80, if_empty=True, stdout=out)
    assert "nothing loaded" in out.getvalue()


def test_the_command_is_refused_in_production_and_for_no_size(db, settings):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("seed_demo", clients=0)
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo")
