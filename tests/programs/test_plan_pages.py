"""The plan's pages: who opens them, what they say."""

from datetime import date

import pytest

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.dates import today_in
from clients.models import Need
from programs.actions.plan import decide_plan, submit_plan
from programs.models import ActionPlan, PlanLine
from tests.factories import make_guidance, make_user
from tests.factories.programs import make_line, make_need, make_plan
from tests.programs.pages import posted, url

pytestmark = pytest.mark.django_db


READERS = [
    (RoleCode.PK, 200),
    (RoleCode.APK, 200),
    (RoleCode.HEAD, 200),
    (RoleCode.SECTION_ADULT, 200),
    (RoleCode.SECTION_CHILD, 404),
    (RoleCode.TPP_SECRETARY, 200),
    (RoleCode.OPERATOR, 403),
    (RoleCode.KANWIL, 403),
    (RoleCode.DITJENPAS, 403),
    (RoleCode.ADMIN, 403),
]


@pytest.mark.parametrize(("role", "status"), READERS)
def test_who_reads_an_adults_plan(role, status, bapas, kanwil, nation, line, guidance, signed_in):
    at = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation, RoleCode.ADMIN: nation}.get(role, bapas)
    answer = signed_in(make_user(role, at)).get(url("plan_detail", guidance.pk))
    assert answer.status_code == status
    if status == 200:
        assert line.goal in answer.content.decode()
        assert AuditEvent.objects.filter(verb="guidance.read").count() == 1


def test_wrong_office_and_signed_out(other_pk, guidance, line, signed_in, client):
    pages = [
        url("plan_detail", guidance.pk),
        url("line_add", guidance.pk),
        url("line_edit", line.pk),
        url("line_remove", line.pk),
        url("line_move", line.pk),
        url("plan_version", guidance.pk, 1),
    ]
    browser = signed_in(other_pk)
    assert [browser.get(page).status_code for page in pages] == [404] * len(pages)
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)


def test_a_colleagues_plan_is_read_but_not_written(bapas, guidance, line, signed_in):
    browser = signed_in(make_user(RoleCode.PK, bapas))
    page = browser.get(url("plan_detail", guidance.pk)).content.decode()
    assert "Tambah baris" not in page
    assert browser.get(url("line_add", guidance.pk)).status_code == 404
    assert browser.post(url("plan_submit", guidance.pk)).status_code == 404
    assert browser.post(url("plan_decide", guidance.pk), {"version": 1}).status_code == 403


def test_a_childs_plan_is_hidden_from_colleagues(bapas, pk, signed_in):
    child = make_guidance(office=bapas, officer=pk, child=True)
    assert signed_in(pk).get(url("plan_detail", child.pk)).status_code == 200
    assert signed_in(make_user(RoleCode.PK, bapas)).get(url("plan_detail", child.pk)).status_code == 404


def test_the_whole_way_by_the_pages(guidance, pk, head, signed_in):
    need = make_need(guidance)
    browser, chief = signed_in(pk), signed_in(head)
    assert "Belum ada baris untuk kebutuhan ini" in browser.get(url("plan_detail", guidance.pk)).content.decode()
    form = browser.get(url("line_add", guidance.pk), {"need": need.pk})
    assert form.context["form"]["form_key"].value()
    answer = browser.post(url("line_add", guidance.pk), posted(need, pk), follow=True)
    assert "Baris rencana tersimpan" in answer.content.decode()
    plan = ActionPlan.objects.get()
    browser.post(url("plan_submit", guidance.pk), {"lock_version": plan.lock_version})
    inbox = chief.get(url("plan_inbox")).content.decode()
    assert guidance.client.name in inbox
    page = chief.get(url("plan_detail", guidance.pk)).content.decode()
    assert "Putusan atas versi 1" in page
    returned = chief.post(url("plan_decide", guidance.pk), {"version": 1, "decision": "return", "comment": ""})
    assert returned.status_code == 422
    assert "Tulis apa yang harus diperbaiki" in returned.content.decode()
    chief.post(url("plan_decide", guidance.pk), {"version": 1, "decision": "return", "comment": "Tambah mitra"})
    assert "Tambah mitra" in browser.get(url("plan_detail", guidance.pk)).content.decode()
    assert guidance.client.name in browser.get(url("plan_inbox")).content.decode()
    browser.post(url("plan_submit", guidance.pk))
    chief.post(url("plan_decide", guidance.pk), {"version": 2, "decision": "approve"})
    plan.refresh_from_db()
    assert plan.state == "APPROVED"
    line = PlanLine.objects.current().get()
    move = browser.post(url("line_move", line.pk), {"to": "RUNNING", "on": today_in().isoformat()}, follow=True)
    assert "Berjalan" in move.content.decode()
    browser.post(url("line_edit", line.pk), posted(need, pk, goal="Klien tinggal di rumah keluarga yang layak"))
    page = browser.get(url("plan_detail", guidance.pk)).content.decode()
    assert "Berubah sejak disetujui" in page
    assert "<ins>" in page
    version = browser.get(url("plan_version", guidance.pk, 2)).content.decode()
    assert "Klien tinggal di rumah kontrakan yang layak" in version


