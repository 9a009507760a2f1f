"""Activities and the calendar over the API: counts, never a participant; scope as on the pages."""

import pytest

from tests.factories import make_guidance
from tests.factories.programs import make_activity, make_entry, make_participation

pytestmark = pytest.mark.django_db
ACTIVITIES, CALENDAR = "/api/v1/activities/", "/api/v1/calendar/"


def test_an_activity_with_its_counts(bapas, pk, kanwil_staff, calling):
    row = make_activity(bapas, pk, state="SUBMITTED", submitted_by=pk, first_submitted_at="2026-11-06T03:00:00Z")
    make_participation(row, make_guidance(office=bapas, officer=pk, name="Budi Teladan"))
    make_participation(row, make_guidance(office=bapas, officer=pk), has_agreed=False)
    row.outputs.create(value=5, unit="KG", by=pk)
    answer = calling(kanwil_staff).get(f"{ACTIVITIES}{row.pk}/")
    said = answer.json()
    assert (said["participants"], said["is_late"], said["outputs"][0]["unit"]) == (1, True, "KG")
    assert "Teladan" not in answer.content.decode()


def test_scope_and_drafts(bapas, pk, other_pk, kanwil_staff, calling):
    draft = make_activity(bapas, pk)
    assert calling(pk).get(f"{ACTIVITIES}{draft.pk}/").status_code == 200
    assert calling(other_pk).get(f"{ACTIVITIES}{draft.pk}/").status_code == 404
    assert calling(kanwil_staff).get(f"{ACTIVITIES}{draft.pk}/").status_code == 404
    assert calling(pk).get(ACTIVITIES, {"strange": 1}).status_code == 400


def test_the_calendar(nation, bapas, directorate, pk, other_pk, calling):
    make_entry(nation, directorate, title="Nasional")
    make_entry(bapas, pk, title="Lokal")
    assert {row["title"] for row in calling(pk).get(CALENDAR).json()["results"]} == {"Nasional", "Lokal"}
    assert {row["title"] for row in calling(other_pk).get(CALENDAR).json()["results"]} == {"Nasional"}
