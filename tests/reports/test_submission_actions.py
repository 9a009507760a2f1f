"""An office's month: who may write, sign, take back and decide it, and what is frozen with the signature."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connections, transaction

from bapas_portal.accounts.choices import RoleCode
from bapas_portal.accounts.models import Office
from bapas_portal.core.errors import DomainError, Invalid, NotAllowed, WrongState
from bapas_portal.core.once import StaleEdit
from reports import actions
from reports.choices import SubmissionState
from reports.models import Submission, SubmissionVersion
from reports.queries.period import line_of
from reports.rules_period import seal
from tests.factories import make_guidance, make_user
from tests.factories.period import MONTH, acting, decide, hand_in, make_period, write_month
from tests.factories.reports import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(bapas):
    for _ in range(6):
        make_guidance(office=bapas, start_on=date(2025, 5, 10))
    make_published(date(2025, 4, 1), MONTH)
    return make_period()


def submit(period, office, head, lock_version):
    return actions.submit_month(
        period_id=period.pk, office_id=office.pk, lock_version=lock_version, **acting(head, "submit_month")
    )


def test_the_whole_way(period, bapas, head, kanwil_staff):
    submission = hand_in(period, bapas, head)
    assert submission.state == SubmissionState.SUBMITTED
    returned = decide(submission, kanwil_staff, accept=False, text="Jelaskan kenaikan klien.")
    assert (returned.state, returned.kanwil_text) == ("RETURNED", "Jelaskan kenaikan klien.")
    again = hand_in(period, bapas, head)
    assert again.first_submitted_at == submission.first_submitted_at < again.submitted_at
    accepted = decide(again, kanwil_staff)
    assert accepted.state == "ACCEPTED"
    assert list(accepted.versions.order_by("number").values_list("decisions__is_accepted", flat=True)) == [False, True]


def test_what_is_missing_stands_beside_its_field(period, bapas, head):
    written = write_month(period, bapas, head, answers={}, texts={"results": "Ada"})
    with pytest.raises(Invalid) as refused:
        submit(period, bapas, head, written.lock_version)
    missing = {"obstacles", "follow_up", "plan"}
    missing |= {f"answer_{code}" for code in ("NO_ACTIVITY", "NOT_ASSESSED", "CHANGE_CLIENTS_IN", "CHANGE_CLIENTS_END")}
    assert set(refused.value.fields) == missing


def test_the_signature_freezes_the_figures(period, bapas, head):
    version = hand_in(period, bapas, head).versions.get()
    cells = [row for row in version.content["figures"] if row[0] == "CLIENTS_END"]
    assert [(row[1], row[-1]) for row in cells] == [(False, 6)]
    make_guidance(office=bapas, start_on=date(2025, 5, 11))
    make_published(MONTH)
    version.refresh_from_db()
    assert seal(version.content, 1, head.pk, version.at.isoformat(timespec="microseconds")) == version.digest
    for change in (
        lambda: SubmissionVersion.objects.update(content={}),
        lambda: SubmissionVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


@pytest.mark.parametrize("role", [RoleCode.PK, RoleCode.OPERATOR, RoleCode.KANWIL, RoleCode.DITJENPAS])
def test_who_may_not_write(period, bapas, kanwil, nation, role):
    place = {RoleCode.KANWIL: kanwil, RoleCode.DITJENPAS: nation}.get(role, bapas)
    with pytest.raises((NotAllowed, Office.DoesNotExist)):
        write_month(period, bapas, make_user(role, place))


def test_a_section_writes_and_only_the_head_signs(period, bapas):
    section = make_user(RoleCode.SECTION_ADULT, bapas)
    written = write_month(period, bapas, section)
    with pytest.raises(Submission.DoesNotExist):
        submit(period, bapas, section, written.lock_version)


def test_another_office_is_not_found(period, bapas, other_bapas, head):
    stranger = make_user(RoleCode.HEAD, other_bapas)
    with pytest.raises(Office.DoesNotExist):
        write_month(period, bapas, stranger)
    submission = hand_in(period, bapas, head)
    with pytest.raises(Submission.DoesNotExist):
        decide(submission, make_user(RoleCode.KANWIL, other_bapas.parent))


def test_a_stale_page_writes_nothing_over(period, bapas, head):
    write_month(period, bapas, head)
    with pytest.raises(StaleEdit):
        write_month(period, bapas, head, lock_version=0)
    with pytest.raises(StaleEdit):
        submit(period, bapas, head, 0)


def test_the_kanwil_decides_on_what_it_read(period, bapas, head, kanwil_staff):
    submission = hand_in(period, bapas, head)
    actions.take_back(period_id=period.pk, office_id=bapas.pk, **acting(head, "submit_month"))
    with pytest.raises(WrongState):
        decide(submission, kanwil_staff)
    hand_in(period, bapas, head)
    with pytest.raises(StaleEdit):
        actions.decide_submission(
            period_id=period.pk,
            office_id=bapas.pk,
            version=1,
            accept=True,
            text="",
            **acting(kanwil_staff, "accept_submission"),
        )


def test_a_return_says_what_to_mend(period, bapas, head, kanwil_staff):
    with pytest.raises(Invalid) as refused:
        decide(hand_in(period, bapas, head), kanwil_staff, accept=False, text=" ")
    assert list(refused.value.fields) == ["text"]


@pytest.mark.parametrize(
    ("zone", "hour", "late"),
    [("WIB", 16, 0), ("WIB", 17, 1), ("WITA", 15, 0), ("WITA", 16, 1), ("WIT", 14, 0), ("WIT", 15, 1)],
)
def test_the_due_day_ends_by_the_offices_own_clock(period, bapas, head, zone, hour, late):
    """The fifth of June ends at 17:00 UTC in Jakarta, at 15:00 in Jayapura."""
    bapas.zone = zone
    bapas.save()
    submission = hand_in(period, bapas, head)
    submission.first_submitted_at = datetime(2025, 6, 5, hour, 0, tzinfo=UTC)
    assert line_of(period, bapas, submission).late == late


def at_once(*acts):
    """Run the acts in threads that start together; what each raised, or None."""
    barrier, said = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            act()
        except DomainError as error:
            said[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_two_heads_submit_at_once(period, bapas, head):
    other = make_user(RoleCode.HEAD, bapas)
    lock = write_month(period, bapas, head).lock_version
    said = at_once(*(lambda who=who: submit(period, bapas, who, lock) for who in (head, other)))
    assert sorted(map(str, said)) == ["None", "WrongState"]
    assert SubmissionVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_kanwil_accepts_while_the_head_takes_back(period, bapas, head, kanwil_staff):
    submission = hand_in(period, bapas, head)
    said = at_once(
        lambda: decide(submission, kanwil_staff),
        lambda: actions.take_back(period_id=period.pk, office_id=bapas.pk, **acting(head, "submit_month")),
    )
    assert sorted(map(str, said)) == ["None", "WrongState"]
    submission.refresh_from_db()
    assert submission.state == ("ACCEPTED" if said[0] is None else "DRAFT")
