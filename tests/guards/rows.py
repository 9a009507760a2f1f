"""Rows that fill the list pages: each maker adds one row its reader sees, and returns words that show it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace as World
from uuid import uuid4

from django.utils import timezone

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.audit.trail import record
from bapas_portal.core.dates import add_months, month_end, month_start, today_in
from clients.models import WorkloadReduction
from programs.choices import ActivityState, PlanState
from programs.models import PlanVersion
from reports.choices import ExportKind, Measure, RunState
from reports.models import EntryException, Export, Figure, Period, PublishedMonth, RollupRun, Submission
from tests.factories import guiding, make_bapas, make_guidance, make_user
from tests.factories.directive import make_directive, make_question
from tests.factories.instrument_drafts import make_draft
from tests.factories.instruments import make_assessment
from tests.factories.judgement import make_override
from tests.factories.plan_review import make_version
from tests.factories.programs import make_activity, make_entry, make_line, make_need, make_participation, make_plan
from tests.factories.second_rating import make_second_rating
from tests.factories.service import make_order
from tests.factories.service_day import make_attendance, running_order
from tests.factories.service_session import make_seat, make_session
from tests.factories.tier_rules import make_rule_draft
from tests.guards.rows_partners import a_referral, a_site, an_agreement, an_offering, an_organisation, new_organisation

_numbers = count(1)
Maker = Callable[[World], str]


def a_client(world: World) -> str:
    number = next(_numbers)
    make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Barisan {number}")
    return f"Klien Barisan {number}"


def a_submitted_plan(world: World) -> str:
    number = next(_numbers)
    guidance = make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Rencana {number}")
    when = {"submitted_at": timezone.now(), "submitted_by": world.pk}
    plan = make_plan(guidance, state=PlanState.SUBMITTED, **when)
    make_line(plan)
    PlanVersion.objects.create(plan=plan, number=1, content={"lines": []}, digest="0" * 64, **when)
    return f"Klien Rencana {number}"


def a_plan_to_review(world: World) -> str:
    """Approved long ago, with a goal past its day."""
    number = next(_numbers)
    plan = make_plan(make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Tinjauan {number}"))
    make_line(plan)
    make_version(plan, at=timezone.now() - timedelta(200))
    return f"Klien Tinjauan {number}"


def a_need_without_a_plan(world: World) -> str:
    number = next(_numbers)
    make_need(make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Tanpa Rencana {number}"))
    return f"Klien Tanpa Rencana {number}"


def a_service_order(world: World) -> str:
    number, today = next(_numbers), today_in()
    guidance = make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Kerja Sosial {number}", status="KERSOS")
    days = {"verdict_on": today - timedelta(9), "start_on": today, "deadline_on": today + timedelta(120)}
    make_order(guidance, **days)
    return f"Klien Kerja Sosial {number}"


def a_missed_session(world: World) -> str:
    number = next(_numbers)
    name = f"Klien Tidak Hadir {number}"
    order = running_order(world.bapas, world.pk, name=name)
    make_attendance(make_seat(make_session(world.bapas, today_in()), order), world.pk)
    return name


def a_session_today(world: World) -> str:
    session = make_session(world.bapas, today_in())
    make_seat(session, running_order(world.bapas, world.pk))
    return session.site.name


def a_session_this_week(world: World) -> str:
    session = make_session(world.bapas, today_in(), supervisor=world.pk)
    make_seat(session, running_order(world.bapas, world.pk))
    return session.site.name


def a_programme(world: World) -> str:
    programme = guiding.make_programme(world.bapas, world.pk, name=f"Program Barisan {next(_numbers)}")
    guiding.make_enrolment(programme, make_guidance(office=world.bapas, officer=world.pk))
    return programme.name


def a_tier_rule(world: World) -> str:
    version = f"B{next(_numbers)}"
    make_rule_draft(version=version)
    return version


def an_activity(world: World) -> str:
    """Handed in, so that the Kanwil sees it too."""
    title = f"Kegiatan Barisan {next(_numbers)}"
    state = {"state": ActivityState.SUBMITTED, "submitted_at": timezone.now(), "submitted_by": world.pk}
    activity = make_activity(world.bapas, world.pk, title=title, held_on=today_in(), **state)
    make_participation(activity, make_guidance(office=world.bapas, officer=world.pk))
    activity.partners.add(new_organisation(world))
    return title


def an_agenda(world: World) -> str:
    """Today, of the nation, with an activity of the office beside it."""
    title = f"Agenda Barisan {next(_numbers)}"
    make_entry(world.nation, world.directorate, title=title)
    an_activity(world)
    return title


def a_bapas_in_the_figures(world: World) -> str:
    """A Bapas of the Kanwil with the month's figures, counted by one published run."""
    month = add_months(month_start(today_in()), -1)
    shown = PublishedMonth.objects.select_related("run").filter(month=month).first()
    if shown is None:
        run = RollupRun.objects.create(
            first_month=month,
            last_month=month,
            state=RunState.PUBLISHED,
            data_as_of=timezone.now(),
            published_at=timezone.now(),
        )
        shown = PublishedMonth.objects.create(month=month, run=run)
    office = make_bapas(world.kanwil)
    for measure in (Measure.CLIENTS_START, Measure.CLIENTS_END):
        Figure.objects.create(
            run=shown.run, month=month, office=office, measure=measure, is_child=False, sex="M", key="PB", value=7
        )
    return office.name


