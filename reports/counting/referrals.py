"""Referrals by the days of their moves: sent, answered, started and ended in the month, waiting on its last day.

Days from sending are kept as counts of each number of days, so that a median over months and offices is exact. An
answer is acceptance or refusal; the waiting list is none. Outcomes are those of reports that the PK accepted, in the
month of that decision; a session put right counts as it was put right.
"""

from django.utils.translation import gettext_lazy as _

from clients.rules.needs import CHILD_PREFIX, PRACTICAL_OF_TICK
from reports.choices import ReferralMeasure
from reports.counting.step import Step

INSERT = """
    WITH referral AS MATERIALIZED (
        SELECT r.id, g.office_id, g.is_child, r.partner_id
          FROM partners_referral r JOIN clients_guidance g ON g.id = r.guidance_id
         WHERE r.partner_id IS NOT NULL AND IN_OFFICES(g.office_id)
    ), named AS MATERIALIZED (
        SELECT n.id, n.referral_id,
               CASE WHEN w.kind = 'FACTOR' AND r.is_child THEN %(child)s || w.code
                    WHEN w.kind = 'TICK' THEN coalesce(t.practical, w.code) ELSE w.code END AS need
          FROM partners_referralneed n
          JOIN referral r ON r.id = n.referral_id
          JOIN clients_need w ON w.id = n.need_id
          LEFT JOIN unnest(%(ticks)s::text[], %(practicals)s::text[]) AS t(code, practical) ON t.code = w.code
         WHERE n.removed_at IS NULL
    ), moved AS MATERIALIZED (
        SELECT m.id, m.referral_id, m.old, m.new, m."on" AS day
          FROM partners_referralmove m JOIN referral r ON r.id = m.referral_id
         WHERE m."on" <= %(last)s
    ), sent AS (
        SELECT referral_id, min(day) AS day FROM moved WHERE new = 'SENT' GROUP BY referral_id
    ), happened AS MATERIALIZED (
        SELECT referral_id, new AS measure, day FROM moved
         WHERE day >= %(first)s AND (new IN ('SENT', 'ACCEPTED', 'DECLINED', 'COMPLETED', 'ENDED_EARLY')
                                     OR (new = 'STARTED' AND old = 'ACCEPTED'))
    ), counted AS (
        SELECT referral_id, measure, '' AS key FROM happened
         UNION ALL
        SELECT h.referral_id, CASE h.measure WHEN 'STARTED' THEN 'START_DAYS' ELSE 'ANSWER_DAYS' END,
               greatest(0, h.day - s.day)::text
          FROM happened h JOIN sent s ON s.referral_id = h.referral_id
         WHERE h.measure IN ('ACCEPTED', 'DECLINED', 'STARTED')
         UNION ALL
        SELECT l.referral_id, 'WAITING', ''
          FROM (SELECT DISTINCT ON (referral_id) referral_id, new FROM moved ORDER BY referral_id, id DESC) AS l
         WHERE l.new IN ('SENT', 'WAITING')
         UNION ALL
        SELECT s.referral_id, 'SESSIONS', s.presence
          FROM partners_referralsession s JOIN referral r ON r.id = s.referral_id
         WHERE s.held_on BETWEEN %(first)s AND %(last)s
           AND NOT EXISTS (SELECT FROM partners_referralsession n WHERE n.replaces_id = s.id)
    ), ended AS (
        SELECT n.referral_id, n.need, o.outcome
          FROM partners_referralreport p
          JOIN partners_referraloutcome o ON o.report_id = p.id
          JOIN named n ON n.id = o.need_id
         WHERE p.decision = 'ACCEPTED'
           AND (p.decided_at AT TIME ZONE 'Asia/Jakarta')::date BETWEEN %(first)s AND %(last)s
    ), parted AS (
        SELECT referral_id, '' AS need, measure, key FROM counted
         UNION ALL
        SELECT c.referral_id, n.need, c.measure, c.key
          FROM counted c JOIN (SELECT DISTINCT referral_id, need FROM named) AS n ON n.referral_id = c.referral_id
         UNION ALL
        SELECT e.referral_id, v.need, 'OUTCOMES', e.outcome
          FROM ended e CROSS JOIN LATERAL (VALUES (''), (e.need)) AS v(need)
    )
    INSERT INTO reports_referralfact (run_id, month, office_id, partner_id, is_child, need, measure, key, value)
    SELECT %(run)s, %(first)s, r.office_id, r.partner_id, r.is_child, p.need, p.measure, p.key, count(*)
      FROM parted p JOIN referral r ON r.id = p.referral_id
     GROUP BY r.office_id, r.partner_id, r.is_child, p.need, p.measure, p.key
"""
# Counted another way on purpose: each move by itself, without the referral's needs or the days between.
TOTALS = """
    SELECT t.kanwil_id, t.is_nation = 1, 'R_' || t.new, t.value
      FROM (SELECT k.id AS kanwil_id, GROUPING(k.id) AS is_nation, m.new, count(*) AS value
              FROM partners_referralmove m
              JOIN partners_referral r ON r.id = m.referral_id
              JOIN clients_guidance g ON g.id = r.guidance_id
              JOIN accounts_office o ON o.id = g.office_id
              LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(o.path, k.path)
             WHERE m."on" BETWEEN %(first)s AND %(last)s
               AND m.new IN ('SENT', 'ACCEPTED', 'DECLINED', 'COMPLETED', 'ENDED_EARLY')
             GROUP BY GROUPING SETS ((k.id, m.new), (m.new))) AS t
"""
REFERRALS = Step(
    label=_("Rujukan ke mitra"),
    measures=tuple(ReferralMeasure),
    insert=INSERT,
    totals=TOTALS,
    params={
        "child": CHILD_PREFIX,
        "ticks": list(PRACTICAL_OF_TICK),
        "practicals": list(PRACTICAL_OF_TICK.values()),
    },
)
