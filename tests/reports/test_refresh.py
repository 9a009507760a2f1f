"""Figures kept current: what a write touches is counted again, and no more; never less than a full count says."""

import random
from datetime import UTC, date, datetime, time, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from bapas_portal.core.dates import today_in
from clients.models import Guidance, Need
from partners.models import Organisation
from programs.models import ActionPlan, Intervention, PlanLine, PlanLineState
from reports import tasks
from reports.actions import refresh_all
from reports.actions.publication import publish_run
from reports.actions.refresh import OFFICE_LOCK, forget_done, refresh_office
from reports.counting.marks import KINDS, SOURCES, install, name_of
from reports.models import DirtyMonth, Figure, PublishedMonth, RollupRun
from reports.verify import verify
from tests.factories import make_bapas, make_guidance, make_kanwil, make_nation, make_user
from tests.factories.programs import make_intervention, make_need
from tests.factories.reports import make_activity, make_assessment, make_published

FIRST, LAST = date(2025, 1, 1), date(2025, 4, 1)
MONTHS = (FIRST, date(2025, 2, 1), date(2025, 3, 1), LAST)
DAY = timedelta(1)


@pytest.fixture
def offices(transactional_db):
    nation = make_nation()
    kanwil = make_kanwil(nation)
    return [make_bapas(kanwil), make_bapas(kanwil), make_bapas(make_kanwil(nation))]


def marks():
    """(office, first, last) of the open rows, ends cut to 2025."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT office_id, greatest(first, '2025-01-01'), least(last, '2025-12-31') FROM reports_dirtymonth"
            " WHERE done_at IS NULL ORDER BY id"
        )
        return cursor.fetchall()


def count_open(office, month):
    figure = Figure.objects.filter(office=office, month=month, measure="CLIENTS_END").first()
    return figure.value if figure else 0


@pytest.mark.django_db
def test_the_triggers_of_the_database_are_those_of_the_sources():
    """A source that changed needs a migration that installs it again."""
    names = [name_of(source, kind) for source in SOURCES for kind in KINDS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'reports\\_mark\\_%'")
        assert sorted(row[0] for row in cursor.fetchall()) == sorted(names)
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'reports\\_mark\\_%'")
        before = dict(cursor.fetchall())
        cursor.execute(install([source.table for source in SOURCES]))
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'reports\\_mark\\_%'")
        assert dict(cursor.fetchall()) == before


def test_a_new_period_and_its_end_touch_the_months_between(offices):
    guidance = make_guidance(office=offices[0], start_on=date(2025, 2, 10))
    assert marks() == [(offices[0].pk, date(2025, 2, 10), date(2025, 12, 31))]
    DirtyMonth.objects.all().delete()
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 3, 5), end_reason="HMB")
    assert marks() == [(offices[0].pk, date(2025, 3, 5), date(2025, 12, 31))]
    DirtyMonth.objects.all().delete()
    Guidance.objects.filter(pk=guidance.pk).update(ended_on=date(2025, 3, 9))
    assert marks() == [(offices[0].pk, date(2025, 3, 5), date(2025, 3, 9))]
    DirtyMonth.objects.all().delete()
    Guidance.objects.filter(pk=guidance.pk).update(officer=make_user())
    assert marks() == []


def test_a_write_that_is_taken_back_touches_nothing(offices):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_guidance(office=offices[0])
        raise ZeroDivisionError
    assert marks() == []


def test_only_the_touched_office_and_months_are_counted_again(offices):
    first, second = (make_guidance(office=office, start_on=date(2025, 1, 5)) for office in offices[:2])
    make_published(FIRST, LAST)
    DirtyMonth.objects.all().delete()
    Figure.objects.filter(office=second.office).update(value=77)
    make_guidance(office=first.office, start_on=date(2025, 3, 5))
    assert refresh_all() == 2
    assert [count_open(first.office, month) for month in (FIRST, date(2025, 3, 1), LAST)] == [1, 2, 2]
    assert count_open(second.office, LAST) == 77
    assert refresh_all() == 0


def test_an_office_that_another_worker_holds_is_left_and_stays_open(offices):
    make_published(FIRST, LAST)
    make_guidance(office=offices[0], start_on=FIRST)
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [OFFICE_LOCK, offices[0].pk])
        assert refresh_office(offices[0].pk) is None
        assert refresh_all() == 0
        assert len(marks()) == 1
    other.close()
    assert refresh_all() == 4


def test_what_was_refreshed_while_a_run_was_counted_is_refreshed_in_that_run_too(offices):
    """The run's snapshot is older than the write; the run is shown after it."""
    make_published(FIRST, LAST)
    as_of = timezone.now()
    make_guidance(office=offices[0], start_on=FIRST)
    refresh_all()
    publish_run(RollupRun.objects.create(first_month=FIRST, last_month=LAST, data_as_of=as_of), [])
    assert PublishedMonth.objects.get(month=FIRST).run.figures.count() == 0
    tasks.refresh()
    assert PublishedMonth.objects.get(month=FIRST).run.figures.get(month=FIRST, measure="CLIENTS_END").value == 1


def test_rows_done_days_ago_are_forgotten(offices):
    make_guidance(office=offices[0], start_on=FIRST)
    refresh_all()
    assert forget_done() == 0
    DirtyMonth.objects.update(done_at=timezone.now() - timedelta(3))
    assert forget_done() == 1


def test_verify_says_the_cell_that_is_wrong(offices):
    make_guidance(office=offices[0], start_on=FIRST)
    make_published(FIRST, LAST)
    assert verify().is_clean
    Figure.objects.filter(measure="CLIENTS_IN").update(value=5)
    Figure.objects.filter(measure="CLIENTS_END", month=LAST).delete()
    found = verify()
    assert not found.is_clean
    assert sorted((each.cell[2], each.shown, each.counted) for each in found.differences) == [
        ("CLIENTS_END", None, 1),
        ("CLIENTS_IN", 5, 1),
    ]


