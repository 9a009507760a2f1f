"""Pages of the rollups, and the night's schedule."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from bapas_portal.core.models import Job
from reports.actions.publication import refuse_run
from reports.checks import check_run
from reports.models import PublishedMonth, RollupRun
from tests.factories import make_guidance
from tests.factories.reports import make_published

LIST = reverse("reports:run_list")
MAY = date(2025, 5, 1)
pytestmark = pytest.mark.django_db


def test_asking_starts_one_job_and_shows_its_progress(directorate, signed_in, time_machine):
    time_machine.move_to("2025-06-10 09:00:00+07:00")
    browser = signed_in(directorate)
    asked = {"first_month": "2025-05", "last_month": "2025-06"}
    answer = browser.post(LIST, asked, follow=True)
    assert browser.post(LIST, asked).status_code == 302
    job = Job.objects.get()
    assert (job.task, job.owner) == ("reports.rollup", directorate)
    assert reverse("reports:run_progress", args=[job.pk]) in answer.content.decode()


def test_months_in_the_wrong_order_keep_what_was_chosen(directorate, signed_in, time_machine):
    time_machine.move_to("2025-06-10 09:00:00+07:00")
    answer = signed_in(directorate).post(LIST, {"first_month": "2025-06", "last_month": "2025-05"})
    assert answer.status_code == 400
    assert "last_month" in answer.context["form"].errors
    assert answer.context["form"]["first_month"].value() == "2025-06"
    assert not Job.objects.exists()


def test_progress_is_for_the_owner(directorate, kanwil_staff, signed_in):
    job = Job.objects.create(task="reports.rollup", owner=directorate, done=3, total=12, state="RUNNING")
    url = reverse("reports:run_progress", args=[job.pk])
    assert "25%" in signed_in(directorate).get(url).content.decode()
    assert signed_in(kanwil_staff).get(url).status_code == 404


def test_a_finished_job_leads_to_its_run(directorate, signed_in):
    job = Job.objects.create(
        task="reports.rollup", owner=directorate, state="DONE", finished_at="2025-06-01T00:00:00+00:00"
    )
    run = RollupRun.objects.create(first_month=MAY, last_month=MAY, job=job)
    page = signed_in(directorate).get(reverse("reports:run_progress", args=[job.pk])).content.decode()
    assert reverse("reports:run_detail", args=[run.pk]) in page


def test_a_published_run_shows_its_checks(bapas, directorate, signed_in):
    make_guidance(office=bapas)
    run = make_published(MAY, by=directorate)
    page = signed_in(directorate).get(reverse("reports:run_detail", args=[run.pk])).content.decode()
    assert "Lolos" in page and "Gagal" not in page
    assert "Diterbitkan" in page
    assert "Diterbitkan" in signed_in(directorate).get(LIST).content.decode()


def test_a_refused_run_says_where(bapas, kanwil, directorate, signed_in):
    make_guidance(office=bapas)
    run = RollupRun.objects.create(first_month=MAY, last_month=MAY)
    refuse_run(run, check_run(run, [MAY]))
    page = signed_in(directorate).get(reverse("reports:run_detail", args=[run.pk])).content.decode()
    assert "ditahan" in page
    assert kanwil.name in page and "2025-05" in page
    assert not PublishedMonth.objects.exists()


@pytest.mark.parametrize("name", ["run_list", "run_detail"])
def test_the_wrong_person(bapas, pk, head, client, signed_in, name):
    run = make_published(MAY)
    url = LIST if name == "run_list" else reverse("reports:run_detail", args=[run.pk])
    assert signed_in(pk).get(url).status_code == 403
    assert signed_in(head).get(url).status_code == 403
    assert client.get(url).status_code == 302


def test_a_run_that_does_not_exist(directorate, signed_in):
    assert signed_in(directorate).get(reverse("reports:run_detail", args=[1])).status_code == 404


def test_the_schedule_is_loaded_once_and_keeps_what_was_switched_off():
    call_command("load_reports_schedule")
    PeriodicTask.objects.filter(name="reports.nightly_rollup").update(enabled=False)
    call_command("load_reports_schedule")
    tasks = {task.name: task for task in PeriodicTask.objects.all()}
    assert {"reports.nightly_rollup", "reports.remove_expired_exports", "core.resend_waiting_jobs"} <= tasks.keys()
    assert not tasks["reports.nightly_rollup"].enabled
    assert str(tasks["reports.nightly_rollup"].crontab.timezone) == "Asia/Jakarta"
