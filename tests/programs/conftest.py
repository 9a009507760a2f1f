"""A guidance period of the PK, lines added to its plan, and the plan handed in and approved."""

import pytest

from clients.models import Guidance
from programs.actions.line import add_line
from programs.actions.plan import decide_plan, submit_plan
from programs.models import PlanLine, PlanVersion
from tests.factories import make_guidance
from tests.factories.programs import line_values, make_line, make_need, make_plan

WRITE, APPROVE = "programs.write_plan", "programs.approve_plan"


@pytest.fixture
def guidance(bapas, pk) -> Guidance:
    return make_guidance(office=bapas, officer=pk)


@pytest.fixture
def add(guidance, pk, scoped):
    """add(**changes) -> a line added by the guidance's PK."""

    def adding(need=None, **changes) -> PlanLine:
        form_key = changes.pop("form_key", None)
        values = line_values(need or guidance.needs.first() or make_need(guidance), pk, **changes)
        return add_line(guidance_id=guidance.pk, form_key=form_key, by=pk, scope=scoped(pk, WRITE), **values)

    return adding


@pytest.fixture
def submitted(add, guidance, pk, scoped) -> PlanVersion:
    add()
    return submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, WRITE))


@pytest.fixture
def approved(submitted, guidance, head, scoped) -> PlanVersion:
    return decide_plan(guidance_id=guidance.pk, approve=True, by=head, scope=scoped(head, APPROVE))


@pytest.fixture
def line(guidance) -> PlanLine:
    return make_line(make_plan(guidance))
