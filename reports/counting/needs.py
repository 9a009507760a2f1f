"""The needs map on the last day of a month, and what stands against it: programmes and partners.

A guidance period counts as in the clients of the month's end. A need is open from opened_on until the day before
closed_on; the same need found twice (a tick of part B and a practical need by hand) counts once. The risk is the
standing category of the latest RRI, of children the child instrument. The catalogue and the partner directory keep
no history: what exists is what exists on the day of the count.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clients.choices import PracticalNeed
from clients.rules.help import ADULT_TWINS, TICKS, help_codes
from clients.rules.needs import CHILD_PREFIX, PRACTICAL_OF_TICK
from reports.choices import NeedMeasure
from reports.counting.step import Step
from reports.rules import AGE_BANDS

ANY_NEED = "ANY"
EVERYBODY = "ALL"
ADULT_FACTORS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7")
OWN_TICKS = tuple(code for code in TICKS if code not in PRACTICAL_OF_TICK)


def help_of_needs() -> list[tuple[str, str]]:
    """(need key, code under which the catalogue or a partner keeps help for it), without repetition."""
    pairs = [(code, code) for code in (*ADULT_FACTORS, *PracticalNeed.values)]
    for code in ADULT_TWINS:
        pairs += [(CHILD_PREFIX + code, found) for found in help_codes(kind="FACTOR", code=code, is_child=True)]
    for code in OWN_TICKS:
        pairs += [(code, found) for found in help_codes(kind="TICK", code=code, is_child=False)]
    return pairs


def _params() -> dict[str, Any]:
    """The rules that live in Python, as arrays for unnest()."""
    bands, helps = AGE_BANDS[::-1], help_of_needs()
    return {
        "lows": [low for low, _name in bands],
        "bands": [name for _low, name in bands],
        "ticks": list(PRACTICAL_OF_TICK),
        "practicals": list(PRACTICAL_OF_TICK.values()),
        "needs": [need for need, _code in helps],
        "codes": [code for _need, code in helps],
    }


# One statement for both tables: each source is read once. The steps are materialised, or the planner takes their
# rows for one and joins by nested loops.
INSERT = """
    WITH period AS MATERIALIZED (
        SELECT g.id, g.office_id, g.is_child, g.sex, coalesce(r.category, '') AS risk,
               coalesce((%(bands)s::text[])[width_bucket(
                   greatest(0, extract(year FROM age(%(last)s::date, g.birth_on)))::int, %(lows)s::int[])], '')
               AS age_band
          FROM clients_guidance g
          LEFT JOIN LATERAL (
              SELECT coalesce(v.category, a.category) AS category
                FROM clients_assessment a
                LEFT JOIN clients_assessmentoverride v ON v.assessment_id = a.id AND v.decision = 'APPROVED'
                      AND (v.decided_at AT TIME ZONE 'Asia/Jakarta')::date <= %(last)s
               WHERE a.guidance_id = g.id AND a.instrument = CASE WHEN g.is_child THEN 'ANAK' ELSE 'RRI' END
                 AND a.assessed_on <= %(last)s
                 AND NOT EXISTS (SELECT FROM clients_assessment n WHERE n.replaces_id = a.id)
               ORDER BY a.assessed_on DESC, a.id DESC LIMIT 1) AS r ON true
         WHERE g.start_on <= %(last)s AND (g.ended_on IS NULL OR g.ended_on > %(last)s) AND IN_OFFICES(g.office_id)
    ), keyed AS MATERIALIZED (
        SELECT n.id, n.guidance_id, n.opened_on, n.closed_on,
               CASE WHEN n.kind = 'FACTOR' AND p.is_child THEN 'ANAK_' || n.code
                    WHEN n.kind = 'TICK' THEN coalesce(t.practical, n.code) ELSE n.code END AS need
          FROM clients_need n
          JOIN period p ON p.id = n.guidance_id
          LEFT JOIN unnest(%(ticks)s::text[], %(practicals)s::text[]) AS t(code, practical) ON t.code = n.code
    ), standing AS MATERIALIZED (
        SELECT DISTINCT guidance_id, need FROM keyed
         WHERE opened_on <= %(last)s AND (closed_on IS NULL OR closed_on > %(last)s)
    ), begun AS MATERIALIZED (
        SELECT a.guidance_id, l.need_id, s.state, l.partner_id, l.intervention_id
          FROM (SELECT DISTINCT ON (x.line_id) x.line_id, x.state
                  FROM programs_planlinestate x
                 WHERE x.from_on <= %(last)s
                   AND (%(offices)s::int[] IS NULL OR x.line_id IN (
                        SELECT y.id FROM programs_planline y
                          JOIN programs_actionplan z ON z.id = y.plan_id
                          JOIN period w ON w.id = z.guidance_id))
                 ORDER BY x.line_id, x.from_on DESC, x.id DESC) AS s
          JOIN programs_planline l ON l.id = s.line_id
          JOIN programs_actionplan a ON a.id = l.plan_id
         WHERE s.state IN ('RUNNING', 'PLANNED')
           AND (l.removed_at IS NULL OR (l.removed_at AT TIME ZONE 'Asia/Jakarta')::date > %(last)s)
    ), line AS MATERIALIZED (
        SELECT k.guidance_id, k.need, b.state, b.partner_id, b.intervention_id
          FROM begun b
          JOIN keyed k ON k.id = b.need_id AND k.guidance_id = b.guidance_id
    ), answered AS (
        SELECT o.guidance_id, o.need,
               coalesce(bool_or(l.state = 'RUNNING'), false) AS running,
               coalesce(bool_or(l.state = 'PLANNED'), false) AS planned,
               coalesce(bool_or(l.state = 'RUNNING' AND l.partner_id IS NOT NULL), false) AS partnered
          FROM standing o
          LEFT JOIN line l ON l.guidance_id = o.guidance_id AND l.need = o.need
         GROUP BY o.guidance_id, o.need
    ), counted AS (
        SELECT guidance_id, need, running, planned AND NOT running AS planned, partnered FROM answered
         UNION ALL
        SELECT guidance_id, 'ANY', bool_and(running), bool_and(running OR planned) AND NOT bool_and(running),
               bool_or(partnered)
          FROM answered GROUP BY guidance_id
         UNION ALL
        SELECT id, 'ALL', false, false, false FROM period
    ), demand AS (
        INSERT INTO reports_needfigure (run_id, month, office_id, is_child, sex, age_band, risk, need,
                                        people, running, planned, partnered)
        SELECT %(run)s, %(first)s, p.office_id, p.is_child, p.sex, p.age_band, p.risk, c.need, count(*),
               count(*) FILTER (WHERE c.running), count(*) FILTER (WHERE c.planned), count(*) FILTER (WHERE c.partnered)
          FROM counted c JOIN period p ON p.id = c.guidance_id
         GROUP BY p.office_id, p.is_child, p.sex, p.age_band, p.risk, c.need
    ), help AS (
        SELECT * FROM unnest(%(needs)s::text[], %(codes)s::text[]) AS h(need, code)
    ), used AS (
        SELECT p.office_id, p.is_child, l.need, l.guidance_id, u.kind, u.ref
          FROM line l
          JOIN period p ON p.id = l.guidance_id
          JOIN standing o ON o.guidance_id = l.guidance_id AND o.need = l.need
         CROSS JOIN LATERAL (VALUES ('PROGRAMME_USED', l.intervention_id), ('PARTNER_USED', l.partner_id::text))
               AS u(kind, ref)
         WHERE l.state = 'RUNNING' AND u.ref IS NOT NULL
    )
    INSERT INTO reports_needsupply (run_id, month, office_id, is_child, need, kind, ref, people)
    SELECT %(run)s, %(first)s, office_id, is_child, need, kind, ref, count(DISTINCT guidance_id)
      FROM used GROUP BY office_id, is_child, need, kind, ref
     UNION ALL
    SELECT DISTINCT %(run)s, %(first)s::date, r.id, NULL::bool, h.need, 'PROGRAMME', i.code, 0
      FROM programs_intervention i
      JOIN help h ON h.code = i.serves
      JOIN accounts_office r ON r.kind = 'DITJENPAS' AND IN_OFFICES(r.id)
     WHERE i.is_active
     UNION ALL
    SELECT DISTINCT %(run)s, %(first)s::date, m.office_id, NULL::bool, h.need, 'PARTNER', m.id::text, 0
      FROM partners_organisation m
      JOIN help h ON h.code = ANY (m.serves)
     WHERE m.is_active AND IN_OFFICES(m.office_id)
