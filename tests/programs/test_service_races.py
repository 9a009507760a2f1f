"""The hours ledger under any course of entries, and with many writers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bapas_portal.core.errors import DomainError, Invalid
from programs.actions import hours
from programs.models import ServiceOrder
from tests.factories import make_guidance
from tests.factories.service import make_order

WRITE = "programs.write_service"
DAY = date(2026, 3, 2)


def done(order: ServiceOrder) -> int:
    return ServiceOrder.objects.get(pk=order.pk).minutes_done


STEPS = st.lists(
    st.tuples(st.sampled_from(["credit", "travel", "penalty", "reverse"]), st.integers(0, 6), st.integers(1, 260)),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_course_of_entries_keeps_the_balance_and_the_limits(bapas, pk, scoped, steps):
    with transaction.atomic():
        order, scope = (
            make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"), minutes_ordered=480),
            scoped(pk, WRITE),
        )
        for act, offset, minutes in steps:
            common = {"form_key": uuid4(), "by": pk, "scope": scope}
            day = DAY + timedelta(offset)
            try:
                if act == "reverse":
                    entries = list(order.entries.order_by("pk"))
                    if entries:
                        hours.reverse(entry_id=entries[minutes % len(entries)].pk, reason="uji", **common)
                elif act == "penalty":
                    hours.penalise(order_id=order.pk, worked_on=day, minutes=minutes, reason="uji", **common)
                else:
                    hours.credit_hours(
                        order_id=order.pk, worked_on=day, minutes=minutes, is_travel=act == "travel", **common
                    )
            except DomainError:
                continue
        check_books(order)
        transaction.set_rollback(True)


def check_books(order: ServiceOrder) -> None:
    total = order.entries.aggregate(total=Sum("minutes"))["total"] or 0
    assert done(order) == total
    assert 0 <= total <= order.minutes_ordered
    for row in order.entries.values("worked_on").annotate(total=Sum("minutes")).order_by():
        assert 0 <= row["total"] <= order.minutes_per_day


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_never_break_the_day_or_the_order(bapas, pk, scoped):
    order = make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"), minutes_ordered=480)
    scope = scoped(pk, WRITE)

    def write(number: int) -> bool:
        try:
            hours.credit_hours(
                order_id=order.pk,
                worked_on=DAY + timedelta(number % 4),
                minutes=70,
                form_key=uuid4(),
                by=pk,
                scope=scope,
            )
        except Invalid:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        kept = sum(pool.map(write, range(24)))
    assert kept == 480 // 70
    check_books(order)


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_send_the_same_form_at_once(bapas, pk, scoped):
    order, key, scope = make_order(make_guidance(office=bapas, officer=pk, status="KERSOS")), uuid4(), scoped(pk, WRITE)

    def send(_number: int) -> int:
        try:
            return hours.credit_hours(order_id=order.pk, worked_on=DAY, minutes=60, form_key=key, by=pk, scope=scope).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(8)))) == 1
    assert done(order) == 60
