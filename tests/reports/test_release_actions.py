"""Publishing: counted anew, checked, frozen, sealed in a chain; a correction becomes a release of its own."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from bapas_portal.core.errors import Invalid, NotAllowed, WrongState
from clients.models import Guidance
from reports import actions
from reports.actions import refresh_all
from reports.actions.period import ChecksFailed
from reports.choices import RunState
from reports.models import FACTS, Figure, PublishedMonth, Release, RollupRun
from reports.queries.figures import shown_figures, sums_by_month
from reports.queries.release import broken_releases, is_whole, newest_release, since_release
from reports.verify import verify
from tests.factories import make_bapas, make_guidance
from tests.factories.period import MONTH, acting, decide, hand_in, make_period, publish, write_month
from tests.factories.reports import make_published
from tests.reports.test_submission_actions import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def period(bapas):
    for _ in range(3):
        make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(MONTH)
    return make_period()


def shown(scope, office, measure="CLIENTS_END"):
    figures = shown_figures(scope, office=office, first=MONTH, last=MONTH)
    return sums_by_month(figures, (measure,))[MONTH][measure]


def refreshed():
    refresh_all()
    return newest_release(MONTH)


def test_published_figures_do_not_move_and_the_difference_is_a_recount(period, bapas, nation, directorate, scoped):
    scope = scoped(directorate, "reports.view_dashboard")
    first = publish(period, directorate, reason="Uji")
    assert (first.number, first.run.state, shown(scope, nation)) == (0, RunState.FROZEN, 3)
    make_guidance(office=bapas, start_on=date(2025, 5, 20))
    assert refreshed() == first
    assert shown(scope, nation) == 3
    since = since_release(Figure.objects.all(), first)
    ends = [row for row in since if row[1] == "CLIENTS_END"]
    assert [(row[0], *row[-2:]) for row in ends] == [(bapas.code, 3, 4)]
    assert verify().is_clean
    second = publish(period, directorate, reason="Entri susulan")
    assert (second.number, second.previous_digest) == (1, first.digest)
    assert second.difference == since
    assert shown(scope, nation) == 4
    recounted = make_published(MONTH)
    assert PublishedMonth.objects.get().run_id == second.run_id
    assert PublishedMonth.objects.get().newest_id == recounted.pk
    assert since_release(Figure.objects.all(), second) == []
    assert Figure.objects.filter(run=first.run, measure="CLIENTS_END").get().value == 3
    assert list(broken_releases()) == []


def test_a_correction_of_a_fact_shows_as_a_difference(period, directorate):
    first = publish(period, directorate, reason="Uji")
    Guidance.objects.filter(pk=Guidance.objects.earliest("pk").pk).update(start_on=date(2025, 4, 30))
    refreshed()
    found = {(row[1], row[-2], row[-1]) for row in since_release(Figure.objects.all(), first)}
    assert found == {("CLIENTS_START", 0, 1), ("CLIENTS_IN", 3, 2)}


def test_what_is_frozen_refuses_every_change(period, directorate):
    release = publish(period, directorate, reason="Uji")
    run = release.run_id
    cell = Figure.objects.filter(run=run).first()
    for change in (
        lambda: Figure.objects.filter(run=run).update(value=9),
        lambda: Figure.objects.filter(run=run).delete(),
        lambda: Figure.objects.create(run_id=run, month=MONTH, office=cell.office, measure="ACTIVITIES", value=1),
        lambda: RollupRun.objects.filter(pk=run).update(state=RunState.SUPERSEDED),
        lambda: Release.objects.update(reason="lain"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert is_whole(release)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE reports_release SET reason = 'lain' WHERE number = 0", "number 0) was changed"),
        (
            "UPDATE reports_figure SET value = value + 1 WHERE run_id = (SELECT min(run_id) FROM reports_release)",
            "figures",
        ),
        ("DELETE FROM reports_release WHERE number = 0", "missing"),
    ],
)
def test_a_changed_row_shows(period, bapas, directorate, sql, said):
    publish(period, directorate, reason="Uji")
    make_guidance(office=bapas, start_on=date(2025, 5, 20))
    publish(period, directorate, reason="Entri susulan")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("reports_release", "reports_figure"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        for table in ("reports_release", "reports_figure"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert said in " ".join(broken_releases())


def test_published_twice_at_once_is_one_release(period, directorate):
    said = at_once(*(lambda: publish(period, directorate, reason="Uji") for _ in range(2)))
    assert sorted(map(str, said)) == ["None", "WrongState"]
    assert Release.objects.count() == 1


def test_a_double_click_publishes_once(period, directorate):
    key = uuid4()
    first = publish(period, directorate, reason="Uji", form_key=key)
    same = actions.publish_period(
        period_id=period.pk, reason="Uji", form_key=key, **acting(directorate, "publish_period")
    )
    assert same == first


def test_without_all_accepted_it_says_why(period, bapas, head, kanwil_staff, directorate):
    with pytest.raises(Invalid) as refused:
        publish(period, directorate)
    assert "1 Bapas" in str(refused.value.fields["reason"])
    decide(hand_in(period, bapas, head), kanwil_staff)
    assert publish(period, directorate).reason == ""


def test_a_count_that_does_not_add_up_is_not_published(period, bapas, directorate):
    """An office under no Kanwil: in the nation's count, in no Kanwil's sum."""
    type(bapas).objects.filter(pk=bapas.parent_id).update(kind="BAPAS")
    with pytest.raises(ChecksFailed) as refused:
        publish(period, directorate, reason="Uji")
    assert RollupRun.objects.get(pk=refused.value.run_id).state == RunState.REFUSED
    assert not Release.objects.exists()
    period.refresh_from_db()
    assert not period.is_published


def test_only_the_directorate_publishes_and_nothing_without_a_difference(period, head, kanwil_staff, directorate):
    for user in (head, kanwil_staff):
        with pytest.raises(NotAllowed):
            publish(period, user, reason="Uji")
    publish(period, directorate, reason="Uji")
    with pytest.raises(WrongState, match="Tidak ada selisih"):
        publish(period, directorate, reason="Lagi")
    with pytest.raises(Invalid):
        publish(period, directorate)


def test_after_publication_no_report_is_changed(period, bapas, head, directorate):
    publish(period, directorate, reason="Uji")
    with pytest.raises(WrongState):
        write_month(period, bapas, head)


def test_an_office_that_opened_later_is_not_asked(period, bapas, kanwil, head, kanwil_staff, directorate):
    make_bapas(kanwil, opened_on=date(2025, 6, 1))
    decide(hand_in(period, bapas, head), kanwil_staff)
    assert publish(period, directorate).number == 0


def test_every_table_of_facts_is_frozen_with_its_run():
    """A table of facts that comes later without the triggers would move under a release."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'pgtrigger_%%frozen%%' GROUP BY c.relname"
        )
        found = dict(cursor.fetchall())
    assert {facts._meta.db_table: found.get(facts._meta.db_table) for facts in FACTS} == {
        facts._meta.db_table: 3 for facts in FACTS
    }
