"""The demonstration's two workers of partners find something to do."""

from bapas_portal.accounts.demo import DEMO_WORKERS, demo_accounts
from bapas_portal.accounts.models import User
from bapas_portal.accounts.scopes import scope_of
from partners.queries.own import SERVE, day_of
from programs.queries.own_site import ATTEND, own_days


def test_two_workers_sign_in_one_with_referrals_one_with_a_session(seeded):
    serves, attends = (User.objects.get(username=each[0]) for each in DEMO_WORKERS)
    assert any(day_of(scope_of(serves).narrowed(SERVE)).values())
    days = own_days(scope_of(attends).narrowed(ATTEND))
    assert days.today or days.ahead
    listed = {row["username"]: row["office"] for row in demo_accounts()}
    assert listed[serves.username] != listed[attends.username]
    assert serves.check_password(demo_accounts()[0]["password"])
