"""The tables that the cross-sector view counts besides those of the other steps."""

from reports.counting.mark_source import Source

SECTOR_SOURCES = (
    Source(
        "partners_agreement",
        """SELECT x.office_id, least((r.recorded_at AT TIME ZONE 'Asia/Jakarta')::date, r.signed_on), FOREVER
             FROM ROWS r LEFT JOIN partners_agreement o ON o.id = r.renews_id
            CROSS JOIN LATERAL (VALUES (r.office_id), (o.office_id)) AS x(office_id)
            WHERE x.office_id IS NOT NULL""",
        ("office_id", "kind", "stage", "signed_on", "starts_on", "ends_on", "stopped_on", "renews_id"),
    ),
    # Which sites are in use, and where, has no history: it stands in every month that is counted.
    Source(
        "partners_site",
        "SELECT m.office_id, EVER, FOREVER FROM ROWS r JOIN partners_organisation m ON m.id = r.organisation_id",
        ("organisation_id", "region_id", "is_active"),
    ),
    Source("partners_siteslot", "SELECT m.office_id, r.valid_from, FOREVER FROM ROWS r OF_SITE", ("valid_to",)),
    Source("partners_sitecheck", "SELECT m.office_id, r.checked_on, FOREVER FROM ROWS r OF_SITE", ("id",)),
    Source(
        "programs_serviceorder",
        "SELECT g.office_id, r.start_on, FOREVER FROM ROWS r OF_GUIDANCE",
        ("ended_on", "minutes_ordered", "minutes_per_day", "deadline_on"),
    ),
    Source(
        "programs_hoursentry",
        """SELECT g.office_id, r.worked_on, FOREVER FROM ROWS r JOIN programs_serviceorder s ON s.id = r.order_id
             JOIN clients_guidance g ON g.id = s.guidance_id""",
        ("id",),
    ),
    Source(
        "clients_residence",
        """SELECT g.office_id, r.from_on, coalesce(r.to_on, FOREVER)
             FROM ROWS r JOIN clients_guidance g ON g.client_id = r.client_id
            WHERE EXISTS (SELECT FROM programs_serviceorder s WHERE s.guidance_id = g.id)""",
        ("client_id", "region_id", "from_on", "to_on"),
    ),
)
