"""The demonstration's plans: steps within their goals, answers to the words asked about, reviews done and late."""

import pytest
from django.db.models import F

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from programs.models import PlanAnswer, PlanLine, PlanReview, PlanStep, PlanVersion
from programs.queries.plan_review import review_rows
from programs.queries.step import overdue_steps


@pytest.mark.django_db
def test_plans_have_steps_answers_and_reviews_some_of_them_late(seeded):
    for line in PlanLine.objects.filter(plan__guidance__ended_on=None).prefetch_related("steps__states"):
        steps = list(line.steps.all())
        assert len(steps) == 3 and all(line.start_on <= step.due_on <= line.due_on for step in steps)
        for step in steps:
            assert max(step.states.all(), key=lambda row: row.pk).state == step.state
    held = [line for version in PlanVersion.objects.all() for line in version.content["lines"]]
    said = {step["step"] for line in held for step in line["steps"]}
    assert said == set(PlanStep.objects.filter(line__plan__versions__isnull=False).values_list("pk", flat=True))
    assert {"SETUJU"} < set(PlanAnswer.objects.values_list("answer", flat=True))
    assert not PlanAnswer.objects.exclude(digest=F("version__digest")).exists()
    signed = PlanAnswer.objects.filter(answer="SETUJU")[0]
    assert signed.proof.read()[:2] == b"\xff\xd8"
    scope = scope_of(User.objects.get(username="kepala")).narrowed("programs.view_plan")
    assert {row.days_left < 0 for row in review_rows(scope)} == {True, False}
    assert overdue_steps(scope).exists()
    assert PlanReview.objects.exists() and not PlanReview.objects.exclude(version__decision="APPROVED").exists()
