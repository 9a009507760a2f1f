"""Which category stands: the computed one until a second person approved another."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from clients.models import Assessment
from clients.queries.result import standing_categories, standing_category, standing_expression
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment
from tests.factories.judgement import make_override

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("decisions", "standing"),
    [
        ([], "MEDIUM"),
        (["WAITING"], "MEDIUM"),
        (["REFUSED", "WITHDRAWN"], "MEDIUM"),
        (["APPROVED"], "HIGH"),
        (["REFUSED", "APPROVED"], "HIGH"),
    ],
)
def test_only_an_approved_override_stands(bapas, decisions, standing, django_assert_num_queries):
    assessment = make_assessment(make_guidance(office=bapas, officer=make_user(RoleCode.PK, bapas)), "RRI", 9)
    for decision in decisions:
        make_override(assessment, decision)
    assert standing_category(assessment) == standing
    with django_assert_num_queries(1):
        assert standing_categories([assessment.pk, assessment.pk + 1000]) == {assessment.pk: standing}
    assert Assessment.objects.annotate(stands=standing_expression()).get().stands == standing
