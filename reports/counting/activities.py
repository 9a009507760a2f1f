"""Klien Bapas Peduli activities that the Kanwil accepted, by the day they were held, and who took part.

Whoever did not agree, or did not come, took no part (as ParticipationQuerySet.counted). An activity has no cohort or
sex; a participant has those of the guidance period, and counts at the activity's office.
"""

from django.utils.translation import gettext_lazy as _

from reports.choices import Measure
from reports.counting.step import Step

INSERT = """
    INSERT INTO reports_figure (run_id, month, office_id, measure, is_child, sex, key, category, value)
    SELECT %(run)s, %(first)s, a.office_id, 'ACTIVITIES', NULL, '', a.kind, '', count(*)
      FROM programs_careactivity a
     WHERE a.state = 'ACCEPTED' AND a.held_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(a.office_id)
     GROUP BY a.office_id, a.kind
    UNION ALL
    SELECT %(run)s, %(first)s, a.office_id, 'PARTICIPANTS', g.is_child, g.sex, a.kind, '', count(*)
      FROM programs_careactivity a
      JOIN programs_participation p ON p.activity_id = a.id AND p.removed_at IS NULL
       AND p.was_present IS NOT FALSE AND (p.has_agreed OR (p.has_agreed IS NULL AND p.is_before_consent))
      JOIN clients_guidance g ON g.id = p.guidance_id
     WHERE a.state = 'ACCEPTED' AND a.held_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(a.office_id)
     GROUP BY a.office_id, a.kind, g.is_child, g.sex
"""
TOTALS = """
    SELECT t.kanwil_id, t.is_nation = 1, v.measure, v.value
      FROM (SELECT k.id AS kanwil_id, GROUPING(k.id) AS is_nation,
                   count(DISTINCT a.id) AS activities, count(p.id) AS participants
              FROM programs_careactivity a
              LEFT JOIN programs_participation p ON p.activity_id = a.id AND p.removed_at IS NULL
       AND p.was_present IS NOT FALSE AND (p.has_agreed OR (p.has_agreed IS NULL AND p.is_before_consent))
              JOIN accounts_office o ON o.id = a.office_id
              LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
             WHERE a.state = 'ACCEPTED' AND a.held_on BETWEEN %(first)s AND %(last)s
             GROUP BY GROUPING SETS ((k.id), ())) AS t
     CROSS JOIN LATERAL (VALUES ('ACTIVITIES', t.activities), ('PARTICIPANTS', t.participants)) AS v(measure, value)
"""

ACTIVITIES = Step(
    label=_("Kegiatan Klien Bapas Peduli"),
    measures=(Measure.ACTIVITIES, Measure.PARTICIPANTS),
    insert=INSERT,
    totals=TOTALS,
)
