"""What is booked ahead for running orders, and what their last planning left open. Two reads, however many orders."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from programs.models import ServicePlan
from programs.rules.service import Ahead

# Minutes of each booked seat as the verdict's day lets them count, summed from today on until the order is full.
BOOKED_AHEAD = """
    SELECT order_id, COUNT(*) FILTER (WHERE before < minutes_left), LEAST(SUM(counts), MIN(minutes_left)),
           MAX(held_on), MIN(held_on) FILTER (WHERE before + counts >= minutes_left)
    FROM (
        SELECT order_id, held_on, counts, minutes_left, SUM(counts) OVER earlier - counts AS before
        FROM (
            SELECT o.id AS order_id, s.id, s.held_on, s.starts_at, o.minutes_ordered - o.minutes_done AS minutes_left,
                   LEAST(o.minutes_per_day, EXTRACT(EPOCH FROM s.ends_at - s.starts_at)::integer / 60) AS counts
            FROM unnest(%s::bigint[], %s::date[]) asked(id, today)
            JOIN programs_serviceorder o ON o.id = asked.id
            JOIN programs_sessionseat x ON x.order_id = o.id AND x.state = 'BOOKED'
            JOIN programs_servicesession s ON s.id = x.session_id AND s.held_on >= asked.today
        ) seats
        WINDOW earlier AS (PARTITION BY order_id ORDER BY held_on, starts_at, id)
    ) sums
    GROUP BY order_id
"""


def ahead_of(asked: Sequence[tuple[int, date]]) -> dict[int, Ahead]:
    """(order id, the office's today) -> what is booked from that day on. Orders without a seat are left out."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(BOOKED_AHEAD, [[pk for pk, _today in asked], [today for _pk, today in asked]])
        return {pk: Ahead(*row) for pk, *row in cursor.fetchall()}


def plans_of(order_ids: Sequence[int]) -> dict[int, ServicePlan]:
    """The last planning by order; an order that was never planned is left out."""
    return {row.order_id: row for row in ServicePlan.objects.filter(order__in=order_ids)} if order_ids else {}
