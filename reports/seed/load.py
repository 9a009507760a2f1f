"""From a size and a seed to a nation at work: one transaction, the same rows for the same seed and day."""

import pgtrigger
from django.db import connection, transaction

from bapas_portal.accounts.demo import DEMO_PEOPLE, make_demo_accounts
from bapas_portal.accounts.models import Office, User
from bapas_portal.audit.trail import record
from clients.models import (
    Assessment,
    AssessmentFactor,
    AssessmentOverride,
    AssessmentReview,
    Case,
    Client,
    Guarantor,
    Guidance,
    Need,
    NewInformation,
    OfficerAssignment,
    RegisterCounter,
    Residence,
)
from partners.models import Offering, Organisation, Referral, Site, SiteCheck, SiteSlot
from programs.models import (
    ActionPlan,
    ActivityOutput,
    CareActivity,
    Participation,
    PlanAnswer,
    PlanLine,
    PlanLineState,
    PlanReview,
    PlanReviewGoal,
    PlanStep,
    PlanStepState,
    PlanVersion,
)
from reports.seed.agenda import add_calendar
from reports.seed.agreed import add_agreements
from reports.seed.arrivals import draw_arrivals
from reports.seed.assessed import add_assessments, read_instruments
from reports.seed.certified import add_certificates
from reports.seed.copying import Loader
from reports.seed.directed import add_directives
from reports.seed.guided import add_guiding
from reports.seed.informed import add_information
from reports.seed.judged import Judgeable, add_judgements
from reports.seed.movement import PARTNER_LINK, add_movement
from reports.seed.offered import add_offerings
from reports.seed.partners import add_partners
from reports.seed.people import add_person, read_offences
from reports.seed.periods import Period, RegisterBooks, add_periods
from reports.seed.planned import add_plan, read_catalogue
from reports.seed.rated import add_ratings
from reports.seed.referred import add_referrals
from reports.seed.scheduled import add_schedules
from reports.seed.served import add_service
from reports.seed.sites import add_sites
from reports.seed.workers import add_workers
from reports.seed.world import World, build_world, kanwil_code

# In the order of COPY: the database's triggers look a person and a case up when a period comes in.
MODELS = (
    Organisation,
    Site,
    SiteSlot,
    SiteCheck,
    Client,
    Case,
    Residence,
    Guarantor,
    Guidance,
    OfficerAssignment,
    Assessment,
    AssessmentFactor,
    AssessmentOverride,
    AssessmentReview,
    Need,
    NewInformation,
    ActionPlan,
    PlanVersion,
    PlanLine,
    PlanLineState,
    PlanStep,
    PlanStepState,
    PlanAnswer,
    PlanReview,
    PlanReviewGoal,
    CareActivity,
    ActivityOutput,
    PARTNER_LINK,
    Participation,
)
# The copies of an insert that pghistory keeps; every other trigger stays on.
TRACKED = (Offering, Referral, Site, Client, Case, Guidance, ActionPlan, CareActivity, ActivityOutput)
HISTORY = tuple(f"{model._meta.label}:insert_insert" for model in TRACKED)
PERSONS_A_BATCH = 1000


def seed_nation(*, clients: int, months: int, seed: int) -> dict[str, int]:
    """Load `clients` persons and `months` months of work. Offices, instruments and catalogue must be there.

    Returns the number of rows by table. Raises KeyError when an instrument is not published.
    """
    with transaction.atomic():
        world, rows, periods = _load(clients=clients, months=months, seed=seed)
        # Outside: pgtrigger puts words of its own before a statement, which one with named values does not bear.
        rows |= add_schedules(world)
        rows |= add_workers(world)
        nation = Office.objects.get(parent=None)
        record(verb="demo.seeded", subject=nation, by=None, clients=clients, months=months, periods=len(periods))
    return rows


def _load(*, clients: int, months: int, seed: int) -> tuple[World, dict[str, int], list[Period]]:
    """Everything that goes in without a copy of its first state."""
    with pgtrigger.ignore(*HISTORY):
        with connection.cursor() as cursor:
            # pgtrigger passes its list on with an ordinary statement; COPY is none.
            cursor.execute("SELECT 1")
        make_demo_accounts()
        world = build_world(seed=seed, months=months, clients=clients, loader=Loader(MODELS))
        _seat_demo_people(world)
        books = RegisterBooks()
        periods = _add_work(world, books, clients)
        add_sites(world)
        rows = world.loader.finish()
        rows |= add_offerings(world)
        rows |= add_agreements(world)
        rows |= add_calendar(world)
        rows |= add_service(world, periods)
        rows |= add_ratings(world)
        rows |= add_directives(world)
        rows |= add_guiding(world, periods)
        rows |= add_certificates(world)
        rows |= add_referrals(world)
        RegisterCounter.objects.bulk_create(
            RegisterCounter(office_id=office, book=book, year=year, last=last)
            for (office, book, year), last in books.last.items()
        )
    return world, rows, periods


def _add_work(world: World, books: RegisterBooks, clients: int) -> list[Period]:
    offences, instruments = read_offences(), read_instruments()
    catalogue = read_catalogue(instruments)
    partners = add_partners(world)
    periods: list[Period] = []
    judgeable: list[Judgeable] = []
    for number, arrival in enumerate(draw_arrivals(world, clients), start=1):
        begin = arrival.begin
        person = add_person(
            world, offences, begin.place, is_child=arrival.is_child, ground=begin.ground, start_on=begin.start_on
        )
        for period in add_periods(world, books, person, begin):
            periods.append(period)
            needs, lead = add_assessments(world, instruments, period)
            if lead is not None and period.ended_on is None:
                judgeable.append((period, lead))
            add_plan(world, catalogue, partners[period.place.pk], period, needs)
        if number % PERSONS_A_BATCH == 0:
            world.loader.flush()
    for period in periods:
        add_information(world, period)
    add_judgements(world, judgeable)
    add_movement(world, periods, partners)
    return periods


def _seat_demo_people(world: World) -> None:
    """The demonstration heads approve at their office, the demonstration Kanwil staff accepts for theirs."""
    people = dict(User.objects.filter(is_demo=True).values_list("username", "pk"))
    codes = {person.username: person.office_code for person in DEMO_PEOPLE}
    for place in world.offices:
        if place.office.code == codes["supervisor"]:
            place.supervisor = people["supervisor"]
            place.told_officers = [people["pk"], people["pkanak"]]
        if place.office.code == codes["bkd"]:
            place.adult_approver, place.child_approver = people["bkd"], people["bka"]
        if kanwil_code(place.office) == codes["kanwil"]:
            place.kanwil_user = people["kanwil"]
