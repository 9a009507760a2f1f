"""Which months of which office a write touches: triggers on the tables that are counted write `reports_dirtymonth`.

This room pulls: the rooms below know nothing of it, their tables carry the triggers. Each is for a whole statement and
writes one row per office, so that a bulk load pays once. `last` is infinity where everything later is touched too.
"""

from collections.abc import Iterable
from re import sub

from reports.counting.mark_source import Source
from reports.counting.marks_referrals import REFERRAL_SOURCES
from reports.counting.marks_sectors import SECTOR_SOURCES

# Written into the SQL below by name, one after the other.
WORDS = (
    ("OF_GUIDANCE", "JOIN clients_guidance g ON g.id = r.guidance_id"),
    (
        "OF_LINE",
        "JOIN programs_planline l ON l.id = r.line_id JOIN programs_actionplan p ON p.id = l.plan_id"
        " JOIN clients_guidance g ON g.id = p.guidance_id",
    ),
    (
        "OF_SITE",
        "JOIN partners_site s ON s.id = r.site_id JOIN partners_organisation m ON m.id = s.organisation_id",
    ),
    (
        "OF_REFERRAL",
        "JOIN partners_referral f ON f.id = r.referral_id JOIN clients_guidance g ON g.id = f.guidance_id",
    ),
    ("FOREVER", "'infinity'::date"),
    ("EVER", "'-infinity'::date"),
)
SOURCES = (
    Source(
        "clients_guidance",
        "SELECT r.office_id, r.start_on, coalesce(r.ended_on, FOREVER) FROM ROWS r",
        ("office_id", "is_child", "sex", "status", "birth_on"),
        ("start_on", "ended_on"),
    ),
    Source(
        "clients_assessment",
        """SELECT x.office_id, least(r.assessed_on, o.assessed_on), FOREVER
             FROM ROWS r OF_GUIDANCE LEFT JOIN clients_assessment o ON o.id = r.replaces_id
            CROSS JOIN LATERAL (VALUES (r.office_id), (g.office_id), (o.office_id)) AS x(office_id)
            WHERE x.office_id IS NOT NULL""",
        ("id",),
    ),
    Source(
        "clients_assessmentoverride",
        """SELECT x.office_id, a.assessed_on, FOREVER
             FROM ROWS r JOIN clients_assessment a ON a.id = r.assessment_id
             JOIN clients_guidance g ON g.id = a.guidance_id
            CROSS JOIN LATERAL (VALUES (a.office_id), (g.office_id)) AS x(office_id)""",
        ("decision", "category", "decided_at"),
    ),
    Source(
        "clients_secondrating",
        """SELECT a.office_id, (r.rated_at AT TIME ZONE 'Asia/Jakarta')::date,
                  (r.rated_at AT TIME ZONE 'Asia/Jakarta')::date
             FROM ROWS r JOIN clients_assessment a ON a.id = r.first_id WHERE r.rated_at IS NOT NULL""",
        ("state", "rated_at", "answers", "result"),
    ),
    Source(
        "clients_assessmentdraft",
        """SELECT a.office_id, a.assessed_on, a.assessed_on
             FROM ROWS r JOIN clients_assessment a ON a.id = r.finished_as_id""",
        ("finished_as_id",),
    ),
    Source(
        "clients_need",
        "SELECT g.office_id, r.opened_on, coalesce(r.closed_on, FOREVER) FROM ROWS r OF_GUIDANCE",
        ("kind", "code", "guidance_id"),
        ("opened_on", "closed_on"),
    ),
    Source("programs_planlinestate", "SELECT g.office_id, r.from_on, FOREVER FROM ROWS r OF_LINE", ("id",)),
    Source(
        "programs_planline",
        """SELECT g.office_id, coalesce((SELECT min(s.from_on) FROM programs_planlinestate s WHERE s.line_id = r.id),
                                       FOREVER), FOREVER
             FROM ROWS r JOIN programs_actionplan p ON p.id = r.plan_id
             JOIN clients_guidance g ON g.id = p.guidance_id""",
        ("removed_at", "need_id", "partner_id", "intervention_id"),
    ),
    Source(
        "programs_careactivity",
        "SELECT r.office_id, r.held_on, r.held_on FROM ROWS r",
        ("office_id", "held_on", "state", "kind"),
    ),
    Source(
        "programs_participation",
        "SELECT a.office_id, a.held_on, a.held_on FROM ROWS r JOIN programs_careactivity a ON a.id = r.activity_id",
        ("removed_at", "was_present", "has_agreed", "guidance_id"),
    ),
    # The catalogue and the directory keep no history: what exists now stands in every month that is counted.
    Source(
        "programs_intervention",
        """SELECT o.id, EVER, FOREVER FROM (SELECT FROM ROWS r LIMIT 1) AS any_row
             JOIN accounts_office o ON o.kind = 'DITJENPAS'""",
        ("is_active", "serves"),
        key="code",
    ),
    Source(
        "partners_organisation",
        "SELECT r.office_id, EVER, FOREVER FROM ROWS r",
        ("office_id", "is_active", "serves", "kind", "region_id"),
    ),
    *SECTOR_SOURCES,
    *REFERRAL_SOURCES,
)
KINDS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
BOTH = "(SELECT SIDE.* FROM old_rows o JOIN new_rows n ON n.KEY = o.KEY WHERE CHANGED) r"
# A row whose range moved at one end touches only what lies between the old and the new end.
BETWEEN = """SELECT t.office_id, least(t.at_first, t.at_last), greatest(t.at_first, t.at_last)
               FROM (SELECT g.office_id, coalesce(o.COLUMN, FOREVER) AS at_first, coalesce(n.COLUMN, FOREVER) AS at_last
                       FROM old_rows o JOIN new_rows n ON n.KEY = o.KEY
                       JOIN clients_guidance g ON g.id = n.GUIDANCE) AS t
              WHERE t.at_first <> t.at_last"""
