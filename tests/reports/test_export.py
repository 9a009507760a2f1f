"""Asking for a file, making it, fetching it, and its end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import RoleGrant
from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.models import AuditEvent
from bapas_portal.core.errors import Invalid, NotAllowed
from bapas_portal.core.models import Job, JobState
from reports import tasks
from reports.actions import remove_expired, request_export
from reports.models import Export
from tests.factories import make_guidance, make_user
from tests.factories.reports import make_published

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
NEW, LIST = reverse("reports:export_new"), reverse("reports:export_list")
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(bapas, other_bapas):
    for office in (bapas, other_bapas):
        make_guidance(office=office, start_on=date(2025, 1, 15))
    return make_published(APRIL, MAY)


def ask(by, office, **wish) -> Export:
    wish = {"kind": "CSV", "first_month": MAY, "last_month": MAY, "with_case_rows": False, **wish}
    return request_export(office_id=office.pk, **wish, by=by, scope=scope_of(by).narrowed("reports.export"))


def make(export: Export) -> Export:
    tasks.make_export(str(export.job_id))
    export.refresh_from_db()
    return export


def url(name: str, export: Export) -> str:
    return reverse(f"reports:{name}", args=[export.pk])


def test_the_form_makes_a_job_and_the_page_shows_it(world, kanwil, kanwil_staff, signed_in):
    browser = signed_in(kanwil_staff)
    assert browser.get(NEW).status_code == 200
    wish = {"kind": "XLSX", "office": kanwil.pk, "first_month": "2025-04", "last_month": "2025-05"}
    answer = browser.post(NEW, wish, follow=True)
    export = Export.objects.get()
    assert (export.job.task, export.owner, export.office) == ("reports.make_export", kanwil_staff, kanwil)
    assert "Menunggu giliran" in answer.content.decode()
    assert browser.get(url("export_download", export)).status_code == 409
    browser.post(NEW, wish)
    assert Export.objects.count() == 1


def test_a_made_file_can_be_fetched_again_and_each_fetch_is_in_the_trail(world, kanwil, kanwil_staff, signed_in):
    export = make(ask(kanwil_staff, kanwil))
    browser = signed_in(kanwil_staff)
    assert export.size > 0 and len(export.digest) == 64 and export.data_as_of is not None
    assert url("export_download", export) in browser.get(url("export_detail", export)).content.decode()
    for _ in range(2):
        answer = browser.get(url("export_download", export))
        assert len(b"".join(answer.streaming_content)) == export.size
    assert f"laporan-bapas_{kanwil.code}_2025-05_2025-05.csv" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="export.downloaded", subject_id=str(export.pk)).count() == 2


def test_made_again_after_a_killed_worker_the_file_is_there_once(
    world, kanwil, kanwil_staff, django_capture_on_commit_callbacks
):
    export = make(ask(kanwil_staff, kanwil))
    Job.objects.filter(pk=export.job_id).update(state=JobState.RUNNING, finished_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        export = make(export)
    folder, _, _ = export.file.name.rpartition("/")
    assert export.file.storage.listdir(folder)[1] == [export.file.name.rpartition("/")[2]]


def test_an_expired_file_is_gone(world, kanwil, kanwil_staff, signed_in, django_capture_on_commit_callbacks):
    export = make(ask(kanwil_staff, kanwil))
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    browser = signed_in(kanwil_staff)
    assert browser.get(url("export_download", export)).status_code == 410
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired() == 1
    assert not export.file.storage.exists(export.file.name)
    assert remove_expired() == 0
    assert browser.get(url("export_download", export)).status_code == 410
    assert "sudah dihapus" in browser.get(url("export_detail", export)).content.decode()
    assert "Sudah dihapus" in browser.get(LIST).content.decode()


def test_the_wrong_person(world, bapas, kanwil, kanwil_staff, other_bapas, pk, head, client, signed_in):
    export = make(ask(kanwil_staff, kanwil))
    stranger = signed_in(make_user(RoleCode.KANWIL, other_bapas.parent))
    for name in ("export_detail", "export_download"):
        assert stranger.get(url(name, export)).status_code == 404
        assert signed_in(head).get(url(name, export)).status_code == 404
        assert signed_in(pk).get(url(name, export)).status_code == 403
        assert client.get(url(name, export)).status_code == 302
    assert signed_in(pk).get(NEW).status_code == 403
    assert client.get(LIST).status_code == 302
    assert str(export.pk) not in stranger.get(LIST).content.decode()
    assert signed_in(make_user(RoleCode.KANWIL, kanwil)).get(url("export_download", export)).status_code == 200


def test_offices_out_of_reach_and_months_without_figures_are_refused(
    world, kanwil, kanwil_staff, other_bapas, nation, signed_in
):
    browser = signed_in(kanwil_staff)
    wish = {"kind": "PDF", "office": kanwil.pk, "first_month": "2025-05", "last_month": "2025-04"}
    answer = browser.post(NEW, wish)
    assert answer.status_code == 400
    assert "last_month" in answer.context["form"].errors
    assert answer.context["form"]["kind"].value() == "PDF"
    for office in (other_bapas, nation):
        refused = browser.post(NEW, {**wish, "office": office.pk, "last_month": "2025-05"})
        assert "office" in refused.context["form"].errors
    assert not Export.objects.exists()
    with pytest.raises(Invalid, match="06/2025"):
        ask(kanwil_staff, kanwil, last_month=date(2025, 6, 1))


def test_only_the_directorate_exports_the_nation(world, nation, directorate, kanwil_staff):
    assert ask(directorate, nation).office == nation
    scope = scope_of(kanwil_staff)
    assert not scope.covers("reports.export", office_id=nation.pk)


def test_a_right_lost_before_the_file_is_made(world, kanwil, kanwil_staff):
    export = ask(kanwil_staff, kanwil)
    RoleGrant.objects.filter(user=kanwil_staff).update(to_on=date(2021, 1, 1))
    with pytest.raises(NotAllowed):
        tasks.make_export(str(export.job_id))
    export.job.refresh_from_db()
    assert export.job.state == JobState.FAILED


def test_too_many_case_rows_are_refused_before_the_work(world, nation, directorate, settings):
    settings.EXPORT_MAX_CASE_ROWS = 1
    assert ask(directorate, nation).with_case_rows is False
    with pytest.raises(Invalid) as refused:
        ask(directorate, nation, with_case_rows=True)
    assert list(refused.value.fields) == ["with_case_rows"]


def test_no_months_no_form(kanwil_staff, signed_in):
    assert "Belum ada bulan" in signed_in(kanwil_staff).get(NEW).content.decode()
