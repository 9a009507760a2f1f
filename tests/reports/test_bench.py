"""manage.py bench: what it reckons, and one short run from an empty database to its table."""

import io
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from bapas_portal.accounts.models import User
from reports.bench import BENCHES
from reports.bench.counting import growth_line
from reports.bench.database import throw_away
from reports.bench.stage import Unexpected, expected
from reports.bench.stopwatch import Pair, Timed, side_by_side
from reports.bench.table import HEAD, Goal, Line, table


def databases() -> set[str]:
    """Databases of this process' benchmarks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench_{os.getpid()}_%"])
        return {name for (name,) in cursor.fetchall()}


def test_calls_take_turns_and_the_warm_up_does_not_count():
    heard: list[str] = []
    pair = side_by_side(lambda: heard.append("a"), lambda: heard.append("b"), rounds=2, calls=4)
    assert [len(each) for each in pair.subject.rounds] == [4, 4] == [len(each) for each in pair.baseline.rounds]
    assert "".join(heard) == "ab" * (3 + 2 * 4)


@pytest.mark.parametrize(
    ("seconds", "p95"),
    [([1.0], 1.0), ([1.0, 9.0], 9.0), (list(range(1, 21)), 19), (list(range(1, 101)), 95), ([5.0] * 19 + [50.0], 5.0)],
)
def test_p95_is_a_time_that_was_measured(seconds, p95):
    assert Timed([seconds]).p95 == p95


def pair_of(subject: list[list[float]], baseline: list[list[float]]) -> Pair:
    return Pair(Timed(subject), Timed(baseline))


def test_the_ratio_is_the_median_of_the_rounds():
    pair = pair_of([[2.0, 2.0], [9.0, 9.0], [4.0, 4.0]], [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    assert (pair.ratios, pair.ratio, pair.ratio_p95) == ([2.0, 9.0, 4.0], 4.0, 9.0)


@pytest.mark.parametrize(
    ("goal", "judged", "reached"),
    [
        (Goal(2.5), 2.0, True),
        (Goal(1.9), 2.0, False),
        (Goal(5.0, "p95 ratio"), 6.0, False),
        (Goal(60, "p95 ms"), 60.0, True),
        (None, None, None),
    ],
)
def test_a_goal_says_which_number_it_is_about(goal, judged, reached):
    line = Line("page", "empty", pair_of([[0.02] * 9 + [0.06]], [[0.01] * 10]), goal=goal)
    assert line.judged == (pytest.approx(judged) if judged else None)
    assert line.is_reached is reached


def test_a_line_without_a_pair_is_judged_by_its_number():
    assert Line("queries", number=9, goal=Goal(8, "number")).is_reached is False
    assert Line("queries", number=9).is_reached is None


def test_the_table_has_its_head_and_every_line_with_notes():
    pair = pair_of([[0.03]], [[0.01]])
    text = table([Line("page", "empty", pair, goal=Goal(2), notes=("7 rows",)), Line("queries", number=5)])
    head, _rule, page, note, queries = text.splitlines()
    assert head.split() == list(HEAD)
    assert page.split()[:1] == ["page"] and "3.00x" in page and page.endswith("NO")
    assert note.strip() == "7 rows"
    assert queries.split() == ["queries", "5"]


@pytest.mark.parametrize(("seconds", "exponent"), [(4.0, 1.0), (2.0, 0.5), (16.0, 2.0)])
def test_growth_in_proportion_is_an_exponent_of_one(seconds, exponent):
    assert growth_line((1.0, 1000), (seconds, 4000)).number == exponent


def test_a_page_that_did_not_answer_is_no_measurement(signed_in, pk):
    answer = signed_in(pk).get("/tidak-ada/")
    with pytest.raises(Unexpected, match="404 instead of 200"):
        expected(answer, 200)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nothing"], "Unknown: nothing"), (["--clients", "1"], "--clients"), (["--rounds", "0"], "--rounds")],
)
def test_a_wrong_wish_is_refused_before_anything_is_made(arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("bench", *arguments)


def test_production_refuses(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("bench")


@pytest.mark.django_db(transaction=True)
def test_the_database_is_gone_after_a_failure_and_the_own_one_is_back(pk):
    before = connections["default"].settings_dict["NAME"]
    with pytest.raises(ZeroDivisionError), throw_away("fails") as name:
        assert name in databases()
        assert connection.introspection.table_names() == []
        raise ZeroDivisionError
    assert connections["default"].settings_dict["NAME"] == before
    assert User.objects.get() == pk
    assert not databases()


@pytest.mark.django_db(transaction=True)
def test_a_database_can_be_copied_for_a_smaller_size():
    with throw_away("whole") as whole:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (number integer)")
        with throw_away("copy", template=whole):
            assert connection.introspection.table_names() == ["kept"]
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE kept")
        assert connection.introspection.table_names() == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_a_short_run_measures_all_but_growth():
    said = io.StringIO()
    call_command("bench", *BENCHES, clients=150, rounds=1, scale=0.05, stdout=said, stderr=io.StringIO())
    text = said.getvalue()
    for words in (
        "dashboard (Kanwil)",
        "dashboard (nation): queries",
        "client list (office)",
        "name search in the nation",
        "saving an assessment (RRI)",
        "saving an assessment (KRIM): queries",
        "count in scope",
        "rollup of one month",
        "CSV of figures",
        "XLSX of figures and case rows",
        "150 clients",
    ):
        assert words in text
    assert "goals reached" in text and "cores" in text
    assert not databases()
