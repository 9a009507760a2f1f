"""The tables that the counts of referrals read besides those of the other steps."""

from reports.counting.mark_source import Source

REFERRAL_SOURCES = (
    Source("partners_referralmove", 'SELECT g.office_id, r."on", FOREVER FROM ROWS r OF_REFERRAL', ("id",)),
    # Which needs a referral is for stands in all its months.
    Source("partners_referralneed", "SELECT g.office_id, EVER, FOREVER FROM ROWS r OF_REFERRAL", ("removed_at",)),
    Source(
        "partners_referralsession",
        """SELECT g.office_id, least(r.held_on, o.held_on), greatest(r.held_on, o.held_on)
             FROM ROWS r OF_REFERRAL LEFT JOIN partners_referralsession o ON o.id = r.replaces_id""",
        ("id",),
    ),
    Source(
        "partners_referralreport",
        """SELECT g.office_id, (r.decided_at AT TIME ZONE 'Asia/Jakarta')::date,
                  (r.decided_at AT TIME ZONE 'Asia/Jakarta')::date
             FROM ROWS r OF_REFERRAL WHERE r.decided_at IS NOT NULL""",
        ("decision", "decided_at"),
    ),
)