class Writer:
    """Does random things to the tables, back-dated ones among them."""

    def __init__(self, seed, offices, by, intervention) -> None:
        self.dice, self.offices, self.by = random.Random(seed), offices, by
        self.intervention = intervention
        self.periods: list[Guidance] = []
        self.needs: list[Need] = []
        self.lines: list[PlanLine] = []

    def day(self):
        return FIRST - 40 * DAY + self.dice.randrange(170) * DAY

    def run(self, times):
        try:
            for _ in range(times):
                getattr(self, self.dice.choice(self.ACTS))()
        finally:
            connection.close()

    def begin(self):
        office = self.dice.choice(self.offices)
        is_child = self.dice.random() < 0.3
        self.periods.append(make_guidance(office=office, start_on=self.day(), child=is_child))

    def end(self):
        if self.periods:
            period = self.dice.choice(self.periods)
            ended = self.dice.choice([None, period.start_on + self.dice.randrange(90) * DAY])
            reason = "HMB" if ended else ""
            Guidance.objects.filter(pk=period.pk).update(ended_on=ended, end_reason=reason)

    def move_start(self):
        if self.periods:
            period = self.dice.choice(self.periods)
            Guidance.objects.filter(pk=period.pk, ended_on=None).update(start_on=self.day())

    def restate(self):
        if self.periods:
            Guidance.objects.filter(pk=self.dice.choice(self.periods).pk).update(status=self.dice.choice(["PB", "CB"]))

    def assess(self):
        if self.periods:
            period = self.dice.choice(self.periods)
            make_assessment(
                period,
                on=self.day(),
                instrument="ANAK" if period.is_child else "RRI",
                category=self.dice.choice(["LOW", "HIGH"]),
                assessor=self.by,
            )

    def need(self):
        if self.periods:
            period = self.dice.choice(self.periods)
            need = make_need(period, code=f"HOUSING-{self.dice.random()}"[:20], opened_on=self.day())
            self.needs.append(need)

    def close_need(self):
        if self.needs:
            need = self.dice.choice(self.needs)
            closed = need.opened_on + self.dice.randrange(90) * DAY
            Need.objects.filter(pk=need.pk).update(closed_on=closed, closing="MET")

    def drop_need(self):
        """Some rows may be deleted; whoever does it by hand must not leave a figure behind."""
        if self.needs:
            need = self.needs.pop()
            Need.objects.filter(pk=need.pk).delete()

    def line(self):
        if self.periods:
            need = make_need(self.dice.choice(self.periods), code=f"L-{self.dice.random()}"[:20], opened_on=self.day())
            plan, _made = ActionPlan.objects.get_or_create(guidance=need.guidance, defaults={"created_by": self.by})
            values = {"goal": "Tujuan", "indicator": "Ukuran", "start_on": FIRST, "due_on": LAST}
            line = PlanLine.objects.create(
                plan=plan, need=need, intervention=self.intervention, responsible=self.by, **values
            )
            self.lines.append(line)

    def step(self):
        if self.lines:
            line, state = self.dice.choice(self.lines), self.dice.choice(["PLANNED", "RUNNING", "DONE"])
            PlanLineState.objects.create(line=line, state=state, from_on=self.day())

    def remove(self):
        if self.lines:
            removed = datetime.combine(self.day(), time(5), UTC)
            PlanLine.objects.filter(pk=self.dice.choice(self.lines).pk).update(removed_at=removed)

    def activity(self):
        office = self.dice.choice(self.offices)
        own = [period for period in self.periods if period.office_id == office.pk]
        make_activity(office, *own[:2], on=self.day())

    def catalogue(self):
        Intervention.objects.filter(pk=self.intervention.pk).update(is_active=self.dice.random() < 0.5)

    def partner(self):
        Organisation.objects.filter(pk__in=Organisation.objects.values("pk")[:1]).update(
            serves=self.dice.choice([["F1"], ["F1", "F2"], []])
        )

    ACTS = ("begin", "begin", "end", "move_start", "restate", "assess", "need", "need", "close_need", "drop_need")
    ACTS += ("line", "step", "step", "remove", "activity", "partner", "catalogue")


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_histories_of_four_writers_nothing_differs_from_a_full_count(offices, seed):
    Organisation.objects.create(name="Mitra", kind="BLK", office=offices[0], serves=["F1"])
    by = make_user()
    make_published(FIRST, LAST)
    writers = [Writer(seed * 10 + number, offices, by, make_intervention()) for number in range(4)]
    stop = Event()

    def refresh_on():
        try:
            while not stop.is_set():
                refresh_all()
        finally:
            connection.close()

    threads = [Thread(target=writer.run, args=(40,)) for writer in writers]
    refreshers = [Thread(target=refresh_on) for _ in range(2)]
    for thread in (*threads, *refreshers):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    for thread in refreshers:
        thread.join()
    refresh_all()
    # And one by one: no act's months are only right because another's were counted after it.
    for act in 5 * tuple(dict.fromkeys(Writer.ACTS)) if seed == 1 else ():
        getattr(writers[0], act)()
        refresh_all()
        assert verify(MONTHS).differences == [], act
    found = verify()
    assert found.waiting == 0
    assert found.differences == []
    assert [check.code for check in found.checks if check.failed] == []
    assert found.cells > 50
    assert PublishedMonth.objects.count() == 4
    assert sum(len(writer.periods) for writer in writers) > 10
    assert today_in() > LAST