def an_export(world: World) -> str:
    month = add_months(date(2024, 1, 1), next(_numbers))
    Export.objects.create(
        kind=ExportKind.CSV,
        first_month=month,
        last_month=month,
        office=world.nation,
        owner=world.directorate,
        expires_at=timezone.now() + timedelta(days=30),
    )
    return str(month.year)


def a_run(world: World) -> str:
    month = add_months(date(2024, 1, 1), next(_numbers))
    RollupRun.objects.create(
        first_month=month, last_month=month, state=RunState.SUPERSEDED, requested_by=world.directorate
    )
    return str(month.year)


def a_period(world: World) -> str:
    """A month of long ago with a report of the Bapas."""
    month = add_months(date(2010, 1, 1), next(_numbers))
    due = month_end(month) + timedelta(5)
    period = Period.objects.create(month=month, bapas_due_on=due, kanwil_due_on=due)
    Submission.objects.create(period=period, office=world.bapas, changed_by=world.directorate)
    return f"/laporan/bulanan/{period.pk}/"


def an_exception(world: World) -> str:
    reason, _page = f"Susulan Barisan {next(_numbers)}", a_period(world)
    period = Period.objects.earliest("month")
    who = {"office": world.bapas, "asked_by": world.directorate}
    EntryException.objects.create(period=period, reason=reason, form_key=uuid4(), **who)
    return reason


def an_office(world: World) -> str:
    return make_bapas(world.kanwil).name


def a_user(world: World) -> str:
    return make_user(RoleCode.PK, world.bapas).name


def an_event(world: World) -> str:
    record(verb="case.closed", subject=make_guidance(office=world.bapas, officer=world.pk), by=make_user())
    return "case.closed"


def an_override(world: World) -> str:
    """Asked by the PK, so that the head decides and the PK sees what was asked."""
    number = next(_numbers)
    guidance = make_guidance(office=world.bapas, officer=world.pk, name=f"Klien Penyesuaian {number}")
    make_override(make_assessment(guidance, "RRI", 9))
    return f"Klien Penyesuaian {number}"


def a_second_rating(world: World) -> str:
    """Asked of the PK who reads the list."""
    number = next(_numbers)
    owner = make_user(RoleCode.PK, world.bapas)
    guidance = make_guidance(office=world.bapas, officer=owner, name=f"Klien Penilaian {number}")
    make_second_rating(make_assessment(guidance), world.pk, by=world.head)
    return f"Klien Penilaian {number}"


