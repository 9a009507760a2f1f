"""Attendance over the API: a list saved at once, sent twice counted once, a child's note kept from others."""

import pytest

from bapas_portal.accounts.choices import RoleCode
from tests.factories.accounts import make_user
from tests.factories.service_day import make_attendance, seated

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/service-attendance/"


def body(seats, **changes) -> dict:
    row = {"outcome": "ATTENDED", "started_at": "08:00", "ended_at": "12:00"} | changes
    return {"session_id": seats[0].session_id, "rows": [row | {"seat_id": seat.pk} for seat in seats]}


def test_a_list_is_saved_at_once_and_twice_counts_once(bapas, pk, signed_in):
    seats = seated(bapas, pk, count=3)
    browser = signed_in(pk)
    first = browser.post(ADDRESS, body(seats), content_type="application/json")
    assert first.status_code == 201, first.content
    assert [row["minutes"] for row in first.json()["saved"]] == [240] * 3
    again = browser.post(ADDRESS, body(seats), content_type="application/json")
    assert (again.status_code, len(again.json()["same"])) == (200, 3)
    other = browser.post(ADDRESS, body(seats[:1], ended_at="11:00"), content_type="application/json").json()
    assert other["differs"][0]["fields_that_differ"] == ["ended_at"]
    listed = browser.get(ADDRESS, {"session": seats[0].session_id}).json()
    assert len(listed["results"]) == 3
    assert all(len(row["seal"]) == 64 for row in listed["results"])


def test_a_broken_row_is_named_and_a_seat_twice_is_refused(bapas, pk, signed_in):
    seats = seated(bapas, pk)
    browser = signed_in(pk)
    answer = browser.post(ADDRESS, body(seats, ended_at="14:00"), content_type="application/json")
    assert answer.status_code == 400
    assert f"{seats[0].pk}-ended_at" in answer.content.decode()
    twice = body(seats)
    twice["rows"] *= 2
    assert browser.post(ADDRESS, twice, content_type="application/json").status_code == 400


def test_wrong_people(bapas, pk, other_bapas, kanwil_staff, signed_in):
    seats = seated(bapas, pk, child=True)
    row = make_attendance(seats[0], pk, note="Nama ibunya")
    stranger = signed_in(make_user(RoleCode.PK, other_bapas))
    assert stranger.get(f"{ADDRESS}{row.pk}/").status_code == 404
    assert stranger.post(ADDRESS, body(seats), content_type="application/json").status_code == 404
    assert signed_in(kanwil_staff).get(ADDRESS).status_code == 403
    assert signed_in(pk).get(f"{ADDRESS}{row.pk}/").json()["note"] == "Nama ibunya"
    assert signed_in(make_user(RoleCode.PK, bapas)).get(f"{ADDRESS}{row.pk}/").status_code == 404
