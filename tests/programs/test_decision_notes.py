"""A note on a decision that is too long: nothing is decided, nothing typed is lost."""

import pytest
from django.utils import timezone

from programs.choices import ActivityState, PlanState
from programs.models import ActionPlan
from tests.factories.programs import make_activity
from tests.programs.pages import url

pytestmark = pytest.mark.django_db
LONG = "catatan " * 300


@pytest.mark.parametrize("decision", ["accept", "return"])
def test_of_an_activity(decision, bapas, pk, kanwil_staff, signed_in):
    handed_in = {"state": ActivityState.SUBMITTED, "submitted_at": timezone.now(), "submitted_by": pk}
    activity = make_activity(bapas, pk, **handed_in)
    page = signed_in(kanwil_staff).post(url("activity_decide", activity.pk), {"decision": decision, "comment": LONG})
    assert page.status_code == 422
    assert LONG in page.content.decode()
    activity.refresh_from_db()
    assert activity.state == ActivityState.SUBMITTED


@pytest.mark.parametrize("decision", ["approve", "return"])
def test_of_a_plan(decision, line, guidance, pk, head, signed_in):
    signed_in(pk).post(url("plan_submit", guidance.pk))
    sent = {"decision": decision, "version": "1", "comment": LONG}
    page = signed_in(head).post(url("plan_decide", guidance.pk), sent)
    assert page.status_code == 422
    assert LONG in page.content.decode()
    assert ActionPlan.objects.get(guidance=guidance).state == PlanState.SUBMITTED
