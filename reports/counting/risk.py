"""Assessments by risk category and needs by factor (domain.md 8.2, table T5).

A replaced assessment is not counted, nor are its factors. Of the child instrument only the factors F1..F6 are needs;
A, B and N are its sums, and its codes mean other things than those of Kriminogenik, hence the prefix ANAK_.
"""

from django.utils.translation import gettext_lazy as _

from reports.choices import Measure
from reports.counting.step import Step

ASSESSMENTS_INSERT = """
    INSERT INTO reports_figure (run_id, month, office_id, measure, is_child, sex, key, category, value)
    SELECT %(run)s, %(first)s, a.office_id, 'ASSESSMENTS', a.is_child, a.sex, a.category, a.instrument, count(*)
      FROM clients_assessment a
     WHERE a.assessed_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(a.office_id)
       AND NOT EXISTS (SELECT FROM clients_assessment n WHERE n.replaces_id = a.id)
     GROUP BY a.office_id, a.is_child, a.sex, a.category, a.instrument
"""
ASSESSMENTS_TOTALS = """
    SELECT k.id, GROUPING(k.id) = 1, 'ASSESSMENTS', count(*) - count(n.id)
      FROM clients_assessment a
      LEFT JOIN clients_assessment n ON n.replaces_id = a.id
      LEFT JOIN accounts_office o ON o.id = a.office_id
      LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
     WHERE a.assessed_on BETWEEN %(first)s AND %(last)s
     GROUP BY GROUPING SETS ((k.id), ())
"""
NEEDS_INSERT = """
    INSERT INTO reports_figure (run_id, month, office_id, measure, is_child, sex, key, category, value)
    SELECT %(run)s, %(first)s, f.office_id, 'NEEDS', f.is_child, f.sex,
           CASE a.instrument WHEN 'ANAK' THEN 'ANAK_' || f.factor ELSE f.factor END AS factor_key,
           f.category, count(*)
      FROM clients_assessmentfactor f
      JOIN clients_assessment a ON a.id = f.assessment_id
     WHERE f.assessed_on BETWEEN %(first)s AND %(last)s AND IN_OFFICES(f.office_id)
       AND f.factor LIKE 'F%%'
       AND NOT EXISTS (SELECT FROM clients_assessment n WHERE n.replaces_id = f.assessment_id)
     GROUP BY f.office_id, f.is_child, f.sex, factor_key, f.category
"""
# By the assessment's own office and day, not by the copies that the factor carries.
NEEDS_TOTALS = """
    SELECT k.id, GROUPING(k.id) = 1, 'NEEDS', count(*) - count(n.id)
      FROM clients_assessment a
      JOIN clients_assessmentfactor f ON f.assessment_id = a.id AND f.factor NOT IN ('A', 'B', 'N')
      LEFT JOIN clients_assessment n ON n.replaces_id = a.id
      LEFT JOIN accounts_office o ON o.id = a.office_id
      LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
     WHERE a.assessed_on BETWEEN %(first)s AND %(last)s
     GROUP BY GROUPING SETS ((k.id), ())
"""

ASSESSMENTS = Step(
    label=_("Asesmen"), measures=(Measure.ASSESSMENTS,), insert=ASSESSMENTS_INSERT, totals=ASSESSMENTS_TOTALS
)
NEEDS = Step(label=_("Kebutuhan"), measures=(Measure.NEEDS,), insert=NEEDS_INSERT, totals=NEEDS_TOTALS)
