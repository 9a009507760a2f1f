"""The monthly cycle over the API: one's own reach, read only."""

from datetime import date

import pytest

from bapas_portal.accounts.choices import RoleCode
from tests.factories import make_guidance, make_user
from tests.factories.period import MONTH, hand_in, make_period, publish
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(bapas, head):
    make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(MONTH)
    return hand_in(make_period(), bapas, head)


def rows(answer):
    assert answer.status_code == 200
    return answer.json()["results"]


def test_each_sees_the_reports_in_reach(submission, head, kanwil_staff, directorate, other_bapas, pk, calling):
    for user in (head, kanwil_staff, directorate):
        found = rows(calling(user).get("/api/v1/submissions/?month=2025-05"))
        assert [(row["state"], row["versions"], len(row["digest"])) for row in found] == [("SUBMITTED", 1, 64)]
    stranger = make_user(RoleCode.HEAD, other_bapas)
    assert rows(calling(stranger).get("/api/v1/submissions/")) == []
    assert calling(stranger).get(f"/api/v1/submissions/{submission.pk}/").status_code == 404
    assert calling(kanwil_staff).get(f"/api/v1/submissions/?office={other_bapas.pk}").status_code == 404
    assert calling(pk).get("/api/v1/submissions/").status_code == 403


def test_periods_have_their_due_days(submission, head, calling):
    (row,) = rows(calling(head).get("/api/v1/periods/?state=OPEN"))
    assert (row["month"], row["bapas_due_on"], row["kanwil_due_on"]) == ("2025-05-01", "2025-06-05", "2025-06-10")


@pytest.mark.django_db(transaction=True)
def test_a_restatement_tells_its_difference_in_reach(bapas, other_bapas, head, directorate, calling):
    make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(MONTH)
    period = make_period()
    publish(period, directorate, reason="Uji")
    make_guidance(office=other_bapas, start_on=date(2025, 5, 20))
    publish(period, directorate, reason="Susulan")
    mine = rows(calling(head).get("/api/v1/releases/?number=1"))
    assert [row["difference"] for row in mine] == [[]]
    first, second = sorted(rows(calling(directorate).get("/api/v1/releases/")), key=lambda row: row["number"])
    assert second["previous_digest"] == first["digest"]
    ends = [cell for cell in second["difference"] if cell["measure"] == "CLIENTS_END"]
    assert [(cell["office_code"], cell["before"], cell["after"]) for cell in ends] == [(other_bapas.code, 0, 1)]
