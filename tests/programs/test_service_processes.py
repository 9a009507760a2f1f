"""Eight processes with SQL alone against one book of hours: whatever they write, the database keeps the books right."""

import random
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from programs.models import ServiceOrder, ServicePause
from tests.factories import make_guidance
from tests.factories.service import make_order

WRITERS, ACTS = 8, 40
# A writer knows nothing of our code. It prints how many of its acts the database kept.
WRITER = """
import random, sys, uuid
import psycopg2
from psycopg2 import errors

dsn, seed, acts, order, person = sys.argv[1], *map(int, sys.argv[2:])
dice, kept = random.Random(seed), 0
line = psycopg2.connect(dsn)
ENTRY = ("INSERT INTO programs_hoursentry (order_id, kind, worked_on, minutes, reason, reverses_id, form_key, by_id,"
         " recorded_at) VALUES (%s, %s, date '2026-03-02' + %s, %s, 'uji', %s, %s, %s, now())")
for _ in range(acts):
    kind = dice.choice(["CREDIT"] * 4 + ["TRAVEL", "PENALTY", "ADJUSTMENT", "REVERSAL", "PAUSE"])
    day = dice.randrange(9)
    try:
        with line, line.cursor() as cursor:
            if kind == "PAUSE":
                cursor.execute(
                    "INSERT INTO programs_servicepause (order_id, from_on, to_on, reason, note, by_id, recorded_at)"
                    " VALUES (%s, date '2026-03-02' + %s, date '2026-03-02' + %s, 'ILLNESS', '', %s, now())",
                    (order, day, day, person))
            else:
                old = None
                if kind == "REVERSAL":
                    cursor.execute("SELECT id FROM programs_hoursentry WHERE order_id = %s ORDER BY random()", (order,))
                    old = (cursor.fetchone() or [None])[0]
                    if old is None:
                        continue
                minutes = dice.randint(1, 200) * (-1 if kind == "PENALTY" else 1)
                cursor.execute(ENTRY, (order, kind, day, minutes, old, str(uuid.uuid4()), person))
        kept += 1
    except (errors.CheckViolation, errors.UniqueViolation, errors.ExclusionViolation):
        continue
print(kept)
"""


@pytest.mark.django_db(transaction=True)
def test_eight_processes_never_break_the_books(bapas, pk):
    seed = random.randrange(10**6)
    order = make_order(make_guidance(office=bapas, officer=pk, status="KERSOS"), minutes_ordered=24 * 60)
    told = connection.get_connection_params()
    dsn = " ".join(
        f"{name}='{told[key]}'"
        for name, key in (
            ("host", "host"),
            ("port", "port"),
            ("dbname", "dbname"),
            ("user", "user"),
            ("password", "password"),
        )
        if told.get(key)
    )
    argv = [sys.executable, "-c", WRITER, dsn]
    rest = [str(ACTS), str(order.pk), str(pk.pk)]
    writers = [
        subprocess.Popen([*argv, str(seed + number), *rest], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    answers = [writer.communicate(timeout=60) for writer in writers]
    assert [err for _, err in answers if err] == [], f"seed {seed}"
    kept = sum(int(out) for out, _ in answers)
    assert kept == order.entries.count() + order.pauses.count() > WRITERS

    total = order.entries.aggregate(total=Sum("minutes"))["total"]
    order = ServiceOrder.objects.get(pk=order.pk)
    assert order.minutes_done == total, f"seed {seed}"
    assert 0 <= total <= order.minutes_ordered, f"seed {seed}"
    assert _worst_day(order) <= order.minutes_per_day, f"seed {seed}"
    standing = order.entries.filter(kind__in=["CREDIT", "TRAVEL"], reversed_by=None)
    paused = [(pause.from_on, pause.to_on) for pause in ServicePause.objects.filter(order=order)]
    assert all(not first <= entry.worked_on <= last for entry in standing for first, last in paused), f"seed {seed}"
    assert all(date(2026, 3, 2) <= entry.worked_on <= order.deadline_on for entry in standing)


def _worst_day(order: ServiceOrder) -> int:
    """Minutes of the fullest day, adjustments apart."""
    days: dict[date, int] = {order.start_on - timedelta(1): 0}
    for entry in order.entries.select_related("reverses"):
        if (entry.reverses or entry).kind != "ADJUSTMENT":
            days[entry.worked_on] = days.get(entry.worked_on, 0) + entry.minutes
    return max(days.values())
