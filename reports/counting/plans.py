"""Plan lines by the state they were in on the last day of the month.

The state is the latest that began on or before that day. Only clients still under guidance that day count, or the
figure would only ever grow. A line taken out of its plan by that day does not count
(days of moments are those of the portal's zone, WIB).
"""

from django.utils.translation import gettext_lazy as _

from reports.choices import Measure
from reports.counting.step import Step

INSERT = """
    INSERT INTO reports_figure (run_id, month, office_id, measure, is_child, sex, key, category, value)
    SELECT %(run)s, %(first)s, g.office_id, 'PLAN_LINES', g.is_child, g.sex, s.state, '', count(*)
      FROM (SELECT DISTINCT ON (x.line_id) x.line_id, x.state
              FROM programs_planlinestate x
             WHERE x.from_on <= %(last)s
               AND (%(offices)s::int[] IS NULL OR x.line_id IN (
                    SELECT y.id FROM programs_planline y
                      JOIN programs_actionplan z ON z.id = y.plan_id
                      JOIN clients_guidance w ON w.id = z.guidance_id
                     WHERE w.office_id = ANY (%(offices)s::int[])))
             ORDER BY x.line_id, x.from_on DESC, x.id DESC) AS s
      JOIN programs_planline l ON l.id = s.line_id
      JOIN programs_actionplan p ON p.id = l.plan_id
      JOIN clients_guidance g ON g.id = p.guidance_id
     WHERE (l.removed_at IS NULL OR (l.removed_at AT TIME ZONE 'Asia/Jakarta')::date > %(last)s)
       AND g.start_on <= %(last)s AND (g.ended_on IS NULL OR g.ended_on > %(last)s)
     GROUP BY g.office_id, g.is_child, g.sex, s.state
"""
# Lines that had begun by then, whatever their state.
TOTALS = """
    SELECT k.id, GROUPING(k.id) = 1, 'PLAN_LINES', count(*)
      FROM programs_planline l
      JOIN programs_actionplan p ON p.id = l.plan_id
      JOIN clients_guidance g ON g.id = p.guidance_id
      JOIN accounts_office o ON o.id = g.office_id
      LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
     WHERE (l.removed_at IS NULL OR (l.removed_at AT TIME ZONE 'Asia/Jakarta')::date > %(last)s)
       AND daterange(g.start_on, g.ended_on) @> %(last)s::date
       AND EXISTS (SELECT FROM programs_planlinestate s WHERE s.line_id = l.id AND s.from_on <= %(last)s)
     GROUP BY GROUPING SETS ((k.id), ())
"""

PLANS = Step(label=_("Rencana aksi"), measures=(Measure.PLAN_LINES,), insert=INSERT, totals=TOTALS)
