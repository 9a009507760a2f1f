"""The list of what is due, and new information: who sees what, in which order, by the same rule as rules/due.py."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import add_months, today_in
from bapas_portal.core.errors import Invalid, WrongState
from bapas_portal.core.paging import PAGE_SIZE
from clients.actions.guidance import close_guidance
from clients.actions.information import note_information
from clients.models import Guidance
from clients.queries.due import WantedDue, due_list, due_of_guidance, read_cursor
from tests.factories import make_guidance, make_user
from tests.factories.instruments import make_assessment

pytestmark = pytest.mark.django_db
LIST = "clients:assessment_due"


def note(guidance, **fields):
    values = {"kind": "PELANGGARAN", "noted_on": today_in(), "text": "Klien tidak melapor dua kali."} | fields
    by = fields.pop("by", guidance.officer)
    values.pop("by", None)
    return note_information(guidance_id=guidance.pk, by=by, scope=scope_of(by).narrowed("clients.assess"), **values)


def months_ago(months: int) -> date:
    return add_months(today_in(), -months)


@pytest.fixture
def office(bapas, pk) -> dict[str, Guidance]:
    """One client per state, named after it."""
    start = months_ago(20)
    made = {
        name: make_guidance(office=bapas, officer=pk, name=f"Klien {name}", start_on=start)
        for name in ("NEVER", "OVERDUE", "INFORMATION", "KRIM_MISSING", "DUE_SOON", "OK")
    }
    for name, months in {"OVERDUE": 13, "INFORMATION": 3, "OK": 3}.items():
        make_assessment(made[name], total=2, assessed_on=months_ago(months))
    make_assessment(made["KRIM_MISSING"], total=9, assessed_on=months_ago(3))
    make_assessment(made["DUE_SOON"], total=2, assessed_on=months_ago(12) + timedelta(days=10))
    note(made["INFORMATION"])
    return made


def states(answer) -> dict[str, str]:
    return {row.client.name.removeprefix("Klien "): row.due_row.due.state for row in answer.context["found"].rows}


def test_each_client_stands_with_its_state(office, pk, signed_in):
    answer = signed_in(pk).get(reverse(LIST), {"state": "all"})
    assert states(answer) == {name: name for name in office}
    assert answer.context["found"].counts == dict.fromkeys(office, 1)


def test_the_list_begins_with_what_is_to_be_done_most_pressing_first(office, pk, signed_in):
    answer = signed_in(pk).get(reverse(LIST))
    rows = answer.context["found"].rows
    assert "OK" not in states(answer) and len(rows) == 5
    assert [row.due_row.due.due_on for row in rows] == sorted(row.due_row.due.due_on for row in rows)
    page = answer.content.decode()
    assert reverse("clients:assessment_new", args=[office["KRIM_MISSING"].pk, "KRIM"]) in page
    assert reverse("clients:assessment_new", args=[office["NEVER"].pk, "RRI"]) in page


@pytest.mark.parametrize("state", ["NEVER", "OVERDUE", "INFORMATION", "KRIM_MISSING", "DUE_SOON", "OK"])
def test_a_state_narrows_the_list(office, pk, signed_in, state):
    assert states(signed_in(pk).get(reverse(LIST), {"state": state})) == {state: state}


def test_who_sees_the_list(office, bapas, pk, head, other_pk, kanwil_staff, directorate, signed_in, client):
    child = make_guidance(office=bapas, officer=pk, child=True, name="Klien Anak")
    make_assessment(child, "ANAK", assessed_on=months_ago(1))
    wide = {"state": "all", "whose": "office"}
    assert states(signed_in(pk).get(reverse(LIST), wide))["Anak"] == "OK"
    assert len(states(signed_in(head).get(reverse(LIST), wide))) == 7
    colleague = signed_in(make_user(RoleCode.PK, bapas)).get(reverse(LIST), wide)
    assert len(states(colleague)) == 6 and "Klien Anak" not in colleague.content.decode()
    assert states(signed_in(other_pk).get(reverse(LIST), wide)) == {}
    for reader in (kanwil_staff, directorate):
        assert signed_in(reader).get(reverse(LIST)).status_code == 403
    assert client.get(reverse(LIST)).status_code == 302


def test_the_head_sees_each_officers_counts(office, bapas, pk, head, signed_in):
    make_guidance(office=bapas, name="Klien Tanpa PK")
    answer = signed_in(head).get(reverse(LIST))
    counts = {each.officer: each.total for each in answer.context["found"].officers}
    assert counts == {pk: 6, None: 1}
    assert signed_in(pk).get(reverse(LIST)).context["found"].officers == []
    assert len(signed_in(head).get(reverse(LIST), {"whose": str(pk.pk)}).context["found"].rows) == 5


def test_a_correction_takes_the_place_of_what_it_corrects(office, pk, scoped):
    guidance = office["OK"]
    wrong = guidance.assessments.get()
    make_assessment(guidance, total=2, assessed_on=months_ago(14), replaces_id=wrong.pk)
    assert due_of_guidance(scoped(pk, "clients.view_client"), guidance.pk).due.state == "OVERDUE"


def test_a_reassessment_answers_the_information(office, pk, scoped, signed_in):
    guidance = office["INFORMATION"]
    scope = scoped(pk, "clients.view_client")
    make_assessment(guidance, total=3, assessed_on=today_in() - timedelta(days=1))
    assert due_of_guidance(scope, guidance.pk).due.state == "INFORMATION", "of a day before the information"
    make_assessment(guidance, total=3, assessed_on=today_in())
    assert due_of_guidance(scope, guidance.pk).due.state == "OK"


def test_an_ended_guidance_is_not_due(office, pk, scoped):
    guidance = office["NEVER"]
    close_guidance(
        guidance_id=guidance.pk,
        ended_on=today_in(),
        end_reason="MENINGGAL",
        by=pk,
        scope=scoped(pk, "clients.change_client"),
    )
    assert due_of_guidance(scoped(pk, "clients.view_client"), guidance.pk) is None


def test_pages_follow_one_another_without_loss_or_repetition(bapas, pk, scoped):
    made = {make_guidance(office=bapas, officer=pk).pk for _ in range(PAGE_SIZE + 5)}
    scope = scoped(pk, "clients.view_client")
    first = due_list(scope, WantedDue())
    second = due_list(scope, WantedDue(), cursor=first.next_cursor)
    assert (len(first.rows), len(second.rows), second.next_cursor) == (PAGE_SIZE, 5, "")
    assert {row.pk for row in (*first.rows, *second.rows)} == made
    assert first.is_first and not second.is_first and first.total == second.total == PAGE_SIZE + 5


@pytest.mark.parametrize("cursor", ["", "x", "2026-01-01", "2026-13-01.5", "2026-01-01.x", "2026-01-01." + "9" * 30])
def test_a_broken_cursor_starts_over(cursor):
    assert read_cursor(cursor) is None


def test_information_is_noted_once_and_leaves_a_trail(office, pk):
    first, again = note(office["OK"]), note(office["OK"], text="  Klien tidak melapor dua kali.\r\n")
    assert first == again and office["OK"].information.count() == 1
    event = AuditEvent.objects.get(verb="information.noted", subject_id=str(first.pk))
    assert event.data == {"guidance": office["OK"].pk, "kind": "PELANGGARAN", "on": today_in().isoformat()}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "X"}, "kind"),
        ({"noted_on": today_in() + timedelta(days=2)}, "noted_on"),
        ({"noted_on": date(2019, 1, 1)}, "noted_on"),
        ({"text": " \x00 "}, "text"),
        ({"text": "a" * 1001}, "text"),
    ],
)
def test_information_that_cannot_be_is_refused_by_field(bapas, pk, fields, field):
    guidance = make_guidance(office=bapas, officer=pk)
    with pytest.raises(Invalid) as refused:
        note(guidance, **fields)
    assert set(refused.value.fields) == {field}
    assert not guidance.information.exists()


def test_an_ended_guidance_takes_no_information(bapas, pk):
    guidance = make_guidance(office=bapas, officer=pk, ended_on=today_in(), end_reason="MENINGGAL")
    with pytest.raises(WrongState):
        note(guidance)


def test_the_form_notes_and_leads_to_the_assessments(office, bapas, head, pk, other_pk, kanwil_staff, signed_in):
    url = reverse("clients:information_add", args=[office["OK"].pk])
    data = {"kind": "NAPZA", "noted_on": today_in().isoformat(), "text": "Tes urine positif."}
    for reader, code in ((make_user(RoleCode.PK, bapas), 404), (other_pk, 404), (head, 403), (kanwil_staff, 403)):
        assert signed_in(reader).post(url, data).status_code == code
    browser = signed_in(pk)
    assert browser.get(url).status_code == 200
    wrong = browser.post(url, data | {"text": ""})
    assert wrong.status_code == 422 and "Tes urine" not in wrong.content.decode()
    answer = browser.post(url, data)
    assert answer["Location"] == reverse("clients:assessment_list", args=[office["OK"].pk])
    page = browser.get(answer["Location"]).content.decode()
    assert "Tes urine positif." in page and "Belum dijawab asesmen" in page
