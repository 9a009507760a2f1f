"""The cross-sector view on the last day of a month: agreements, partners, work sites and seats, and orders to place.

Agreements, weekly times, safety checks, orders and their ledger carry days, and count as they stood on the day; an
agreement not signed yet counts from the day it was written down. Partners and sites keep no history: those in use are
those in use on the day of the count. An order counts while its client is guided, in the regency where the client lived.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reports.choices import SectorMeasure
from reports.counting.step import Step


def _params() -> dict[str, Any]:
    return {
        "soon": settings.AGREEMENT_SOON_DAYS,
        "ending": max(settings.AGREEMENT_WARNING_DAYS, default=0),
        "check_soon": settings.SITE_CHECK_SOON_DAYS,
    }


INSERT = """
    WITH agreement AS MATERIALIZED (
        SELECT a.office_id, a.kind, a.ends_on,
               CASE WHEN a.stopped_on <= %(last)s THEN 'DIHENTIKAN'
                    WHEN a.signed_on IS NULL THEN CASE a.stage WHEN 'DRAF' THEN 'DRAF' ELSE 'PENJAJAKAN' END
                    WHEN a.signed_on > %(last)s THEN 'DRAF'
                    WHEN a.starts_on > %(last)s THEN 'DITANDATANGANI'
                    WHEN a.ends_on - %(last)s::date > %(soon)s THEN 'AKTIF'
                    WHEN n.id IS NOT NULL THEN 'DIPERPANJANG'
                    WHEN a.ends_on < %(last)s THEN 'BERAKHIR' ELSE 'AKAN_BERAKHIR' END AS state
          FROM partners_agreement a
          LEFT JOIN partners_agreement n ON n.renews_id = a.id AND n.signed_on <= %(last)s
         WHERE least((a.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, a.signed_on) <= %(last)s
           AND IN_OFFICES(a.office_id)
    ), partner AS MATERIALIZED (
        SELECT m.id, m.office_id, m.kind, m.region_id FROM partners_organisation m
         WHERE m.is_active AND IN_OFFICES(m.office_id)
    ), site AS MATERIALIZED (
        SELECT s.id, m.office_id, coalesce(s.region_id, m.region_id) AS region_id,
               CASE WHEN c.is_safe IS NULL THEN 'NONE' WHEN NOT c.is_safe THEN 'UNSAFE'
                    WHEN c.valid_until < %(last)s THEN 'OVER'
                    WHEN c.valid_until - %(last)s::date <= %(check_soon)s THEN 'SOON' ELSE 'VALID' END AS state
          FROM partners_site s
          JOIN partner m ON m.id = s.organisation_id
          LEFT JOIN LATERAL (SELECT k.is_safe, k.valid_until FROM partners_sitecheck k
                              WHERE k.site_id = s.id AND k.checked_on <= %(last)s
                              ORDER BY k.checked_on DESC, k.id DESC LIMIT 1) AS c ON true
         WHERE s.is_active
    ), service AS MATERIALIZED (
        SELECT g.office_id, h.region_id, o.start_on, o.minutes_per_day, o.deadline_on,
               o.start_on <= %(last)s AND (o.ended_on IS NULL OR o.ended_on > %(last)s)
               AND (g.ended_on IS NULL OR g.ended_on > %(last)s) AS is_running,
               greatest(0, o.minutes_ordered - coalesce(
                   (SELECT sum(e.minutes) FROM programs_hoursentry e
                     WHERE e.order_id = o.id AND e.worked_on <= %(last)s), 0)) AS owed
          FROM programs_serviceorder o
          JOIN clients_guidance g ON g.id = o.guidance_id
          LEFT JOIN clients_residence h ON h.client_id = g.client_id AND h.from_on <= %(last)s
                AND (h.to_on IS NULL OR h.to_on >= %(last)s)
         WHERE o.start_on <= %(last)s AND (o.ended_on IS NULL OR o.ended_on >= %(first)s)
           AND g.start_on <= %(last)s AND (g.ended_on IS NULL OR g.ended_on >= %(first)s)
           AND IN_OFFICES(g.office_id)
    ), counted AS (
        SELECT office_id, 'AGREEMENTS' AS measure, NULL AS region_id, kind || ':' || state AS key, 1 AS value
          FROM agreement
         UNION ALL
        SELECT office_id, 'AGREEMENTS_ENDING', NULL, kind, 1 FROM agreement
         WHERE state IN ('AKTIF', 'AKAN_BERAKHIR') AND ends_on - %(last)s::date <= %(ending)s
         UNION ALL
        SELECT office_id, 'PARTNERS', region_id, kind, 1 FROM partner
         UNION ALL
        SELECT office_id, 'SITES', region_id, state, 1 FROM site
         UNION ALL
        SELECT s.office_id, 'SEATS', s.region_id, CASE WHEN s.state IN ('VALID', 'SOON') THEN 'OPEN' ELSE 'SHUT' END,
               t.seats
          FROM site s
          JOIN partners_siteslot t ON t.site_id = s.id AND t.valid_from <= %(last)s
               AND (t.valid_to IS NULL OR t.valid_to >= %(last)s)
         UNION ALL
        SELECT s.office_id, v.measure, s.region_id, '', v.value
          FROM service s
         CROSS JOIN LATERAL (VALUES
             ('ORDERS', 1), ('MINUTES_OWED', s.owed),
             ('SEATS_NEEDED', round(100 * ceil(s.owed / s.minutes_per_day::numeric)
                                    / greatest(1, ceil((s.deadline_on - %(last)s::date) / 7.0))))) AS v(measure, value)
         WHERE s.is_running
         UNION ALL
        SELECT office_id, 'ORDERS_NEW', region_id, '', 1 FROM service WHERE start_on >= %(first)s
    )
    INSERT INTO reports_sectorfact (run_id, month, office_id, measure, region, key, value)
    SELECT %(run)s, %(first)s, office_id, measure,
           CASE WHEN length(region_id) >= 4 THEN left(region_id, 4) ELSE '' END AS region, key, sum(value)
      FROM counted
     GROUP BY office_id, measure, 5, key
    HAVING sum(value) > 0
"""
# Counted another way on purpose: from the offices outward, each source by itself, without regions or states.
TOTALS = """
    SELECT t.kanwil_id, t.is_nation = 1, t.measure, t.value::int
      FROM (SELECT k.id AS kanwil_id, GROUPING(k.id) AS is_nation, v.measure, sum(v.value) AS value
              FROM accounts_office f
              LEFT JOIN accounts_office k ON k.kind = 'KANWIL' AND starts_with(f.path, k.path)
             CROSS JOIN LATERAL (VALUES
                 ('AGREEMENTS', (SELECT count(*) FROM partners_agreement a WHERE a.office_id = f.id
                     AND (a.signed_on <= %(last)s OR (a.recorded_at AT TIME ZONE 'Asia/Jakarta')::date <= %(last)s))),
                 ('PARTNERS', (SELECT count(*) FROM partners_organisation m WHERE m.office_id = f.id AND m.is_active)),
                 ('SITES', (SELECT count(*) FROM partners_site s JOIN partners_organisation m
                                ON m.id = s.organisation_id AND m.is_active
                             WHERE m.office_id = f.id AND s.is_active)),
                 ('SEATS', (SELECT coalesce(sum(t.seats), 0) FROM partners_siteslot t
                              JOIN partners_site s ON s.id = t.site_id AND s.is_active
                              JOIN partners_organisation m ON m.id = s.organisation_id AND m.is_active
                             WHERE m.office_id = f.id
                               AND daterange(t.valid_from, t.valid_to, '[]') @> %(last)s::date)),
                 ('ORDERS', (SELECT count(*) FROM programs_serviceorder o
                               JOIN clients_guidance g ON g.id = o.guidance_id
                              WHERE g.office_id = f.id AND daterange(o.start_on, o.ended_on) @> %(last)s::date
                                AND daterange(g.start_on, g.ended_on) @> %(last)s::date)),
                 ('MINUTES_OWED', (SELECT coalesce(sum(x.owed), 0)
                                     FROM (SELECT greatest(0, o.minutes_ordered
                                                  - coalesce(sum(e.minutes), 0)) AS owed
                                             FROM clients_guidance g
                                             JOIN programs_serviceorder o ON o.guidance_id = g.id
                                             LEFT JOIN programs_hoursentry e ON e.order_id = o.id
                                                  AND e.worked_on <= %(last)s
                                            WHERE g.office_id = f.id
                                              AND daterange(o.start_on, o.ended_on) @> %(last)s::date
                                              AND daterange(g.start_on, g.ended_on) @> %(last)s::date
                                            GROUP BY o.id) AS x)),
                 ('ORDERS_NEW', (SELECT count(*) FROM programs_serviceorder o
                                   JOIN clients_guidance g ON g.id = o.guidance_id
                                  WHERE g.office_id = f.id AND o.start_on BETWEEN %(first)s AND %(last)s
                                    AND g.start_on <= %(last)s AND (g.ended_on IS NULL OR g.ended_on >= %(first)s)
                                    AND (o.ended_on IS NULL OR o.ended_on >= %(first)s))))
                 AS v(measure, value)
             WHERE f.kind <> 'DITJENPAS'
             GROUP BY GROUPING SETS ((k.id, v.measure), (v.measure))) AS t
"""
SECTORS = Step(label=_("Lintas sektor"), measures=tuple(SectorMeasure), insert=INSERT, totals=TOTALS, params=_params())