TRIGGER = """
CREATE OR REPLACE FUNCTION NAME() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_dirtymonth (office_id, first, last)
    SELECT t.office_id, min(t.first), max(t.last) FROM (TOUCHED) AS t(office_id, first, last) GROUP BY t.office_id;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER NAME AFTER KIND ON TABLE
    REFERENCING SEEN FOR EACH STATEMENT EXECUTE FUNCTION NAME();
"""


def install(tables: Iterable[str]) -> str:
    """SQL that makes the triggers of these tables, or makes them anew."""
    return "".join(
        _written(TRIGGER, NAME=name_of(source, kind), TOUCHED=_touched(source, kind), KIND=kind)
        .replace("ON TABLE", f"ON {source.table}")
        .replace("SEEN", seen)
        for source in SOURCES
        if source.table in tables
        for kind, seen in KINDS.items()
    )


def remove(tables: Iterable[str]) -> str:
    """SQL that takes them away."""
    return "".join(
        f"DROP FUNCTION IF EXISTS {name_of(source, kind)}() CASCADE;"
        for source in SOURCES
        if source.table in tables
        for kind in KINDS
    )


def name_of(source: Source, kind: str) -> str:
    """The trigger's name, and its function's."""
    return f"reports_mark_{source.table}_{kind.lower()}"


def _touched(source: Source, kind: str) -> str:
    if kind != "UPDATE":
        return _written(source.touched, ROWS="new_rows" if kind == "INSERT" else "old_rows")
    changed = " OR ".join(f"o.{column} IS DISTINCT FROM n.{column}" for column in source.watched)
    sides = [_written(BOTH, SIDE=side, CHANGED=changed, KEY=source.key) for side in ("o", "n")]
    guidance = "id" if source.table == "clients_guidance" else "guidance_id"
    parts = [source.touched.replace("ROWS r", side) for side in sides]
    parts += [_written(BETWEEN, COLUMN=column, GUIDANCE=guidance, KEY=source.key) for column in source.ends]
    return _written(" UNION ALL ".join(parts))


def _written(sql: str, **words: str) -> str:
    for name, word in (*words.items(), *WORDS):
        sql = sub(rf"\b{name}\b", word, sql)
    return sql
