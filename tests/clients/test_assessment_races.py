"""Two clicks at the same moment, on real connections."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from clients.actions.assessment import record_assessment
from clients.models import Assessment
from tests.clients.instruments import RRI, lowest
from tests.factories import make_guidance
from tests.factories.instruments import publish_shipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_clicks_at_once_save_one(bapas, pk, scoped):
    publish_shipped()
    guidance = make_guidance(office=bapas, officer=pk)
    key, scope = uuid.uuid4(), scoped(pk, "clients.assess")

    def click(_number: int) -> int:
        try:
            return record_assessment(
                guidance_id=guidance.pk,
                instrument="RRI",
                assessed_on=date(2025, 3, 1),
                consent_on=date(2025, 3, 1),
                consent_by="KLIEN",
                answers=lowest(RRI),
                form_key=key,
                by=pk,
                scope=scope,
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        saved = set(clicks.map(click, range(4)))
    assert saved == {Assessment.objects.get().pk}
