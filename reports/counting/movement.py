"""Clients of a month: open before it, in, out, open after it (domain.md 8.2, table T1).

A day counts as under guidance from start_on to ended_on, both included. Hence for every cell
start + in - out = end, which the check proves on each run.
"""

from django.utils.translation import gettext_lazy as _

from reports.choices import Measure
from reports.counting.step import Step

INSERT = """
    INSERT INTO reports_figure (run_id, month, office_id, measure, is_child, sex, key, category, value)
    SELECT %(run)s, %(first)s, c.office_id, v.measure, c.is_child, c.sex, c.status, '', v.value
      FROM (SELECT g.office_id, g.is_child, g.sex, g.status,
                   count(*) FILTER (WHERE g.start_on < %(first)s) AS at_start,
                   count(*) FILTER (WHERE g.start_on >= %(first)s) AS came_in,
                   count(*) FILTER (WHERE g.ended_on <= %(last)s) AS went_out,
                   count(*) FILTER (WHERE g.ended_on IS NULL OR g.ended_on > %(last)s) AS at_end
              FROM clients_guidance g
             WHERE g.start_on <= %(last)s AND (g.ended_on IS NULL OR g.ended_on >= %(first)s)
               AND IN_OFFICES(g.office_id)
             GROUP BY g.office_id, g.is_child, g.sex, g.status) AS c
     CROSS JOIN LATERAL (VALUES ('CLIENTS_START', c.at_start), ('CLIENTS_IN', c.came_in),
                                ('CLIENTS_OUT', c.went_out), ('CLIENTS_END', c.at_end)) AS v(measure, value)
     WHERE v.value > 0
"""
# Counted another way on purpose: all that ever began, less all that ever ended.
TOTALS = """
    SELECT t.kanwil_id, t.is_nation = 1, v.measure, v.value
      FROM (SELECT k.id AS kanwil_id, GROUPING(k.id) AS is_nation,
                   count(*) FILTER (WHERE g.start_on < %(first)s)
                     - count(*) FILTER (WHERE g.ended_on < %(first)s) AS at_start,
                   count(*) FILTER (WHERE g.start_on BETWEEN %(first)s AND %(last)s) AS came_in,
                   count(*) FILTER (WHERE g.ended_on BETWEEN %(first)s AND %(last)s) AS went_out,
                   count(*) FILTER (WHERE g.start_on <= %(last)s)
                     - count(*) FILTER (WHERE g.ended_on <= %(last)s) AS at_end
              FROM clients_guidance g
              JOIN accounts_office o ON o.id = g.office_id
              LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
             GROUP BY GROUPING SETS ((k.id), ())) AS t
     CROSS JOIN LATERAL (VALUES ('CLIENTS_START', t.at_start), ('CLIENTS_IN', t.came_in),
                                ('CLIENTS_OUT', t.went_out), ('CLIENTS_END', t.at_end)) AS v(measure, value)
"""

MOVEMENT = Step(
    label=_("Pergerakan klien"),
    measures=(Measure.CLIENTS_START, Measure.CLIENTS_IN, Measure.CLIENTS_OUT, Measure.CLIENTS_END),
    insert=INSERT,
    totals=TOTALS,
)