def a_draft_instrument(world: World) -> str:
    return make_draft(make_user(RoleCode.ADMIN, world.nation)).version


def a_reduction(world: World) -> str:
    number = next(_numbers)
    WorkloadReduction.objects.create(
        officer=make_user(RoleCode.PK, world.bapas),
        office=world.bapas,
        percent=20,
        reason=f"Diklat Barisan {number}",
        from_on=today_in(),
        to_on=today_in(),
        recorded_by=world.head,
    )
    return f"Diklat Barisan {number}"


def a_directive(world: World) -> str:
    """In force, and confirmed by nobody yet."""
    title = f"Arahan Barisan {next(_numbers)}"
    make_directive(world.directorate, title=title)
    return title


def a_question(world: World) -> str:
    text = f"Pertanyaan Barisan {next(_numbers)}"
    make_question(make_directive(world.directorate), world.bapas, world.pk, text=text)
    return text


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list page, who reads it (a name in the world), and what fills it."""

    url_name: str
    reader: str
    make: Maker


LIST_PAGES = (
    ListPage("clients:instrument_list", "directorate", a_draft_instrument),
    ListPage("clients:caseload", "pk", a_client),
    ListPage("clients:assessment_due", "pk", a_client),
    ListPage("clients:assessment_due", "head", a_client),
    ListPage("clients:judgement_inbox", "head", an_override),
    ListPage("clients:judgement_inbox", "pk", an_override),
    ListPage("clients:second_rating_list", "pk", a_second_rating),
    ListPage("clients:second_rating_list", "head", a_second_rating),
    ListPage("clients:reduction_list", "head", a_reduction),
    ListPage("clients:tier_rule_list", "admin", a_tier_rule),
    ListPage("programs:service_list", "pk", a_service_order),
    ListPage("programs:service_misses", "pk", a_missed_session),
    ListPage("programs:service_misses", "head", a_missed_session),
    ListPage("programs:service_day", "pk", a_session_today),
    ListPage("programs:service_session_list", "pk", a_session_this_week),
    ListPage("programs:programme_list", "pk", a_programme),
    ListPage("programs:plan_inbox", "head", a_submitted_plan),
    ListPage("programs:plan_review_list", "pk", a_plan_to_review),
    ListPage("programs:plan_review_list", "head", a_plan_to_review),
    ListPage("programs:plan_inbox", "pk", a_need_without_a_plan),
    ListPage("programs:directive_list", "head", a_directive),
    ListPage("programs:directive_list", "directorate", a_directive),
    ListPage("programs:question_list", "directorate", a_question),
    ListPage("programs:activity_list", "pk", an_activity),
    ListPage("programs:activity_list", "kanwil_staff", an_activity),
    ListPage("programs:calendar_month", "pk", an_agenda),
    ListPage("programs:calendar_month", "kanwil_staff", an_agenda),
    ListPage("partners:organisation_list", "pk", an_organisation),
    ListPage("partners:agreement_list", "pk", an_agreement),
    ListPage("partners:agreement_list", "kanwil_staff", an_agreement),
    ListPage("partners:referral_list", "pk", a_referral),
    ListPage("partners:offering_list", "pk", an_offering),
    ListPage("partners:site_list", "pk", a_site),
    ListPage("partners:site_list", "kanwil_staff", a_site),
    ListPage("reports:dashboard", "kanwil_staff", a_bapas_in_the_figures),
    ListPage("reports:period_list", "kanwil_staff", a_period),
    ListPage("reports:period_list", "head", a_period),
    ListPage("reports:exception_list", "kanwil_staff", an_exception),
    ListPage("reports:export_list", "directorate", an_export),
    ListPage("reports:run_list", "directorate", a_run),
    ListPage("accounts:office_list", "admin", an_office),
    ListPage("accounts:user_list", "admin", a_user),
    ListPage("audit:event_list", "admin", an_event),
)
