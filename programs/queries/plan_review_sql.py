"""The one query behind the list of reviews: each plan in force, and since when something asks for a look.

`plans` is the scoped selection (pk, guidance, officer, zone). What happened counts by the moment it was recorded:
a review could not know what was entered after it. A need that
the version in force answers is not new. A closing review ends the matter until a version is approved anew.
"""

DUE = """
WITH mine (plan_id, guidance_id, officer_id, zone) AS ({plans}),
based AS MATERIALIZED (
    SELECT m.*, v.id AS version_id, v.decided_at, r.reviewed_on, GREATEST(v.decided_at, r.recorded_at) AS since_at
    FROM mine m
    JOIN LATERAL (SELECT id, decided_at FROM programs_planversion
                  WHERE plan_id = m.plan_id AND decision = 'APPROVED' ORDER BY number DESC LIMIT 1) v ON TRUE
    LEFT JOIN LATERAL (SELECT reviewed_on, recorded_at, result FROM programs_planreview
                       WHERE plan_id = m.plan_id ORDER BY number DESC LIMIT 1) r ON TRUE
    WHERE r.result IS DISTINCT FROM 'SELESAI' OR r.recorded_at < v.decided_at
)
SELECT b.guidance_id, b.officer_id, b.zone, b.decided_at, b.reviewed_on,
    (SELECT MIN(i.noted_on) FROM clients_newinformation i
     WHERE i.guidance_id = b.guidance_id AND i.kind = 'PELANGGARAN' AND i.recorded_at > b.since_at),
    (SELECT MIN(a.assessed_on) FROM clients_assessment a
     WHERE a.guidance_id = b.guidance_id AND a.recorded_at > b.since_at
       AND NOT EXISTS (SELECT 1 FROM clients_assessment later WHERE later.replaces_id = a.id)
       AND a.category <> (SELECT p.category FROM clients_assessment p
                          WHERE p.guidance_id = b.guidance_id AND p.instrument = a.instrument
                            AND p.recorded_at <= b.since_at
                          ORDER BY p.assessed_on DESC, p.id DESC LIMIT 1)),
    (SELECT t.computed_at FROM clients_tier t
     WHERE t.guidance_id = b.guidance_id AND t.superseded_at IS NULL AND t.computed_at > b.since_at
       AND t.code <> (SELECT p.code FROM clients_tier p
                      WHERE p.guidance_id = b.guidance_id AND p.computed_at <= b.since_at
                      ORDER BY p.computed_at DESC, p.id DESC LIMIT 1)),
    (SELECT MIN(n.opened_on) FROM clients_need n
     WHERE n.guidance_id = b.guidance_id AND n.closed_on IS NULL AND n.recorded_at > b.since_at
       AND NOT EXISTS (SELECT 1 FROM clients_need p
                       WHERE p.guidance_id = n.guidance_id AND p.kind = n.kind AND p.code = n.code
                         AND p.recorded_at <= b.since_at)
       AND NOT EXISTS (SELECT 1 FROM programs_planversion v, jsonb_array_elements(v.content -> 'lines') line
                       WHERE v.id = b.version_id AND line -> 'need' ->> 'kind' = n.kind
                         AND line -> 'need' ->> 'code' = n.code)),
    (SELECT MAX(o.from_on) FROM clients_officerassignment o
     WHERE o.guidance_id = b.guidance_id AND o.recorded_at > b.since_at
       AND EXISTS (SELECT 1 FROM clients_officerassignment p
                   WHERE p.guidance_id = o.guidance_id AND p.officer_id <> o.officer_id
                     AND p.recorded_at <= b.since_at))
FROM based b
"""
