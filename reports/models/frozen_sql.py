"""What the database refuses where a release or a submission has fixed something."""

import pgtrigger

from bapas_portal.core.refusals import with_refusals

_FACTS = """
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT run_id FROM {rows}) AS touched
                 JOIN reports_rolluprun r ON r.id = touched.run_id WHERE r.state = 'FROZEN') THEN
        REFUSE frozen_figures_stay;
    END IF;
    RETURN NULL;
"""


def frozen_stays(name: str) -> list[pgtrigger.Trigger]:
    """Facts of a frozen run come, change and go no more. Once a statement: a rollup writes thousands of rows."""
    return [
        pgtrigger.Trigger(
            name=f"{name}_frozen_{verb}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**{side: "touched_rows"}),
            func=with_refusals(_FACTS.format(rows="touched_rows")),
        )
        for verb, operation, side in (
            ("in", pgtrigger.Insert, "new"),
            ("to", pgtrigger.Update, "old"),
            ("out", pgtrigger.Delete, "old"),
        )
    ]


PUBLISHED_STAYS = with_refusals("""
    IF OLD.month <> NEW.month THEN REFUSE period_month_is_fixed; END IF;
    IF OLD.state = 'PUBLISHED' AND (OLD.state, OLD.published_at, OLD.published_by_id)
       IS DISTINCT FROM (NEW.state, NEW.published_at, NEW.published_by_id) THEN
        REFUSE period_published_stays;
    END IF;
    RETURN NEW;
""")

OF_AN_OPEN_PERIOD = with_refusals("""
    IF (SELECT p.state FROM reports_period p WHERE p.id = NEW.period_id FOR SHARE) = 'PUBLISHED' THEN
        REFUSE submission_of_open_period;
    END IF;
    RETURN NEW;
""")

DECIDED_STAYS = with_refusals("""
    IF OLD.state <> 'ASKED' THEN REFUSE exception_decided_stays; END IF;
    RETURN NEW;
""")