def test_a_faulty_line_keeps_what_was_typed(guidance, pk, signed_in):
    need = make_need(guidance)
    answer = signed_in(pk).post(
        url("line_add", guidance.pk), posted(need, pk, goal="Ketikan saya", due_on="2025-01-01", indicator="")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ketikan saya" in page
    assert "Tanggal selesai tidak boleh sebelum tanggal mulai" in page
    assert 'name="start_on" value="2025-03-01"' in page


def test_taking_a_line_out_asks_first(line, guidance, pk, signed_in):
    browser = signed_in(pk)
    assert "Ya, keluarkan" in browser.get(url("line_remove", line.pk)).content.decode()
    browser.post(url("line_remove", line.pk), {"lock_version": "0"})
    assert not PlanLine.objects.current().exists()
    assert browser.get(url("line_edit", line.pk)).status_code == 404


def test_wrong_states_become_messages(line, guidance, pk, head, signed_in, scoped):
    submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, "programs.write_plan"))
    browser = signed_in(pk)
    assert "sudah diajukan" in browser.post(url("plan_submit", guidance.pk), follow=True).content.decode()
    edit = browser.post(url("line_edit", line.pk), posted(line.need, pk, goal="Lain"))
    assert edit.status_code == 422
    assert "sedang diperiksa" in edit.content.decode()
    add = browser.post(url("line_add", guidance.pk), posted(line.need, pk))
    assert "sedang diperiksa" in add.content.decode()
    gone = browser.post(url("line_remove", line.pk), {"lock_version": "0"}, follow=True)
    assert "sedang diperiksa" in gone.content.decode()
    move = browser.post(url("line_move", line.pk), {"to": "RUNNING", "on": "2025-04-01"})
    assert move.status_code == 422
    decide_plan(guidance_id=guidance.pk, approve=True, by=head, scope=scoped(head, "programs.approve_plan"))
    late = signed_in(head).post(url("plan_decide", guidance.pk), {"version": 1, "decision": "approve"}, follow=True)
    assert "sudah disetujui" in late.content.decode()


def test_a_decision_without_a_plan_is_not_found(guidance, head, signed_in):
    answer = signed_in(head).post(url("plan_decide", guidance.pk), {"version": 1, "decision": "approve"})
    assert answer.status_code == 404


def test_a_plan_without_needs_points_to_the_needs_map(guidance, pk, signed_in):
    page = signed_in(pk).get(url("plan_detail", guidance.pk)).content.decode()
    assert "Belum ada kebutuhan terbuka" in page
    assert "Belum ada kebutuhan terbuka" in signed_in(pk).get(url("line_add", guidance.pk)).content.decode()


def test_the_inbox_of_a_reader_and_of_a_writer(bapas, guidance, pk, signed_in):
    make_need(guidance)
    assert "Klien dengan kebutuhan, belum ada rencana" in signed_in(pk).get(url("plan_inbox")).content.decode()
    reader = signed_in(make_user(RoleCode.TPP_SECRETARY, bapas)).get(url("plan_inbox")).content.decode()
    assert "dari berkas tiap klien" in reader


def test_the_plans_queries_do_not_grow_with_its_lines(guidance, pk, signed_in, django_assert_max_num_queries):
    plan = make_plan(guidance)
    for code in ("HOUSING", "IDENTITY", "WORK", "SCHOOL", "HEALTH"):
        need = make_need(guidance, code)
        for _ in range(4):
            make_line(plan, need)
    browser = signed_in(pk)
    with django_assert_max_num_queries(28):
        assert browser.get(url("plan_detail", guidance.pk)).status_code == 200


def test_a_need_closed_meanwhile_is_told_beside_the_field(guidance, pk, signed_in):
    browser, need = signed_in(pk), make_need(guidance)
    other = make_need(guidance, "IDENTITY")
    Need.objects.filter(pk=need.pk).update(closed_on=date(2026, 1, 1), closing="MET")
    answer = browser.post(url("line_add", guidance.pk), posted(need, pk, goal="Ketikan saya"))
    assert answer.status_code == 422
    assert "Ketikan saya" in answer.content.decode()
    assert answer.context["form"].errors["need"]
    assert browser.post(url("line_add", guidance.pk), posted(other, pk)).status_code == 302


def test_a_line_whose_need_was_closed_is_still_edited(line, guidance, pk, signed_in):
    Need.objects.filter(pk=line.need_id).update(closed_on=date(2026, 1, 1), closing="MET")
    browser = signed_in(pk)
    assert "Kebutuhan sudah ditutup" in browser.get(url("plan_detail", guidance.pk)).content.decode()
    assert browser.post(url("line_edit", line.pk), posted(line.need, pk, goal="Lain")).status_code == 302


def test_a_move_on_a_day_to_come_is_told_beside_the_date(line, guidance, pk, head, signed_in, scoped):
    submit_plan(guidance_id=guidance.pk, by=pk, scope=scoped(pk, "programs.write_plan"))
    decide_plan(guidance_id=guidance.pk, approve=True, by=head, scope=scoped(head, "programs.approve_plan"))
    answer = signed_in(pk).post(url("line_move", line.pk), {"to": "RUNNING", "on": "2099-01-01"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["on"]


def test_a_decision_form_without_a_version_goes_back_to_the_plan(line, guidance, head, signed_in):
    assert signed_in(head).post(url("plan_decide", guidance.pk), {"decision": "approve"}).status_code == 302
    assert ActionPlan.objects.get().state == "DRAFT"
