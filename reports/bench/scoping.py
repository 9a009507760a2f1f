"""The scope's condition against the same question asked by hand."""

from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from clients.models import Guidance
from reports.bench.stage import Stage
from reports.bench.stopwatch import side_by_side
from reports.bench.table import Goal, Line

CALLS = 40
VIEW = "clients.view_client"


def bench_scope(stage: Stage) -> list[Line]:
    """The count of an office's clients, for the head of the office, who sees them all."""
    scope = scope_of(User.objects.get(username="kepala")).narrowed(VIEW)
    offices = sorted(scope.office_ids() or ())
    pair = side_by_side(
        lambda: Guidance.objects.visible_to(scope).count(),
        lambda: Guidance.objects.filter(office__in=offices).count(),
        rounds=stage.rounds,
        calls=stage.calls(CALLS),
    )
    rows = Guidance.objects.visible_to(scope).count()
    if rows != Guidance.objects.filter(office__in=offices).count():
        raise AssertionError("the two counts differ")
    return [
        Line("count in scope (head)", "same, filtered by hand", pair, goal=Goal(1.15), notes=(f"{rows} rows counted",))
    ]
