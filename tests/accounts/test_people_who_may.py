"""Who may be chosen for a piece of work at an office."""

from datetime import date, timedelta

import pytest

from bapas_portal.accounts.choices import OfficeKind, RoleCode
from bapas_portal.accounts.models import Office, RoleGrant
from bapas_portal.accounts.queries import people_who_may
from bapas_portal.core.dates import today_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SUPERVISE = "programs.supervise_service"


def test_people_of_the_office_and_above_it_who_hold_the_right(bapas, other_pk, pk, head, kanwil_staff):
    make_user(RoleCode.OPERATOR, bapas)
    gone = make_user(RoleCode.PK, bapas)
    gone.is_active = False
    gone.save()
    assert set(people_who_may(SUPERVISE, bapas)) == {pk, head}
    assert set(people_who_may("programs.accept_activity", bapas)) == {kanwil_staff}


def test_a_pos_is_also_served_by_its_bapas(bapas, pk):
    pos = Office.objects.create(kind=OfficeKind.POS, code="P1", name="Pos Contoh", parent=bapas)
    own = make_user(RoleCode.APK, pos)
    assert set(people_who_may(SUPERVISE, pos)) == {own, pk}
    assert set(people_who_may(SUPERVISE, bapas)) == {pk}


def test_a_role_that_ended_no_longer_counts(bapas, pk):
    RoleGrant.objects.filter(user=pk).update(from_on=date(2020, 1, 1), to_on=today_in() - timedelta(1))
    assert not people_who_may(SUPERVISE, bapas).exists()
    assert people_who_may(SUPERVISE, bapas, today_in() - timedelta(1)).get() == pk