"""
# Counted another way on purpose: from the needs outward, by ranges of days and EXISTS, never through a period's list.
TOTALS = """
    SELECT t.kanwil_id, t.is_nation = 1, v.measure, v.value
      FROM (SELECT k.id AS kanwil_id, GROUPING(k.id) AS is_nation,
                   count(DISTINCT g.id) AS everybody, count(DISTINCT n.guidance_id) AS in_need,
                   count(DISTINCT (n.guidance_id, n.need)) FILTER (WHERE n.need IS NOT NULL) AS standing,
                   count(DISTINCT (n.guidance_id, n.need)) FILTER (WHERE n.is_running) AS running
              FROM clients_guidance g
              JOIN accounts_office o ON o.id = g.office_id
              LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
              LEFT JOIN LATERAL (
                  SELECT w.guidance_id, x.need, EXISTS (
                             SELECT FROM programs_planline l
                               JOIN clients_need z ON z.id = l.need_id
                               LEFT JOIN unnest(%(ticks)s::text[], %(practicals)s::text[]) AS u(code, practical)
                                 ON u.code = z.code AND z.kind = 'TICK'
                              WHERE z.guidance_id = w.guidance_id
                                AND (z.kind = 'FACTOR') = (w.kind = 'FACTOR')
                                AND coalesce(u.practical, z.code) = x.need
                                AND (l.removed_at IS NULL
                                     OR (l.removed_at AT TIME ZONE 'Asia/Jakarta')::date > %(last)s)
                                AND (SELECT s.state FROM programs_planlinestate s
                                      WHERE s.line_id = l.id AND s.from_on <= %(last)s
                                      ORDER BY s.from_on DESC, s.id DESC LIMIT 1) = 'RUNNING') AS is_running
                    FROM clients_need w
                    LEFT JOIN unnest(%(ticks)s::text[], %(practicals)s::text[]) AS t(code, practical)
                      ON t.code = w.code AND w.kind = 'TICK'
                   CROSS JOIN LATERAL (SELECT coalesce(t.practical, w.code) AS need) AS x
                   WHERE w.guidance_id = g.id AND daterange(w.opened_on, w.closed_on) @> %(last)s::date) AS n ON true
             WHERE daterange(g.start_on, g.ended_on) @> %(last)s::date
             GROUP BY GROUPING SETS ((k.id), ())) AS t
     CROSS JOIN LATERAL (VALUES ('NEEDS_CLIENTS', t.everybody), ('NEEDS_PEOPLE', t.in_need), ('NEEDS_OPEN', t.standing),
                                ('NEEDS_RUNNING', t.running)) AS v(measure, value)
"""
NEEDS_MAP = Step(label=_("Peta kebutuhan"), measures=tuple(NeedMeasure), insert=INSERT, totals=TOTALS, params=_params())
